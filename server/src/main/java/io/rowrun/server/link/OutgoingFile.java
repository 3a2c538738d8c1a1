package io.rowrun.server.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.rpc.Code;
import io.rowrun.executor.service.OpenFile;
import io.rowrun.server.http.FailureWriter;
import io.rowrun.server.http.HttpFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out a file, or a range of it, as fast as its reader takes it, and closes it. */
final class OutgoingFile {
  private static final Logger LOG = LoggerFactory.getLogger(OutgoingFile.class);
  private static final int BUFFER_BYTES = 128 * 1024;

  private final OpenFile file;
  private final Request request;
  private final Response response;
  private final Callback callback;

  OutgoingFile(OpenFile file, Request request, Response response, Callback callback) {
    this.file = file;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  void start() {
    Optional<ByteRange> asked = asked();
    if (asked.isPresent() && asked.get().isOutside()) {
      refuse(asked.get());
      return;
    }
    ByteRange range = asked.orElse(new ByteRange(0, file.sizeBytes()));
    describe(response.getHeaders(), range);
    if (asked.isPresent()) {
      response.setStatus(206);
      response.getHeaders().put(HttpHeader.CONTENT_RANGE, range.of(file.sizeBytes()));
    }
    Callback closing = Callback.from(callback, this::close);
    if (request.getMethod().equals("HEAD") || range.length() == 0) {
      closing.succeeded();
      return;
    }
    ByteBufferPool.Sized buffers =
        new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), false, BUFFER_BYTES);
    Content.copy(
        Content.Source.from(buffers, file.channel(), range.first(), range.length()),
        response,
        closing);
  }

  /** A range of another version of the file is not asked for. */
  private Optional<ByteRange> asked() {
    String condition = request.getHeaders().get(HttpHeader.IF_RANGE);
    return condition == null || condition.equals(tag())
        ? ByteRange.parse(request.getHeaders().get(HttpHeader.RANGE), file.sizeBytes())
        : Optional.empty();
  }

  private void refuse(ByteRange range) {
    close();
    FailureWriter.write(
        HttpFailure.of(
                416,
                Code.OUT_OF_RANGE,
                "'" + file.path() + "' has " + file.sizeBytes() + " bytes: no such range")
            .with(HttpHeader.CONTENT_RANGE.asString(), range.of(file.sizeBytes())),
        request,
        response,
        callback);
  }

  private void describe(HttpFields.Mutable headers, ByteRange range) {
    headers.put(
        HttpHeader.CONTENT_TYPE, file.zipped() ? "application/zip" : "application/octet-stream");
    headers.put(HttpHeader.CONTENT_LENGTH, range.length());
    headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
    headers.put("Content-Disposition", "attachment; filename*=UTF-8''" + encodedName());
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CACHE_CONTROL, "private");
    if (!file.sha256().isEmpty()) {
      headers.put(HttpHeader.ETAG, tag());
    }
  }

  private String tag() {
    return '"' + file.sha256() + '"';
  }

  /** The last part of the path; a directory comes as an archive. */
  private String encodedName() {
    Path name = Path.of(file.path()).getFileName();
    String text = name == null ? "file" : name + (file.zipped() ? ".zip" : "");
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("cannot close {}", file.path(), e);
    }
  }
}
