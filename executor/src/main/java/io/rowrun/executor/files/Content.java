package io.rowrun.executor.files;

/**
 * Bytes that a project keeps.
 *
 * @param sha256 in lower-case hex; by it they are found
 */
public record Content(String sha256, long sizeBytes) {}
