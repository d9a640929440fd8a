package serve

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func fileHolds(t *testing.T, path, text string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(b, []byte(text))
}

func TestPHC(t *testing.T) {
	c := cost{memory: 64, time: 2, threads: 1}
	// Computed by the reference implementation of argon2 (its command line:
	// echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1).
	const known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if got := encodePassword("password", []byte("somesalt"), cost{65536, 2, 1}); got != known {
		t.Errorf("got  %s\nwant %s", got, known)
	}
	s := encodePassword("p", []byte("somesalt"), c)
	salt, key, got, err := decodePassword(s)
	if err != nil || got != c || string(salt) != "somesalt" || len(key) != keyBytes {
		t.Errorf("%s: %s %v %v", s, salt, got, err)
	}
	b64 := strings.SplitN(s, "p=1$", 2)[1]
	for _, bad := range []string{
		"", "password", strings.Replace(s, "argon2id", "argon2i", 1), strings.Replace(s, "v=19", "v=16", 1),
		"$argon2id$v=19$m=4294967295,t=2,p=1$" + b64, "$argon2id$v=19$m=64,t=0,p=1$" + b64, "$argon2id$v=19$m=64,t=2,p=0$" + b64,
		"$argon2id$v=19$m=64,t=2,p=1x$" + b64, "$argon2id$v=19$m=064,t=2,p=1$" + b64, s + "$", s + "=", "$argon2id$v=19$m=64,t=2,p=1$$",
		"$argon2id$v=19$t=2,m=64,p=1$" + b64, "$argon2id$v=19$m=64,t=2,p=1$c2E$" + strings.Repeat("A", 43),
	} {
		if _, _, _, err := decodePassword(bad); err == nil {
			t.Errorf("%s: taken", bad)
		}
	}
}

// A hash that cost less than a new one is made again when its officer logs in.
func TestWeakHashIsReplaced(t *testing.T) {
	d := openDesk(t, Analyst)
	row, err := d.store.Account(t.Context(), "analyst")
	if err != nil {
		t.Fatal(err)
	}
	weak := encodePassword(secret, []byte("somesalt"), cost{memory: 64, time: 1, threads: 1})
	if err := d.store.SetPassword(t.Context(), "analyst", row.Password, weak); err != nil {
		t.Fatal(err)
	}
	d.enter("analyst")
	if row, err = d.store.Account(t.Context(), "analyst"); err != nil || !strings.HasPrefix(row.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s, %v", row.Password, err)
	}
	d.enter("analyst")
}

func TestGeneratedPasswords(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		p := generate()
		if len(p) != 24 || seen[p] || checkAccount(Officer{"admin", "A", Operator}, p) != nil {
			t.Fatalf("%q", p)
		}
		seen[p] = true
	}
}

// The table of limits is bounded, and forgets what was used longest ago.
func TestBucketsAreBounded(t *testing.T) {
	b, now := newBuckets(3, rate.Every(time.Minute), 1), time.Unix(0, 0)
	for _, key := range []string{"a", "b", "c", "a", "d"} { // d takes the place of b
		b.take(key, now)
	}
	if len(b.byKey) != 3 || b.order.Len() != 3 || b.has("b") || !b.has("a") {
		t.Errorf("kept %v", b.byKey)
	}
	if wait := b.take("a", now); wait != time.Minute {
		t.Errorf("a waits %s", wait)
	}
	if wait := b.take("a", now.Add(time.Minute)); wait != 0 {
		t.Errorf("a minute later a waits %s", wait)
	}
	b.forget("a")
	b.forget("z")
	if b.take("a", now) != 0 || !b.empty("a", now) {
		t.Error("a is not forgotten")
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "pipe": "pipe",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// A page of another site cannot act with an officer's cookie; a program, which
// sends neither header, can act with what it has.
func TestSameOrigin(t *testing.T) {
	guard, err := SameOrigin("https://console.example")
	if err != nil {
		t.Fatal(err)
	}
	h := guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, c := range []struct {
		method, site, origin string
		want                 int
	}{
		{"POST", "same-origin", "", 200},
		{"POST", "none", "", 200},
		{"POST", "", "", 200},
		{"POST", "", "http://node.example", 200},
		{"POST", "", "https://console.example", 200},
		{"GET", "cross-site", "https://evil.example", 200},
		{"POST", "cross-site", "https://evil.example", 403},
		{"POST", "same-site", "http://other.node.example", 403},
		{"POST", "", "https://evil.example", 403},
		{"DELETE", "cross-site", "", 403},
	} {
		r := httptest.NewRequest(c.method, "http://node.example/api/v1/login", nil)
		for k, v := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
			if v != "" {
				r.Header.Set(k, v)
			}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%+v: %d", c, w.Code)
		}
		if c.want == 403 && !strings.Contains(w.Body.String(), "another site's page") {
			t.Errorf("%+v: %s", c, w.Body)
		}
	}
	if _, err := SameOrigin("console.example"); err == nil {
		t.Error("an origin without a scheme: taken")
	}
}

func BenchmarkLogin(b *testing.B) {
	for b.Loop() {
		encodePassword(secret, []byte("0123456789abcdef"), presentCost())
	}
}
