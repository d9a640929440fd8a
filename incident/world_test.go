package incident

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them.
type world struct{ *acttest.Journals }

func newWorld(t testing.TB) *world { return &world{acttest.New(t)} }

// says writes a statement.
func (w *world) says(by jurisdiction.ID, at act.Time, x Statement) act.Entry {
	w.Helper()
	a := act.Act{Kind: KindState, By: by, At: at, Officer: "duty", Cites: []act.Ref{x.Of}}
	for _, r := range []*act.Ref{x.Corrects, x.Withdraws, x.Agrees, x.Verifies} {
		if r != nil {
			a.Cites = append(a.Cites, *r)
		}
	}
	if x.ClaimedAt == 0 {
		x.ClaimedAt = at
	}
	if x.Basis == "" {
		x.Basis = "reported"
	}
	return w.Write(a, x)
}

// opens writes an opening in which nothing is missing.
func (w *world) opens(by jurisdiction.ID, spoil func(*act.Act, *Open)) act.Entry {
	w.Helper()
	a := act.Act{Kind: KindOpen, By: by, At: noon, Officer: "duty"}
	o := Open{
		Status: "Actual", Title: said("Slick in the Songhua"), Hazard: "pollutant-slug",
		Origin:    Origin{Known: false},
		Situation: Situation{Class: 3, Sources: []jurisdiction.ID{"jilin"}, Exposed: []jurisdiction.ID{"harbin", "songyuan"}, Threshold: 50000},
		Phase:     "emergency",
		Roles:     []Role{{"harbin", "affected"}, {"heilongjiang", "lead"}},
		Evidence:  said("reading at the border"),
	}
	if spoil != nil {
		spoil(&a, &o)
	}
	return w.Write(a, o)
}

