package io.rowrun.executor.service;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.rowrun.proto.v1.DownloadResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out the bytes of a file and closes it. */
final class FileStream extends PacedStream<DownloadResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(FileStream.class);
  private static final int CHUNK_BYTES = 256 * 1024;

  private final OpenFile file;
  private final FileChannel bytes;

  FileStream(ServerCallStreamObserver<DownloadResponse> answer, Executor executor, OpenFile file) {
    super(answer, executor);
    this.file = file;
    this.bytes = file.channel();
  }

  @Override
  Progress step() throws IOException {
    long left = file.sizeBytes() - bytes.position(); // it may grow meanwhile
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.max(0, Math.min(CHUNK_BYTES, left)));
    if (left <= 0 || bytes.read(chunk) < 0) {
      return Progress.ENDED;
    }
    send(
        DownloadResponse.newBuilder()
            .setChunk(UnsafeByteOperations.unsafeWrap(chunk.flip()))
            .build());
    return Progress.MORE;
  }

  @Override
  void release() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("cannot close a file that was handed out", e);
    }
  }
}
