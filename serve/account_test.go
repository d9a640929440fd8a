package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tongzhou/store"
)

// desk is a node's log-in with a clock that the test moves.
type desk struct {
	t     *testing.T
	store *store.Store
	acc   *Accounts
	mu    sync.Mutex
	now   time.Time
}

const secret = "correct horse battery"

// openDesk has one officer of each role, named after it.
func openDesk(t *testing.T, roles ...Role) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "store.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &desk{t: t, store: s, now: time.Date(2005, 11, 20, 3, 0, 0, 0, time.UTC)}
	d.acc, err = NewAccounts(AccountsConfig{Store: s, Jurisdiction: "harbin", Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range roles {
		if err := d.acc.Add(t.Context(), Officer{Login: string(r), Name: "Officer", Role: r}, secret); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// do sends a request from an address, with a cookie if there is one.
func (d *desk) do(h http.Handler, body, address string, c *http.Cookie) *http.Response {
	r := httptest.NewRequest("POST", "http://node.example/api/v1/login", strings.NewReader(body))
	r.RemoteAddr = address + ":4711"
	r.Header.Set("User-Agent", "test")
	if c != nil {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func (d *desk) login(login, password, address string) *http.Response {
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.do(d.acc.LoginHandler(), string(body), address, nil)
}

// enter logs in and returns the cookie.
func (d *desk) enter(login string) *http.Cookie {
	d.t.Helper()
	res := d.login(login, secret, "192.0.2.1")
	if res.StatusCode != http.StatusOK || len(res.Cookies()) != 1 {
		d.t.Fatalf("%s: status %d", login, res.StatusCode)
	}
	return res.Cookies()[0]
}

// may asks for an action and returns the status.
func (d *desk) may(a Action, c *http.Cookie) int {
	ok := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o, ok := OfficerOf(r.Context()); !ok || o.Login == "" {
			d.t.Error("an action of nobody")
		}
	})
	return d.do(d.acc.Require(a)(ok), "", "192.0.2.1", c).StatusCode
}

// trail is the audit trail in order, as "kind login".
func (d *desk) trail() string {
	d.t.Helper()
	list, err := d.store.AuditTrail(d.t.Context(), 0, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for i := len(list) - 1; i >= 0; i-- {
		if !strings.HasPrefix(list[i].Kind, "account-added") {
			out = append(out, strings.TrimSpace(list[i].Kind+" "+list[i].Login))
		}
	}
	return strings.Join(out, ", ")
}

func TestLogin(t *testing.T) {
	d := openDesk(t, DutyOfficer)
	d.acc.c.Answer = func(o Officer) any { return map[string]any{"officer": o, "records": 7} }
	res := d.login("duty-officer", secret, "192.0.2.1")
	body, err := io.ReadAll(res.Body)
	const want = `{"officer":{"login":"duty-officer","name":"Officer","role":"duty-officer"},"records":7}` + "\n"
	if err != nil || string(body) != want || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answer %s, %v", body, err)
	}
	c := res.Cookies()[0]
	if c.Name != "tongzhou_harbin" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" {
		t.Errorf("cookie %+v", c)
	}
	if got := d.may(MayApprove, c); got != http.StatusOK {
		t.Errorf("logged in: %d", got)
	}
	res = d.do(d.acc.LogoutHandler(), "", "192.0.2.1", c)
	if res.StatusCode != http.StatusOK || res.Cookies()[0].MaxAge != -1 {
		t.Errorf("logout: %d, %v", res.StatusCode, res.Cookies())
	}
	if got := d.may(MayApprove, c); got != http.StatusUnauthorized {
		t.Errorf("logged out: %d", got)
	}
	if got := d.may(MayLook, &http.Cookie{Name: c.Name, Value: "made-up"}); got != http.StatusUnauthorized {
		t.Errorf("made-up token: %d", got)
	}
	if got, want := d.trail(), "login duty-officer, logout duty-officer"; got != want {
		t.Errorf("trail %s; want %s", got, want)
	}
}

// Nobody can tell from the answer whether a login exists; a name that is none
// is not written down, because it may be a password.
func TestWrongPassword(t *testing.T) {
	d := openDesk(t, Analyst, Evaluator)
	if err := d.acc.Disable(t.Context(), "evaluator"); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, try := range [][2]string{{"analyst", "wrong password"}, {"nobody", secret}, {"hunter2 is my password", secret}, {"evaluator", secret}, {"analyst", strings.Repeat("x", 300)}, {"", ""}} {
		res := d.login(try[0], try[1], "192.0.2.9")
		var body map[string]any
		if err := json.NewDecoder(res.Body).Decode(&body); err != nil || res.StatusCode != http.StatusUnauthorized || len(res.Cookies()) > 0 {
			t.Errorf("%q: %d, %v", try, res.StatusCode, err)
		}
		if ct := res.Header.Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("content type %s", ct)
		}
		bodies = append(bodies, fmt.Sprint(body))
	}
	for _, b := range bodies {
		if b != bodies[0] || !strings.Contains(b, "Login or password is wrong.") || !strings.Contains(b, "title:Unauthorized") {
			t.Errorf("answers differ: %s and %s", b, bodies[0])
		}
	}
	const want = "account-disabled evaluator, login-failed analyst, login-failed, login-failed, login-failed evaluator, login-failed analyst, login-failed"
	if got := d.trail(); got != want {
		t.Errorf("trail\n%s\nwant\n%s", got, want)
	}
}

// The work for an unknown login is the work for a known one: the same hash,
// with the same cost.
func TestUnknownLoginCostsTheSame(t *testing.T) {
	d := openDesk(t, Analyst)
	row, err := d.store.Account(t.Context(), "analyst")
	if err != nil {
		t.Fatal(err)
	}
	_, key, c, err := decodePassword(row.Password)
	if err != nil {
		t.Fatal(err)
	}
	_, decoyKey, decoyCost, err := decodePassword(d.acc.decoy)
	if err != nil || decoyCost != c || len(decoyKey) != len(key) {
		t.Errorf("decoy %+v with %d bytes, real %+v with %d; %v", decoyCost, len(decoyKey), c, len(key), err)
	}
}

func TestSessionEnds(t *testing.T) {
	d := openDesk(t, Coordinator)
	c := d.enter("coordinator")
	for range 5 { // used every hour and three quarters, it lasts its twelve hours
		d.pass(105 * time.Minute)
		if got := d.may(MayLook, c); got != http.StatusOK {
			t.Fatalf("at %s: %d", d.now, got)
		}
	}
	d.pass(105 * time.Minute)
	d.may(MayLook, c)
	d.pass(90 * time.Minute)
	if got := d.may(MayLook, c); got != http.StatusUnauthorized {
		t.Errorf("after twelve hours: %d", got)
	}
	c = d.enter("coordinator")
	d.pass(2 * time.Hour)
	if got := d.may(MayLook, c); got != http.StatusUnauthorized {
		t.Errorf("unused for two hours: %d", got)
	}
	c = d.enter("coordinator")
	if err := d.acc.Change(t.Context(), Officer{Login: "coordinator", Name: "Officer", Role: Analyst}, ""); err != nil {
		t.Fatal(err)
	}
	if got := d.may(MayLook, c); got != http.StatusUnauthorized {
		t.Errorf("with a role it has no more: %d", got)
	}
	c = d.enter("coordinator") // the password was kept
	if got := d.may(MayApprove, c); got != http.StatusForbidden {
		t.Errorf("an analyst approves: %d", got)
	}
}

// A new log-in ends the session that the browser had, and the token is not in
// the store.
func TestTokens(t *testing.T) {
	d := openDesk(t, Analyst)
	old := d.enter("analyst")
	body := fmt.Sprintf(`{"login":"analyst","password":%q}`, secret)
	res := d.do(d.acc.LoginHandler(), body, "192.0.2.1", old)
	fresh := res.Cookies()[0]
	if fresh.Value == old.Value || d.may(MayLook, old) != http.StatusUnauthorized || d.may(MayLook, fresh) != http.StatusOK {
		t.Error("the old session goes on")
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if _, err := d.store.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"token": fresh.Value, "password": secret} {
		if fileHolds(t, path, text) {
			t.Errorf("the %s is in the store", what)
		}
	}
	if !fileHolds(t, path, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("there is no hash in the store either")
	}
}

// Five wrong passwords, then the account waits half a minute for each further
// one; the officer at the usual desk is not locked out by somebody elsewhere.
func TestLockout(t *testing.T) {
	d := openDesk(t, DutyOfficer)
	d.enter("duty-officer") // from 192.0.2.1
	for i := range 5 {
		if res := d.login("duty-officer", "a wrong password", "198.51.100.7"); res.StatusCode != http.StatusUnauthorized {
			t.Fatalf("attempt %d: %d", i, res.StatusCode)
		}
	}
	res := d.login("duty-officer", secret, "198.51.100.7")
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "30" {
		t.Errorf("sixth: %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	d.enter("duty-officer") // from the usual desk
	if res := d.login("duty-officer", secret, "198.51.100.7"); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("seventh: %d", res.StatusCode)
	}
	d.pass(31 * time.Second)
	if res := d.login("duty-officer", secret, "198.51.100.7"); res.StatusCode != http.StatusOK {
		t.Errorf("after the wait: %d", res.StatusCode)
	}
	for range 6 {
		d.login("duty-officer", "a wrong password", "203.0.113.5")
	}
	if err := d.acc.Change(t.Context(), Officer{"duty-officer", "Officer", DutyOfficer}, "another passphrase"); err != nil {
		t.Fatal(err)
	}
	if res := d.login("duty-officer", "another passphrase", "203.0.113.5"); res.StatusCode != http.StatusOK {
		t.Errorf("with a new password: %d", res.StatusCode)
	}
	if got, want := d.trail(), "login duty-officer"+strings.Repeat(", login-failed duty-officer", 5)+
		", lockout duty-officer, login duty-officer, login duty-officer"+strings.Repeat(", login-failed duty-officer", 5)+
		", lockout duty-officer, account-changed duty-officer, login duty-officer"; got != want {
		t.Errorf("trail\n%s\nwant\n%s", got, want)
	}
}

// One address has twenty attempts, whatever logins it tries; an IPv6 sender
// has one network of addresses.
func TestAddressLimit(t *testing.T) {
	d := openDesk(t)
	for i := range addressBurst {
		address := fmt.Sprintf("[2001:db8::%x]", i)
		if res := d.login(fmt.Sprint("somebody", i), "whatever it is", address); res.StatusCode != http.StatusUnauthorized {
			t.Fatalf("attempt %d: %d", i, res.StatusCode)
		}
	}
	res := d.login("analyst", secret, "[2001:db8::ffff]")
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "3" {
		t.Errorf("%d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	if res := d.login("analyst", secret, "[2001:db8:0:1::1]"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("another network: %d", res.StatusCode)
	}
}

// Hashes are bounded: who does not fit is told to come again, and a request
// that goes away leaves its place.
func TestTooManyAtOnce(t *testing.T) {
	d := openDesk(t, Analyst)
	for range cap(d.acc.queue) {
		d.acc.queue <- struct{}{}
	}
	res := d.login("analyst", secret, "192.0.2.1")
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("%d", res.StatusCode)
	}
	for range cap(d.acc.queue) {
		<-d.acc.queue
	}
	d.enter("analyst")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range cap(d.acc.gate) {
		d.acc.gate <- struct{}{}
	}
	if _, err := d.acc.hash(ctx, "x"); !errors.Is(err, context.Canceled) || len(d.acc.queue) != 0 {
		t.Errorf("a request that went away: %v, %d in the queue", err, len(d.acc.queue))
	}
}

func TestBadLoginRequests(t *testing.T) {
	d := openDesk(t)
	for _, body := range []string{"", "[]", `{"login":7}`, `{"login":"` + strings.Repeat("x", 5000) + `"}`} {
		if res := d.do(d.acc.LoginHandler(), body, "192.0.2.1", nil); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%.20s: %d", body, res.StatusCode)
		}
	}
}

// TestPermissions: who may do what.
func TestPermissions(t *testing.T) {
	all := []Action{MayLook, MayAnswer, MayDraft, MayApprove, MayForecast, MayMeasure, MayEvaluate, MaySteer, MayOperate}
	const table = `
		duty-officer look answer draft approve forecast measure steer
		coordinator  look answer draft approve forecast measure steer
		analyst      look draft forecast measure steer
		evaluator    look evaluate steer
		operator     look measure steer operate
		mayor`
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Fields(line)
		var got []string
		for _, a := range all {
			if Role(f[0]).May(a) {
				got = append(got, string(a))
			}
		}
		if strings.Join(got, " ") != strings.Join(f[1:], " ") {
			t.Errorf("%s may %v", f[0], got)
		}
		if Role(f[0]).May("rule the world") {
			t.Errorf("%s may do what is not in the table", f[0])
		}
	}
	d := openDesk(t, Operator)
	c := d.enter("operator")
	if got := d.may(MayApprove, c); got != http.StatusForbidden {
		t.Errorf("an operator approves: %d", got)
	}
	if _, err := d.acc.Allow(t.Context(), MayLook); err == nil || err.(*Denied).Status != http.StatusUnauthorized {
		t.Errorf("nobody: %v", err)
	}
}

