package io.rowrun.server.submit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;

/** Reading and waiting for operations. */
final class Operations {
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  private Operations() {}

  /** The operation as it ended. */
  static Operation await(Api api, Operation operation) {
    Operation latest = operation;
    long pause = FIRST_PAUSE_MILLIS;
    while (!latest.getDone()) {
      Rpc.pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      latest = get(api, operation.getId());
    }
    return latest;
  }

  static Operation get(Api api, String id) {
    return Rpc.call("see operation " + id, () -> once(api, id));
  }

  /** Without trying again. */
  static Operation once(Api api, String id) {
    return api.operations().get(GetOperationRequest.newBuilder().setOperationId(id).build());
  }

  /**
   * What an ended operation answered.
   *
   * @throws SubmitException if it ended with an error
   */
  static <M extends Message> M response(String deed, Operation operation, Class<M> type) {
    if (operation.hasError()) {
      throw new SubmitException("cannot " + deed + ": " + error(operation));
    }
    return unpack(operation.getResponse(), type);
  }

  /** Its error in one line, such as {@code CANCELLED: Canceled by user}. */
  static String error(Operation operation) {
    Code code = Code.forNumber(operation.getError().getCode());
    return (code == null ? "code " + operation.getError().getCode() : code.name())
        + ": "
        + operation.getError().getMessage();
  }

  static <M extends Message> M unpack(Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new SubmitException(
          "the server answered with " + any.getTypeUrl() + ", not with " + type.getSimpleName(), e);
    }
  }
}
