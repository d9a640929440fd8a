package warning

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// day is 00:00 UTC of 21 November 2005; transcripts write times as hours and minutes since then.
const day = act.Time(1132531200000)

// clock reads "26:30" as half past two on the second day.
func clock(t testing.TB, s string) act.Time {
	t.Helper()
	h, m, ok := strings.Cut(s, ":")
	hours, err1 := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil {
		t.Fatalf("no time: %q", s)
	}
	return day + act.Time(hours*60+minutes)*60000
}

// hours writes a time as clock reads it.
func hours(t act.Time) string {
	if t == 0 {
		return "-"
	}
	return fmt.Sprintf("%02d:%02d", (t-day)/3600000, (t-day)/60000%60)
}

// A world is some journals and what was written into them, with a name for each entry.
type world struct {
	*acttest.Journals
	named map[string]act.Ref
}

// newWorld begins with a charter in the journal of the body.
func newWorld(t testing.TB) *world {
	w := &world{acttest.New(t), map[string]act.Ref{}}
	w.write("charter", act.Act{Kind: "roster.found", By: "body", At: day}, map[string]any{"alliance": "songhua"})
	return w
}

// write appends an act to its author's journal under a name.
func (w *world) write(name string, a act.Act, body any) act.Entry {
	w.Helper()
	e := w.Write(a, body)
	if name != "" {
		w.named[name] = e.Ref
	}
	return e
}

func (w *world) ref(name string) act.Ref {
	w.Helper()
	r, ok := w.named[name]
	if !ok {
		w.Fatalf("nothing is named %q", name)
	}
	return r
}

// said is a statement in both house languages.
func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

// notice is a warning in which nothing is missing.
func (w *world) notice(at act.Time, to []jurisdiction.ID) Notice {
	n := Notice{
		Status: Actual, Category: "Env", Event: "OET-193", Urgency: "Expected", Severity: "Severe", Certainty: "Likely", Level: "red",
		Headline:   said("Benzene in the Songhua"),
		Source:     Statement{said("explosion of a plant"), "observed"},
		Extent:     Statement{said("the river down to Jiamusi"), "likely"},
		Nature:     Statement{said("nitrobenzene, toxic"), "observed"},
		Trend:      Statement{Confidence: "unknown"},
		AcceptBy:   at + 3600000,
		Expires:    at + 10*3600000,
		Basis:      "real",
		ApprovedBy: []string{"li"},
		Rules:      w.ref("charter"),
	}
	for _, id := range to {
		people := int64(1000)
		n.Arrivals = append(n.Arrivals, Arrival{To: id, People: &people, Situation: 3, TellBy: at + 7200000})
	}
	return n
}

// rules are those of the charter; nothing else is one. Red needs two officers, and a flood is warned of automatically.
func (w *world) rules(charter act.Ref, status Status, level Level) (Rules, bool) {
	r := Rules{Automatic: []string{"OET-060"}}
	if status == Actual && level == "red" {
		r.Approvals, r.ToCancel = 2, 1
	}
	return r, charter == w.named["charter"]
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, map[act.Ref]string) {
	s, voids := New(w.rules), map[act.Ref]string{}
	for _, e := range entries {
		if e.Act.Kind.Owner() != "warning" {
			continue
		}
		if err := s.Apply(e); err != nil {
			voids[e.Ref] = err.Error()
		}
	}
	return s, voids
}
