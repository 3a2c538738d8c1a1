package io.rowrun.executor.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** How handlers answer. */
final class Answers {
  private Answers() {}

  /** Sends the only message of an answer. */
  static <T> void send(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }

  /** The answer of a streaming method with what gRPC offers beyond its declared type. */
  static <T> ServerCallStreamObserver<T> streaming(StreamObserver<T> answer) {
    return (ServerCallStreamObserver<T>) answer;
  }
}
