package follow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"

	_ "modernc.org/sqlite" // the database/sql driver
)

// store is mirror.db. Everything in it but the fork columns can be fetched again, so it runs with synchronous=NORMAL:
// after a power cut the last moments may be missing, never half there.
//
// Entries of an unfinished group of 256 are rows of their own; when the group is full it becomes one bundle in
// the C2SP form it is served in. Keys pack (journal, place) into one integer: rows of a journal lie together.
type store struct {
	w *sql.DB // one connection: SQLite has one writer anyway, and a queue here is better than SQLITE_BUSY there
	r *sql.DB

	putEntry, putBundle, dropEntries, putTile, putHead, putCursor, getTile *sql.Stmt
}

const schema = `
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE,
  stored INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
  head BLOB, target BLOB, head_at INTEGER NOT NULL DEFAULT 0, heard_at INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS entry (key INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS bundle (key INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tile (key INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS seen (journal INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
  PRIMARY KEY (journal, size, root)) STRICT;`

const (
	maxSize   = 1 << levelBits // entries of one journal; at 2,000 a day, 90,000 years
	placeBits = 40
	levelBits = 36 // a tile key is level<<36 | n within its journal's places
)

func key(id, place int64) int64              { return id<<placeBits | place }
func tileKey(id int64, l int, n int64) int64 { return key(id, int64(l)<<levelBits|n) }

func openStore(ctx context.Context, path string) (*store, error) {
	// secure_delete: no dead copy stays where nothing reads it again.
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)&_pragma=synchronous(normal)&_pragma=wal_autocheckpoint(8000)&_pragma=secure_delete(1)"
	w, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("follow: open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	if _, err := w.ExecContext(ctx, schema); err != nil {
		w.Close()
		return nil, fmt.Errorf("follow: open %s: %w", path, err)
	}
	r, err := sql.Open("sqlite", dsn)
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("follow: open %s: %w", path, err)
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	s := &store{w: w, r: r}
	if err := s.prepare(ctx); err != nil {
		s.close()
		return nil, fmt.Errorf("follow: open %s: %w", path, err)
	}
	return s, nil
}

// prepare compiles the statements that run for every entry.
func (s *store) prepare(ctx context.Context) (err error) {
	for _, p := range []struct {
		stmt **sql.Stmt
		db   *sql.DB
		text string
	}{
		{&s.putEntry, s.w, `INSERT OR REPLACE INTO entry (key, body) VALUES ($1, $2)`},
		{&s.putBundle, s.w, `INSERT OR REPLACE INTO bundle (key, body) VALUES ($1, $2)`},
		{&s.dropEntries, s.w, `DELETE FROM entry WHERE key >= $1 AND key < $2`},
		{&s.putTile, s.w, `INSERT OR REPLACE INTO tile (key, body) VALUES ($1, $2)`},
		{&s.putHead, s.w, `UPDATE journal SET stored=$1, head=$2, target=$3, head_at=$4 WHERE id=$5`},
		{&s.putCursor, s.w, `UPDATE journal SET delivered=$1 WHERE id=$2`},
		{&s.getTile, s.r, `SELECT body FROM tile WHERE key=$1`},
	} {
		if *p.stmt, err = p.db.PrepareContext(ctx, p.text); err != nil {
			return err
		}
	}
	return nil
}

// close closes the statements with their connections.
func (s *store) close() error { return errors.Join(s.r.Close(), s.w.Close()) }

// row is what is kept of one journal besides its entries and tiles.
type row struct {
	id                int64
	stored, delivered int64
	head, target      []byte // signed notes; target authenticates the stored entries beyond head
	headAt, heardAt   int64  // Unix ms
}

func (s *store) load(ctx context.Context, origin string) (row, error) {
	if _, err := s.w.ExecContext(ctx, `INSERT INTO journal (origin) VALUES ($1) ON CONFLICT DO NOTHING`, origin); err != nil {
		return row{}, err
	}
	var r row
	err := s.w.QueryRowContext(ctx,
		`SELECT id, stored, delivered, head, target, head_at, heard_at FROM journal WHERE origin = $1`, origin).
		Scan(&r.id, &r.stored, &r.delivered, &r.head, &r.target, &r.headAt, &r.heardAt)
	return r, err
}

// growth is one verified step: entries, the tiles they complete, the new right edge and the heads that vouch for it.
type growth struct {
	id, from     int64
	entries      [][]byte
	full         []fullTile
	edge         edge
	head, target []byte
	headAt       int64
}

// grow stores a verified step in one transaction. If it fails, nothing of the step is there.
func (s *store) grow(ctx context.Context, g growth) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.putEntries(ctx, tx, g); err != nil {
		return err
	}
	if err := s.putTiles(ctx, tx, g); err != nil {
		return err
	}
	_, err = tx.StmtContext(ctx, s.putHead).ExecContext(ctx, g.edge.size(), g.head, g.target, g.headAt, g.id)
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) putEntries(ctx context.Context, tx *sql.Tx, g growth) error {
	row := tx.StmtContext(ctx, s.putEntry)
	for i := 0; i < len(g.entries); {
		at := g.from + int64(i)
		rest := int(tileWidth - at%tileWidth) // to the end of this group
		if len(g.entries)-i < rest {
			if _, err := row.ExecContext(ctx, key(g.id, at), nonNil(g.entries[i])); err != nil {
				return err
			}
			i++
			continue
		}
		if err := s.seal(ctx, tx, g.id, at, g.entries[i:i+rest]); err != nil {
			return err
		}
		i += rest
	}
	return nil
}

