CREATE TABLE silence (
  party TEXT   NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL, -- 0: it was not heard of again yet
  PRIMARY KEY (party, since)
);
