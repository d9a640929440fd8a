package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/time/rate"

	"tongzhou/store"
)

// Role is what an officer is here for.
type Role string

// The roles.
const (
	DutyOfficer Role = "duty-officer"
	Coordinator Role = "coordinator"
	Analyst     Role = "analyst"
	Evaluator   Role = "evaluator"
	Supervisor  Role = "supervisor" // of a superior: sees everything, and is seen looking
	Operator    Role = "operator"
)

// Action is what a request wants to do.
type Action string

// The actions.
const (
	MayLook     Action = "look"     // read every page
	MayAnswer   Action = "answer"   // see, accept, decline, pass on a warning
	MayDraft    Action = "draft"    // write or discard a draft
	MayApprove  Action = "approve"  // approve a draft, so that it is sent
	MayForecast Action = "forecast" // run and review forecasts
	MayMeasure  Action = "measure"  // hand in readings
	MayEvaluate Action = "evaluate" // write an evaluation
	MayCommit   Action = "commit"   // bind the jurisdiction: sign, convene, find
	MayAdvise   Action = "advise"   // advise, which binds nobody
	MaySteer    Action = "steer"    // move the clock of a demonstration
	MayOperate  Action = "operate"  // accounts, settings, backup, refused rows
)

// May is the one table of who may do what. Whoever runs the machine does not
// speak for the city, and who speaks for the city does not run the machine.
func (r Role) May(a Action) bool {
	switch r {
	case Coordinator:
		return a == MayCommit || a == MayAdvise || DutyOfficer.May(a)
	case DutyOfficer:
		switch a {
		case MayLook, MayAnswer, MayDraft, MayApprove, MayForecast, MayMeasure, MaySteer:
			return true
		}
	case Supervisor:
		switch a {
		case MayLook, MayAdvise, MaySteer:
			return true
		}
	case Analyst:
		switch a {
		case MayLook, MayDraft, MayForecast, MayMeasure, MaySteer:
			return true
		}
	case Evaluator:
		switch a {
		case MayLook, MayEvaluate, MaySteer:
			return true
		}
	case Operator:
		switch a {
		case MayLook, MayMeasure, MaySteer, MayOperate:
			return true
		}
	}
	return false
}

// known says whether the table has the role.
func (r Role) known() bool { return r.May(MayLook) }

// AccountsConfig says how officers log in to one node.
type AccountsConfig struct {
	Store        *store.Store
	Jurisdiction string           // names the cookie
	Now          func() time.Time // nil: time.Now
	Idle         time.Duration    // a session unused for so long ends; 0: 2 h
	Absolute     time.Duration    // a session ends after so long; 0: 12 h, a shift
	Hashes       int              // passwords hashed at the same time, 19 MiB each; 0: 2
	// Answer makes the body that a log-in is answered with, as the API's
	// contract has it; nil: the officer.
	Answer func(Officer) any
}

// Accounts lets officers in: local accounts, sessions, and the limits that
// keep guessing slow. It may be used by many requests at once.
type Accounts struct {
	c         AccountsConfig
	gate      chan struct{} // a place for each hash being computed
	queue     chan struct{} // a place for each request that computes or waits
	decoy     string        // what the password of nobody is compared with
	addresses *buckets      // attempts by address
	logins    *buckets      // failures by login, or by login and address that is known to be its own
	own       *buckets      // login and address that have succeeded together
}

// Limits on attempts: at once, and one more per interval.
const (
	addressBurst = 20
	addressEvery = 3 * time.Second
	loginBurst   = 5
	loginEvery   = 30 * time.Second
	mostBuckets  = 10_000
)

