package io.rowrun.executor.queue;

import io.rowrun.executor.files.Content;
import io.rowrun.executor.files.ContentRegister;
import io.rowrun.executor.store.FileStore;
import java.time.InstantSource;

/** The contents that the store knows. Thread-safe. */
public record StoredContents(FileStore store, InstantSource clock) implements ContentRegister {
  @Override
  public void kept(String projectId, String jobId, Content content) {
    store.kept(projectId, jobId, content.sha256(), content.sizeBytes(), clock.instant());
  }

  @Override
  public boolean forgotten(String projectId, String sha256) {
    return store.forgetIfUnused(projectId, sha256);
  }

  @Override
  public void removed(String projectId, String sha256) {
    store.removed(projectId, sha256);
  }
}
