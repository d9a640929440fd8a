package serve

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tongzhou/store"
)

// Officer is a person who is logged in.
type Officer struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Role  Role   `json:"role"`
}

// Denied is an answer of RFC 9457 to a request that may not go on. It is
// written as such by this package's handlers and by huma's.
type Denied struct {
	Status     int           `json:"status"`
	Title      string        `json:"title"`
	Detail     string        `json:"detail"` // a sentence for a person
	RetryAfter time.Duration `json:"-"`
}

// Error is the sentence.
func (d *Denied) Error() string { return d.Detail }

// GetStatus is the HTTP status.
func (d *Denied) GetStatus() int { return d.Status }

// GetHeaders holds Retry-After, in seconds, where there is a sense in waiting.
func (d *Denied) GetHeaders() http.Header {
	h := http.Header{}
	if d.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(d.RetryAfter.Seconds()))))
	}
	return h
}

// ContentType is that of RFC 9457.
func (d *Denied) ContentType(string) string { return "application/problem+json" }

// MarshalJSON fills in the title that belongs to the status.
func (d *Denied) MarshalJSON() ([]byte, error) {
	type plain Denied
	p := plain(*d)
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	return json.Marshal(p)
}

// refuse writes d as the answer.
func (d *Denied) refuse(w http.ResponseWriter) {
	for k, v := range d.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", d.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(d.Status)
	json.NewEncoder(w).Encode(d) // the peer may be gone; nothing is left to do
}

// visit is what a request brings that log-in and log-out need.
type visit struct {
	address string
	agent   string
	secure  bool
	token   string // of the cookie, as sent
	officer *Officer
}

type visitKey struct{}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// OfficerOf returns who sent the request that ctx belongs to; ok is false for
// somebody who is not logged in. It works behind [Accounts.Sessions].
func OfficerOf(ctx context.Context) (o Officer, ok bool) {
	if v := visitOf(ctx); v.officer != nil {
		return *v.officer, true
	}
	return Officer{}, false
}

// Sessions finds out who sends each request, and lets all of them through. It
// stands around the whole API; [Accounts.Require] and [Accounts.Allow] decide.
func (a *Accounts) Sessions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, found := r.Context().Value(visitKey{}).(visit); found {
			next.ServeHTTP(w, r)
			return
		}
		v := visit{address: r.RemoteAddr, agent: cut(r.UserAgent(), 200), secure: r.TLS != nil}
		if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
			v.address = host
		}
		if c, err := r.Cookie(a.cookieName()); err == nil {
			v.token = c.Value
			o, err := a.resume(r.Context(), c.Value)
			if err != nil {
				(&Denied{Status: http.StatusServiceUnavailable, RetryAfter: 2 * time.Second,
					Detail: "This node cannot look up who you are at this moment. Nothing was done. Try again in a few seconds."}).refuse(w)
				return
			}
			v.officer = o
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// Require lets a request through whose officer may do the action.
func (a *Accounts) Require(action Action) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return a.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, d := a.allow(r.Context(), action); d != nil {
				d.refuse(w)
				return
			}
			next.ServeHTTP(w, r)
		}))
	}
}

// Allow says who sends a request that may do the action; the error is a
// *[Denied] that says why it may not. It is for handlers that know only their
// context.
func (a *Accounts) Allow(ctx context.Context, action Action) (Officer, error) {
	o, d := a.allow(ctx, action)
	if d != nil {
		return o, d
	}
	return o, nil
}

func (a *Accounts) allow(ctx context.Context, action Action) (Officer, *Denied) {
	o, ok := OfficerOf(ctx)
	if !ok {
		return o, &Denied{Status: http.StatusUnauthorized, Detail: "You are not logged in, or your session has ended. Log in and try again."}
	}
	if !o.Role.May(action) {
		return o, &Denied{Status: http.StatusForbidden, Detail: fmt.Sprintf("Your role, %s, does not allow this (%s). Ask somebody whose role does.", o.Role, action)}
	}
	return o, nil
}

