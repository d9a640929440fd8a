package suspicion

import (
	"math"
	"slices"

	"tongzhou/act"
)

// A Figure is what somebody reported, in all its versions, beside what others found when they verified it (R59). Figures show a difference and never an
// intent: whether it was an error or a falsehood people find out.
type Figure struct {
	Versions []Version // the author's, oldest first; at least one
	Checks   []Check   // oldest first
	Asked    act.Time  // when somebody first asked about it or suspected it; 0: nobody did
}

// A Version is one version of a reported figure.
type Version struct {
	Value     float64
	Unit      string  // a correction may have another one
	Doubt     float64 // half the width of the 95 % band that its author gives; 0: none given
	Of        act.Time
	Recorded  act.Time
	Estimate  bool // its author said that it is possible, unlikely or unknown, and no more
	Withdrawn act.Time
	Knew      bool // it cites a check or a question about it
}

// A Check is a figure that was measured or counted to verify another.
type Check struct {
	Value    float64
	Unit     string
	Doubt    float64
	Known    bool // how sure it is was said
	Of       act.Time
	Recorded act.Time
}

// A Difference is a reported figure less a verified one, with what measurement alone explains of it.
type Difference struct {
	Value float64 // positive: more was reported than was found
	Band  float64 // half the width of the 95 % band of the difference; NaN: not known
	State string  // see Weigh
	// Late: the author corrected it, or took it back, after it had been asked or checked, which speaks for it less than before, and still speaks.
	Late bool
	// At is the version that was held to be so when somebody first asked or checked, and Against the check that was nearest to it, of the same moment if
	// there is one.
	At, Against int
}

// sameMoment is how far apart the moments may be of which two figures speak. A count of the morning says nothing about one of the evening.
const sameMoment = act.Time(60 * 60 * 1000)

// meets says whether a check speaks of the same moment as a version, in its unit.
func (v Version) meets(c Check) bool {
	return c.Unit == v.Unit && c.Of-v.Of <= sameMoment && v.Of-c.Of <= sameMoment
}

// Weigh compares the version that stood when somebody first asked or checked with every check. The state is the first of these that is so:
//
//	unverified  nobody checked it, or not in the unit in which it then stood
//	corrected   its author corrected it, or took it back, before anybody asked: that counts for it
//	within      some check agrees with it within what measurement explains; checks that differ from each other are shown, and the doubt is its author's
//	moved       the checks speak of another moment
//	unsure      a check of that moment does not say how sure it is, so that it may agree: nobody can say what the difference means
//	estimate    its author called it a possibility and no more
//	beyond      the difference is beyond what measurement explains
//
// Only the last one is a ground to look further.
func (f Figure) Weigh() Difference {
	d := Difference{Band: math.NaN()}
	if len(f.Checks) == 0 {
		d.State, d.At = "unverified", len(f.Versions)-1
		return d
	}
	asked := f.Checks[0].Recorded
	if f.Asked > 0 {
		asked = min(asked, f.Asked)
	}
	for i, v := range f.Versions[1:] {
		if v.Recorded >= asked || v.Knew { // whatever follows in his journal he wrote knowing it, whatever time it claims
			break
		}
		d.At = i + 1
	}
	held := f.Versions[d.At]
	if !slices.ContainsFunc(f.Checks, func(c Check) bool { return c.Unit == held.Unit }) {
		d.State = "unverified"
		return d
	}
	d.nearest(f)
	d.State = f.state(d, held, asked)
	if d.State == "beyond" {
		d.Late = slices.ContainsFunc(f.Versions[d.At:], func(v Version) bool { return v.Withdrawn > 0 || f.within(v) })
	}
	return d
}

// nearest takes, of the checks, the one that leaves the least of the difference unexplained: nobody is held to the worst of several. One of another moment is
// taken only if there is no other, or if it agrees.
func (d *Difference) nearest(f Figure) {
	held, least := f.Versions[d.At], math.Inf(1)
	agrees, met := f.within(held), slices.ContainsFunc(f.Checks, held.meets)
	for i, c := range f.Checks {
		if c.Unit != held.Unit || met && !agrees && !held.meets(c) {
			continue
		}
		diff, band := held.Value-c.Value, math.NaN()
		if c.Known {
			band = math.Hypot(held.Doubt, c.Doubt)
		}
		over := math.Abs(diff)
		if c.Known {
			over = math.Max(0, over-band)
		}
		if over < least || over == least && c.Known && math.IsNaN(d.Band) {
			least, d.Value, d.Band, d.Against = over, diff, band, i
		}
	}
}

func (f Figure) state(d Difference, held Version, asked act.Time) string {
	switch {
	case held.Withdrawn > 0 && held.Withdrawn < asked:
		return "corrected"
	case f.within(held) && d.At > 0 && !f.within(f.Versions[0]):
		return "corrected"
	case f.within(held):
		return "within"
	case !slices.ContainsFunc(f.Checks, held.meets):
		return "moved"
	case slices.ContainsFunc(f.Checks, func(c Check) bool { return !c.Known && held.meets(c) }):
		return "unsure"
	case held.Estimate:
		return "estimate"
	}
	return "beyond"
}

// within says whether some check agrees with a version within the band of both. Independent doubts add up by squares (GUM, JCGM 100:2008, 5.1.2).
func (f Figure) within(v Version) bool {
	return slices.ContainsFunc(f.Checks, func(c Check) bool {
		return c.Unit == v.Unit && math.Abs(v.Value-c.Value) <= math.Hypot(v.Doubt, c.Doubt) && (c.Known || v.Value == c.Value)
	})
}
