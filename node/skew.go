package node

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// tolerable is how far this machine's clock may be from the neighbours' before somebody is told: deadlines are in minutes.
const tolerable = 2 * time.Minute

// skew is how far the clock of this machine is from those of the neighbours.
type skew struct {
	mu sync.Mutex
	by time.Duration // positive: this one is ahead
}

// compareClocks asks the neighbours now and then what time it is. Times in acts are claims, and a wrong clock makes this city's claims wrong;
// nobody but this city's operator can mend that.
func (n *Node) compareClocks(ctx context.Context) error {
	if _, wall := n.clock.(Wall); !wall {
		return nil // a drill's clock is right by definition
	}
	for {
		var all []time.Duration
		for _, p := range n.others() {
			if d, ok := ahead(ctx, p.Client, p.URLs); ok {
				all = append(all, d)
			}
		}
		n.skew.mu.Lock()
		n.skew.by = median(all)
		n.skew.mu.Unlock()
		if d := median(all); d.Abs() > tolerable {
			n.log.Warn("the clock of this machine differs from the neighbours'", "by", d)
			n.tell("now")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Minute):
		}
	}
}

// ahead is how far this machine's clock is ahead of a peer's, by the date that its answer bears.
func ahead(ctx context.Context, client *http.Client, urls []string) (time.Duration, bool) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, u := range urls {
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, u+"/healthz", nil)
		if err != nil {
			continue
		}
		res, err := client.Do(req)
		if err != nil {
			continue
		}
		res.Body.Close()
		if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
			return time.Since(date), true
		}
	}
	return 0, false
}

// median is the middle one, so that one neighbour with a wrong clock accuses nobody; zero of none.
func median(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// clockTasks tells the people here when the clock is wrong.
func (n *Node) clockTasks() []view.Task {
	n.skew.mu.Lock()
	by := n.skew.by
	n.skew.mu.Unlock()
	if by.Abs() <= tolerable {
		return nil
	}
	return []view.Task{{ID: "clock", Kind: "data-alarm", Status: view.Actual, Title: n.book.Say("task.clock", phrase.Args{"by": by}), Reason: n.book.Say("task.clock.reason", nil)}}
}
