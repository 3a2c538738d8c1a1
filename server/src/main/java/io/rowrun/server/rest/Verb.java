package io.rowrun.server.rest;

/** What is done to a resource. */
enum Verb {
  GET,
  POST,
  PATCH,
  DELETE;

  /** Whether the request has a body: the message, less what the path says. */
  boolean hasBody() {
    return this == POST || this == PATCH;
  }
}
