package follow_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"sync/atomic"
	"testing"
	"time"

	"tongzhou/follow"
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
	if !st.Connected || st.Behind != 0 || st.Err != "" || st.Fork != nil || st.LastHeard.IsZero() {
		t.Errorf("status: %+v", st)
	}
}

// A head that was shown while an older one still waited to be taken is not forgotten for it: nothing of the journal is left behind, whoever is busy. // D3
func TestNewestHeadIsKept(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 1)
	var refuses, holds atomic.Bool
	held, gate := make(chan struct{}), make(chan struct{})
	var r *reader
	r = newReader(t, func(c *follow.Config) {
		c.Deliver = func(ctx context.Context, origin string, first int64, entries [][]byte) error {
			if refuses.Swap(false) {
				return errors.New("not now")
			}
			if holds.Swap(false) {
				held <- struct{}{}
				<-gate
			}
			return r.deliver(ctx, origin, first, entries)
		}
	})
	r.add(serveNode(t, h, nil, nil).peer(t, a))
	r.same(h)
	for range 8 { // which of two wake-ups is taken first is drawn each time
		refuses.Store(true) // so that it is handed over again, after all that was shown has been fetched
		holds.Store(true)
		h.grow("held", 1)
		<-held
		size := h.Size()
		for _, n := range []int{300, 5, 300} { // too many to come along, few enough, too many
			grown := time.Now()
			h.grow("y", n)
			r.until("the head", func() bool {
				st := r.status(a)
				return st.LastHeard.After(grown) && (n == 5 || st.Behind == h.Size()-size)
			})
		}
		gate <- struct{}{}
		r.same(h)
	}
}
