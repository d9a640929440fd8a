package node

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/follow"
	"tongzhou/jurisdiction"
)

// TestExhibitIsWhatWasCited: bytes that are not the ones an act cites are not kept, whoever serves them; whoever has the right ones is asked
// next. R103.
func TestExhibitIsWhatWasCited(t *testing.T) {
	ctx := t.Context()
	cfg := Config{ID: "upper", Dir: t.TempDir(), Federation: "127.0.0.1:0", Console: "127.0.0.1:0", URL: "https://127.0.0.1:1", Zone: "Asia/Shanghai"}
	if err := Init(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	n, err := New(ctx, cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Stop()
	right := []byte("the readings of the week")
	want := act.Hash(sha256.Sum256(right))
	serves := func(id jurisdiction.ID, body []byte) {
		s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/exhibit/"+want.String() {
				t.Errorf("%s is asked for %s", id, r.URL.Path)
			}
			if _, err := w.Write(body); err != nil {
				t.Log(err)
			}
		}))
		t.Cleanup(s.Close)
		n.peers[id] = &peer{Peer: follow.Peer{URLs: []string{s.URL}, Client: s.Client()}}
	}
	cited := act.Entry{Act: act.Act{By: "author"}}
	serves("author", []byte("other readings"))
	serves("neighbour", make([]byte, maxExhibit+1))
	err = n.fetchExhibit(ctx, cited, want)
	if err == nil || !strings.Contains(err.Error(), "the bytes are not the ones that were cited") {
		t.Errorf("wrong bytes were answered with %v", err)
	}
	if have, err := n.hasExhibit(ctx, want); have || err != nil {
		t.Errorf("something was kept (%v)", err)
	}
	serves("honest", right)
	if err := n.fetchExhibit(ctx, cited, want); err != nil {
		t.Fatal(err)
	}
	if body, _, err := n.Exhibit(ctx, want.String()); err != nil || string(body) != string(right) {
		t.Errorf("kept is %q (%v)", body, err)
	}
}

// TestSlowPeerDelaysNoReceipt: a member that cites evidence and never hands it over keeps nobody's warning from being signed for. R30.
func TestSlowPeerDelaysNoReceipt(t *testing.T) {
	ctx := t.Context()
	cfg := Config{ID: "upper", Dir: t.TempDir(), Federation: "127.0.0.1:0", Console: "127.0.0.1:0", URL: "https://127.0.0.1:1", Zone: "Asia/Shanghai"}
	if err := Init(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	n, err := New(ctx, cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	release, asked := make(chan struct{}), make(chan struct{}, 64)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer s.Close()
	defer close(release)
	n.peers["evil"] = &peer{Peer: follow.Peer{URLs: []string{s.URL}, Client: s.Client()}}
	if err := n.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer n.Stop()
	var cites docket.Outcome
	cites.Status, cites.Entry.Act.By = docket.Applied, "evil"
	for i := range 3 * fetchers {
		cites.Entry.Act.Exhibits = append(cites.Entry.Act.Exhibits, act.Hash{byte(i)})
	}
	n.react([]docket.Outcome{cites})
	for range fetchers {
		<-asked // every fetcher hangs now
	}
	signed := make(chan struct{})
	n.todo.add(job{name: "receipt", do: func(context.Context) error { close(signed); return nil }})
	select {
	case <-signed:
	case <-time.After(time.Minute):
		t.Error("a receipt waits for evidence that somebody else does not hand over")
	}
}