// NewAccounts checks the configuration.
func NewAccounts(c AccountsConfig) (*Accounts, error) {
	if c.Store == nil || c.Jurisdiction == "" {
		return nil, errors.New("serve: accounts need a store and a jurisdiction")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Idle == 0 {
		c.Idle = 2 * time.Hour
	}
	if c.Absolute == 0 {
		c.Absolute = 12 * time.Hour
	}
	if c.Hashes == 0 {
		c.Hashes = 2
	}
	if c.Answer == nil {
		c.Answer = func(o Officer) any { return o }
	}
	const waiting = 8 // some 0.3 s; more would outwait a person
	return &Accounts{c: c, decoy: decoyPassword(),
		gate:      make(chan struct{}, c.Hashes),
		queue:     make(chan struct{}, c.Hashes+waiting),
		addresses: newBuckets(mostBuckets, rate.Every(addressEvery), addressBurst),
		logins:    newBuckets(mostBuckets, rate.Every(loginEvery), loginBurst),
		own:       newBuckets(mostBuckets, rate.Inf, 1)}, nil
}

// FirstAccount makes an operator's account with a generated password, which is
// returned for `init` to print once. It is refused when there is any account.
func (a *Accounts) FirstAccount(ctx context.Context, login, name string) (password string, err error) {
	password = generate()
	return password, a.add(ctx, Officer{Login: login, Name: name, Role: Operator}, password, true)
}

// Add makes an account.
func (a *Accounts) Add(ctx context.Context, o Officer, password string) error {
	return a.add(ctx, o, password, false)
}

func (a *Accounts) add(ctx context.Context, o Officer, password string, first bool) error {
	if err := checkAccount(o, password); err != nil {
		return fmt.Errorf("serve: account %q: %w", o.Login, err)
	}
	phc, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	row := store.Account{Login: o.Login, Name: o.Name, Role: string(o.Role), Password: phc, MadeAt: a.c.Now().UnixMilli()}
	if err := a.c.Store.AddAccount(ctx, row, first); err != nil {
		return err
	}
	return a.audit(ctx, "account-added", o.Login, "role "+string(o.Role))
}

// Change gives an account another name, role or, unless it is empty, password,
// and ends its sessions.
func (a *Accounts) Change(ctx context.Context, o Officer, password string) error {
	row, err := a.c.Store.Account(ctx, o.Login)
	if err != nil {
		return err
	}
	check := password
	if password == "" {
		check = generate() // stands in for the one that is kept
	}
	if err := checkAccount(o, check); err != nil {
		return fmt.Errorf("serve: account %q: %w", o.Login, err)
	}
	detail := "role " + string(o.Role)
	if password != "" {
		if row.Password, err = a.hash(ctx, password); err != nil {
			return err
		}
		detail += ", new password"
	}
	row.Name, row.Role, row.Disabled = o.Name, string(o.Role), false
	if err := a.c.Store.SetAccount(ctx, row); err != nil {
		return err
	}
	a.logins.forget("login " + o.Login) // whoever was locked out was given another password
	return a.audit(ctx, "account-changed", o.Login, detail)
}

// Disable ends an account's sessions and lets it log in no more. Its name
// stays: it stands in acts.
func (a *Accounts) Disable(ctx context.Context, login string) error {
	row, err := a.c.Store.Account(ctx, login)
	if err != nil {
		return err
	}
	row.Disabled = true
	if err := a.c.Store.SetAccount(ctx, row); err != nil {
		return err
	}
	return a.audit(ctx, "account-disabled", login, "")
}

// audit adds a line to the trail, with the address of the request.
func (a *Accounts) audit(ctx context.Context, kind, login, detail string) error {
	return a.c.Store.AddAudit(ctx, store.Audit{At: a.c.Now().UnixMilli(), Kind: kind, Login: login, Address: visitOf(ctx).address, Detail: detail})
}

// leastPassword is the least length of a password, in characters.
const leastPassword = 12

func checkAccount(o Officer, password string) error {
	if !validLogin(o.Login) {
		return errors.New("a login has 1 to 32 of a-z, 0-9, '.', '-', '_'")
	}
	if n := utf8.RuneCountInString(o.Name); n == 0 || n > 100 {
		return errors.New("the name has no or more than 100 characters")
	}
	if !o.Role.known() {
		return fmt.Errorf("role %q is not one of duty-officer, coordinator, analyst, evaluator, supervisor, operator", o.Role)
	}
	if utf8.RuneCountInString(password) < leastPassword || len(password) > mostPassword {
		return fmt.Errorf("a password has %d characters or more, and at most %d bytes", leastPassword, mostPassword)
	}
	if strings.Contains(strings.ToLower(password), o.Login) && len(password) < len(o.Login)+leastPassword {
		return errors.New("the password is little more than the login")
	}
	return nil
}

func validLogin(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(".-_", r) {
			return false
		}
	}
	return true
}

// generate makes a password that can be read aloud: 100 bits in five groups.
func generate() string {
	text := strings.ToLower(rand.Text())[:20]
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:16], text[16:]}, "-")
}
