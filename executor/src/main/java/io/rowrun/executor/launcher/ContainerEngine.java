package io.rowrun.executor.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * A container engine of this host, as its client is to be called here.
 *
 * @param name {@code podman} or {@code docker}
 * @param client the client and the options that stand before every deed of it
 * @param runOptions options of {@code run} that this host needs
 * @param user who a program is in its container, so that what it writes belongs to the user of this
 *     process: the container's root, where that is this user; else this user by number
 * @param limitsTakeEffect whether it can hold a container to processors and memory
 */
record ContainerEngine(
    String name,
    List<String> client,
    List<String> runOptions,
    String user,
    boolean limitsTakeEffect) {
  static final String PODMAN = "podman";
  static final String DOCKER = "docker";

  ContainerEngine {
    client = List.copyOf(client);
    runOptions = List.copyOf(runOptions);
  }

  /** The command line of a deed. */
  List<String> command(List<String> deed) {
    List<String> command = new ArrayList<>(client);
    command.addAll(deed);
    return command;
  }

  boolean isPodman() {
    return name.equals(PODMAN);
  }
}
