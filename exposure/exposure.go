// Package exposure joins a hazard's footprint with the jurisdictions: whom does it reach, when, how surely, how many
// people does it find there, which of the three situations is it, and who must be told by when.
//
// The footprint knows no borders and the register knows no hazard (R1). Across lays one over the other, place by place,
// and keeps what went in beside what came out, so that a member can contest the answer with the same inputs (R7):
//
//	Situation 1: the source itself lies in several jurisdictions (R8).
//	Situation 2: the source lies in one, those exposed are there and elsewhere (R9).
//	Situation 3: the source lies in one, those exposed lie only elsewhere (R10).
//	Situation 0: nobody is exposed beyond the source's own jurisdiction: no cross-jurisdiction risk.
//
// A place is exposed if the share of the ensemble that reaches the threshold there is at least Rules.Probability. That number
// is a decision of people, is stated, and goes on record with the result (R14).
package exposure

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"tongzhou/geo"
	"tongzhou/hazard"
	"tongzhou/jurisdiction"
)

// A Place is a place of the footprint that belongs to a jurisdiction: an intake, a town, a border section.
type Place struct {
	// ID is that of hazard.Reach.Place.
	ID           string          `json:"id"`
	Jurisdiction jurisdiction.ID `json:"jurisdiction"`
	// People who depend on it or live at it; -1 is unknown. 0 is known to be none.
	People int64 `json:"people"`
}

// Rules are what people decided beforehand about who counts as reached and how early to tell.
type Rules struct {
	// Probability from which a place counts as exposed, more than 0, at most 1.
	Probability float64 `json:"probability"`
	// Lead is how many hours before the early arrival (5 % quantile) a jurisdiction needs the warning.
	Lead float64 `json:"lead"`
	// Within is how many hours after the forecast was issued everybody must have been told at the latest; 0: no such rule.
	Within float64 `json:"within"`
	// Bordering: tell neighbours of those reached as well, whether or not they are reached.
	Bordering bool `json:"bordering"`
	// Basis names the clause or rule pack that the numbers come from.
	Basis string `json:"basis"`
}

// A Query is everything that Across depends on.
type Query struct {
	Footprint  hazard.Footprint
	Places     []Place
	Atlas      *Atlas // for reaches whose place is not listed; nil: there are no territories
	Register   *jurisdiction.Register
	Neighbours *jurisdiction.Neighbours
	// Sources are the jurisdictions in which the hazard arises. Empty: nobody has said; then the jurisdiction of the
	// most upstream reach stands in and Result.Assumed says so.
	Sources []jurisdiction.ID
	Rules   Rules
}

// A Status is how a jurisdiction stands to a footprint.
type Status string

// The statuses.
const (
	Reached   Status = "reached"   // exposed with at least the probability of the rules
	Possible  Status = "possible"  // some members reach it, fewer than the rules ask
	Clear     Status = "clear"     // on the carrier, no member reaches it
	Bordering Status = "bordering" // not on it, but a neighbour of one that is reached
)

// A Count says what a number of people counts.
type Count string

// The counts. Unknown must be sayable: 0 people and nobody knows are different news.
const (
	AtPlaces Count = "at-places" // those at or depending on the exposed places
	Everyone Count = "everyone"  // all who live in the jurisdiction: an upper bound
	Unknown  Count = "unknown"
)

