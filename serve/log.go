package serve

import (
	"compress/gzip"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"tongzhou/journal"
)

// maxTileRequests is how many tiles of one journal are read at a time. A city that catches up asks for four at once.
const maxTileRequests = 64

// Log serves a journal, ours or a copy, as C2SP tlog-tiles says: checkpoint, tile/<L>/<N>[.p/<W>] and
// tile/entries/<N>[.p/<W>] below the path that the caller has stripped. Tiles never change, so anybody may cache them;
// the checkpoint is never cached. A path that no journal can have is answered 400, one that this journal does not have yet 404.
func Log(r journal.Reader) http.Handler {
	tokens := make(chan struct{}, maxTileRequests)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		select {
		case tokens <- struct{}{}:
			defer func() { <-tokens }()
			serveLog(w, req, r)
		default:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "too many requests for this journal at once; ask again in a second", http.StatusServiceUnavailable)
		}
	})
}

// Mirror serves the copies of others' journals: <sha256 of the origin>/ and below that what Log serves.
func Mirror(find func(originHash string) (journal.Reader, bool)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		hash, rest, ok := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
		if !ok || !isHash(hash) {
			http.Error(w, "want <sha256 of the origin, 64 hex digits>/checkpoint or …/tile/…", http.StatusBadRequest)
			return
		}
		r, ok := find(hash)
		if !ok {
			http.Error(w, "no copy of that journal is kept here", http.StatusNotFound)
			return
		}
		http.StripPrefix(strings.TrimSuffix(req.URL.Path, rest), http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			serveLog(w, req, r)
		})).ServeHTTP(w, req)
	})
}

func isHash(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

func serveLog(w http.ResponseWriter, req *http.Request, r journal.Reader) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a journal is only read here", http.StatusMethodNotAllowed)
		return
	}
	path := strings.TrimPrefix(req.URL.Path, "/")
	if strings.HasPrefix(path, "tile/") {
		if _, err := journal.ParseTilePath(path); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	} else if path != "checkpoint" {
		http.Error(w, "a journal has checkpoint and tile/…", http.StatusNotFound)
		return
	}
	res, err := journal.Lookup(req.Context(), r, path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(res.Body) == 0:
		w.Header().Set("Cache-Control", "no-store") // it may exist in a moment
		http.Error(w, "this journal is not that long", http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, "the journal cannot be read here at the moment", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", res.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	switch {
	case !res.Immutable:
		h.Set("Cache-Control", "no-store")
	case strings.Contains(path, ".p/"): // its bytes never change either, but nobody needs it once the full tile exists
		h.Set("Cache-Control", "public, max-age=3600")
	default:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	sendPieces(w, req, res.Body, strings.HasPrefix(path, "tile/entries/"))
}

// sendPieces writes a body piece by piece, each with its own deadline: a reader may be slow, but not dead. Hashes do not
// compress; entries do.
func sendPieces(w http.ResponseWriter, req *http.Request, body []byte, pack bool) {
	if pack {
		w.Header().Add("Vary", "Accept-Encoding")
	}
	out := newPatient(w, writePatience)
	defer out.done()
	if !pack || len(body) < 1024 || !acceptsGzip(req) {
		if req.Method == http.MethodGet {
			out.Write(body) // an error means that the reader has gone
		}
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	if req.Method == http.MethodHead {
		return
	}
	z, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return
	}
	if _, err := z.Write(body); err == nil {
		z.Close()
	}
}

func acceptsGzip(req *http.Request) bool {
	for part := range strings.SplitSeq(req.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.Trim(strings.ReplaceAll(q, " ", ""), "q=0.") != "" || name == "gzip" && q == "" {
			return true
		}
	}
	return false
}

// patient is a writer that gives each piece of 32 KiB its own deadline, whatever the server's own timeouts say.
type patient struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	limit time.Duration
}

func newPatient(w http.ResponseWriter, limit time.Duration) *patient {
	return &patient{w: w, rc: http.NewResponseController(w), limit: limit}
}

func (p *patient) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		if err := p.rc.SetWriteDeadline(time.Now().Add(p.limit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return n, err
		}
		k, err := p.w.Write(b[:min(len(b), 32<<10)])
		n += k
		if err != nil {
			return n, err
		}
		b = b[k:]
	}
	return n, nil
}

// done lifts the deadline, so that the next request on this connection does not inherit it.
func (p *patient) done() { p.rc.SetWriteDeadline(time.Time{}) }
