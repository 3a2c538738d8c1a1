package io.rowrun.jdbc.endpoint;

import java.nio.file.Path;

/** What a URL points at. */
public sealed interface Target {

  /** Whether what is sent to a server can be read on its way. */
  enum Transport {
    PLAINTEXT,
    TLS
  }

  /** An executor whose data are in that directory: of this process, or of the one that owns it. */
  record Directory(Path path) implements Target {
    public Directory {
      path = path.toAbsolutePath().normalize();
    }
  }

  /** An executor of this process in a temporary directory, gone with its last connection. */
  record Memory(String name) implements Target {}

  /** A gRPC server. */
  record Server(String host, int port, Transport transport) implements Target {
    public Server {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port out of range: " + port);
      }
    }

    public Server(String host, int port) {
      this(host, port, Transport.PLAINTEXT);
    }

    /** As gRPC wants it. */
    String authority() {
      return host + ":" + port;
    }
  }
}
