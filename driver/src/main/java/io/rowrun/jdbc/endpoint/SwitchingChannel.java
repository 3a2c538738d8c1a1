package io.rowrun.jdbc.endpoint;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;

/**
 * A channel whose calls go where the work is done at the moment they start: first to the owner of a
 * data directory, later perhaps to this process itself. Thread-safe.
 */
final class SwitchingChannel extends Channel {
  private volatile Channel delegate;

  SwitchingChannel(Channel delegate) {
    this.delegate = delegate;
  }

  void switchTo(Channel next) {
    delegate = next;
  }

  Channel delegate() {
    return delegate;
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return delegate.newCall(method, options);
  }

  @Override
  public String authority() {
    return delegate.authority();
  }
}
