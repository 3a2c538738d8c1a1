package io.rowrun.executor.service;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.files.Content;
import io.rowrun.executor.files.Upload;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An upload as it comes in: one header, then chunks. It is kept at its end if it is what the job
 * declared, else dropped. gRPC calls it from one thread at a time.
 */
final class IncomingFile implements StreamObserver<UploadRequest> {
  private final StreamObserver<UploadResponse> answer;
  private final ServiceParts parts;
  private final Function<UploadHeader, Target> targets;
  private @Nullable Target target;
  private @Nullable Upload upload;
  private long sizeBytes;

  /** The file that is to come, and the project that will hold it. */
  record Target(String projectId, InputFile file) {}

  /**
   * @param targets finds what a header names, or throws
   */
  IncomingFile(
      StreamObserver<UploadResponse> answer,
      ServiceParts parts,
      Function<UploadHeader, Target> targets) {
    this.answer = answer;
    this.parts = parts;
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

  private void begin(UploadHeader header) throws IOException {
    if (upload != null) {
      throw invalid("an upload must have one header");
    }
    Target found = targets.apply(header);
    target = found;
    upload = parts.files().begin(found.projectId(), found.file().path());
  }

  private void write(ByteString chunk) throws IOException {
    if (upload == null || target == null) {
      throw invalid("an upload must begin with its header");
    }
    sizeBytes += chunk.size();
    if (sizeBytes > target.file().sizeBytes()) {
      throw invalid(
          "input file '"
              + target.file().path()
              + "' must have "
              + target.file().sizeBytes()
              + " bytes as declared: more than that came in");
    }
    upload.write(chunk.asReadOnlyByteBuffer());
  }

  @Override
  public void onCompleted() {
    if (upload == null || target == null) {
      throw invalid("an upload must begin with its header");
    }
    try (Upload whole = upload) {
      Content content = whole.commit(target.file().sha256(), target.file().sizeBytes());
      parts
          .store()
          .files()
          .add(target.projectId(), content.sha256(), content.sizeBytes(), parts.clock().instant());
      Answers.send(
          answer,
          UploadResponse.newBuilder()
              .setSha256(content.sha256())
              .setSizeBytes(content.sizeBytes())
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep file " + target.file().path(), e);
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
