package io.rowrun.executor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.launcher.GpuMeter.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GpuMeterTest {
  @TempDir Path bin;

  @Test
  void whereTheProgramIsNotInstalledThereAreNoCards() {
    assertThat(GpuMeter.find("relative:" + bin)).isEmpty();
  }

  @Test
  void eachCardIsALine() throws IOException {
    install(
        "echo \"$@\" > " + bin.resolve("asked") + "; printf '0, 97, 1024, 16160\\n1, 0, 3, 4\\n'");

    assertThat(GpuMeter.find("/nowhere:" + bin).orElseThrow().measure())
        .containsExactly(
            new Gpu(0, 97, 1024L << 20, 16160L << 20), new Gpu(1, 0, 3 << 20, 4 << 20));
    assertThat(bin.resolve("asked"))
        .hasContent(
            "--query-gpu=index,utilization.gpu,memory.used,memory.total"
                + " --format=csv,noheader,nounits\n");
  }

  @Test
  void cardsThatTellNothingAreMissing() throws IOException {
    install("printf '0, [N/A], [N/A], 1\\nNVIDIA-SMI has failed\\n'; exit 9");

    assertThat(GpuMeter.find(bin.toString()).orElseThrow().measure()).isEmpty();
  }

  private void install(String script) throws IOException {
    Path program = Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
