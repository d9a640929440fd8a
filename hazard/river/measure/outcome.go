package measure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// An Outcome is what one set of measures does. There is no sum over places or parties in it.
type Outcome struct {
	Name string `json:"name"`
	// Hash is that of the orders and the time step.
	Hash    string   `json:"hash"`
	Effects []Effect `json:"effects"` // in the order of the places
	Parties []Party  `json:"parties"` // by name
	// Topped are the reservoirs that were over their top, with the share of members: of these the answer is no longer one.
	Topped []Topped `json:"topped"`
	// Missing is the worst share of the water that moved in a member that was asked for as a loss and was not there (below 0).
	Missing float64 `json:"missing"`
}

// Topped is a reservoir that was over its top in a share of the members.
type Topped struct {
	On    route.ID `json:"on"`
	Share float64  `json:"share"`
}

// An Effect is what a set does at a place.
type Effect struct {
	Place     string  `json:"place"`
	Party     string  `json:"party"`
	Water     Change  `json:"water"`
	Substance *Change `json:"substance,omitempty"` // where there is a spill and the place has a limit
}

// A Change is what happens at a place under a set, and how that differs from what happens if nothing is done.
type Change struct {
	// Probability is the share of members over the threshold or limit; Late that of members in which nothing can be said, because the substance had not
	// come by the end of the run under this set or under nothing.
	Probability float64 `json:"probability"`
	Late        float64 `json:"late,omitempty"`
	// Peak (m3/s, mg/L), Over (s) and Volume (m3, kg) of all members but those.
	Peak   hazard.Quantiles `json:"peak"`
	Over   hazard.Quantiles `json:"over"`
	Volume hazard.Quantiles `json:"volume"`
	// Differences from Nothing, member by member: below 0 is less.
	PeakBy   Band `json:"peakBy"`
	OverBy   Band `json:"overBy"`
	VolumeBy Band `json:"volumeBy"`
	ExcessBy Band `json:"excessBy"`
	// Better and Worse are the shares of members that have less, or more, of what does harm: peak above the threshold, or time above it. A member that has less of one and
	// more of the other is in both.
	Better float64 `json:"better"`
	Worse  float64 `json:"worse"`
}

