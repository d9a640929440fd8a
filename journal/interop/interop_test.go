// Package interop shows that a client and a cosigner written by others (torchwood, of the people
// behind C2SP) understand a journal of ours, and we theirs. It is a module of its own so that
// their dependencies are not ours; run it with "go test" in this directory.
package interop

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

const origin = "harbin/journal/1"

// newJournal makes a journal of n entries, its HTTP server and its verifier.
func newJournal(t *testing.T, n int) (*journal.Journal, string, note.Verifier) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(nil, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := note.NewSigner(skey)
	verifier, _ := note.NewVerifier(vkey)
	dir := t.TempDir()
	ctx := context.Background()
	j, err := journal.Init(ctx, journal.Config{Dir: filepath.Join(dir, "own"), Origin: origin, Highwater: filepath.Join(dir, "highwater"), Signer: signer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := j.Append(ctx, "", []byte("an entry like all the others")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		res, err := journal.Lookup(r.Context(), j, strings.TrimPrefix(r.URL.Path, "/log/"))
		if errors.Is(err, fs.ErrNotExist) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", res.Type)
		w.Write(res.Body)
	}))
	t.Cleanup(s.Close)
	return j, s.URL + "/log/", verifier
}

// Their client reads our checkpoint, tiles and bundles over HTTP and authenticates every entry.
func TestTheirClientOurJournal(t *testing.T) {
	for _, n := range []int{1, 256, 700} {
		_, url, verifier := newJournal(t, n)
		ctx := context.Background()
		f, err := torchwood.NewTileFetcher(url)
		if err != nil {
			t.Fatal(err)
		}
		msg, err := f.ReadEndpoint(ctx, "checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(origin), torchwood.SingleVerifierPolicy(verifier))
		c, _, err := torchwood.VerifyCheckpoint(msg, policy)
		if err != nil || c.N != int64(n) || c.Origin != origin {
			t.Fatalf("checkpoint %+v: %v", c, err)
		}
		client, err := torchwood.NewClient(f)
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for i, e := range client.AllEntries(ctx, c.Tree, 0) {
			if i != int64(read) || string(e) != "an entry like all the others" {
				t.Fatalf("entry %d: %q", i, e)
			}
			read++
		}
		if client.Err() != nil || read != n {
			t.Errorf("read %d of %d: %v", read, n, client.Err())
		}
		e, proof, err := client.Entry(ctx, c.Tree, int64(n/2))
		if err != nil || tlog.CheckRecord(proof, c.N, c.Hash, int64(n/2), tlog.RecordHash(e)) != nil {
			t.Errorf("entry %d: %v", n/2, err)
		}
	}
}

// Cosignatures of ours satisfy their verifier, and theirs ours.
func TestCosignatures(t *testing.T) {
	j, _, verifier := newJournal(t, 3)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	w, err := journal.NewWitness(t.TempDir(), "witness.example", key)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	line, err := w.Cosign(0, nil, j.Checkpoint(), verifier, time.Unix(1679315147, 0))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := torchwood.NewCosignatureVerifier(w.Key())
	if err != nil {
		t.Fatal(err)
	}
	policy := torchwood.ThresholdPolicy(3, torchwood.OriginPolicy(origin), torchwood.SingleVerifierPolicy(verifier), torchwood.SingleVerifierPolicy(theirs))
	c, n, err := torchwood.VerifyCheckpoint(append(bytes.Clone(j.Checkpoint()), line...), policy)
	if err != nil || c.N != 3 {
		t.Fatalf("our cosignature: %+v, %v", c, err)
	}
	for _, s := range n.Sigs {
		if at, err := torchwood.CosignatureTimestamp(s); s.Name == "witness.example" && (err != nil || at != 1679315147) {
			t.Errorf("our timestamp: %d, %v", at, err)
		}
	}

	signer, err := torchwood.NewCosignatureSigner("other.example", key)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open(j.Checkpoint(), note.VerifierList(verifier))
	if err != nil {
		t.Fatal(err)
	}
	both, err := note.Sign(opened, signer)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := journal.NewCosigner(signer.Verifier().String())
	if err != nil {
		t.Fatal(err)
	}
	h, at, err := ours.Cosigned(both, verifier)
	if err != nil || h.Size != 3 || time.Since(time.Unix(at, 0)) > time.Hour {
		t.Errorf("their cosignature: %v at %d, %v", h, at, err)
	}
}

// Both read and write the same paths and bundles.
func TestPathsAndBundles(t *testing.T) {
	for _, tile := range []tlog.Tile{{H: 8, L: 0, N: 0, W: 256}, {H: 8, L: 2, N: 1234067, W: 8}, {H: 8, L: -1, N: 1000, W: 1}} {
		if a, b := journal.TilePath(tile), torchwood.TilePath(tile); a != b {
			t.Errorf("%s and %s", a, b)
		}
		if back, err := torchwood.ParseTilePath(journal.TilePath(tile)); err != nil || back != tile {
			t.Errorf("%+v, %v", back, err)
		}
	}
	a, err1 := journal.AppendBundle(nil, []byte("one"), []byte("two"))
	b, err2 := torchwood.AppendTileEntry(nil, []byte("one"))
	b, err3 := torchwood.AppendTileEntry(b, []byte("two"))
	if !bytes.Equal(a, b) || errors.Join(err1, err2, err3) != nil {
		t.Errorf("%x and %x: %v", a, b, fmt.Sprint(err1, err2, err3))
	}
}
