package serve

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongzhou/warning/capxml"
)

// capAt is a moment of the feed tests, in hours after the first message.
func capAt(hours float64) time.Time {
	zone := time.FixedZone("", 8*3600)
	return time.Date(2005, 11, 20, 15, 0, 0, 0, zone).Add(time.Duration(hours * float64(time.Hour)))
}

// capMessage is a public message of the tests; refs are the messages it replaces.
func capMessage(id string, s capxml.Status, sent float64, refs ...capxml.Alert) capxml.Alert {
	headline := map[capxml.Status]string{capxml.Actual: "", capxml.Exercise: "EXERCISE: ", capxml.Test: "TEST: "}[s] + "slick & ice reach <Harbin> " + id
	a := capxml.Alert{Identifier: id, Sender: "songyuan", Sent: capAt(sent), Status: s, MsgType: capxml.Initial, Scope: capxml.Public, Note: "drill 7",
		Infos: []capxml.Info{{Language: "en-US", Categories: []string{"Env"}, Event: "contaminated water", Urgency: "Expected", Severity: "Severe",
			Certainty: "Likely", Expires: capAt(sent + 100), Headline: strings.NewReplacer("<", "", ">", "").Replace(headline), Description: "what " + id}}}
	for _, r := range refs {
		a.MsgType, a.References = capxml.Update, append(a.References, r.Key())
	}
	return a
}

// capServer serves fixed messages at a clock that the test moves.
type capServer struct {
	http.Handler
	alerts  []capxml.Alert
	now     time.Time
	err     error
	refused []error
}

func newCAPServer(alerts ...capxml.Alert) *capServer {
	s := &capServer{alerts: alerts, now: capAt(10)}
	s.Handler = CAP(CAPFeed{Publisher: "Songyuan 松原市", ID: "songyuan",
		Alerts:  func(context.Context) ([]capxml.Alert, error) { return s.alerts, s.err },
		Refused: func(err error) { s.refused = append(s.refused, err) },
		Now:     func() time.Time { return s.now }})
	return s
}

