package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
)

// Exhibit is evidence under the SHA-256 of its bytes.
type Exhibit struct {
	Hash     [32]byte
	Media    string // media type
	Content  []byte
	StoredAt int64
}

// PutExhibit keeps bytes and returns their hash. Keeping the same bytes again
// changes nothing.
func (s *Store) PutExhibit(ctx context.Context, media string, content []byte, at int64) ([32]byte, error) {
	hash := sha256.Sum256(content)
	return hash, s.write(ctx, fmt.Sprintf("exhibit of %d bytes", len(content)), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO exhibit (hash, media, content, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`,
			hash[:], media, notNil(content), at)
		return err
	})
}

// Exhibit finds an exhibit; [ErrNone] if it is not here. What is read is hashed
// again, so that a damaged disk cannot change evidence unseen.
func (s *Store) Exhibit(ctx context.Context, hash [32]byte) (Exhibit, error) {
	e := Exhibit{Hash: hash}
	what := "exhibit " + hex.EncodeToString(hash[:])
	err := s.r.QueryRowContext(ctx, `SELECT media, content, stored_at FROM exhibit WHERE hash = $1`, hash[:]).Scan(&e.Media, &e.Content, &e.StoredAt)
	if err == nil && sha256.Sum256(e.Content) != hash {
		err = ErrCorrupt
	}
	return e, fail(what, err)
}

// MarkKnown records that entries [first, first+count) of a journal became known
// at a moment. Entries that were known before keep their first moment, so that a
// delivery may be repeated; a gap is refused.
func (s *Store) MarkKnown(ctx context.Context, origin string, first, count, at int64) error {
	return s.write(ctx, fmt.Sprintf("known entries %d+%d of %s", first, count, origin), func(tx *sql.Tx) error {
		var size, last int64
		err := tx.QueryRowContext(ctx, `SELECT upto, known_at FROM known WHERE origin = $1 ORDER BY first DESC LIMIT 1`, origin).Scan(&size, &last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if first > size {
			return fmt.Errorf("only %d entries are known so far", size)
		}
		if first+count <= size {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO known (origin, first, upto, known_at) VALUES ($1, $2, $3, $4)`, origin, size, first+count, max(at, last))
		return err
	})
}

// KnownAt says when an entry became known here; [ErrNone] if it is not.
func (s *Store) KnownAt(ctx context.Context, origin string, index int64) (int64, error) {
	var at int64
	err := s.r.QueryRowContext(ctx, `SELECT known_at FROM known WHERE origin = $1 AND first <= $2 AND upto > $2`, origin, index).Scan(&at)
	return at, fail(fmt.Sprintf("entry %d of %s", index, origin), err)
}

// Known is a run of entries [First, Upto) that became known at one moment.
type Known struct {
	Origin      string
	First, Upto int64
	At          int64
}

// KnownRuns returns all runs in the order in which they became known: what a
// node replays to see what it knew at any moment.
func (s *Store) KnownRuns(ctx context.Context) ([]Known, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT origin, first, upto, known_at FROM known ORDER BY known_at, origin, first`)
	if err != nil {
		return nil, fail("known runs", err)
	}
	defer rows.Close()
	var out []Known
	for rows.Next() {
		var k Known
		if err := rows.Scan(&k.Origin, &k.First, &k.Upto, &k.At); err != nil {
			return nil, fail("known runs", err)
		}
		out = append(out, k)
	}
	return out, fail("known runs", rows.Err())
}

// SizesAt returns how many entries of each journal were known at a moment.
func (s *Store) SizesAt(ctx context.Context, at int64) (map[string]int64, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT origin, MAX(upto) FROM known WHERE known_at <= $1 GROUP BY origin`, at)
	if err != nil {
		return nil, fail("known sizes", err)
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var origin string
		var size int64
		if err := rows.Scan(&origin, &size); err != nil {
			return nil, fail("known sizes", err)
		}
		out[origin] = size
	}
	return out, fail("known sizes", rows.Err())
}

// The states of a draft.
const (
	Pending   = "open"
	Sent      = "sent"
	Discarded = "discarded"
)

// Draft is an act that is not on record yet. Sum is the SHA-256 of Body: an
// approval is of these bytes and lapses when they change.
type Draft struct {
	ID       string
	Kind     string
	Body     []byte // JSON
	Sum      [32]byte
	By       string
	MadeAt   int64
	Needs    int
	State    string
	ClosedBy string
	ClosedAt int64
	Approved []Approval // of the present body, by time
}

