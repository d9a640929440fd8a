CREATE TABLE account (
  login      TEXT     NOT NULL PRIMARY KEY,
  name       TEXT     NOT NULL,
  role       TEXT     NOT NULL,
  password   TEXT     NOT NULL,           -- PHC string
  made_at    BIGINT   NOT NULL,
  disabled   SMALLINT NOT NULL
);
CREATE TABLE session (
  token      BYTEA  NOT NULL PRIMARY KEY, -- SHA-256 of the token; the token itself is nowhere
  login      TEXT   NOT NULL REFERENCES account (login),
  made_at    BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  address    TEXT   NOT NULL,
  agent      TEXT   NOT NULL
);
CREATE INDEX session_login ON session (login);
CREATE TABLE audit (
  id      BIGINT NOT NULL PRIMARY KEY,
  at      BIGINT NOT NULL,
  kind    TEXT   NOT NULL,
  login   TEXT   NOT NULL,
  address TEXT   NOT NULL,
  detail  TEXT   NOT NULL
);
CREATE TABLE setting (
  name    TEXT   NOT NULL PRIMARY KEY,
  value   TEXT   NOT NULL,
  set_at  BIGINT NOT NULL
);
