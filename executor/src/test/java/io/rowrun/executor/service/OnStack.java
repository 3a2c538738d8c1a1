package io.rowrun.executor.service;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Every test has a whole executor of its own, in a directory that goes with it. */
abstract class OnStack {
  @TempDir Path root;
  Stack stack;

  @BeforeEach
  void open() {
    stack = new Stack(root);
  }

  @AfterEach
  void close() throws InterruptedException {
    stack.close();
  }
}
