package follow

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	"tongzhou/journal"
)

// Copies are the followed journals in the mirror.db of a node, read by somebody who only looks: an auditor, who believes none of it and
// verifies each with package journal.
type Copies struct{ s *store }

// OpenCopies opens a mirror.db without changing it. The node may be running.
func OpenCopies(ctx context.Context, path string) (*Copies, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("follow: copies: %w", err)
	}
	r, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return nil, fmt.Errorf("follow: copies %s: %w", path, err)
	}
	s := &store{w: r, r: r}
	if s.getTile, err = r.PrepareContext(ctx, `SELECT body FROM tile WHERE key=$1`); err != nil {
		r.Close()
		return nil, fmt.Errorf("follow: copies %s: %w", path, err)
	}
	return &Copies{s}, nil
}

// Close closes the file.
func (c *Copies) Close() error { return c.s.r.Close() }

// Readers are the copies of which there is a signed head, by origin.
func (c *Copies) Readers(ctx context.Context) ([]journal.Reader, error) {
	rows, err := c.s.r.QueryContext(ctx, `SELECT id, origin, stored, head FROM journal WHERE head IS NOT NULL AND length(head) > 0 ORDER BY origin`)
	if err != nil {
		return nil, fmt.Errorf("follow: copies: %w", err)
	}
	defer rows.Close()
	var out []journal.Reader
	for rows.Next() {
		m := &mirror{f: &Follower{store: c.s}}
		var note []byte
		if err := rows.Scan(&m.id, &m.peer.Origin, &m.stored, &note); err != nil {
			return nil, fmt.Errorf("follow: copies: %w", err)
		}
		if m.head, err = unverified(note); err != nil {
			return nil, fmt.Errorf("follow: copies: %s: %w", m.peer.Origin, err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// unverified reads a signed checkpoint without checking who signed it; that is the auditor's work.
func unverified(note []byte) (signed, error) {
	text, _, _ := bytes.Cut(note, []byte("\n\n"))
	h, err := journal.ParseHead(append(bytes.Clone(text), '\n'))
	return signed{note: note, head: h}, err
}
