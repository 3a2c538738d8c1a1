package io.rowrun.executor.service;

import com.google.protobuf.MessageLite;
import io.rowrun.executor.store.Page;
import io.rowrun.executor.store.PageToken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of an answer that its reader can take: clients take no answer above 4 MiB by default. A
 * page that would become too big ends early, and its token leads on.
 *
 * @param next empty: this is the last page
 */
record AnswerPage<M extends MessageLite>(List<M> items, String next) {
  private static final int MAX_BYTES = 3 * 1024 * 1024;

  /** So many rows are read at first: each may have megabytes. */
  private static final int FIRST_BATCH = 32;

  private static final int SMALL_ROW_BYTES = 4 * 1024;

  /** Reads rows of a list from a token on; null: from its start. */
  interface Source<T> {
    Page<T> read(int rows, @Nullable PageToken after);
  }

  /**
   * As many rows as are wanted or fit, at least one if there is any.
   *
   * @param tokenOf where a list goes on behind a row
   */
  static <T, M extends MessageLite> AnswerPage<M> of(
      Source<T> source,
      int pageSize,
      @Nullable PageToken start,
      Function<T, M> wire,
      Function<T, PageToken> tokenOf) {
    List<M> items = new ArrayList<>();
    PageToken token = start;
    long bytes = 0;
    int batch = Math.min(FIRST_BATCH, pageSize);
    while (true) {
      Page<T> page = source.read(batch, token);
      for (T row : page.items()) {
        M message = wire.apply(row);
        bytes += message.getSerializedSize();
        if (bytes > MAX_BYTES && !items.isEmpty()) {
          return new AnswerPage<>(items, Paging.next(token));
        }
        items.add(message);
        token = tokenOf.apply(row);
      }
      int wanted = pageSize - items.size();
      if (page.next() == null || wanted == 0) {
        return new AnswerPage<>(items, Paging.next(page.next()));
      }
      batch = bytes <= (long) items.size() * SMALL_ROW_BYTES ? wanted : Math.min(batch, wanted);
    }
  }
}
