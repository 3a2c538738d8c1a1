package io.rowrun.executor.files;

/** Knows which contents a project keeps, and for which jobs. Thread-safe. */
public interface ContentRegister {
  /**
   * Notes that the project keeps the content, which is on disk, for the job. Nobody removes it
   * meanwhile; afterwards nobody does while the job has its data.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND or FAILED_PRECONDITION if the job is
   *     gone, or its data; the content is not kept for it then
   */
  void kept(String projectId, String jobId, Content content);

  /**
   * Whether the content, which nobody receives meanwhile, is to go: no job uses it, and the project
   * has forgotten it as of now.
   */
  boolean forgotten(String projectId, String sha256);

  /** Notes that the bytes of a forgotten content are off the disk. */
  void removed(String projectId, String sha256);

  /** Knows nothing and forgets nothing. */
  ContentRegister NONE =
      new ContentRegister() {
        @Override
        public void kept(String projectId, String jobId, Content content) {}

        @Override
        public boolean forgotten(String projectId, String sha256) {
          return false;
        }

        @Override
        public void removed(String projectId, String sha256) {}
      };
}
