package io.rowrun.calcite.datasphere;

import com.google.common.io.ByteSource;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Iterator;

/**
 * Bytes of files to and from the server: over the channel where it offers that, as our own does,
 * else over HTTP, as the vendor's.
 */
final class Transfer {
  private static final int CHUNK_BYTES = 1 << 18;

  private Transfer() {}

  /** Sends a file that the server asked for when the job was made. */
  static void upload(
      Calls calls, String jobId, FileKind kind, StorageFile wanted, ByteSource bytes) {
    if (offersFiles(calls)) {
      send(calls, jobId, kind, wanted.getFile().getDesc().getPath(), bytes);
    } else if (!wanted.getUrl().isEmpty()) {
      HttpTransfer.put(URI.create(wanted.getUrl()), wanted.getFile().getDesc().getPath(), bytes);
    }
    // Without an URL the server has no use for it, as the vendor's own client understands it.
  }

  private static boolean offersFiles(Calls calls) {
    return calls.offers(FileServiceGrpc.SERVICE_NAME);
  }

  /** Sends a file of a job that was made before. */
  static void send(Calls calls, String jobId, FileKind kind, String path, ByteSource bytes) {
    if (!offersFiles(calls)) {
      throw new RowrunSqlException(
          "0A000", "this server takes files only when their job is made: name them in input_files");
    }
    BlockingClientCall<UploadRequest, UploadResponse> call =
        FileServiceGrpc.newBlockingV2Stub(calls.channel()).upload();
    UploadHeader header =
        UploadHeader.newBuilder().setJobId(jobId).setKind(kind).setPath(path).build();
    try (InputStream in = bytes.openStream()) {
      call.write(UploadRequest.newBuilder().setHeader(header).build());
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        ByteString part = UnsafeByteOperations.unsafeWrap(chunk);
        if (!call.write(UploadRequest.newBuilder().setChunk(part).build())) {
          break;
        }
      }
      call.halfClose();
      call.read();
    } catch (IOException e) {
      throw new RowrunSqlException(
          "58030",
          "cannot read " + kind + " file " + path + " of job " + jobId + ": " + e.getMessage(),
          e);
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException(e.getTrailers());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }

  /** The bytes of a job's file. */
  static ByteString download(Calls calls, String jobId, FileKind kind, File file) {
    String path = file.getDesc().getPath();
    if (offersFiles(calls)) {
      Iterator<DownloadResponse> chunks =
          FileServiceGrpc.newBlockingStub(calls.channel())
              .download(
                  DownloadRequest.newBuilder().setJobId(jobId).setKind(kind).setPath(path).build());
      ByteString.Output out = ByteString.newOutput();
      chunks.forEachRemaining(chunk -> write(chunk.getChunk(), out));
      return out.toByteString();
    }
    DownloadProjectJobFilesRequest request =
        DownloadProjectJobFilesRequest.newBuilder().setJobId(jobId).addFiles(file).build();
    for (StorageFile stored : calls.jobs().downloadJobFiles(request).getDownloadFilesList()) {
      if (!stored.getUrl().isEmpty()) {
        return HttpTransfer.get(URI.create(stored.getUrl()), path);
      }
    }
    throw new RowrunSqlException(
        "42704", "the server gives no address of file " + path + " of job " + jobId);
  }

  private static void write(ByteString chunk, ByteString.Output out) {
    try {
      chunk.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