// apply gives entries to a new state in an order and returns it with what was void.
func apply(entries []act.Entry) (*State, acttest.Voids) {
	s, voids := New(may, jointly), acttest.Voids{}
	for _, e := range entries {
		voids.Apply(s, e)
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return acttest.Fold(w.Journals, apply, "")
}

// compact is where the powers of these tests stand: the clause is named like the power.
func compact() act.Ref {
	return act.Ref{Journal: "coordinator/journal/1", Index: 99, Leaf: act.Hash{9}}
}

func power(do string) *agreement.Cite { return &agreement.Cite{Instrument: compact(), Clause: do} }

// may: the coordinator designates; province and centre designate, order and take over.
func may(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error {
	powers := map[jurisdiction.ID]string{"coordinator": "designate", "province": "designate order take-over approve", "centre": "designate order take-over approve"}[by]
	if c.Clause == "joint" {
		c.Clause = "order"
	}
	if !slices.Contains(a.Cites, compact()) || c.Clause != do || !act.OneOf(do, powers) {
		return fmt.Errorf("clause %s gives %s no power to %s", c.Clause, by, do)
	}
	return nil
}

// jointly: under the clause "joint" the province orders together with the coordinator; if they do not agree in two hours, the centre decides.
func jointly(c agreement.Cite, _ act.Time) *agreement.Joint {
	if c.Clause != "joint" {
		return nil
	}
	return &agreement.Joint{Decides: to("province"), Others: [][]jurisdiction.ID{to("coordinator")}, Failing: to("centre"), Within: 2 * hour}
}

// kindOf is the kind of a body and the citations in it.
func kindOf(body any) (act.Kind, []act.Ref) {
	optional := func(kind act.Kind, refs []act.Ref, more ...*act.Ref) (act.Kind, []act.Ref) {
		for _, r := range more {
			if r != nil {
				refs = append(refs, *r)
			}
		}
		return kind, refs
	}
	under := func(c *agreement.Cite) *act.Ref {
		if c == nil {
			return nil
		}
		return &c.Instrument
	}
	switch b := body.(type) {
	case Phase:
		return KindPhase, []act.Ref{b.Of}
	case Classification:
		return KindClassify, []act.Ref{b.Of}
	case StageChange:
		return KindStage, []act.Ref{b.Of}
	case Merge:
		return KindMerge, []act.Ref{b.Of, b.Into}
	case Split:
		return KindSplit, append([]act.Ref{b.Of}, b.Into...)
	case Command:
		return optional(KindCommand, append([]act.Ref{b.Of}, b.Replaces...), b.Escalation, under(b.Power))
	case Confirmation:
		return KindConfirm, []act.Ref{b.Of, b.Command}
	case Escalation:
		return KindEscalate, []act.Ref{b.Of}
	case Task:
		return optional(KindTask, append([]act.Ref{b.Of}, b.Assents...), under(b.Power), b.Settles)
	case TaskAnswer:
		return optional(KindAnswer, []act.Ref{b.Of, b.What}, under(b.Power))
	case Release:
		return optional(KindRelease, []act.Ref{b.Of}, b.Changes)
	case Report:
		return optional(KindReport, []act.Ref{b.Of}, b.Replaces)
	case Statement:
		refs := []act.Ref{b.Of}
		for _, r := range []*act.Ref{b.Corrects, b.Withdraws, b.Verifies} {
			if r != nil && *r != b.Of {
				refs = append(refs, *r)
			}
		}
		return KindState, refs
	case Signal:
		return KindSignal, []act.Ref{*b.Of}
	case Receipt:
		return KindReceive, []act.Ref{b.Of, b.What}
	case Participation:
		return KindJoin, []act.Ref{b.Of}
	case OwnPhase:
		return optional(KindOwn, []act.Ref{b.Of}, under(b.Rule))
	case ClockStart:
		return KindClock, []act.Ref{b.Of}
	case Telling:
		return KindTell, []act.Ref{b.Of}
	case Break:
		return optional(KindBreak, []act.Ref{b.Of}, b.Real)
	}
	return "", nil
}

// A scene is a world with one case, in the state that it has come to.
type scene struct {
	*world
	*State
	id act.Ref
}

// newScene opens a case at noon: harbin opens and leads.
func newScene(t testing.TB, spoil func(*act.Act, *Open)) *scene {
	t.Helper()
	w := newWorld(t)
	opened := w.opens("harbin", func(a *act.Act, o *Open) {
		o.Roles, o.Phase = nil, "watch"
		if spoil != nil {
			spoil(a, o)
		}
	})
	sc := &scene{w, New(may, jointly), opened.Ref}
	if err := sc.Apply(opened); err != nil {
		t.Fatal(err)
	}
	return sc
}

// tries writes an act and applies it. hours count from noon.
func (sc *scene) tries(by jurisdiction.ID, hours int, body any, to []jurisdiction.ID, cites ...act.Ref) (act.Ref, error) {
	sc.Helper()
	kind, more := kindOf(body)
	e := sc.Write(act.Act{Kind: kind, By: by, At: noon + act.Time(hours)*hour, To: to, Officer: "duty", Cites: append(more, cites...)}, body)
	return e.Ref, sc.Apply(e)
}

// does is tries, and wants it to count.
func (sc *scene) does(by jurisdiction.ID, hours int, body any, to []jurisdiction.ID, cites ...act.Ref) act.Ref {
	sc.Helper()
	ref, err := sc.tries(by, hours, body, to, cites...)
	if err != nil {
		sc.Fatalf("hour %d: %v", hours, err)
	}
	return ref
}

// fails is tries, and wants it to be void for a reason that has these words.
func (sc *scene) fails(want string, by jurisdiction.ID, hours int, body any, to []jurisdiction.ID, cites ...act.Ref) {
	sc.Helper()
	before := sc.Digest()
	if _, err := sc.tries(by, hours, body, to, cites...); err == nil || !strings.Contains(err.Error(), want) {
		sc.Errorf("hour %d: got %v, want %q", hours, err, want)
	}
	if sc.Digest() != before {
		sc.Error("a void act changed the state")
	}
}

func (sc *scene) phaseOf(p string) Phase { return Phase{Of: sc.id, Phase: p, Reason: said("so")} }

func (sc *scene) designates(holder jurisdiction.ID, replaces ...act.Ref) Command {
	return Command{Of: sc.id, Basis: "designation", Functions: []string{"lead"}, Holder: holder, From: noon, Power: power("designate"), Replaces: replaces}
}

func (sc *scene) accepts(row act.Ref) Confirmation {
	return Confirmation{Of: sc.id, Command: row, Accepts: true}
}

// isIn wants the case to be in a phase.
func (sc *scene) isIn(phase string, lead jurisdiction.ID) Case {
	sc.Helper()
	c, _ := sc.Case(sc.id)
	if c.Phase != phase || c.Lead != lead {
		sc.Errorf("phase %s, lead %s; want %s, %s", c.Phase, c.Lead, phase, lead)
	}
	return c
}

// settled replays the scene in other orders and wants the same.
func (sc *scene) settled() {
	sc.Helper()
	seed := uint32(1)
	for range 5 {
		other, _ := apply(sc.Shuffled(func(n int) int { seed = seed*1664525 + 1013904223; return int(seed>>16) % n }))
		if other.Digest() != sc.Digest() || !reflect.DeepEqual(other.Cases(), sc.Cases()) {
			sc.Fatal("another order of reading gives another case")
		}
	}
}

func to(list ...jurisdiction.ID) []jurisdiction.ID { return list }

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func milligrams(m int64) *act.Quantity { return &act.Quantity{Mantissa: m, Exponent: -3, Unit: "mg/L"} }
