package io.rowrun.executor.job;

/** Why something could not be done. Names and numbers are those of google.rpc.Code. */
public enum ErrorCode {
  /** Somebody asked for the end of the work. */
  CANCELLED(1),
  /** No better code is known. */
  UNKNOWN(2),
  /** The request is wrong, whatever the state of the system. */
  INVALID_ARGUMENT(3),
  /** A time limit passed first. */
  DEADLINE_EXCEEDED(4),
  /** The thing named does not exist. */
  NOT_FOUND(5),
  /** The thing to make exists. */
  ALREADY_EXISTS(6),
  /** The caller is known and may not do this. */
  PERMISSION_DENIED(7),
  /** A quota, a disk or the capacity of the host is used up. */
  RESOURCE_EXHAUSTED(8),
  /** The request is right, the state of the thing does not allow it. */
  FAILED_PRECONDITION(9),
  /** Somebody else changed the thing meanwhile; trying again may help. */
  ABORTED(10),
  /** The request reads past the end. */
  OUT_OF_RANGE(11),
  /** This installation cannot do it. */
  UNIMPLEMENTED(12),
  /** A bug of ours. */
  INTERNAL(13),
  /** Not now; trying again later may help. */
  UNAVAILABLE(14),
  /** Stored data is damaged or gone. */
  DATA_LOSS(15),
  /** The caller is not known. */
  UNAUTHENTICATED(16);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number of the code on the wire. */
  public int number() {
    return number;
  }
}
