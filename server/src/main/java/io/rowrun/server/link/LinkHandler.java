package io.rowrun.server.link;

import io.rowrun.executor.service.FileLinks;
import io.rowrun.executor.service.LinkedFiles;
import io.rowrun.server.http.FailureWriter;
import io.rowrun.server.http.HttpFailure;
import io.rowrun.server.http.Patience;
import io.rowrun.server.http.RequestIds;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers the URLs of files: PUT sends one, GET and HEAD fetch one. Thread-safe. */
public final class LinkHandler extends Handler.Abstract {
  private static final Set<String> VERBS = Set.of("GET", "HEAD", "PUT");

  private final LinkedFiles files;
  private final Patience patience;

  /**
   * @param patience with whoever sends a file
   */
  public LinkHandler(LinkedFiles files, Patience patience) {
    this.files = files;
    this.patience = patience;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = String.valueOf(request.getHttpURI().getPath());
    if (!path.startsWith(FileLinks.PATH)) {
      return false;
    }
    RequestIds.name(request, response);
    try {
      answer(path.substring(FileLinks.PATH.length()), request, response, callback);
    } catch (Exception e) {
      FailureWriter.write(e, request, response, callback);
    }
    return true;
  }

  private void answer(String token, Request request, Response response, Callback callback)
      throws Exception {
    switch (request.getMethod()) {
      case "GET", "HEAD" ->
          new OutgoingFile(files.read(token), request, response, callback).start();
      case "PUT" ->
          new IncomingFile(files.receive(token), patience, request, response, callback).start();
      default -> throw HttpFailure.wrongVerb(request.getMethod(), FileLinks.PATH + "…", VERBS);
    }
  }
}