// Approval is one officer's.
type Approval struct {
	Officer string
	At      int64
}

// PutDraft makes a draft, or gives an open one another body, which takes back
// its approvals. [ErrStale] if it is closed.
func (s *Store) PutDraft(ctx context.Context, d Draft) (Draft, error) {
	var out Draft
	err := s.write(ctx, "draft "+d.ID, func(tx *sql.Tx) error {
		sum := sha256.Sum256(d.Body)
		res, err := tx.ExecContext(ctx, `INSERT INTO draft (id, kind, body, sum, made_by, made_at, needs, state, closed_by, closed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', 0)
			ON CONFLICT (id) DO UPDATE SET kind = $2, body = $3, sum = $4, needs = $7 WHERE draft.state = 'open'`,
			d.ID, d.Kind, string(d.Body), sum[:], d.By, d.MadeAt, d.Needs)
		if err := changed(res, err); err != nil {
			return err
		}
		out, err = draft(ctx, tx, d.ID)
		return err
	})
	return out, err
}

// changed turns "no row" into ErrStale.
func changed(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return ErrStale
}

// Approve counts an officer's approval of the bytes with the given sum. Doing
// it twice changes nothing; [ErrStale] if the draft is closed or is not these
// bytes any more.
func (s *Store) Approve(ctx context.Context, id, officer string, sum [32]byte, at int64) (Draft, error) {
	var out Draft
	err := s.write(ctx, "approve draft "+id, func(tx *sql.Tx) error {
		d, err := draft(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.State != Pending || d.Sum != sum {
			return ErrStale
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO approval (draft, officer, sum, given_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (draft, officer) DO UPDATE SET sum = $3, given_at = $4 WHERE approval.sum <> $3`, id, officer, sum[:], at); err != nil {
			return err
		}
		out, err = draft(ctx, tx, id)
		return err
	})
	return out, err
}

// CloseDraft marks an open draft as sent or discarded. Exactly one caller
// succeeds; the others get [ErrStale].
func (s *Store) CloseDraft(ctx context.Context, id, state, by string, at int64) error {
	return s.write(ctx, "close draft "+id, func(tx *sql.Tx) error {
		if state != Sent && state != Discarded {
			return fmt.Errorf("state %q is not sent or discarded", state)
		}
		return changed(tx.ExecContext(ctx, `UPDATE draft SET state = $2, closed_by = $3, closed_at = $4 WHERE id = $1 AND state = 'open'`, id, state, by, at))
	})
}

// Draft finds a draft; [ErrNone] if it is not here.
func (s *Store) Draft(ctx context.Context, id string) (Draft, error) {
	d, err := draft(ctx, s.r, id)
	return d, fail("draft "+id, err)
}

// Drafts returns the open drafts, oldest first.
func (s *Store) Drafts(ctx context.Context) ([]Draft, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT id FROM draft WHERE state = 'open' ORDER BY made_at, id`)
	if err != nil {
		return nil, fail("drafts", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fail("drafts", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fail("drafts", err)
	}
	out := make([]Draft, 0, len(ids))
	for _, id := range ids {
		d, err := draft(ctx, s.r, id)
		if err != nil {
			return nil, fail("drafts", err)
		}
		out = append(out, d)
	}
	return out, nil
}

// querier is a transaction or the reading pool.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func draft(ctx context.Context, q querier, id string) (Draft, error) {
	d := Draft{ID: id}
	var body string
	var sum []byte
	err := q.QueryRowContext(ctx, `SELECT kind, body, sum, made_by, made_at, needs, state, closed_by, closed_at FROM draft WHERE id = $1`, id).
		Scan(&d.Kind, &body, &sum, &d.By, &d.MadeAt, &d.Needs, &d.State, &d.ClosedBy, &d.ClosedAt)
	if err != nil {
		return d, err
	}
	d.Body = []byte(body)
	d.Sum = sha256.Sum256(d.Body)
	if !bytes.Equal(sum, d.Sum[:]) {
		return d, ErrCorrupt
	}
	rows, err := q.QueryContext(ctx, `SELECT officer, given_at FROM approval WHERE draft = $1 AND sum = $2 ORDER BY given_at, officer`, id, sum)
	if err != nil {
		return d, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Approval
		if err := rows.Scan(&a.Officer, &a.At); err != nil {
			return d, err
		}
		d.Approved = append(d.Approved, a)
	}
	return d, rows.Err()
}
