package follow_test

import (
	"io"
	"io/fs"
	"log"
	"testing"
	"time"
)

var (
	errNotExist = fs.ErrNotExist
	quiet       = log.New(io.Discard, "", 0)
)

// Entries reach a follower over the stream, in order, and its copy verifies. // D3
func TestFollow(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 3)
	s := serveNode(t, h, nil, nil)
	r := newReader(t)
	r.add(s.peer(t, a))
	r.same(h)
	for i := range 300 {
		h.grow("y", 1+i%7)
	}
	r.same(h)
	st := r.status(a)
	if !st.Connected || st.Behind != 0 || st.Err != "" || st.Fork != nil || time.Since(st.LastHeard) > 5*time.Second {
		t.Errorf("status: %+v", st)
	}
}
