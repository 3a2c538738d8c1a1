#!/bin/sh
# container-init.sh DIRECTORY: process 1 of a task's container. The shell of the image runs it. Its
# variables begin with ROWRUN_, as no variable of a job does; it needs no program but sleep.
#
# Read:    container/job.sh (the command; is sourced), report (whether somebody asked it to end)
# Written: stdout, stderr, report (started, then asked, if so, then what is known of the end)

# Sets ROWRUN_VALUE to what follows key $2 in file $1, or to its first word if there is no key.
look_up() {
  ROWRUN_VALUE=
  [ -r "$1" ] || return 1
  while read -r ROWRUN_KEY ROWRUN_REST; do
    if [ -z "$2" ]; then
      ROWRUN_VALUE=$ROWRUN_KEY
      return 0
    elif [ "$ROWRUN_KEY" = "$2" ]; then
      ROWRUN_VALUE=$ROWRUN_REST
      return 0
    fi
  done < "$1"
  return 1
}

# Sets ROWRUN_VALUE to microseconds of processor time of the container.
cpu_time() {
  if look_up /sys/fs/cgroup/cpu.stat usage_usec; then return 0; fi
  look_up /sys/fs/cgroup/cpuacct/cpuacct.usage || look_up /sys/fs/cgroup/cpu,cpuacct/cpuacct.usage \
    || return 1
  ROWRUN_VALUE=$((ROWRUN_VALUE / 1000))
}

peak_memory() {
  look_up /sys/fs/cgroup/memory.peak || look_up /sys/fs/cgroup/memory/memory.max_usage_in_bytes
}

killed_for_memory() {
  look_up /sys/fs/cgroup/memory.events oom_kill \
    || look_up /sys/fs/cgroup/memory/memory.oom_control oom_kill
}

asked() {
  look_up "$1/report" asked
}

exec < /dev/null >> "$1/stdout" 2>> "$1/stderr" || exit 126
ROWRUN_SHELL=$(command -v bash || command -v sh)
cpu_time
ROWRUN_CPU=${ROWRUN_VALUE:-0}
(
  echo started >> "$1/report"
  . "$1/container/job.sh"
)
ROWRUN_CODE=$?
# Who was asked to end has its time, even if the shell of the command has ended before.
while asked "$1" && kill -0 -1 2> /dev/null; do
  sleep 0.02 2> /dev/null || sleep 1
done
{
  echo
  echo "code $ROWRUN_CODE"
  if cpu_time; then echo "cpu $((ROWRUN_VALUE - ROWRUN_CPU))"; fi
  if peak_memory; then echo "peak $ROWRUN_VALUE"; fi
  if killed_for_memory; then echo "oom $ROWRUN_VALUE"; fi
  echo end
} >> "$1/report"
exit "$ROWRUN_CODE"
