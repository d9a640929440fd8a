package follow

import "time"

// backoff says how long to wait before the next attempt: 50 ms, doubling to 1 s, each with jitter so that three hundred
// followers do not return in the same instant to a node that has just come up. After longDead attempts, 30 s.
type backoff struct {
	rand  func() float64
	fails int
}

const (
	firstWait = 50 * time.Millisecond
	shortWait = time.Second
	longWait  = 30 * time.Second
	longDead  = 120 // attempts, about two minutes
)

func (b *backoff) next() time.Duration {
	d := longWait
	if b.fails < longDead {
		d = min(shortWait, firstWait<<min(b.fails, 10))
	}
	b.fails++
	return d/2 + time.Duration(b.rand()*float64(d/2))
}

func (b *backoff) reset() { b.fails = 0 }

// offend makes the next wait the long one: for peers that answer, but with garbage.
func (b *backoff) offend() { b.fails = longDead }
