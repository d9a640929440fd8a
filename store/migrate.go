package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// step is one numbered file.
type step struct{ name, text, sum string }

// steps returns the files in the order of their numbers, which have no gaps.
func steps(files fs.FS) ([]step, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var out []step
	for i, n := range names {
		base := path.Base(n)
		if !strings.HasPrefix(base, fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("migration %s should have number %04d", base, i+1)
		}
		text, err := fs.ReadFile(files, n)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		out = append(out, step{base, string(text), hex.EncodeToString(sum[:])})
	}
	return out, nil
}

// migrate applies what is missing, one transaction a file. The database's
// write lock, taken at BEGIN, keeps two starting processes apart.
func migrate(ctx context.Context, db *sql.DB, files fs.FS) error {
	all, err := steps(files)
	if err != nil {
		return err
	}
	const table = `CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL)`
	if _, err := db.ExecContext(ctx, table); err != nil {
		return err
	}
	if _, err := applied(ctx, db, all); err != nil {
		return err
	}
	for i, s := range all {
		if err := apply(ctx, db, i+1, s); err != nil {
			return fmt.Errorf("migration %s: %w", s.name, err)
		}
	}
	return nil
}

// apply runs one file unless it was applied before.
func apply(ctx context.Context, db *sql.DB, number int, s step) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var sum string
	switch err := tx.QueryRowContext(ctx, `SELECT sum FROM migration WHERE number = $1`, number).Scan(&sum); {
	case err == nil:
		return nil
	case err != sql.ErrNoRows:
		return err
	}
	if _, err := tx.ExecContext(ctx, s.text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO migration (number, name, sum) VALUES ($1, $2, $3)`, number, s.name, s.sum); err != nil {
		return err
	}
	return tx.Commit()
}

// applied counts the files that were applied, and refuses a store whose files
// are not those of this program.
func applied(ctx context.Context, db *sql.DB, all []step) (int, error) {
	rows, err := db.QueryContext(ctx, `SELECT number, name, sum FROM migration ORDER BY number`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var number int
		var name, sum string
		if err := rows.Scan(&number, &name, &sum); err != nil {
			return 0, err
		}
		if number > len(all) {
			return 0, fmt.Errorf("made by a newer program (it has migration %s): upgrade this one", name)
		}
		if all[number-1].sum != sum {
			return 0, fmt.Errorf("migration %s was applied with other contents: this is a store of another program", name)
		}
		n = number
	}
	return n, rows.Err()
}
