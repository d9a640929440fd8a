-- A signal is done when everything that follows from it is on record. One that
-- is not is followed again after a restart.
ALTER TABLE signal ADD COLUMN done_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX signal_done ON signal (done_at);