// seal turns the rows of a group and the entries that complete it into one bundle.
func (s *store) seal(ctx context.Context, tx *sql.Tx, id, at int64, last [][]byte) error {
	n := at / tileWidth
	var body []byte
	if at%tileWidth > 0 {
		rows, err := tx.QueryContext(ctx, `SELECT body FROM entry WHERE key >= $1 AND key < $2 ORDER BY key`, key(id, n*tileWidth), key(id, at))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				return err
			}
			if body, err = journal.AppendBundle(body, b); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		if _, err := tx.StmtContext(ctx, s.dropEntries).ExecContext(ctx, key(id, n*tileWidth), key(id, at)); err != nil {
			return err
		}
	}
	body, err := journal.AppendBundle(body, last...)
	if err != nil {
		return err
	}
	_, err = tx.StmtContext(ctx, s.putBundle).ExecContext(ctx, key(id, n), body)
	return err
}

func (s *store) putTiles(ctx context.Context, tx *sql.Tx, g growth) error {
	stmt := tx.StmtContext(ctx, s.putTile)
	put := func(l int, n int64, data []byte) error {
		_, err := stmt.ExecContext(ctx, tileKey(g.id, l, n), data)
		return err
	}
	for _, t := range g.full {
		if err := put(t.level, t.n, t.data); err != nil {
			return err
		}
	}
	for l, data := range g.edge.tiles {
		if len(data) == 0 {
			continue
		}
		if err := put(l, g.edge.size()>>(l*tileH)/tileWidth, data); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) setDelivered(ctx context.Context, id, n int64) error {
	_, err := s.putCursor.ExecContext(ctx, n, id)
	return err
}

func (s *store) setHeard(ctx context.Context, id, ms int64) error {
	_, err := s.w.ExecContext(ctx, `UPDATE journal SET heard_at=$1 WHERE id=$2`, ms, id)
	return err
}

// reset forgets the entries of a journal whose stored bytes no longer hash to its head (a bad disk); they are fetched
// again. The head stays in seen, so that what is fetched must still contain what was once signed.
func (s *store) reset(ctx context.Context, id int64) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, t := range []string{"entry", "bundle", "tile"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+t+` WHERE key >= $1 AND key < $2`, key(id, 0), key(id+1, 0)); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE journal SET stored=0, head=NULL, target=NULL WHERE id=$1`, id); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) addSeen(ctx context.Context, id int64, c signed) error {
	_, err := s.w.ExecContext(ctx, `INSERT OR IGNORE INTO seen (journal, size, root, note) VALUES ($1, $2, $3, $4)`,
		id, c.head.Size, c.head.Root[:], c.note)
	return err
}

func (s *store) dropSeen(ctx context.Context, id int64, c signed) error {
	_, err := s.w.ExecContext(ctx, `DELETE FROM seen WHERE journal=$1 AND size=$2 AND root=$3`, id, c.head.Size, c.head.Root[:])
	return err
}

func (s *store) seen(ctx context.Context, id int64) ([][]byte, error) {
	return column(ctx, s.r, nil, `SELECT note FROM seen WHERE journal=$1 ORDER BY size`, id)
}

// tile reads what is stored of a tile: all of it, or what there is of the right-most one.
func (s *store) tile(ctx context.Context, id int64, l int, n int64) ([]byte, error) {
	var b []byte
	err := s.getTile.QueryRowContext(ctx, tileKey(id, l, n)).Scan(&b)
	if err != nil {
		return nil, fmt.Errorf("follow: read tile %d/%d: %w", l, n, err)
	}
	return b, nil
}

// hashes reads stored tree hashes out of the tiles of one journal.
func (s *store) hashes(ctx context.Context, id int64) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		type place struct {
			l int
			n int64
		}
		tiles := make(map[place][]byte)
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			t := tlog.TileForIndex(tileH, x)
			p := place{t.L, t.N}
			data, ok := tiles[p]
			if !ok {
				var err error
				if data, err = s.tile(ctx, id, t.L, t.N); err != nil {
					return nil, err
				}
				tiles[p] = data
			}
			t.W = len(data) / tlog.HashSize
			h, err := tlog.HashFromTile(t, data, x)
			if err != nil {
				return nil, fmt.Errorf("follow: stored tile: %w", err)
			}
			out[i] = h
		}
		return out, nil
	})
}

// entries reads [from, to), which must be stored.
func (s *store) entries(ctx context.Context, id, from, to int64) ([][]byte, error) {
	out := make([][]byte, 0, to-from)
	for at := from; at < to; {
		n := at / tileWidth
		end := min(to, (n+1)*tileWidth)
		var body []byte
		err := s.r.QueryRowContext(ctx, `SELECT body FROM bundle WHERE key=$1`, key(id, n)).Scan(&body)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if out, err = s.hot(ctx, out, key(id, at), key(id, end)); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		default:
			list, err := journal.ParseBundle(body, tileWidth)
			if err != nil {
				return nil, fmt.Errorf("follow: stored bundle %d: %w", n, err)
			}
			out = append(out, list[at-n*tileWidth:end-n*tileWidth]...)
		}
		at = end
		if int64(len(out)) != at-from {
			return nil, fmt.Errorf("follow: entries %d to %d: %d found", from, to, len(out))
		}
	}
	return out, nil
}

func (s *store) hot(ctx context.Context, out [][]byte, from, to int64) ([][]byte, error) {
	return column(ctx, s.r, out, `SELECT body FROM entry WHERE key >= $1 AND key < $2 ORDER BY key`, from, to)
}

// column appends to out what a query of one column of bytes finds.
func column(ctx context.Context, db *sql.DB, out [][]byte, query string, args ...any) ([][]byte, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
