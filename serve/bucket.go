package serve

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// buckets are rate limiters by key. Only so many are kept: the ones used
// longest ago go first, so that a flood of keys cannot take all memory.
type buckets struct {
	most  int
	every rate.Limit
	burst int

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of *bucket, the last used in front
}

type bucket struct {
	key   string
	limit *rate.Limiter
}

func newBuckets(most int, every rate.Limit, burst int) *buckets {
	return &buckets{most: most, every: every, burst: burst, byKey: map[string]*list.Element{}, order: list.New()}
}

// of finds or makes a bucket.
func (b *buckets) of(key string) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.byKey[key]; e != nil {
		b.order.MoveToFront(e)
		return e.Value.(*bucket).limit
	}
	if len(b.byKey) >= b.most {
		last := b.order.Back()
		delete(b.byKey, last.Value.(*bucket).key)
		b.order.Remove(last)
	}
	n := &bucket{key, rate.NewLimiter(b.every, b.burst)}
	b.byKey[key] = b.order.PushFront(n)
	return n.limit
}

// has says whether a key has a bucket.
func (b *buckets) has(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.byKey[key] != nil
}

// forget empties a bucket.
func (b *buckets) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.byKey[key]; e != nil {
		b.order.Remove(e)
		delete(b.byKey, key)
	}
}

// take takes one from a bucket, or says when there will be one.
func (b *buckets) take(key string, now time.Time) (wait time.Duration) {
	r := b.of(key).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// empty says whether the next take would have to wait.
func (b *buckets) empty(key string, now time.Time) bool { return b.of(key).TokensAt(now) < 1 }

// network is the part of an address that one sender can hardly change: all of
// IPv4, the first 64 bits of IPv6.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
