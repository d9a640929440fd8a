package node_test

import (
	"crypto/rand"
	"crypto/tls"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// possessed stops a city's node and lets something else answer under its address and with its key.
func possessed(t *testing.T, a *drill.Alliance, id jurisdiction.ID, answer http.HandlerFunc) *atomic.Int64 {
	t.Helper()
	cfg := city(t, a, id).Node.Config()
	must(t, a.Stop(id))
	dir := filepath.Join(cfg.Dir, "identity")
	cert, err := tls.LoadX509KeyPair(filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"))
	must(t, err)
	l, err := net.Listen("tcp", cfg.Federation)
	must(t, err)
	var asked atomic.Int64
	server := &http.Server{TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		answer(w, r)
	})}
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-served
	})
	return &asked
}

// TestBadPeer: a member whose node serves garbage, or one byte now and then, or nothing, delays nobody else: the others warn, sign and
// answer as if it were not there, and see that it is silent. R39.
func TestBadPeer(t *testing.T) {
	garbage := make([]byte, 64<<10)
	if _, err := rand.Read(garbage); err != nil {
		t.Fatal(err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"garbage": func(w http.ResponseWriter, r *http.Request) { w.Write(garbage) },
		"stream of garbage": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil {
				if _, err := w.Write(garbage); err != nil {
					return
				}
			}
		},
		"trickle": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-r.Context().Done():
					return
				case <-tick.C:
				}
				if _, err := w.Write([]byte("d")); err != nil {
					return
				}
				http.NewResponseController(w).Flush()
			}
		},
		"nothing": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"errors":  func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusInternalServerError) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := alliance(t, "upper", "middle", "lower", "evil")
			must(t, a.Settle(t.Context()))
			asked := possessed(t, a, "evil", answer)
			upper, lower := city(t, a, "upper").Node, city(t, a, "lower").Node
			if _, err := reading(t.Context(), upper, a.Clock.Now(), 0.052); err != nil {
				t.Fatal(err)
			}
			must(t, a.Settle(t.Context()))
			list, err := upper.Warnings(t.Context())
			must(t, err)
			got, err := upper.Approve(t.Context(), chen(), list.Drafts[0].ID, view.Exercise)
			must(t, err)
			must(t, a.Settle(t.Context()))
			if _, err := lower.Accept(t.Context(), chen(), got.Warning.ID, ""); err != nil {
				t.Fatal(err)
			}
			must(t, a.Settle(t.Context()))
			w, err := upper.Warning(t.Context(), nil, got.Warning.ID)
			must(t, err)
			states := map[string]string{}
			for _, r := range w.Custody {
				states[r.Party.ID] = r.State
			}
			if states["middle"] != "received" || states["lower"] != "accepted" || states["evil"] != "sent" {
				t.Errorf("custody is %v", states)
			}
			if _, _, err := lower.Exhibit(t.Context(), w.Exhibits[0].Hash); err != nil {
				t.Errorf("lower has not the evidence: %v", err)
			}
			for asked.Load() == 0 { // it was there to be asked
				must(t, a.Settle(t.Context()))
			}
			if err := upper.Failed().Err(); err != nil {
				t.Error(err)
			}
		})
	}
}
