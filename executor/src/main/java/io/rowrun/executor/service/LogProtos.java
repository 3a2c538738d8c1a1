package io.rowrun.executor.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.rowrun.executor.logs.LogChunk;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.StandardStream;
import io.rowrun.proto.datasphere.v2.jobs.StdLog;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pieces of a log, domain → wire. */
final class LogProtos {
  /** The name by which clients know what the service tells. */
  static final String SYSTEM_LOG = ".system.log";

  private static final byte[] SYSTEM_PREFIX = "[SYS] ".getBytes(StandardCharsets.US_ASCII);

  private LogProtos() {}

  static ReadProjectJobLogsResponse logs(List<LogChunk> chunks, long next) {
    var answer = ReadProjectJobLogsResponse.newBuilder().setOffset(next);
    for (LogChunk chunk : chunks) {
      var message =
          LogMessage.newBuilder()
              .setContent(UnsafeByteOperations.unsafeWrap(chunk.bytes()))
              .setCreatedAt(WireTime.timestamp(chunk.at()));
      switch (chunk.source()) {
        case OUT -> message.setStandardStream(StandardStream.OUT);
        case ERR -> message.setStandardStream(StandardStream.ERR);
        case SYSTEM -> message.setFilePath(SYSTEM_LOG);
      }
      answer.addLogs(message);
    }
    return answer.build();
  }

  /** For older clients, which know two streams only: what the service tells is marked. */
  static ReadProjectJobStdLogsResponse stdLogs(List<LogChunk> chunks, long next) {
    var answer = ReadProjectJobStdLogsResponse.newBuilder().setOffset(next);
    for (LogChunk chunk : chunks) {
      ByteString bytes = UnsafeByteOperations.unsafeWrap(chunk.bytes());
      var log = StdLog.newBuilder();
      switch (chunk.source()) {
        case OUT -> log.setType(StdLog.Type.OUT).setContent(bytes);
        case ERR -> log.setType(StdLog.Type.ERR).setContent(bytes);
        case SYSTEM -> log.setType(StdLog.Type.ERR).setContent(marked(bytes));
      }
      answer.addLogs(log);
    }
    return answer.build();
  }

  /** With the mark before each line that begins in the piece; pieces mostly begin with a line. */
  private static ByteString marked(ByteString lines) {
    ByteString.Output marked = ByteString.newOutput();
    boolean lineBegins = true;
    for (byte next : lines) {
      if (lineBegins) {
        marked.write(SYSTEM_PREFIX, 0, SYSTEM_PREFIX.length);
      }
      marked.write(next);
      lineBegins = next == '\n';
    }
    return marked.toByteString();
  }
}
