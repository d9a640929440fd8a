package node

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tongzhou/node/phrase"
)

// TestClockADayOff: a machine whose clock is a day off is told so by its neighbours' clocks, and one wrong neighbour is outvoted. R13.
func TestClockADayOff(t *testing.T) {
	var all []time.Duration
	for _, off := range []time.Duration{-24 * time.Hour, -24*time.Hour + time.Second, 90 * time.Minute} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		}))
		defer s.Close()
		d, ok := ahead(context.Background(), s.Client(), []string{"http://127.0.0.1:1", s.URL})
		if !ok {
			t.Fatal("no date came back")
		}
		all = append(all, d)
	}
	if got := median(all); got < 23*time.Hour || got > 25*time.Hour {
		t.Errorf("the clock is %v ahead, wants about a day", got)
	}
	book, err := phrase.Open()
	if err != nil {
		t.Fatal(err)
	}
	n := &Node{book: book}
	if n.clockTasks() != nil {
		t.Error("a right clock makes a task")
	}
	n.skew.by = median(all)
	if tasks := n.clockTasks(); len(tasks) != 1 || tasks[0].Title["zh-Hans"] == "" {
		t.Errorf("tasks: %+v", tasks)
	}
	if median(nil) != 0 {
		t.Error("nobody answered, and the clock is wrong all the same")
	}
}
