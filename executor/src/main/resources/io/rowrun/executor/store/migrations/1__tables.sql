-- One subset of SQL for SQLite and PostgreSQL. Instants are milliseconds since 1970, UTC.

CREATE TABLE projects (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  labels      TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  TEXT NOT NULL
);

CREATE INDEX projects_newest ON projects (created_at, id);

CREATE TABLE jobs (
  id                   TEXT PRIMARY KEY,
  project_id           TEXT NOT NULL REFERENCES projects (id),
  name                 TEXT NOT NULL,
  description          TEXT NOT NULL,
  created_at           BIGINT NOT NULL,
  started_at           BIGINT,
  finished_at          BIGINT,
  status               TEXT NOT NULL,
  status_details       TEXT NOT NULL,
  config               TEXT NOT NULL,
  created_by           TEXT NOT NULL,
  cmd                  TEXT NOT NULL,
  parameters           TEXT NOT NULL,
  instance_type        TEXT,
  data_ttl_millis      BIGINT,
  data_expires_at      BIGINT,
  data_cleared         BOOLEAN NOT NULL,
  data_size_bytes      BIGINT NOT NULL,
  actual_instance_type TEXT,
  parent_job_id        TEXT,
  output_files         TEXT NOT NULL,
  file_errors          TEXT NOT NULL,
  idempotency_key      TEXT,
  last_event           INTEGER NOT NULL
);

CREATE INDEX jobs_newest ON jobs (project_id, created_at, id);
CREATE INDEX jobs_newest_by_status ON jobs (project_id, status, created_at, id);

-- Stays when its job is deleted: the same key never makes a second job.
CREATE TABLE idempotency_keys (
  project_id      TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  job_id          TEXT NOT NULL,
  operation_id    TEXT NOT NULL,
  PRIMARY KEY (project_id, idempotency_key)
);

CREATE TABLE job_events (
  job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  at_time     BIGINT NOT NULL,
  from_status TEXT,
  to_status   TEXT NOT NULL,
  details     TEXT NOT NULL,
  PRIMARY KEY (job_id, seq)
);

-- Stays when its job is deleted: the answer of its operation is made of it.
CREATE TABLE executions (
  id               TEXT PRIMARY KEY,
  job_id           TEXT NOT NULL,
  project_id       TEXT NOT NULL,
  state            TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  modified_at      BIGINT NOT NULL,
  created_by       TEXT NOT NULL,
  started_at       BIGINT,
  finished_at      BIGINT,
  slots            INTEGER NOT NULL,
  owner            TEXT,
  lease_until      BIGINT,
  epoch            BIGINT NOT NULL,
  return_code      INTEGER,
  error_code       TEXT,
  error_message    TEXT,
  progress         INTEGER,
  progress_message TEXT,
  cpu_seconds      DOUBLE PRECISION,
  max_rss_bytes    BIGINT,
  engine           TEXT,
  host             TEXT,
  cancel_reason    TEXT,
  cancel_graceful  BOOLEAN,
  cancel_at        BIGINT,
  output_files     TEXT NOT NULL,
  file_errors      TEXT NOT NULL,
  job_deleted      BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX executions_of_job ON executions (job_id);
CREATE INDEX executions_newest ON executions (project_id, created_at, id);
CREATE INDEX executions_queued ON executions (created_at, id, slots) WHERE state = 'PREPARING' AND owner IS NULL;
CREATE INDEX executions_held ON executions (owner, created_at, id) WHERE owner IS NOT NULL;

CREATE TABLE operations (
  id            TEXT PRIMARY KEY,
  project_id    TEXT NOT NULL,
  job_id        TEXT,
  kind          TEXT NOT NULL,
  description   TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  created_by    TEXT NOT NULL,
  modified_at   BIGINT NOT NULL,
  done          BOOLEAN NOT NULL,
  error_code    TEXT,
  error_message TEXT
);

CREATE INDEX operations_newest ON operations (project_id, created_at, id);

CREATE TABLE project_contents (
  project_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, sha256)
);
