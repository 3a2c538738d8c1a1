package io.rowrun.calcite.provider;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc.ProjectServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceBlockingStub;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.ExecutionServiceGrpc.ExecutionServiceBlockingStub;
import io.rowrun.proto.v1.ServerInfo;
import io.rowrun.proto.v1.ServerServiceGrpc;
import io.rowrun.proto.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of one execution of a statement: all end when it is cancelled, and there are no more of
 * them than its session allows. Thread-safe.
 */
public final class Calls {
  private final Endpoint endpoint;
  private final SqlSession session;
  private final Context.CancellableContext context;
  private final AtomicInteger made = new AtomicInteger();
  private final Channel jobs;
  private final Channel operations;
  private volatile List<? extends Written<?>> written = List.of();

  public Calls(Endpoint endpoint, SqlSession session, Context.CancellableContext context) {
    this.endpoint = endpoint;
    this.session = session;
    this.context = context;
    this.jobs = ClientInterceptors.intercept(endpoint.jobs(), new Metered(context));
    this.operations = ClientInterceptors.intercept(endpoint.operations(), new Metered(context));
  }

  public SqlSession session() {
    return session;
  }

  public Context.CancellableContext context() {
    return context;
  }

  /** The channel of jobs, projects, files and executions. */
  public Channel channel() {
    return jobs;
  }

  /** The channel of operations. */
  public Channel operationsChannel() {
    return operations;
  }

  public ProjectJobServiceBlockingStub jobs() {
    return ProjectJobServiceGrpc.newBlockingStub(jobs);
  }

  /**
   * Jobs called in a context of the caller's, a child of this statement's, so that it can end its
   * call.
   */
  public ProjectJobServiceBlockingStub jobsIn(Context.CancellableContext own) {
    return ProjectJobServiceGrpc.newBlockingStub(
        ClientInterceptors.intercept(endpoint.jobs(), new Metered(own)));
  }

  public ProjectServiceBlockingStub projects() {
    return ProjectServiceGrpc.newBlockingStub(jobs);
  }

  public OperationServiceBlockingStub operations() {
    return OperationServiceGrpc.newBlockingStub(operations);
  }

  public ExecutionServiceBlockingStub executions() {
    return ExecutionServiceGrpc.newBlockingStub(jobs);
  }

  public ServerServiceBlockingStub servers() {
    return ServerServiceGrpc.newBlockingStub(jobs);
  }

  /** What the server says it is, asked once per endpoint; that question is not counted. */
  public ServerInfo server() {
    return endpoint.info(ClientInterceptors.intercept(endpoint.jobs(), new InContext(context)));
  }

  /** Whether the server is Rowrun's, so that the services of rowrun.v1 are there. */
  public boolean isRowrun() {
    return !server().getVersion().isEmpty();
  }

  /** Whether the server says that it has a service. */
  public boolean offers(String service) {
    return server().getServicesList().contains(service);
  }

  /** What this statement has written so far: what RETURNING reads. */
  public List<? extends Written<?>> written() {
    return written;
  }

  public void setWritten(List<? extends Written<?>> rows) {
    this.written = List.copyOf(rows);
  }

  /**
   * Operations without the budget: how often one asks while waiting is no matter of the statement.
   */
  public OperationServiceBlockingStub uncounted() {
    return OperationServiceGrpc.newBlockingStub(
        ClientInterceptors.intercept(endpoint.operations(), new InContext(context)));
  }

  /** Ends a statement that was cancelled, also where it is busy with rows and makes no call. */
  public void requireRunning() {
    if (context.isCancelled()) {
      throw Status.CANCELLED.withDescription("the statement was cancelled").asRuntimeException();
    }
  }

  /** Waits, unless the statement is cancelled meanwhile. */
  public void sleep(long nanos) {
    CountDownLatch cancelled = new CountDownLatch(1);
    Context.CancellationListener listener = c -> cancelled.countDown();
    context.addListener(listener, Runnable::run);
    try {
      if (cancelled.await(nanos, TimeUnit.NANOSECONDS)) {
        requireRunning();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    } finally {
      context.removeListener(listener);
    }
  }

  private void count() {
    int limit = session.maxApiCalls();
    if (made.incrementAndGet() > limit && limit > 0) {
      throw new RowrunSqlException(
          "54000",
          "the statement needs more than maxApiCalls=" + limit + " calls; add a WHERE or raise it");
    }
  }

  private final class Metered implements ClientInterceptor {
    private final InContext inContext;

    Metered(Context context) {
      this.inContext = new InContext(context);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      count();
      return inContext.interceptCall(method, options, next);
    }
  }

  /** A call ends when the context in which it was made is cancelled. */
  private record InContext(Context context) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      Context previous = context.attach();
      try {
        return next.newCall(method, options);
      } finally {
        context.detach(previous);
      }
    }
  }
}
