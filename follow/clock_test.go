package follow_test

import (
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/follow"
	"tongzhou/journal"
)

// clock is a clock that only the test moves. Lines and disks stay real, which is why this is not testing/synctest.
type clock struct {
	mu     sync.Mutex
	t      time.Time
	timers map[chan time.Time]time.Time
}

func newClock() *clock {
	return &clock{t: time.Unix(1_132_444_800, 0), timers: make(map[chan time.Time]time.Time)}
}

func (c *clock) use(cfg *follow.Config) {
	cfg.Now, cfg.After = c.now, c.after
	cfg.Rand = func() float64 { return 0.5 }
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) after(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	c.timers[ch] = c.t.Add(d)
	return ch
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
	for ch, at := range c.timers {
		if !at.After(c.t) {
			ch <- c.t
			delete(c.timers, ch)
		}
	}
}

// pending reports whether somebody waits for exactly d.
func (c *clock) pending(d time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.timers {
		if at.Equal(c.t.Add(d)) {
			return true
		}
	}
	return false
}

func parseTile(path string) (tlog.Tile, error) { return journal.ParseTilePath(path) }