func TestFirstAccount(t *testing.T) {
	d := openDesk(t)
	password, err := d.acc.FirstAccount(t.Context(), "admin", "Administrator")
	if err != nil || len(password) != 24 {
		t.Fatalf("%q, %v", password, err)
	}
	if res := d.login("admin", password, "192.0.2.1"); res.StatusCode != http.StatusOK {
		t.Errorf("login: %d", res.StatusCode)
	}
	if _, err := d.acc.FirstAccount(t.Context(), "other", "Other"); !errors.Is(err, store.ErrExists) {
		t.Errorf("a second first account: %v", err)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	d := openDesk(t, Analyst)
	for name, c := range map[string]struct {
		o        Officer
		password string
	}{
		"short password": {Officer{"li", "Li", Analyst}, "eleven char"},
		"long password":  {Officer{"li", "Li", Analyst}, strings.Repeat("x", 257)},
		"the login":      {Officer{"li.xiaoming", "Li", Analyst}, "li.xiaoming2005"},
		"upper case":     {Officer{"Li", "Li", Analyst}, secret},
		"no name":        {Officer{"li", "", Analyst}, secret},
		"no such role":   {Officer{"li", "Li", "mayor"}, secret},
		"taken":          {Officer{"analyst", "Li", Analyst}, secret},
	} {
		if d.acc.Add(t.Context(), c.o, c.password) == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := d.acc.Change(t.Context(), Officer{"nobody", "N", Analyst}, ""); !errors.Is(err, store.ErrNone) {
		t.Errorf("change of nobody: %v", err)
	}
	if err := d.acc.Change(t.Context(), Officer{"analyst", "N", Analyst}, "another passphrase"); err != nil {
		t.Fatal(err)
	}
	if res := d.login("analyst", "another passphrase", "192.0.2.1"); res.StatusCode != http.StatusOK {
		t.Errorf("new password: %d", res.StatusCode)
	}
	if _, err := NewAccounts(AccountsConfig{}); err == nil {
		t.Error("accounts without a store")
	}
}
