package io.rowrun.calcite.provider;

/** How a resource is read. */
@FunctionalInterface
public interface Read<R> {
  /** Makes the calls as rows are asked for; what finds nothing gives no rows. */
  CloseableIterator<R> rows(Calls calls, ScanRequest request);
}