// Login checks a password and starts a session, whose cookie is for the
// answer. The error is a *[Denied]. The address comes from
// [Accounts.Sessions].
func (a *Accounts) Login(ctx context.Context, login, password string) (Officer, *http.Cookie, error) {
	v, now := visitOf(ctx), a.c.Now()
	from := network(v.address)
	if wait := a.addresses.take(from, now); wait > 0 {
		return Officer{}, nil, tooMany(wait)
	}
	// Somebody elsewhere who guesses must not lock the officer out of the desk
	// from which the officer logs in: that pair has a bucket of its own.
	key, pair := "login "+cut(login, 64), cut(login, 64)+" at "+from
	if a.own.has(pair) {
		key = pair
	}
	if wait := a.logins.take(key, now); wait > 0 {
		return Officer{}, nil, tooMany(wait)
	}
	row, err := a.verify(ctx, login, password)
	if errors.Is(err, errWrong) {
		return Officer{}, nil, a.failed(ctx, row.Login, key)
	}
	if err != nil {
		return Officer{}, nil, unavailable(err)
	}
	a.logins.forget(key)
	a.own.of(pair)
	o := Officer{Login: row.Login, Name: row.Name, Role: Role(row.Role)}
	cookie, err := a.start(ctx, o, now)
	if err != nil {
		return Officer{}, nil, unavailable(err)
	}
	return o, cookie, nil
}

// errWrong is a log-in that does not hold; it does not say why.
var errWrong = errors.New("serve: login or password is wrong")

// verify compares the password; the work is the same for a login that is not
// there. The row has a login only where there is one.
func (a *Accounts) verify(ctx context.Context, login, password string) (store.Account, error) {
	if !validLogin(login) {
		login = "" // is nobody's, and is looked up all the same
	}
	row, err := a.c.Store.Account(ctx, login)
	unknown := errors.Is(err, store.ErrNone)
	if err != nil && !unknown {
		return row, err
	}
	if unknown {
		row = store.Account{Password: a.decoy}
	}
	if len(password) > mostPassword {
		password = "" // is nobody's
	}
	ok, weak, err := a.matches(ctx, row.Password, password)
	if err != nil {
		return row, err
	}
	if !ok || unknown || row.Disabled || !Role(row.Role).known() {
		return row, errWrong
	}
	if weak {
		if phc, err := a.hash(ctx, password); err == nil {
			// Best effort: the next log-in does it otherwise.
			_ = a.c.Store.SetPassword(ctx, row.Login, row.Password, phc)
		}
	}
	return row, nil
}

// failed writes down a failure and, when it was the last that is free, the
// lock-out. A name that is no login is not written: it may be a password.
func (a *Accounts) failed(ctx context.Context, login, key string) error {
	kind, detail := "login-failed", ""
	if login == "" {
		detail = "unknown login"
	}
	if err := a.audit(ctx, kind, login, detail); err != nil {
		return unavailable(err)
	}
	if a.logins.empty(key, a.c.Now()) {
		if err := a.audit(ctx, "lockout", login, fmt.Sprintf("after %d failures, for %s", loginBurst, loginEvery)); err != nil {
			return unavailable(err)
		}
	}
	return &Denied{Status: http.StatusUnauthorized, Detail: "Login or password is wrong."}
}

func tooMany(wait time.Duration) *Denied {
	return &Denied{Status: http.StatusTooManyRequests, RetryAfter: wait,
		Detail: fmt.Sprintf("There were too many attempts to log in. Wait %d seconds and try again.", int(math.Ceil(wait.Seconds())))}
}

// unavailable keeps a Denied and hides what else went wrong from somebody who
// is not logged in.
func unavailable(err error) error {
	var d *Denied
	if errors.As(err, &d) {
		return d
	}
	detail := "This node cannot log anybody in at this moment. Try again in a few seconds; tell the operator if it stays."
	if errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrReadOnly) {
		detail = "This node cannot log anybody in: its disk is full or read-only. Tell the operator."
	}
	return &Denied{Status: http.StatusServiceUnavailable, Detail: detail, RetryAfter: 5 * time.Second}
}

