package io.rowrun.executor.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a task used, from the file {@code usage}; null: not measured. */
record Usage(@Nullable Double cpuSeconds, @Nullable Long maxRssBytes) {
  private static final double MICROS = 1e6;

  /** GNU time: user and system seconds and the largest resident set in KiB. */
  private static final Pattern GNU_TIME = Pattern.compile("(?m)^([0-9.]+) ([0-9.]+) (\\d+)$");

  /** The shell's {@code times}: its second line is of its children. */
  private static final Pattern TIMES =
      Pattern.compile("\\n(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s(?:\\n|$)");

  /** The control group: microseconds, also of processes that nobody waited for. */
  private static final Pattern CGROUP = Pattern.compile("(?m)^cgroup (\\d+)$");

  /** The container: microseconds, and the most memory that its control group held, in bytes. */
  private static final Pattern CONTAINER = Pattern.compile("(?m)^container (\\d+|-) (\\d+|-)$");

  static Usage parse(String text) {
    Double cpuSeconds = null;
    Long maxRssBytes = null;
    Matcher times = TIMES.matcher(text);
    if (times.find()) {
      cpuSeconds = seconds(times, 1) + seconds(times, 3);
    }
    Matcher gnuTime = GNU_TIME.matcher(text);
    if (gnuTime.find()) {
      cpuSeconds = Double.parseDouble(gnuTime.group(1)) + Double.parseDouble(gnuTime.group(2));
      maxRssBytes = Long.parseLong(gnuTime.group(3)) * 1024;
    }
    Matcher cgroup = CGROUP.matcher(text);
    if (cgroup.find()) {
      cpuSeconds = Long.parseLong(cgroup.group(1)) / MICROS;
    }
    Matcher container = CONTAINER.matcher(text);
    if (container.find()) {
      cpuSeconds =
          container.group(1).equals("-") ? null : Long.parseLong(container.group(1)) / MICROS;
      maxRssBytes = container.group(2).equals("-") ? null : Long.valueOf(container.group(2));
    }
    return new Usage(cpuSeconds, maxRssBytes);
  }

  private static double seconds(Matcher times, int group) {
    return Long.parseLong(times.group(group)) * 60 + Double.parseDouble(times.group(group + 1));
  }
}
