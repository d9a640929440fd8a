package store

import (
	"context"
	"database/sql"
	"encoding/json"
)

// Signal is a signal that was given, as the watch's owner wrote it.
type Signal struct {
	ID      string
	GivenAt int64
	DoneAt  int64 // 0: something that follows from it is not on record yet
	Body    json.RawMessage
}

// AddSignal keeps a signal. Undone says that it is still to be followed: it is
// new, or whoever took it before did not come to [Store.SignalDone].
func (s *Store) AddSignal(ctx context.Context, g Signal) (undone bool, err error) {
	err = s.write(ctx, "signal "+g.ID, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO signal (id, given_at, body) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
			g.ID, g.GivenAt, string(g.Body)); err != nil {
			return err
		}
		var done int64
		err := tx.QueryRowContext(ctx, `SELECT done_at FROM signal WHERE id = $1`, g.ID).Scan(&done)
		undone = done == 0
		return err
	})
	return undone, err
}

// SignalDone records that everything that follows from a signal is on record.
// Until then a restart finds it among [Store.UndoneSignals]; the first moment
// counts.
func (s *Store) SignalDone(ctx context.Context, id string, at int64) error {
	return s.write(ctx, "signal "+id, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE signal SET done_at = $2 WHERE id = $1 AND done_at = 0`, id, at)
		return err
	})
}

// UndoneSignals returns the signals that are still to be followed, in the order
// in which they were given.
func (s *Store) UndoneSignals(ctx context.Context) ([]Signal, error) {
	return s.signals(ctx, `SELECT id, given_at, done_at, body FROM signal WHERE done_at = 0 ORDER BY given_at, id`)
}

// Signals returns the signals given in [from, to), in that order.
func (s *Store) Signals(ctx context.Context, from, to int64) ([]Signal, error) {
	return s.signals(ctx, `SELECT id, given_at, done_at, body FROM signal WHERE given_at >= $1 AND given_at < $2 ORDER BY given_at, id`, from, to)
}

func (s *Store) signals(ctx context.Context, query string, args ...any) ([]Signal, error) {
	rows, err := s.r.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fail("signals", err)
	}
	defer rows.Close()
	var out []Signal
	for rows.Next() {
		var g Signal
		var body string
		if err := rows.Scan(&g.ID, &g.GivenAt, &g.DoneAt, &body); err != nil {
			return nil, fail("signals", err)
		}
		g.Body = json.RawMessage(body)
		out = append(out, g)
	}
	return out, fail("signals", rows.Err())
}
