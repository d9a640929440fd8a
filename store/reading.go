package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
)

// Reading is a stored reading, in the unit of its series. Revision, ReceivedAt
// and Batch are filled in by the store.
type Reading struct {
	Station    string
	Quantity   string
	At         int64 // of the measurement
	Value      float64
	Unit       string
	Quality    string // good, estimated, suspect; "missing" means that Value says nothing
	Simulated  bool
	Note       string
	Revision   int64 // 1: the first that came for this moment
	ReceivedAt int64
	Batch      int64
}

// Refusal is a row that was not taken and waits for the operator.
type Refusal struct {
	Batch      int64
	ReceivedAt int64
	Source     string
	Row        int64
	Column     string
	Reason     string
	Text       string
}

// Batch is what came in one file or request.
type Batch struct {
	Source     string // "csv alice", "http 203.0.113.7"
	Sum        []byte // SHA-256 of the bytes
	ReceivedAt int64
	Readings   []Reading
	Refused    []Refusal
}

// Taken is what became of a batch. Fresh are the readings that were not known
// before, conflicts and regradings among them, in the order of the batch.
type Taken struct {
	ID         int64
	Fresh      []Reading
	Duplicates int
	Conflicts  int // same moment, other value or quality: kept as a further revision
	OutOfOrder int // older than one that was there already
}

// missing is the quality that has no value.
const missing = "missing"

// Ingest keeps a batch in one transaction. Sending a batch again changes
// nothing but the list of batches.
func (s *Store) Ingest(ctx context.Context, b Batch) (Taken, error) {
	var t Taken
	err := s.write(ctx, fmt.Sprintf("ingest %d readings", len(b.Readings)), func(tx *sql.Tx) error {
		t = Taken{}
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) + 1 FROM batch`).Scan(&t.ID); err != nil {
			return err
		}
		in, err := newIntake(ctx, tx)
		if err != nil {
			return err
		}
		defer in.close()
		for i := range b.Readings {
			r := b.Readings[i]
			r.ReceivedAt, r.Batch = b.ReceivedAt, t.ID
			if err := in.take(ctx, r, &t); err != nil {
				return err
			}
		}
		if err := in.latest(ctx, tx); err != nil {
			return err
		}
		const insert = `INSERT INTO batch (id, received_at, source, sum, taken, duplicates, conflicts, refused) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
		if _, err := tx.ExecContext(ctx, insert, t.ID, b.ReceivedAt, b.Source, notNil(b.Sum),
			len(t.Fresh), t.Duplicates, t.Conflicts, len(b.Refused)); err != nil {
			return err
		}
		return refuse(ctx, tx, t.ID, b.Refused)
	})
	return t, err
}

func refuse(ctx context.Context, tx *sql.Tx, batch int64, list []Refusal) error {
	const insert = `INSERT INTO refusal (batch, row_number, column_name, reason, row_text) VALUES ($1, $2, $3, $4, $5)`
	for _, r := range list {
		if _, err := tx.ExecContext(ctx, insert, batch, r.Row, r.Column, r.Reason, r.Text); err != nil {
			return err
		}
	}
	return nil
}

// intake holds the statements and series of one batch.
type intake struct {
	insert, same, add *sql.Stmt
	tx                *sql.Tx
	series            map[[2]string]*seriesRow
}

type seriesRow struct {
	id, latest int64
	before     int64 // latest before this batch
}

func newIntake(ctx context.Context, tx *sql.Tx) (*intake, error) {
	in := &intake{tx: tx, series: map[[2]string]*seriesRow{}}
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&in.insert, `INSERT INTO reading (series, at, revision, value, unit, quality, simulated, received_at, batch, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (series, at, revision) DO NOTHING`},
		{&in.same, `SELECT value, quality, simulated, note FROM reading WHERE series = $1 AND at = $2 ORDER BY revision`},
		{&in.add, `INSERT INTO series (id, station, quantity, latest) SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM series RETURNING id`},
	} {
		var err error
		if *p.to, err = tx.PrepareContext(ctx, p.text); err != nil {
			in.close()
			return nil, err
		}
	}
	return in, nil
}

func (in *intake) close() {
	for _, s := range []*sql.Stmt{in.insert, in.same, in.add} {
		if s != nil {
			s.Close()
		}
	}
}

// never is the latest moment of a series without readings.
const never = math.MinInt64

// of finds or makes a series.
func (in *intake) of(ctx context.Context, r *Reading) (*seriesRow, error) {
	key := [2]string{r.Station, r.Quantity}
	if row := in.series[key]; row != nil {
		return row, nil
	}
	row := &seriesRow{}
	err := in.tx.QueryRowContext(ctx, `SELECT id, latest FROM series WHERE station = $1 AND quantity = $2`, r.Station, r.Quantity).Scan(&row.id, &row.latest)
	if errors.Is(err, sql.ErrNoRows) {
		row.latest = never
		err = in.add.QueryRowContext(ctx, r.Station, r.Quantity, row.latest).Scan(&row.id)
	}
	if err != nil {
		return nil, err
	}
	row.before = row.latest
	in.series[key] = row
	return row, nil
}

