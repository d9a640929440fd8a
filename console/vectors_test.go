package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The proof that the browser checks is written in TypeScript. Its known answers come from
// here: golang.org/x/mod, which shares no line with it. `go test ./console -run Vectors -update`
// writes them; without the flag the test shows that the file is what this code writes.
var update = flag.Bool("update", false, "write app/test/vectors/proof.json anew")

type vector struct {
	Index      int64    `json:"index"`
	Size       int64    `json:"size"`
	Bytes      string   `json:"bytes"`
	Leaf       string   `json:"leaf"`
	Proof      []string `json:"proof"`
	Root       string   `json:"root"`
	Checkpoint string   `json:"checkpoint"`
	VKey       string   `json:"vkey"`
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = m[x]
	}
	return out, nil
}

// signer makes a key from a fixed seed, so that the file never changes by itself.
func signer(t *testing.T, name string) (skey, vkey string) {
	t.Helper()
	seed := sha256.Sum256([]byte("tongzhou console test key"))
	skey, vkey, err := note.GenerateKey(bytes.NewReader(seed[:]), name)
	if err != nil {
		t.Fatal(err)
	}
	return skey, vkey
}

func vectors(t *testing.T) []vector {
	t.Helper()
	const origin = "daqing/journal/1"
	skey, vkey := signer(t, origin)
	key, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	var store memory
	var out []vector
	var entries [][]byte
	wanted := map[int64][]int64{1: {0}, 2: {0, 1}, 3: {2}, 7: {0, 3, 6}, 8: {5}, 13: {0, 8, 12}, 64: {63}, 100: {0, 50, 99}}
	for size := int64(1); size <= 100; size++ {
		entry := fmt.Appendf(nil, `{"at":%d,"by":"daqing","kind":"warning.issue","text":"硝基苯 %d","v":1}`, 1132443062000+size, size)
		entries = append(entries, entry)
		hashes, err := tlog.StoredHashes(size-1, entry, store)
		if err != nil {
			t.Fatal(err)
		}
		store = append(store, hashes...)
		for _, index := range wanted[size] {
			out = append(out, one(t, store, entries[index], key, vector{Index: index, Size: size, VKey: vkey}))
		}
	}
	return out
}

func one(t *testing.T, store memory, entry []byte, key note.Signer, v vector) vector {
	t.Helper()
	root, err := tlog.TreeHash(v.Size, store)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := tlog.ProveRecord(v.Size, v.Index, store)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", key.Name(), v.Size, base64.StdEncoding.EncodeToString(root[:]))}, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf := tlog.RecordHash(entry)
	v.Bytes, v.Leaf, v.Root, v.Checkpoint = base64.StdEncoding.EncodeToString(entry), hex.EncodeToString(leaf[:]), hex.EncodeToString(root[:]), string(signed)
	v.Proof = []string{}
	for _, h := range proof {
		v.Proof = append(v.Proof, base64.StdEncoding.EncodeToString(h[:]))
	}
	return v
}

func TestVectorsAreCurrent(t *testing.T) {
	const file = "app/test/vectors/proof.json"
	want, err := json.MarshalIndent(vectors(t), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what x/mod computes: run with -update and look at the difference", file)
	}
}
