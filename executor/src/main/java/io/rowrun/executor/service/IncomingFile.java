package io.rowrun.executor.service;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.files.Content;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An upload as its messages come in: one header, then chunks. It is kept at its end if it is what
 * the job declared, else dropped. gRPC calls it from one thread at a time.
 */
final class IncomingFile implements StreamObserver<UploadRequest> {
  private final StreamObserver<UploadResponse> answer;
  private final Function<UploadHeader, InputUpload> targets;
  private @Nullable InputUpload upload;

  /**
   * @param targets begins to receive what a header names, or throws
   */
  IncomingFile(StreamObserver<UploadResponse> answer, Function<UploadHeader, InputUpload> targets) {
    this.answer = answer;
    this.targets = targets;
  }

  @Override
  public void onNext(UploadRequest request) {
    try {
      switch (request.getPartCase()) {
        case HEADER -> begin(request.getHeader());
        case CHUNK -> write(request.getChunk());
        case PART_NOT_SET -> throw invalid("an upload message must have a header or a chunk");
      }
    } catch (IOException e) {
      drop();
      throw new UncheckedIOException("cannot receive a file", e);
    } catch (RuntimeException e) {
      drop();
      throw e;
    }
  }

  private void begin(UploadHeader header) {
    if (upload != null) {
      throw invalid("an upload must have one header");
    }
    upload = targets.apply(header);
  }

  private void write(ByteString chunk) throws IOException {
    if (upload == null) {
      throw invalid("an upload must begin with its header");
    }
    upload.write(chunk.asReadOnlyByteBuffer());
  }

  @Override
  public void onCompleted() {
    if (upload == null) {
      throw invalid("an upload must begin with its header");
    }
    try (InputUpload whole = upload) {
      Content content = whole.commit();
      Answers.send(
          answer,
          UploadResponse.newBuilder()
              .setSha256(content.sha256())
              .setSizeBytes(content.sizeBytes())
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a file", e);
    }
  }

  /** The client went away. */
  @Override
  public void onError(Throwable error) {
    drop();
  }

  private void drop() {
    if (upload != null) {
      upload.close();
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