// A Finding is what a footprint means for one jurisdiction.
type Finding struct {
	Jurisdiction jurisdiction.ID `json:"jurisdiction"`
	Status       Status          `json:"status"`
	Source       bool            `json:"source"`  // the hazard arises here
	Outside      bool            `json:"outside"` // no member of the alliance: told by other means
	// Disputed: a reach lies where another claims the territory as well.
	Disputed bool `json:"disputed,omitempty"`
	// Place is the reach at which it is first reached; Probability the highest of its reaches.
	Place       string  `json:"place,omitempty"`
	Probability float64 `json:"probability"`
	// Arrival and Peak are those of Place, End that of the last of its reaches, in hours since the footprint's Start;
	// Intensity is that of the reach with the highest median.
	Arrival   hazard.Quantiles `json:"arrival"`
	Peak      hazard.Quantiles `json:"peak"`
	End       hazard.Quantiles `json:"end"`
	Intensity hazard.Quantiles `json:"intensity"`
	// People is how many are exposed, as Counted says.
	People  int64 `json:"people"`
	Counted Count `json:"counted,omitempty"`
	// Share of the footprint's exposed places that lie in it.
	Share float64 `json:"share"`
	// Tell: it must be told, by TellBy at the latest (Unix milliseconds) because of Reason; Late: that was already past
	// when the forecast was issued.
	Tell   bool   `json:"tell"`
	TellBy int64  `json:"tellBy,omitempty"`
	Late   bool   `json:"late,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// A Result is the answer, with the inputs that decide the situation.
type Result struct {
	Situation int               `json:"situation"`
	Sources   []jurisdiction.ID `json:"sources"`
	Assumed   bool              `json:"assumed"` // Sources were not stated but taken from the most upstream reach
	Exposed   []jurisdiction.ID `json:"exposed"` // in the order of arrival
	Rules     Rules             `json:"rules"`
	Graph     string            `json:"graph,omitempty"` // version of the neighbourhoods
	// Findings in the order of arrival, then those who only border.
	Findings []Finding `json:"findings"`
	// Unplaced are reaches that lie in no known jurisdiction: nobody would be told of them.
	Unplaced []string `json:"unplaced,omitempty"`
}

// Situation classifies: which of the situations 1, 2, 3 of cross-jurisdiction risk it is, or 0 (R7).
func Situation(sources, exposed []jurisdiction.ID) int {
	elsewhere := slices.ContainsFunc(exposed, func(id jurisdiction.ID) bool { return !slices.Contains(sources, id) })
	switch {
	case len(sources) > 1:
		return 1
	case len(sources) == 0 || !elsewhere:
		return 0
	case slices.Contains(exposed, sources[0]):
		return 2
	default:
		return 3
	}
}

// Across says whom the footprint concerns.
func Across(q Query) (Result, error) {
	if err := q.validate(); err != nil {
		return Result{}, err
	}
	result := Result{Rules: q.Rules, Sources: slices.Clone(q.Sources)}
	if q.Neighbours != nil {
		result.Graph = q.Neighbours.Version
	}
	byID := make(map[jurisdiction.ID]*Finding)
	var order []jurisdiction.ID
	exposedPlaces := 0.0
	for _, reach := range q.Footprint.Reaches {
		claimants, people := q.locate(reach)
		if len(claimants) == 0 {
			result.Unplaced = append(result.Unplaced, reach.ID)
			continue
		}
		if len(result.Sources) == 0 {
			result.Sources, result.Assumed = slices.Clone(claimants), true
		}
		exposed := false
		for _, id := range claimants {
			f := byID[id]
			if f == nil {
				f = &Finding{Jurisdiction: id, Status: Clear}
				byID[id] = f
				order = append(order, id)
			}
			f.Disputed = f.Disputed || len(claimants) > 1
			exposed = f.take(reach, people, q.Rules.Probability)
		}
		if exposed {
			exposedPlaces++
		}
	}
	for _, id := range order {
		f := byID[id]
		if exposedPlaces > 0 {
			f.Share /= exposedPlaces
		}
		result.Findings = append(result.Findings, *f)
	}
	slices.SortStableFunc(result.Findings, earlier)
	for _, f := range result.Findings {
		if f.Status == Reached {
			result.Exposed = append(result.Exposed, f.Jurisdiction)
		}
	}
	result.Situation = Situation(result.Sources, result.Exposed)
	q.addBordering(&result)
	q.tell(&result)
	return result, nil
}

func (q *Query) validate() error {
	if err := q.Footprint.Validate(); err != nil {
		return fmt.Errorf("exposure: %w", err)
	}
	switch r := q.Rules; {
	case q.Register == nil:
		return errors.New("exposure: wants a register of jurisdictions")
	case !(r.Probability > 0 && r.Probability <= 1):
		return fmt.Errorf("exposure: rules: probability %g: wants more than 0, at most 1", r.Probability)
	case !(r.Lead >= 0 && r.Within >= 0) || math.IsInf(r.Lead+r.Within, 0):
		return fmt.Errorf("exposure: rules: lead %g h, within %g h: want 0 or more", r.Lead, r.Within)
	}
	for _, p := range q.Places {
		if _, ok := q.Register.Get(p.Jurisdiction); !ok {
			return fmt.Errorf("exposure: place %q: jurisdiction %q is not in the register", p.ID, p.Jurisdiction)
		}
	}
	for _, t := range q.Atlas.all() {
		if _, ok := q.Register.Get(t.Jurisdiction); !ok {
			return fmt.Errorf("exposure: territory of %q, which is not in the register", t.Jurisdiction)
		}
	}
	for _, id := range q.Sources {
		if _, ok := q.Register.Get(id); !ok {
			return fmt.Errorf("exposure: source %q is not in the register", id)
		}
	}
	return nil
}

// locate finds the jurisdictions of a reach: the one of its place's name, else those in whose territory it lies. If two claim the place, it is
// not for this program to say whose it is: both are concerned, and both are told (R1).
func (q *Query) locate(r hazard.Reach) ([]jurisdiction.ID, int64) {
	for _, p := range q.Places {
		if p.ID == r.Place {
			return []jurisdiction.ID{p.Jurisdiction}, p.People
		}
	}
	return q.Atlas.At(geo.Point{Lon: r.Lon, Lat: r.Lat}), -1
}

// take adds one reach to what is known of its jurisdiction and reports whether the reach is exposed.
func (f *Finding) take(r hazard.Reach, people int64, threshold float64) bool {
	if r.Probability > f.Probability {
		f.Probability = r.Probability
	}
	if r.Intensity.P50 > f.Intensity.P50 || f.Intensity == (hazard.Quantiles{}) {
		f.Intensity = r.Intensity
	}
	if r.Probability == 0 {
		return false
	}
	exposed := r.Probability >= threshold
	if f.Status == Clear || exposed && f.Status == Possible {
		f.Place, f.Arrival, f.Peak = r.ID, r.Arrival, r.Peak
		f.Status = Possible
		if exposed {
			f.Status = Reached
		}
	}
	if f.End.P50 < r.End.P50 || f.End == (hazard.Quantiles{}) {
		f.End = r.End
	}
	if exposed {
		f.Share++
		if people >= 0 {
			f.People, f.Counted = f.People+people, AtPlaces
		}
	}
	return exposed
}

// earlier orders findings by median arrival; those that nothing reaches come last.
func earlier(a, b Finding) int {
	key := func(f Finding) float64 {
		if f.Status == Clear {
			return math.Inf(1)
		}
		return f.Arrival.P50
	}
	switch x, y := key(a), key(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// addBordering adds those that no reach lies in but that neighbour one that is reached, by whatever link.
func (q *Query) addBordering(result *Result) {
	if !q.Rules.Bordering {
		return
	}
	known := make(map[jurisdiction.ID]bool)
	for _, f := range result.Findings {
		known[f.Jurisdiction] = true
	}
	for _, id := range result.Exposed {
		for _, e := range q.Neighbours.Of(id) {
			if !known[e.To] {
				known[e.To] = true
				result.Findings = append(result.Findings, Finding{Jurisdiction: e.To, Status: Bordering,
					Reason: fmt.Sprintf("neighbour of %s by %s", id, e.Link)})
			}
		}
	}
}

// tell sets who must be told by when: the earlier of "so many hours before it may arrive" and "so many hours after the
// forecast". The source knows already.
func (q *Query) tell(result *Result) {
	issued, hour := q.Footprint.Provenance.Issued, 3.6e6
	within := int64(math.MaxInt64)
	if q.Rules.Within > 0 {
		within = issued + int64(q.Rules.Within*hour)
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Source = slices.Contains(result.Sources, f.Jurisdiction)
		j, _ := q.Register.Get(f.Jurisdiction)
		f.Outside = j.Outside
		if f.Status == Reached && f.Counted == "" {
			f.People, f.Counted = j.People, Everyone
			if j.People == 0 {
				f.Counted = Unknown
			}
		}
		f.Tell = !f.Source && (f.Status == Reached || f.Status == Bordering)
		if !f.Tell {
			continue
		}
		f.TellBy = within
		if f.Reason == "" {
			f.Reason = fmt.Sprintf("within %g h of the forecast", q.Rules.Within)
		}
		if f.Status == Reached {
			if by := q.Footprint.Start + int64((f.Arrival.P05-q.Rules.Lead)*hour); by < within {
				f.TellBy = by
				f.Reason = fmt.Sprintf("%g h before the early arrival (5 %%)", q.Rules.Lead)
			}
		}
		if f.TellBy == math.MaxInt64 {
			f.TellBy = 0 // nobody said by when
		}
		f.Late = f.TellBy != 0 && f.TellBy < issued
	}
}