// A Band is the quantiles of a difference, with the least and the greatest of any member: a place that loses in one member of a hundred is not hidden.
type Band struct {
	hazard.Quantiles
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// A Party is whoever has places. Gains and Loses name those of its places that are better or worse off in at least one member of twenty; a place may stand in both.
type Party struct {
	Party string   `json:"party"`
	Gains []string `json:"gains"`
	Loses []string `json:"loses"`
	// Better and Worse are the shares of members in which any of its places is.
	Better float64 `json:"better"`
	Worse  float64 `json:"worse"`
}

// These are choices, not findings: whoever wants others has the pairs.
//
// What a forecast cannot tell from nothing: a twentieth of the peak, a step in the time. Less than one
// member in twenty is not named.
const (
	telling = 0.05
	share   = 0.05
	leak    = 0.2 // of the water that moved, from which nothing is compared any more
)

// Two things do harm: how high, and for how long. A measure that lowers a crest and lengthens the flood does
// both good and harm, and which of the two weighs more is not for a model to say (D7): such a member counts
// as better and as worse.
//
// What happens below the threshold does no harm, so a crest that rises from half the threshold to nine
// tenths of it is neither.
//
// judge says whether a course does less or more harm than another, in peak above the threshold and in time above it.
func judge(with, without Course, threshold, step float64) (better, worse bool) {
	peak := max(with.Peak, threshold) - max(without.Peak, threshold)
	over := with.Over - without.Over
	least := telling * max(threshold, with.Peak, without.Peak)
	return peak < -least || over < -step, peak > least || over > step
}

// verdicts are judgements by member.
type verdicts struct{ better, worse []bool }

func newVerdicts(members int) verdicts {
	return verdicts{make([]bool, members), make([]bool, members)}
}

func (v verdicts) add(other verdicts) {
	for k := range v.better {
		v.better[k], v.worse[k] = v.better[k] || other.better[k], v.worse[k] || other.worse[k]
	}
}

func shareOf(of []bool) float64 {
	sum := 0
	for _, b := range of {
		if b {
			sum++
		}
	}
	return float64(sum) / float64(len(of))
}

// Shares are counted in members and divided at the end, so that they are exact: forty fortieths are one.
//
// outcome sums up one set.
func (r *Result) outcome(s int, set Set, in *Inputs) (Outcome, error) {
	hash, err := in.hash(set)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Name: set.Name, Hash: hash, Topped: []Topped{}}
	parties := map[string]verdicts{}
	topped := map[route.ID]int{}
	for k := range r.courses {
		if m := r.courses[k][s].missing; math.Abs(m) > math.Abs(o.Missing) {
			o.Missing = m
		}
		for _, id := range r.courses[k][s].topped {
			topped[id]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(topped)) {
		o.Topped = append(o.Topped, Topped{id, r.part(topped[id])})
	}
	if math.Abs(o.Missing) > leak {
		return Outcome{}, fmt.Errorf("measure: set %q: the balance of a member's water is open by %.0f %%: wants losses along the reaches "+
			"that are no larger than what flows there", set.Name, math.Abs(100*o.Missing))
	}
	for i, p := range r.places {
		e, v := r.effect(s, i, in)
		o.Effects = append(o.Effects, e)
		if _, ok := parties[p.Party]; !ok {
			parties[p.Party] = newVerdicts(len(r.courses))
			o.Parties = append(o.Parties, Party{Party: p.Party, Gains: []string{}, Loses: []string{}})
		}
		parties[p.Party].add(v)
		own := &o.Parties[slices.IndexFunc(o.Parties, func(x Party) bool { return x.Party == p.Party })]
		if shareOf(v.better) >= share {
			own.Gains = append(own.Gains, p.ID)
		}
		if shareOf(v.worse) >= share {
			own.Loses = append(own.Loses, p.ID)
		}
	}
	for i := range o.Parties {
		v := parties[o.Parties[i].Party]
		o.Parties[i].Better, o.Parties[i].Worse = shareOf(v.better), shareOf(v.worse)
	}
	slices.SortFunc(o.Parties, func(a, b Party) int { return strings.Compare(a.Party, b.Party) })
	return o, nil
}

// part is so many members as a share of all.
func (r *Result) part(members int) float64 { return float64(members) / float64(len(r.courses)) }

// Water and substance are two dangers of one place; a place that is better off in one and worse in the
// other is in both shares.
//
// effect is that of set s at place i, with the judgement of each member on water and substance together.
func (r *Result) effect(s, i int, in *Inputs) (Effect, verdicts) {
	p := &r.places[i]
	with, without := make([]Course, len(r.courses)), make([]Course, len(r.courses))
	for k, c := range r.courses {
		with[k], without[k] = c[s].water[i], c[0].water[i]
	}
	e := Effect{Place: p.ID, Party: p.Party}
	var v verdicts
	e.Water, v = change(with, without, p.Threshold, in.Step)
	if p.Limit > 0 && r.courses[0][0].substance != nil {
		for k, c := range r.courses {
			with[k], without[k] = c[s].substance[i], c[0].substance[i]
		}
		c, poison := change(with, without, p.Limit, in.Step)
		e.Substance = &c
		v.add(poison)
	}
	return e, v
}

// Quantiles of a difference are those of the paired differences, not the differences of quantiles: these would
// compare a wet member with a dry one.
//
// change sums up members at a place. A member in which the substance has still to come is in no figure but Late: that it is not there by the end of the run is no gain.
func change(with, without []Course, threshold, step float64) (Change, verdicts) {
	var c Change
	var late, reached int
	v := newVerdicts(len(with))
	var peak, over, volume, peakBy, overBy, volumeBy, excessBy []float64
	for k, a := range with {
		b := without[k]
		if a.Late || b.Late {
			late++
			continue
		}
		if a.Peak > threshold {
			reached++
		}
		peak, over, volume = append(peak, a.Peak), append(over, a.Over), append(volume, a.Volume)
		peakBy, overBy = append(peakBy, a.Peak-b.Peak), append(overBy, a.Over-b.Over)
		volumeBy, excessBy = append(volumeBy, a.Volume-b.Volume), append(excessBy, a.Excess-b.Excess)
		v.better[k], v.worse[k] = judge(a, b, threshold, step)
	}
	c.Late, c.Probability = float64(late)/float64(len(with)), float64(reached)/float64(len(with))
	c.Peak, c.Over, c.Volume = hazard.QuantilesOf(peak), hazard.QuantilesOf(over), hazard.QuantilesOf(volume)
	c.PeakBy, c.OverBy, c.VolumeBy, c.ExcessBy = band(peakBy), band(overBy), band(volumeBy), band(excessBy)
	c.Better, c.Worse = shareOf(v.better), shareOf(v.worse)
	return c, v
}

func band(by []float64) Band {
	b := Band{Quantiles: hazard.QuantilesOf(by)} // sorts
	if len(by) > 0 {
		b.Low, b.High = by[0], by[len(by)-1]
	}
	return b
}