// start makes a session in the place of the one that the request came with.
func (a *Accounts) start(ctx context.Context, o Officer, now time.Time) (*http.Cookie, error) {
	v, token := visitOf(ctx), rand.Text()
	if v.token != "" {
		if err := a.c.Store.DropSession(ctx, sha256.Sum256([]byte(v.token))); err != nil {
			return nil, err
		}
	}
	// The trail first: there is no session that it does not know.
	if err := a.audit(ctx, "login", o.Login, v.agent); err != nil {
		return nil, err
	}
	at := now.UnixMilli()
	err := a.c.Store.AddSession(ctx, store.Session{Token: sha256.Sum256([]byte(token)), Login: o.Login, MadeAt: at, SeenAt: at,
		EndsAt: now.Add(a.c.Absolute).UnixMilli(), Address: v.address, Agent: v.agent})
	if err != nil {
		return nil, err
	}
	return a.cookie(token, int(a.c.Absolute/time.Second), v.secure), nil
}

// resume finds the officer of a token; nil where the session has ended.
func (a *Accounts) resume(ctx context.Context, token string) (*Officer, error) {
	sum := sha256.Sum256([]byte(token))
	e, row, err := a.c.Store.Session(ctx, sum)
	if errors.Is(err, store.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := a.c.Now()
	if row.Disabled || now.UnixMilli() >= e.EndsAt || now.Sub(time.UnixMilli(e.SeenAt)) >= a.c.Idle {
		return nil, nil
	}
	// Once a minute is enough, and spares the disk a write for every request.
	if now.Sub(time.UnixMilli(e.SeenAt)) >= time.Minute {
		if err := a.c.Store.SeeSession(ctx, sum, now.UnixMilli()); err != nil && !errors.Is(err, store.ErrFull) && !errors.Is(err, store.ErrReadOnly) {
			return nil, err
		}
	}
	return &Officer{Login: row.Login, Name: row.Name, Role: Role(row.Role)}, nil
}

// Logout ends the session of the request; the cookie takes the browser's away.
func (a *Accounts) Logout(ctx context.Context) (*http.Cookie, error) {
	v := visitOf(ctx)
	if v.token != "" {
		if err := a.c.Store.DropSession(ctx, sha256.Sum256([]byte(v.token))); err != nil {
			return nil, unavailable(err)
		}
	}
	if v.officer != nil {
		if err := a.audit(ctx, "logout", v.officer.Login, ""); err != nil {
			return nil, unavailable(err)
		}
	}
	return a.cookie("", -1, v.secure), nil
}

func (a *Accounts) cookieName() string { return "tongzhou_" + a.c.Jurisdiction }

func (a *Accounts) cookie(token string, age int, secure bool) *http.Cookie {
	return &http.Cookie{Name: a.cookieName(), Value: token, Path: "/", MaxAge: age, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
}

// LoginHandler answers POST {"login":…,"password":…} with what
// [AccountsConfig] says.
func (a *Accounts) LoginHandler() http.Handler {
	return a.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Login, Password string }
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&in); err != nil {
			(&Denied{Status: http.StatusBadRequest, Detail: `The request is not {"login":…,"password":…}.`}).refuse(w)
			return
		}
		o, cookie, err := a.Login(r.Context(), in.Login, in.Password)
		a.finish(w, func() any { return a.c.Answer(o) }, cookie, err)
	}))
}

// LogoutHandler answers POST.
func (a *Accounts) LogoutHandler() http.Handler {
	return a.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cookie, err := a.Logout(r.Context())
		a.finish(w, func() any { return struct{}{} }, cookie, err)
	}))
}

func (a *Accounts) finish(w http.ResponseWriter, body func() any, cookie *http.Cookie, err error) {
	var d *Denied
	if errors.As(err, &d) {
		d.refuse(w)
		return
	}
	http.SetCookie(w, cookie)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(body())
}

// SameOrigin refuses requests that another site's page makes a browser send,
// by Sec-Fetch-Site or Origin, and lets programs through, which send neither.
// The trusted origins are those under which a proxy shows this node.
func SameOrigin(trusted ...string) (func(http.Handler) http.Handler, error) {
	p := http.NewCrossOriginProtection()
	for _, o := range trusted {
		if err := p.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("serve: trusted origin: %w", err)
		}
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		(&Denied{Status: http.StatusForbidden, Detail: "This request came from another site's page and was not carried out."}).refuse(w)
	}))
	return p.Handler, nil
}

// cut shortens foreign text.
func cut(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "?")
}
