-- Raw series stay home: nothing in these tables is sent to another city.
CREATE TABLE series (
  id       BIGINT NOT NULL PRIMARY KEY,
  station  TEXT   NOT NULL,
  quantity TEXT   NOT NULL,
  latest   BIGINT NOT NULL,           -- newest time of a reading, ms
  UNIQUE (station, quantity)
);
-- revision 1 is what came first for a moment; a later, other value is kept
-- beside it, never over it. value is NULL where the station had none.
CREATE TABLE reading (
  series      BIGINT   NOT NULL REFERENCES series (id),
  at          BIGINT   NOT NULL,      -- of the measurement, Unix ms
  revision    BIGINT   NOT NULL,
  value       DOUBLE PRECISION,
  unit        TEXT     NOT NULL,
  quality     TEXT     NOT NULL,
  simulated   SMALLINT NOT NULL,
  received_at BIGINT   NOT NULL,
  batch       BIGINT   NOT NULL,
  note        TEXT     NOT NULL,
  PRIMARY KEY (series, at, revision)
);
CREATE TABLE batch (
  id          BIGINT NOT NULL PRIMARY KEY,
  received_at BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  sum         BYTEA  NOT NULL,        -- SHA-256 of the bytes as they came
  taken       BIGINT NOT NULL,
  duplicates  BIGINT NOT NULL,
  conflicts   BIGINT NOT NULL,
  refused     BIGINT NOT NULL
);
-- Rows that were not taken wait here for the operator.
CREATE TABLE refusal (
  batch       BIGINT NOT NULL REFERENCES batch (id),
  row_number  BIGINT NOT NULL,
  column_name TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  row_text    TEXT   NOT NULL,
  PRIMARY KEY (batch, row_number)
);
CREATE TABLE signal (
  id       TEXT   NOT NULL PRIMARY KEY,
  given_at BIGINT NOT NULL,
  body     TEXT   NOT NULL
);
CREATE INDEX signal_given ON signal (given_at);
