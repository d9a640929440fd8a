package node

import (
	"sync"
	"time"
)

// Clock is where a node takes the time from. A node that serves a city uses Wall; a drill or a demonstration uses one
// that it moves itself, so that a fortnight passes in a minute and every node agrees what the time is.
type Clock interface {
	// Now is the present moment.
	Now() time.Time
	// After delivers once when d has passed by this clock.
	After(d time.Duration) <-chan time.Time
}

// Wall is the clock of the machine.
type Wall struct{}

// Now returns the machine's time.
func (Wall) Now() time.Time { return time.Now() }

// After waits by the machine's time.
func (Wall) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Stepped is a clock that stands still until it is told otherwise. It may be used by many goroutines.
type Stepped struct {
	mu      sync.Mutex
	now     time.Time
	waiting []waiter
}

type waiter struct {
	at time.Time
	ch chan time.Time
}

// NewStepped returns a clock that shows now.
func NewStepped(now time.Time) *Stepped { return &Stepped{now: now} }

// Now returns the moment the clock was last set to.
func (c *Stepped) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After delivers when the clock has been set to at least d later than now.
func (c *Stepped) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	at := c.now.Add(d)
	if d <= 0 {
		ch <- c.now
		return ch
	}
	c.waiting = append(c.waiting, waiter{at, ch})
	return ch
}

// Set moves the clock forward to now and wakes whoever waited for it. A moment in the past is ignored.
func (c *Stepped) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Before(c.now) {
		return
	}
	c.now = now
	kept := c.waiting[:0]
	for _, w := range c.waiting {
		if w.at.After(now) {
			kept = append(kept, w)
			continue
		}
		w.ch <- now
	}
	c.waiting = kept
}
