package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Spellings from C2SP tlog-tiles and near misses.
func TestTilePath(t *testing.T) {
	for path, want := range map[string]tlog.Tile{
		"tile/0/000":                     {H: 8, L: 0, N: 0, W: 256},
		"tile/0/x001/x234/067":           {H: 8, L: 0, N: 1234067, W: 256},
		"tile/0/x001/x234/067.p/8":       {H: 8, L: 0, N: 1234067, W: 8},
		"tile/63/000.p/1":                {H: 8, L: 63, N: 0, W: 1},
		"tile/entries/273.p/112":         {H: 8, L: -1, N: 273, W: 112},
		"tile/entries/x001/000":          {H: 8, L: -1, N: 1000, W: 256},
		"tile/1/000.p/255":               {H: 8, L: 1, N: 0, W: 255},
		"tile/entries/x999/x999/999.p/1": {H: 8, L: -1, N: 999999999, W: 1},
	} {
		got, err := ParseTilePath(path)
		if err != nil || got != want || TilePath(want) != path {
			t.Errorf("%s: %+v, %v; back: %s", path, got, err, TilePath(want))
		}
	}
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001",
		"tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/data/000", "tile/8/0/000", "tile/8/data/000", "/tile/0/000", "tile/0/000/",
		"tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/-1", "tile/entries", "tile/entries/../000",
		"tile/entries/entries/000", "tile/0/" + strings.Repeat("x999/", 6) + "999", "tile/0/" + strings.Repeat("x999/", 30) + "999", "tile/0/%30", "tile/0/000\n", "checkpoint",
	} {
		if got, err := ParseTilePath(path); err == nil {
			t.Errorf("%q was read as %+v", path, got)
		}
	}
}

func TestBundle(t *testing.T) {
	for _, es := range [][][]byte{{}, {[]byte("a")}, {{}, []byte("bc"), {}}, {bytes.Repeat([]byte("z"), MaxEntry)}} {
		b, err := AppendBundle(nil, es...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseBundle(b, len(es))
		if err != nil || len(got) != len(es) {
			t.Fatalf("%d of %d: %v", len(got), len(es), err)
		}
		for i := range es {
			if !bytes.Equal(got[i], es[i]) {
				t.Errorf("entry %d: %q", i, got[i])
			}
		}
		for _, n := range []int{len(es) - 1, len(es) + 1, -1, 257} {
			if _, err := ParseBundle(b, n); err == nil {
				t.Errorf("a bundle of %d was read as %d entries", len(es), n)
			}
		}
	}
	if _, err := AppendBundle(nil, make([]byte, MaxEntry+1)); err == nil {
		t.Error("an entry too large was written")
	}
}

// serveLog is the smallest server of a journal, as package serve does it.
func serveLog(t *testing.T, r Reader) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		res, err := Lookup(req.Context(), r, strings.TrimPrefix(req.URL.Path, "/"))
		if errors.Is(err, fs.ErrNotExist) {
			http.NotFound(w, req)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Header().Set("Content-Type", res.Type)
		w.Write(res.Body)
	}))
	t.Cleanup(s.Close)
	return s
}

func get(url string) ([]byte, error) {
	res, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != 200 {
		return nil, errors.New(res.Status)
	}
	return io.ReadAll(res.Body)
}

// httpTiles is a client that knows C2SP tlog-tiles from its specification and nothing of this package.
type httpTiles struct{ url string }

