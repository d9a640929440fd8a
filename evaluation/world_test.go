package evaluation

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Austin on 8 September 2021.
const noon = act.Time(1631120400000)

const hour = act.Time(60 * 60 * 1000)

// A world is some journals and what was written into them.
type world struct {
	*acttest.Journals
	opened, second act.Ref // two cases
}

func newWorld(t testing.TB) *world {
	w := &world{Journals: acttest.New(t)}
	open := func(by jurisdiction.ID) act.Ref {
		return w.Write(act.Act{Kind: "incident.open", By: by, At: noon - hour}, struct{}{}).Ref
	}
	w.opened, w.second = open("travis"), open("bastrop")
	return w
}

// account is one by which Fayette's crest was 400 to 600 m3/s lower, and Bastrop's flood an hour or two longer.
func (w *world) account() Avoided {
	q := func(v int64, unit string) act.Quantity { return act.Quantity{Mantissa: v, Unit: unit} }
	band := func(unit string, v ...int64) act.Sizes {
		return act.Sizes{P05: q(v[0], unit), P25: q(v[1], unit), P50: q(v[2], unit), P75: q(v[3], unit), P95: q(v[4], unit)}
	}
	return Avoided{Of: w.opened, Done: said("the lowland was opened"), With: strings.Repeat("a", 64), Without: strings.Repeat("b", 64), Model: "river/measure 1", Seed: "7", Members: 40, Exhibit: exhibit(),
		Flooded: []Flooded{{Party: "bastrop", Name: said("the lowland")}},
		Rows: []Row{
			{Party: "fayette", Place: "la-grange", What: "peak", By: band("m3/s", -600, -590, -550, -500, -400), Low: q(-610, "m3/s"), High: q(-390, "m3/s"), Better: 1e6},
			{Party: "bastrop", Place: "smithville", What: "over", By: band("h", 1, 1, 1, 2, 2), Low: q(0, "h"), High: q(3, "h"), Worse: 9e5},
			{Party: "travis", Place: "austin", What: "peak", By: band("m3/s", 0, 0, 0, 0, 0), Low: q(0, "m3/s"), High: q(0, "m3/s")},
		}}
}

func exhibit() act.Hash { return act.Hash{31: 7} }

// avoids puts an account on record.
func (w *world) avoids(by jurisdiction.ID, at act.Time, spoil func(*act.Act, *Avoided)) act.Ref {
	w.Helper()
	x := w.account()
	a := act.Act{Kind: KindAvoided, By: by, At: at, Cites: []act.Ref{x.Of}, Exhibits: []act.Hash{exhibit()}}
	if spoil != nil {
		spoil(&a, &x)
	}
	return w.Write(a, x).Ref
}

// answers agrees with an account, or disputes it.
func (w *world) answers(by jurisdiction.ID, at act.Time, of act.Ref, agrees bool) act.Ref {
	w.Helper()
	return w.Write(act.Act{Kind: KindAnswer, By: by, At: at, Cites: []act.Ref{of}}, Answer{Of: of, Agrees: agrees, Text: said("word of " + string(by))}).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, acttest.Voids) {
	voids := acttest.Voids{}
	s := New(func(ref act.Ref) bool { return ref == w.opened || ref == w.second })
	for _, e := range entries {
		if strings.HasPrefix(string(e.Act.Kind), "evaluation.") {
			voids.Apply(s, e)
		}
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return acttest.Fold(w.Journals, w.apply, "")
}

// void wants the last act void, for a reason that has these words, and nothing before it.
func (w *world) void(reason string) {
	w.Helper()
	acttest.Fold(w.Journals, w.apply, reason)
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }
