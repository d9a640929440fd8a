package follow_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"tongzhou/follow"
	"tongzhou/journal"
)

// BenchmarkLatency measures from the call of Append to the moment when the entry, durable, signed, sent over TLS,
// verified and stored, is delivered by n followers with a database each, all in this process. "every" is over all
// followers, "last" over the slowest of each entry.
func BenchmarkLatency(b *testing.B) {
	for _, n := range []int{8, 100, 300} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { latency(b, n) })
	}
}

func latency(b *testing.B, n int) {
	ctx := b.Context()
	a := newAuthor(b, "jilin")
	dir := b.TempDir()
	j, err := journal.Init(ctx, journal.Config{Dir: filepath.Join(dir, "own"), Origin: a.origin,
		Highwater: filepath.Join(dir, "hwm"), Signer: a.signer, Verifier: a.key})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	s := serveNode(b, j, nil, nil)
	arrived := make(chan time.Time, n)
	for range n {
		r := newReader(b, func(c *follow.Config) {
			c.Deliver = func(context.Context, string, int64, [][]byte) error {
				arrived <- time.Now()
				return nil
			}
		})
		r.add(s.peer(b, a))
	}
	entry := bytes.Repeat([]byte("x"), 600)
	var every, last []time.Duration
	round := func() {
		start := time.Now()
		if _, err := j.Append(ctx, "", entry); err != nil {
			b.Fatal(err)
		}
		var slowest time.Duration
		for range n {
			d := (<-arrived).Sub(start)
			every = append(every, d)
			slowest = max(slowest, d)
		}
		last = append(last, slowest)
	}
	round() // connects
	every, last = nil, nil
	for b.Loop() {
		round()
	}
	slices.Sort(every)
	slices.Sort(last)
	ms := func(list []time.Duration, q float64) float64 {
		return float64(list[int(q*float64(len(list)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(every, 0.5), "p50-ms")
	b.ReportMetric(ms(every, 0.99), "p99-ms")
	b.ReportMetric(ms(last, 0.5), "last-p50-ms")
	b.ReportMetric(ms(last, 1), "last-max-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkCatchUp measures a new follower that takes in a journal of 100,000 entries of 600 bytes: fetched over
// TLS, verified, stored and delivered.
func BenchmarkCatchUp(b *testing.B) {
	const n = 100_000
	a := newAuthor(b, "jilin")
	h := a.history("x", 0)
	var list [][]byte
	for i := range n {
		list = append(list, append(fmt.Appendf(nil, "%d ", i), bytes.Repeat([]byte("x"), 590)...))
	}
	h.append(list)
	s := serveNode(b, h, nil, nil)
	var took time.Duration
	rounds := 0
	for b.Loop() {
		done := make(chan struct{})
		var once sync.Once
		r := newReader(b, func(c *follow.Config) {
			c.Deliver = func(_ context.Context, _ string, first int64, entries [][]byte) error {
				if first+int64(len(entries)) == n {
					once.Do(func() { close(done) })
				}
				return nil
			}
		})
		start := time.Now()
		r.add(s.peer(b, a))
		<-done
		took += time.Since(start)
		rounds++
		r.Close()
	}
	b.ReportMetric(float64(n*rounds)/took.Seconds(), "entries/s")
}