func (s *capServer) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// readFeed is the feed as an independent reader sees it.
type readFeed struct {
	ID       string `xml:"id"`
	Title    string `xml:"title"`
	Updated  string `xml:"updated"`
	Category struct {
		Term string `xml:"term,attr"`
	} `xml:"category"`
	Entries []struct {
		ID    string `xml:"id"`
		Title string `xml:"title"`
		Link  struct {
			Rel  string `xml:"rel,attr"`
			Type string `xml:"type,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

func (s *capServer) feed(t *testing.T, name string) readFeed {
	t.Helper()
	w := s.get("/cap/" + name)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%s: %d %s %s", name, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	var f readFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	atomSchema(t, w.Body.Bytes())
	return f
}

// atomSchema asks xmllint, where it and the schema below TONGZHOU_DATA are to be had.
func atomSchema(t *testing.T, feed []byte) {
	t.Helper()
	xsd := filepath.Join(os.Getenv("TONGZHOU_DATA"), "corpora", "xsd", "atom.xsd")
	lint, err := exec.LookPath("xmllint")
	if _, statErr := os.Stat(xsd); os.Getenv("TONGZHOU_DATA") == "" || err != nil || statErr != nil {
		return
	}
	cmd := exec.Command(lint, "--nonet", "--noout", "--schema", xsd, "-")
	cmd.Stdin = bytes.NewReader(feed)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s\n%s", err, out, feed)
	}
}

func (f readFeed) titles() string {
	var b []string
	for _, e := range f.Entries {
		b = append(b, e.Title)
	}
	return strings.Join(b, "; ")
}

// TestCAPFeedEntries: an entry per version, newest first, each leading to the message itself. R79
func TestCAPFeedEntries(t *testing.T) {
	first := capMessage("w.1", capxml.Actual, 0)
	second := capMessage("w.2", capxml.Actual, 1, first)
	s := newCAPServer(first, second)
	f := s.feed(t, "actual.atom")
	if got := f.titles(); got != "slick & ice reach Harbin w.2; slick & ice reach Harbin w.1" {
		t.Errorf("entries: %s", got)
	}
	if f.Updated != "2005-11-20T16:00:00+08:00" {
		t.Errorf("updated %s", f.Updated)
	}
	for i, want := range []capxml.Alert{second, first} {
		l := f.Entries[i].Link
		if l.Rel != "alternate" || l.Type != "application/cap+xml" {
			t.Errorf("link %+v", l)
		}
		w := s.get("/cap/" + l.Href)
		bytes, err := capxml.Write(want)
		if err != nil {
			t.Fatal(err)
		}
		if w.Code != 200 || w.Body.String() != string(bytes) || w.Header().Get("Content-Type") != "application/cap+xml" || "/cap/"+l.Href != CAPPath(want) {
			t.Errorf("%s: %d %s %s", l.Href, w.Code, w.Header(), w.Body)
		}
	}
	if s.feed(t, "exercise.atom"); s.get("/cap/alerts/nothing.xml").Code != 404 || s.get("/cap/all.atom").Code != 404 {
		t.Error("a message or feed that does not exist is served")
	}
}

// TestCAPByWarning: a message is found under the name that the API gives to a version of a warning.
func TestCAPByWarning(t *testing.T) {
	s := newCAPServer(capMessage("tongzhou.songyuan.1", capxml.Actual, 0), capMessage("tongzhou.songyuan.2.exercise", capxml.Exercise, 0))
	for path, want := range map[string]int{"songyuan.1.xml": 200, "songyuan.2.xml": 200, "songyuan.3.xml": 404, "alerts/tongzhou.songyuan.2.exercise.xml": 200} {
		if w := s.get("/cap/" + path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// TestCAPFeedsKeepRehearsalsApart: title, id, category and entries of the three feeds share nothing. R71
func TestCAPFeedsKeepRehearsalsApart(t *testing.T) {
	s := newCAPServer(capMessage("w.1", capxml.Actual, 0), capMessage("w.2.exercise", capxml.Exercise, 0), capMessage("w.3.test", capxml.Test, 0))
	ids := map[string]bool{}
	for name, want := range map[string]struct{ mark, term, entry string }{
		"actual.atom": {"", "Actual", "w.1"}, "exercise.atom": {"EXERCISE", "Exercise", "w.2.exercise"}, "test.atom": {"TEST", "Test", "w.3.test"},
	} {
		f := s.feed(t, name)
		if !strings.HasPrefix(f.Title, want.mark) || f.Category.Term != want.term || len(f.Entries) != 1 ||
			!strings.HasSuffix(f.Entries[0].Title, want.entry) || !strings.HasPrefix(f.Entries[0].Title, want.mark) {
			t.Errorf("%s: %+v", name, f)
		}
		if want.mark == "" && (strings.Contains(f.Title, "EXERCISE") || strings.Contains(f.Title, "TEST")) {
			t.Errorf("%s: title %s", name, f.Title)
		}
		for _, id := range []string{f.ID, f.Entries[0].ID} {
			if ids[id] || !strings.Contains(id, strings.ToLower(want.term)) {
				t.Errorf("%s: id %s is shared or names no status", name, id)
			}
			ids[id] = true
		}
	}
}

// TestCAPFeedDropsExpired: 48 hours after the end, and never an old version without the word that replaced it.
func TestCAPFeedDropsExpired(t *testing.T) {
	first := capMessage("w.1", capxml.Actual, 0) // ends at 100
	shorter := capMessage("w.2", capxml.Actual, 1, first)
	shorter.Infos[0].Expires = capAt(20)
	other := capMessage("w.3", capxml.Actual, 2)
	s := newCAPServer(first, shorter, other)
	for _, c := range []struct {
		at   float64
		want int
	}{{0.5, 1}, {1.5, 2}, {20, 3}, {67.9, 3}, {68, 1}, {149.9, 1}, {150, 0}} {
		s.now = capAt(c.at)
		if f := s.feed(t, "actual.atom"); len(f.Entries) != c.want {
			t.Errorf("at %v h: %d entries (%s), want %d", c.at, len(f.Entries), f.titles(), c.want)
		}
	}
	bare := capxml.Alert{Identifier: "w.4", Sender: "songyuan", Sent: capAt(3), Status: capxml.Actual, MsgType: capxml.Cancel, Scope: capxml.Public,
		References: []capxml.Reference{first.Key()}}
	s = newCAPServer(first, bare)
	for at, want := range map[float64]int{50.9: 2, 51: 0} {
		s.now = capAt(at)
		if f := s.feed(t, "actual.atom"); len(f.Entries) != want {
			t.Errorf("cancelled, at %v h: %d entries, want %d", at, len(f.Entries), want)
		}
	}
}

// TestCAPFeedConditional: an unchanged feed is not sent again; one from which a message was dropped is.
func TestCAPFeedConditional(t *testing.T) {
	s := newCAPServer(capMessage("w.1", capxml.Actual, 0))
	first := s.get("/cap/actual.atom")
	tag, modified := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
	if tag == "" || modified != "Sun, 20 Nov 2005 07:00:00 GMT" {
		t.Fatalf("ETag %q, Last-Modified %q", tag, modified)
	}
	conditional := func(want int) {
		t.Helper()
		for _, h := range [][2]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
			if w := s.get("/cap/actual.atom", h[0], h[1]); w.Code != want {
				t.Errorf("%s: %d, want %d", h[0], w.Code, want)
			}
		}
	}
	s.now = capAt(99)
	conditional(304)
	s.now = capAt(149)
	conditional(200)
	s.now = capAt(10)
	s.alerts = append(s.alerts, capMessage("w.2", capxml.Actual, 5))
	conditional(200)
}

// TestCAPFeedRefuses: what is not public, not sent yet, or not writable is not there; the publisher hears of the last.
func TestCAPFeedRefuses(t *testing.T) {
	private := capMessage("w.2", capxml.Actual, 0)
	private.Scope, private.Addresses = capxml.Private, []string{"harbin"}
	broken := capMessage("w.3", capxml.Actual, 0)
	broken.Infos[0].Headline = ""
	s := newCAPServer(capMessage("w.1", capxml.Actual, 0), private, broken, capMessage("w.4", capxml.Actual, 11))
	if f := s.feed(t, "actual.atom"); len(f.Entries) != 1 || !strings.HasSuffix(f.Entries[0].ID, ":w.1") {
		t.Errorf("entries: %s", f.titles())
	}
	var r *capxml.Refusal
	if len(s.refused) != 1 || !errors.As(s.refused[0], &r) || r.Identifier != "w.3" {
		t.Errorf("told: %v", s.refused)
	}
	for path, want := range map[string]int{"w.1": 200, "w.2": 404, "w.3": 500, "w.4": 404} {
		if w := s.get("/cap/alerts/" + path + ".xml"); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	s.err = errors.New("docket is stopped")
	if w := s.get("/cap/actual.atom"); w.Code != 503 || strings.Contains(w.Body.String(), "docket") {
		t.Errorf("when the warnings cannot be read: %d %s", w.Code, w.Body)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("POST", "/cap/actual.atom", nil))
	if w.Code != 405 {
		t.Errorf("POST: %d", w.Code)
	}
}
