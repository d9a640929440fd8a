package store

import (
	"context"
	"database/sql"
)

// Silence is a stretch of time in which a party's node was not heard of.
type Silence struct {
	Party string
	Since int64 // when it was last heard of
	Until int64 // when it was heard of again; 0: not yet
}

// PutSilence keeps a silence, or that one is over. What is over stays so, whichever of two writers comes last.
func (s *Store) PutSilence(ctx context.Context, x Silence) error {
	return s.write(ctx, "silence of "+x.Party, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO silence (party, since, until) VALUES ($1, $2, $3)
			ON CONFLICT (party, since) DO UPDATE SET until = CASE WHEN excluded.until > silence.until THEN excluded.until ELSE silence.until END`, x.Party, x.Since, x.Until)
		return err
	})
}

// Silences returns all that were kept, by party and time.
func (s *Store) Silences(ctx context.Context) ([]Silence, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT party, since, until FROM silence ORDER BY party, since`)
	if err != nil {
		return nil, fail("silences", err)
	}
	defer rows.Close()
	var out []Silence
	for rows.Next() {
		var x Silence
		if err := rows.Scan(&x.Party, &x.Since, &x.Until); err != nil {
			return nil, fail("silences", err)
		}
		out = append(out, x)
	}
	return out, fail("silences", rows.Err())
}