func (h httpTiles) Height() int                     { return 8 }
func (h httpTiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (h httpTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		b, err := get(h.url + strings.Replace(t.Path(), "tile/8/", "/tile/", 1)) // x/mod writes the height, C2SP does not
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// R103: anybody with the client code of the Go checksum database checks every record of ours, over HTTP, from the signed note alone.
func TestClientOfTlog(t *testing.T) {
	for _, n := range []int{1, 2, 255, 256, 257, 600} {
		cfg, v := testConfig(t)
		j := mustInit(t, cfg)
		fill(t, j, 0, n)
		s := serveLog(t, j)
		msg, err := get(s.URL + "/checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		signed, err := note.Open(msg, note.VerifierList(v))
		if err != nil {
			t.Fatal(err)
		}
		// The note of the checksum database differs in its first line only.
		lines := strings.SplitN(signed.Text, "\n", 2)
		tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
		if err != nil || lines[0] != testOrigin {
			t.Fatal(err, lines[0])
		}
		hr := tlog.TileHashReader(tree, httpTiles{s.URL})
		for _, i := range []int{0, n / 2, n - 1} {
			p, err := tlog.ProveRecord(tree.N, int64(i), hr)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(p, tree.N, tree.Hash, int64(i), tlog.RecordHash(testEntry(i))); err != nil {
				t.Errorf("size %d, entry %d: %v", n, i, err)
			}
			ours, err := InclusionProof(context.Background(), j, int64(i), int64(n))
			if err != nil || fmt.Sprint(ours) != fmt.Sprint(p) {
				t.Errorf("size %d, entry %d: our proof differs: %v", n, i, err)
			}
		}
		checkBundles(t, s.URL, n)
	}
}

// checkBundles reads all entries over HTTP.
func checkBundles(t *testing.T, url string, n int) {
	t.Helper()
	for from := 0; from < n; from += 256 {
		w := min(256, n-from)
		path := fmt.Sprintf("/tile/entries/%03d", from/256)
		if w < 256 {
			path += fmt.Sprintf(".p/%d", w)
		}
		b, err := get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		es, err := ParseBundle(b, w)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range es {
			if !bytes.Equal(e, testEntry(from+i)) {
				t.Errorf("entry %d is %q", from+i, e)
			}
		}
	}
}

// What is beyond the journal, or no tile at all, is not there; a partial tile of every width up to the size is.
func TestLookup(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	fill(t, j, 0, 300)
	ctx := context.Background()
	for path, size := range map[string]int{
		"tile/0/000": 8192, "tile/0/001.p/44": 44 * 32, "tile/0/001.p/1": 32, "tile/0/000.p/3": 96, "tile/1/000.p/1": 32, "tile/entries/001.p/2": 0,
	} {
		r, err := Lookup(ctx, j, path)
		if err != nil || !r.Immutable || r.Type != "application/octet-stream" || size > 0 && len(r.Body) != size {
			t.Errorf("%s: %d bytes, %+v, %v", path, len(r.Body), r.Type, err)
		}
	}
	if r, err := Lookup(ctx, j, "checkpoint"); err != nil || r.Immutable || !strings.HasPrefix(r.Type, "text/plain") || !bytes.Equal(r.Body, j.Checkpoint()) {
		t.Errorf("checkpoint: %+v %v", r, err)
	}
	for _, path := range []string{"", "/checkpoint", "tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/63/000.p/1",
		"tile/entries/001.p/45", "tile/entries/x999/x999/x999/999", "../own/journal.db", "tile/../checkpoint"} {
		if r, err := Lookup(ctx, j, path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %d bytes, %v", path, len(r.Body), err)
		}
	}
}

func TestProofs(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	fill(t, j, 0, 300)
	ctx := context.Background()
	head, _ := OpenHead(j.Checkpoint(), v)
	for _, small := range []int64{1, 2, 255, 256, 299, 300} {
		root, err := rootAt(ctx, j, small)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ConsistencyProof(ctx, j, small, 300)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(p, head.Size, head.Root, small, root); err != nil {
			t.Errorf("size %d: %v", small, err)
		}
	}
	if p, err := ConsistencyProof(ctx, j, 0, 300); err != nil || len(p) != 0 {
		t.Errorf("from nothing: %v, %v", p, err)
	}
	for _, err := range []error{
		second(rootAt(ctx, j, 301)), second(rootAt(ctx, j, -1)), second(ConsistencyProof(ctx, j, 5, 4)), second(ConsistencyProof(ctx, j, 5, 301)),
		second(InclusionProof(ctx, j, 5, 5)), second(InclusionProof(ctx, j, -1, 5)), second(InclusionProof(ctx, j, 5, 301)),
	} {
		if err == nil {
			t.Error("a proof of what is not there")
		}
	}
}

func second[T any](_ T, err error) error { return err }

func FuzzParseTilePath(f *testing.F) {
	for _, s := range []string{"tile/0/000", "tile/entries/x001/067.p/8", "tile/63/x999/999", "tile/data/000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := ParseTilePath(path)
		if err != nil {
			return
		}
		if TilePath(tile) != path {
			t.Errorf("%q is also %q", path, TilePath(tile))
		}
		if fits(tile, 0) {
			t.Errorf("%q fits the empty journal", path)
		}
		fits(tile, 1<<60)
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0}, 2)
	f.Add([]byte{255, 255}, 1)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		es, err := ParseBundle(b, n)
		if err != nil {
			return
		}
		again, err := AppendBundle(nil, es...)
		if err != nil || !bytes.Equal(again, b) || len(es) != n {
			t.Errorf("%x read as %d entries, written as %x, %v", b, len(es), again, err)
		}
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add([]byte("harbin/journal/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
	f.Add([]byte("o\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nextension\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := ParseHead(text)
		if err != nil {
			return
		}
		if !strings.HasPrefix(string(text), h.Text()) {
			t.Errorf("%q was read as %q", text, h.Text())
		}
	})
}

// The example of C2SP tlog-checkpoint, and what must not pass for one.
func TestParseHead(t *testing.T) {
	const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
	h, err := ParseHead([]byte("example.com/behind-the-sofa\n20852163\n" + root + "\n"))
	if err != nil || h.Size != 20852163 || h.Origin != "example.com/behind-the-sofa" || h.Root.String() != root {
		t.Errorf("%v, %v", h, err)
	}
	if _, err := ParseHead([]byte("o\n1\n" + root + "\nextension\n")); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "o", "o\n1\n" + root, "\n1\n" + root + "\n", "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n1\nAAAA\n", "o\n0\n" + root + "\n",
		"o\n9223372036854775808\n" + root + "\n", "o\n1\n" + root + "\n\n", "o\n1\n" + root + "\next\n\nmore\n", "o\n1\n" + strings.Replace(root, "=", "", 1) + "\n"} {
		if h, err := ParseHead([]byte(bad)); err == nil {
			t.Errorf("%q was read as %v", bad, h)
		}
	}
}
