CREATE TABLE exhibit (
  hash      BYTEA  NOT NULL PRIMARY KEY,  -- SHA-256 of content
  media     TEXT   NOT NULL,
  content   BYTEA  NOT NULL,
  stored_at BIGINT NOT NULL
);
-- Entries first up to (not with) upto of a journal became known here at
-- known_at. Rows of one journal join without gap, and known_at never falls.
CREATE TABLE known (
  origin   TEXT   NOT NULL,
  first    BIGINT NOT NULL,
  upto     BIGINT NOT NULL,
  known_at BIGINT NOT NULL,
  PRIMARY KEY (origin, first)
);
CREATE INDEX known_when ON known (known_at);
CREATE TABLE draft (
  id         TEXT   NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  sum        BYTEA  NOT NULL,             -- SHA-256 of body: what an approval is for
  made_by    TEXT   NOT NULL,
  made_at    BIGINT NOT NULL,
  needs      BIGINT NOT NULL,
  state      TEXT   NOT NULL,             -- open, sent, discarded
  closed_by  TEXT   NOT NULL,
  closed_at  BIGINT NOT NULL
);
CREATE TABLE approval (
  draft    TEXT   NOT NULL REFERENCES draft (id),
  officer  TEXT   NOT NULL,
  sum      BYTEA  NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (draft, officer)
);
