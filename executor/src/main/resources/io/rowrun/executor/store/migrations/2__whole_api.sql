-- What the whole of the jobs API needs.

ALTER TABLE projects ADD COLUMN community_id TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN settings TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN limits TEXT NOT NULL DEFAULT '';

ALTER TABLE jobs ADD COLUMN log_files TEXT NOT NULL DEFAULT '[]';
ALTER TABLE jobs ADD COLUMN diagnostic_files TEXT NOT NULL DEFAULT '[]';
ALTER TABLE jobs ADD COLUMN output_datasets TEXT NOT NULL DEFAULT '[]';

-- Whether job_contents tells which contents the job uses: of older jobs it does not yet.
ALTER TABLE jobs ADD COLUMN contents_noted BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX jobs_not_noted ON jobs (id) WHERE contents_noted = FALSE;
CREATE INDEX jobs_expiring ON jobs (data_expires_at) WHERE data_cleared = FALSE AND data_expires_at IS NOT NULL;

ALTER TABLE executions ADD COLUMN progress_at BIGINT;
ALTER TABLE executions ADD COLUMN output_datasets TEXT NOT NULL DEFAULT '[]';

-- Outlives the job that made it.
CREATE TABLE datasets (
  id          TEXT PRIMARY KEY,
  project_id  TEXT NOT NULL,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  labels      TEXT NOT NULL,
  size_gb     BIGINT NOT NULL,
  job_id      TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE INDEX datasets_newest ON datasets (project_id, created_at, id);

-- Which jobs use a content, as input, as local module or as output. A content goes with its last.
CREATE TABLE job_contents (
  project_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  PRIMARY KEY (project_id, sha256, job_id)
);

CREATE INDEX job_contents_of_job ON job_contents (job_id);

-- Contents that the project no longer holds and whose bytes may still be on disk.
CREATE TABLE removed_contents (
  project_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (project_id, sha256)
);

-- Stays when what it is about is deleted: the same key never does the same twice.
CREATE TABLE request_keys (
  idempotency_key TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  kind            TEXT NOT NULL,
  request_sha256  TEXT,
  job_id          TEXT,
  operation_id    TEXT NOT NULL,
  PRIMARY KEY (idempotency_key, project_id)
);

INSERT INTO request_keys (idempotency_key, project_id, kind, job_id, operation_id)
  SELECT idempotency_key, project_id, 'CREATE_JOB', job_id, operation_id FROM idempotency_keys;

DROP TABLE idempotency_keys;