// take keeps one reading and counts what it was.
func (in *intake) take(ctx context.Context, r Reading, t *Taken) error {
	row, err := in.of(ctx, &r)
	if err != nil {
		return err
	}
	r.Revision = 1
	fresh, err := in.put(ctx, row.id, r)
	if err != nil {
		return err
	}
	if !fresh {
		n, known, err := in.find(ctx, row.id, r)
		if err != nil {
			return err
		}
		if known {
			t.Duplicates++
			return nil
		}
		r.Revision = n + 1
		if _, err := in.put(ctx, row.id, r); err != nil {
			return err
		}
		t.Conflicts++
	}
	if r.At < row.latest {
		t.OutOfOrder++
	}
	row.latest = max(row.latest, r.At)
	t.Fresh = append(t.Fresh, r)
	return nil
}

// put inserts unless the revision is taken.
func (in *intake) put(ctx context.Context, series int64, r Reading) (bool, error) {
	value := sql.NullFloat64{Float64: r.Value, Valid: r.Quality != missing}
	res, err := in.insert.ExecContext(ctx, series, r.At, r.Revision, value, r.Unit, r.Quality, bit(r.Simulated), r.ReceivedAt, r.Batch, r.Note)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// find counts the revisions of a moment and says whether one says the same.
func (in *intake) find(ctx context.Context, series int64, r Reading) (n int64, known bool, err error) {
	rows, err := in.same.QueryContext(ctx, series, r.At)
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var value sql.NullFloat64
		var quality, note string
		var simulated bool
		if err := rows.Scan(&value, &quality, &simulated, &note); err != nil {
			return 0, false, err
		}
		n++
		sameValue := value.Valid == (r.Quality != missing) && (!value.Valid || value.Float64 == r.Value)
		// A doubt of our own, which a note gives, may come and go with the moment
		// of arrival; only the sender's word makes a reading another one.
		sameWord := quality == r.Quality || note != "" || r.Note != ""
		known = known || sameValue && sameWord && simulated == r.Simulated
	}
	return n, known, rows.Err()
}

// latest writes how far each series has come.
func (in *intake) latest(ctx context.Context, tx *sql.Tx) error {
	for _, row := range in.series {
		if row.latest == row.before {
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE series SET latest = $1 WHERE id = $2`, row.latest, row.id); err != nil {
			return err
		}
	}
	return nil
}

// Span asks for readings of a series. To is not included. KnownAt limits them
// to those received at or before a moment; 0: all.
type Span struct {
	Station, Quantity string
	From, To          int64
	KnownAt           int64
	Limit             int // the newest so many; 0: all
}

// Readings returns readings by time and revision, all revisions of a moment.
func (s *Store) Readings(ctx context.Context, q Span) ([]Reading, error) {
	what := "readings of " + q.Station + "/" + q.Quantity
	if q.KnownAt == 0 {
		q.KnownAt = math.MaxInt64
	}
	if q.Limit == 0 {
		q.Limit = math.MaxInt32
	}
	const text = `SELECT at, revision, value, unit, quality, simulated, received_at, batch, note FROM (
		SELECT r.* FROM reading r JOIN series s ON s.id = r.series
		WHERE s.station = $1 AND s.quantity = $2 AND r.at >= $3 AND r.at < $4 AND r.received_at <= $5
		ORDER BY r.at DESC, r.revision DESC LIMIT $6) newest ORDER BY at, revision`
	rows, err := s.r.QueryContext(ctx, text, q.Station, q.Quantity, q.From, q.To, q.KnownAt, q.Limit)
	if err != nil {
		return nil, fail(what, err)
	}
	defer rows.Close()
	var out []Reading
	for rows.Next() {
		r := Reading{Station: q.Station, Quantity: q.Quantity}
		var value sql.NullFloat64
		if err := rows.Scan(&r.At, &r.Revision, &value, &r.Unit, &r.Quality, &r.Simulated, &r.ReceivedAt, &r.Batch, &r.Note); err != nil {
			return nil, fail(what, err)
		}
		r.Value = value.Float64
		out = append(out, r)
	}
	return out, fail(what, rows.Err())
}

// Refusals returns rows that were not taken, newest batch first.
func (s *Store) Refusals(ctx context.Context, limit int) ([]Refusal, error) {
	const text = `SELECT f.batch, b.received_at, b.source, f.row_number, f.column_name, f.reason, f.row_text
		FROM refusal f JOIN batch b ON b.id = f.batch ORDER BY f.batch DESC, f.row_number LIMIT $1`
	rows, err := s.r.QueryContext(ctx, text, limit)
	if err != nil {
		return nil, fail("refusals", err)
	}
	defer rows.Close()
	var out []Refusal
	for rows.Next() {
		var f Refusal
		if err := rows.Scan(&f.Batch, &f.ReceivedAt, &f.Source, &f.Row, &f.Column, &f.Reason, &f.Text); err != nil {
			return nil, fail("refusals", err)
		}
		out = append(out, f)
	}
	return out, fail("refusals", rows.Err())
}

// notNil keeps an absent sum apart from NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
