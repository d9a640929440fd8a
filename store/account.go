package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
)

// Account is a person who may log in.
type Account struct {
	Login    string
	Name     string
	Role     string
	Password string // PHC string; never the password
	MadeAt   int64
	Disabled bool
}

// AddAccount keeps a new account; [ErrExists] if the login is taken. With
// first, it is also refused when there is any account.
func (s *Store) AddAccount(ctx context.Context, a Account, first bool) error {
	return s.write(ctx, "account "+a.Login, func(tx *sql.Tx) error {
		if first {
			var n int
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM account`).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return ErrExists
			}
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO account (login, name, role, password, made_at, disabled) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (login) DO NOTHING`, a.Login, a.Name, a.Role, a.Password, a.MadeAt, bit(a.Disabled))
		if err := changed(res, err); errors.Is(err, ErrStale) {
			return ErrExists
		} else if err != nil {
			return err
		}
		return nil
	})
}

// SetAccount changes name, role, password and whether the account is disabled,
// and ends its sessions.
func (s *Store) SetAccount(ctx context.Context, a Account) error {
	return s.write(ctx, "account "+a.Login, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE account SET name = $2, role = $3, password = $4, disabled = $5 WHERE login = $1`,
			a.Login, a.Name, a.Role, a.Password, bit(a.Disabled))
		if err := changed(res, err); errors.Is(err, ErrStale) {
			return ErrNone
		} else if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM session WHERE login = $1`, a.Login)
		return err
	})
}

// SetPassword keeps another hash of the same password, as when its cost was
// raised; sessions go on. [ErrStale] if the old hash is not the present one.
func (s *Store) SetPassword(ctx context.Context, login, old, new string) error {
	return s.write(ctx, "password of "+login, func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `UPDATE account SET password = $3 WHERE login = $1 AND password = $2`, login, old, new))
	})
}

// Account finds an account; [ErrNone] if there is none.
func (s *Store) Account(ctx context.Context, login string) (Account, error) {
	a := Account{Login: login}
	err := s.r.QueryRowContext(ctx, `SELECT name, role, password, made_at, disabled FROM account WHERE login = $1`, login).
		Scan(&a.Name, &a.Role, &a.Password, &a.MadeAt, &a.Disabled)
	return a, fail("account "+login, err)
}

// Accounts returns all accounts by login.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT login, name, role, password, made_at, disabled FROM account ORDER BY login`)
	if err != nil {
		return nil, fail("accounts", err)
	}
	defer rows.Close()
	var out []Account
	for rows.Next() {
		var a Account
		if err := rows.Scan(&a.Login, &a.Name, &a.Role, &a.Password, &a.MadeAt, &a.Disabled); err != nil {
			return nil, fail("accounts", err)
		}
		out = append(out, a)
	}
	return out, fail("accounts", rows.Err())
}

// Session is a log-in that lasts. Token is the SHA-256 of what the browser has.
type Session struct {
	Token   [32]byte
	Login   string
	MadeAt  int64
	SeenAt  int64
	EndsAt  int64
	Address string
	Agent   string
}

// AddSession keeps a session and drops those that have ended.
func (s *Store) AddSession(ctx context.Context, e Session) error {
	return s.write(ctx, "session of "+e.Login, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE ends_at <= $1`, e.MadeAt); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO session (token, login, made_at, seen_at, ends_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			e.Token[:], e.Login, e.MadeAt, e.SeenAt, e.EndsAt, e.Address, e.Agent)
		return err
	})
}

// Session finds a session with its account; [ErrNone] if there is none.
func (s *Store) Session(ctx context.Context, token [32]byte) (Session, Account, error) {
	e, a := Session{Token: token}, Account{}
	err := s.r.QueryRowContext(ctx, `SELECT s.login, s.made_at, s.seen_at, s.ends_at, s.address, s.agent, a.name, a.role, a.made_at, a.disabled
		FROM session s JOIN account a ON a.login = s.login WHERE s.token = $1`, token[:]).
		Scan(&e.Login, &e.MadeAt, &e.SeenAt, &e.EndsAt, &e.Address, &e.Agent, &a.Name, &a.Role, &a.MadeAt, &a.Disabled)
	a.Login = e.Login
	return e, a, fail("session", err)
}

// SeeSession records that a session was used.
func (s *Store) SeeSession(ctx context.Context, token [32]byte, at int64) error {
	return s.write(ctx, "session", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE session SET seen_at = $2 WHERE token = $1 AND seen_at < $2`, token[:], at)
		return err
	})
}

// DropSession ends a session; one that is not there has ended already.
func (s *Store) DropSession(ctx context.Context, token [32]byte) error {
	return s.write(ctx, "session", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE token = $1`, token[:])
		return err
	})
}

// Audit is a line of the audit trail. The store numbers the lines; it has no
// way to change or drop one.
type Audit struct {
	ID      int64
	At      int64
	Kind    string
	Login   string
	Address string
	Detail  string
}

// AddAudit appends a line.
func (s *Store) AddAudit(ctx context.Context, a Audit) error {
	return s.write(ctx, "audit "+a.Kind, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO audit (id, at, kind, login, address, detail)
			SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5 FROM audit`, a.At, a.Kind, a.Login, a.Address, a.Detail)
		return err
	})
}

// AuditTrail returns the newest lines before a number (0: from the end),
// newest first.
func (s *Store) AuditTrail(ctx context.Context, before int64, limit int) ([]Audit, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	rows, err := s.r.QueryContext(ctx, `SELECT id, at, kind, login, address, detail FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, fail("audit", err)
	}
	defer rows.Close()
	var out []Audit
	for rows.Next() {
		var a Audit
		if err := rows.Scan(&a.ID, &a.At, &a.Kind, &a.Login, &a.Address, &a.Detail); err != nil {
			return nil, fail("audit", err)
		}
		out = append(out, a)
	}
	return out, fail("audit", rows.Err())
}

// SetSetting keeps a value under a name.
func (s *Store) SetSetting(ctx context.Context, name, value string, at int64) error {
	return s.write(ctx, "setting "+name, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO setting (name, value, set_at) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET value = $2, set_at = $3`, name, value, at)
		return err
	})
}

// Setting finds a value; [ErrNone] if there is none.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.r.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = $1`, name).Scan(&v)
	return v, fail("setting "+name, err)
}
