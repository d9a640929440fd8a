package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"tongzhou/node"
)

// writePatience is how long a half-dead reader may hold up one write of a stream.
const writePatience = 10 * time.Second

// changed is what an event carries: the topics that are out of date, none of them in a ping, and the time by the node's clock.
type changed struct {
	Topics []string  `json:"topics,omitempty"`
	At     time.Time `json:"at"`
}

// Events tells a page what has changed, so that it asks again for just that. It carries topics, never content: a page that
// was away for a while misses nothing by asking once for everything.
func Events(n *node.Node) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Accel-Buffering", "no")
		changes, done := n.Changes()
		defer done()
		send := func(event string, data any) error {
			text, err := json.Marshal(data)
			if err != nil {
				return err
			}
			if err := rc.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text); err != nil {
				return err
			}
			return rc.Flush()
		}
		if send("changed", changed{[]string{"clock"}, n.Time()}) != nil {
			return
		}
		ping := time.NewTicker(5 * time.Second)
		defer ping.Stop()
		for {
			var err error
			select {
			case <-r.Context().Done():
				return
			case topics, open := <-changes:
				if !open {
					return
				}
				err = send("changed", changed{topics, n.Time()})
			case <-ping.C:
				err = send("ping", changed{At: n.Time()})
			}
			if err != nil {
				return
			}
		}
	})
}
