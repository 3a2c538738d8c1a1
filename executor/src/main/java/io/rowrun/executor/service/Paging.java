package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.store.PageToken;
import org.jspecify.annotations.Nullable;

/** The paging fields of requests and answers. */
final class Paging {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;

  private Paging() {}

  /**
   * Rows of a page; 0 means the default.
   *
   * @throws ExecutorException INVALID_ARGUMENT if the size is not 0 to 1000
   */
  static int size(long pageSize) {
    if (pageSize < 0 || pageSize > MAX_SIZE) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT, "page_size must be 0 to " + MAX_SIZE + ": " + pageSize);
    }
    return pageSize == 0 ? DEFAULT_SIZE : (int) pageSize;
  }

  /**
   * Where the page begins; null for the start of the list.
   *
   * @throws ExecutorException INVALID_ARGUMENT for a token that we did not make
   */
  static @Nullable PageToken start(String pageToken) {
    return pageToken.isEmpty() ? null : PageToken.parse(pageToken);
  }

  /** The token for the next page; empty after the last. */
  static String next(@Nullable PageToken next) {
    return next == null ? "" : next.encode();
  }
}
