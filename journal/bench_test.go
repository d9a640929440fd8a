package journal

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// quantiles reports p50 and p99 of what was measured, in milliseconds.
func quantiles(b *testing.B, d []time.Duration) {
	b.Helper()
	slices.Sort(d)
	ms := func(q float64) float64 { return float64(d[int(q*float64(len(d)-1))].Microseconds()) / 1000 }
	b.ReportMetric(ms(0.5), "ms-p50")
	b.ReportMetric(ms(0.99), "ms-p99")
}

// Figure: act durable and signed, p50 <= 0.6 ms. One caller, one entry of 600 bytes at a time; the answer comes after commit, re-reading, mark and publication.
func BenchmarkAppend(b *testing.B) {
	cfg, _ := testConfig(b)
	j := mustInit(b, cfg)
	entry := make([]byte, 600)
	d := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		if _, err := j.Append(context.Background(), fmt.Sprint(i), entry); err != nil {
			b.Fatal(err)
		}
		d = append(d, time.Since(start))
	}
	quantiles(b, d)
}

// 64 callers at once share commits.
func BenchmarkAppendTogether(b *testing.B) {
	cfg, _ := testConfig(b)
	j := mustInit(b, cfg)
	entry := make([]byte, 600)
	var mu sync.Mutex
	var d []time.Duration
	var wg sync.WaitGroup
	work := make(chan int)
	b.ResetTimer()
	for range 64 {
		wg.Go(func() {
			var mine []time.Duration
			for i := range work {
				start := time.Now()
				if _, err := j.Append(context.Background(), fmt.Sprint(i), entry); err != nil {
					b.Error(err)
				}
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			d = append(d, mine...)
			mu.Unlock()
		})
	}
	for i := range b.N {
		work <- i
	}
	close(work)
	wg.Wait()
	quantiles(b, d)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// benchJournal makes a journal of n entries of 600 bytes.
func benchJournal(b *testing.B, n int) (*Journal, Config) {
	b.Helper()
	cfg, _ := testConfig(b)
	j := mustInit(b, cfg)
	entry := make([]byte, 600)
	for from := 0; from < n; from += 5000 {
		err := j.do(context.Background(), func() error {
			batch := &batch{}
			for i := from; i < min(n, from+5000); i++ {
				copy(entry, testID(i))
				batch.add(testID(i), slices.Clone(entry), j.w.head.Size)
			}
			if err := j.w.store(batch); err != nil {
				return err
			}
			return j.w.advance()
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return j, cfg
}

const benchSize = 50_000

func entriesPerSecond(b *testing.B) {
	b.ReportMetric(float64(b.N)*benchSize/b.Elapsed().Seconds(), "entries/s")
}

// Verify: an auditor recomputes everything.
func BenchmarkVerify(b *testing.B) {
	j, _ := benchJournal(b, benchSize)
	_, v := newKey(b, testOrigin, "1")
	b.ResetTimer()
	for range b.N {
		if err := Verify(context.Background(), j, v); err != nil {
			b.Fatal(err)
		}
	}
	entriesPerSecond(b)
}

// Open: the whole journal is read and its root recomputed before the first append.
func BenchmarkOpen(b *testing.B) {
	j, cfg := benchJournal(b, benchSize)
	j.Close()
	b.ResetTimer()
	for range b.N {
		k, err := Open(context.Background(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		k.Close()
	}
	entriesPerSecond(b)
}

// Catch-up: a follower that was away reads entries and grows its frontier to the newest head (without the network, without storing).
func BenchmarkCatchUp(b *testing.B) {
	j, _ := benchJournal(b, benchSize)
	_, v := newKey(b, testOrigin, "1")
	ctx := context.Background()
	b.ResetTimer()
	for range b.N {
		h, err := OpenHead(j.Checkpoint(), v)
		if err != nil {
			b.Fatal(err)
		}
		var f Frontier
		for from := int64(0); from < h.Size; from += BundleSize {
			es, err := j.Entries(ctx, from, min(from+BundleSize, h.Size))
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range es {
				f.Append(e)
			}
		}
		if err := f.Check(h); err != nil {
			b.Fatal(err)
		}
	}
	entriesPerSecond(b)
}

// Evidence of a fork, checked.
func BenchmarkForkCheck(b *testing.B) {
	large, _ := benchJournal(b, 10_000)
	cfg, _ := testConfig(b)
	small := mustInit(b, cfg)
	fill(b, small, 0, 7_000)
	_, v := newKey(b, testOrigin, "1")
	f, err := Fork(context.Background(), large, small.Checkpoint(), v)
	if err != nil || f == nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if err := f.Check(v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInclusionProof(b *testing.B) {
	j, _ := benchJournal(b, benchSize)
	b.ResetTimer()
	for i := range b.N {
		if _, err := InclusionProof(context.Background(), j, int64(i*7919%benchSize), benchSize); err != nil {
			b.Fatal(err)
		}
	}
}
