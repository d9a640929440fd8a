package node

import (
	"math"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/review"
)

// mostScored is in how many cases, the last opened, forecasts are scored for the page: those whose danger is like the one at hand are the
// ones that say something about it.
const mostScored = 100

// like is a kind of danger, as real or rehearsed as it is.
type like struct {
	hazard, status, telling string
}

// skill says how the forecasts of dangers like that of a case did.
func (n *Node) skill(of act.Ref, now act.Time) (*view.Skill, error) {
	n.mu.Lock()
	this, ok := n.docket.Incidents().Case(of)
	n.mu.Unlock()
	if !ok {
		return nil, nil
	}
	return n.skillOf(like{this.Open.Hazard, this.Open.Status, this.Open.Telling}, now)
}

// tried is what is on record of how forecasts of some dangers came out.
type tried struct {
	checks    []review.Check
	rows      []view.SkillForecast
	pairs     []review.Pair
	overrides []view.SkillOverride
	cases     int // that have a forecast
}

// checksOf are the checks of all forecasts of such dangers, and each forecast with its own.
func (n *Node) checksOf(of like, now act.Time) (tried, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := tried{rows: []view.SkillForecast{}, overrides: []view.SkillOverride{}}
	for _, c := range n.docket.Incidents().Cases() {
		if c.Open.Hazard != of.hazard || c.Open.Status != of.status || c.Open.Telling != of.telling || out.cases == mostScored {
			continue
		}
		checks, rows, err := n.scoreLocked(c, now)
		if err != nil {
			return tried{}, err
		}
		if len(rows) > 0 {
			out.cases++
		}
		out.checks, out.rows = append(out.checks, checks...), append(out.rows, rows...)
		beside, overrides, err := n.overrideSkill(c, n.truths(n.docket, c.ID, now), now)
		if err != nil {
			return tried{}, err
		}
		out.pairs, out.overrides = append(out.pairs, beside...), append(out.overrides, overrides...)
	}
	return out, nil
}

// skillOf says how the forecasts of such dangers did.
func (n *Node) skillOf(of like, now act.Time) (*view.Skill, error) {
	all, err := n.checksOf(of, now)
	if err != nil {
		return nil, err
	}
	out := &view.Skill{Forecasts: all.rows, Leads: []view.SkillLead{}, Overrides: all.overrides}
	slices.SortStableFunc(out.Forecasts, func(a, b view.SkillForecast) int { return b.Issued.Compare(a.Issued) })
	slices.SortStableFunc(out.Overrides, func(a, b view.SkillOverride) int { return b.At.Compare(a.At) })
	out.Sides = sides(all.pairs)
	sum, err := review.Sum(all.checks)
	if err != nil {
		return nil, err
	}
	if out.Reliability, err = n.reliability(all.checks, sum, all.cases); err != nil {
		return nil, err
	}
	out.Came, out.Stayed, out.Open = sum.Came, sum.Stayed, sum.Open
	if sum.Came+sum.Stayed > 0 {
		out.Brier = &sum.Brier
	}
	for _, l := range sum.Leads {
		if l.Banded > 0 {
			row := view.SkillLead{From: l.From, Count: l.Banded, SkillVerdicts: verdicts(l.Counts)}
			if l.Closed > 0 {
				row.CRPS = &l.CRPS
			}
			if !math.IsInf(l.To, 1) {
				row.To = &l.To
			}
			out.Leads = append(out.Leads, row)
		}
	}
	args := phrase.Args{"forecasts": sum.Forecasts, "n": sum.Banded, "hit": sum.Inside, "miss": sum.Outside, "undecided": sum.Undecided, "stayed": sum.Stayed, "open": sum.Open,
		"error": time.Duration(sum.Error * float64(time.Hour)).Round(time.Minute)}
	switch {
	case sum.Closed > 0:
		out.Text = n.book.Say("skill", args)
	case sum.Banded > 0:
		out.Text = n.book.Say("skill.undated", args)
	case sum.Stayed > 0:
		out.Text = n.book.Say("skill.stayed", args)
	default:
		out.Text = n.book.Say("skill.none", nil)
	}
	return out, nil
}

// Of how many checks, of how many forecasts, a reliability diagram is drawn at the least. With fewer every bar reaches from top to bottom, and a picture of it would look as if it
// said something.
const (
	leastChecks    = 20
	leastForecasts = 5
)

// reliability draws what the probabilities were worth, or says that there is too little to draw.
func (n *Node) reliability(checks []review.Check, sum review.Score, cases int) (view.Reliability, error) {
	out := view.Reliability{Checks: sum.Came + sum.Stayed, Forecasts: sum.Forecasts, Cases: cases, Bins: []view.ReliabilityBin{}}
	args := phrase.Args{"checks": out.Checks, "forecasts": out.Forecasts, "cases": cases, "leastChecks": leastChecks, "leastForecasts": leastForecasts}
	if out.Checks < leastChecks || out.Forecasts < leastForecasts {
		out.Text = n.book.Say("reliability.few", args)
		return out, nil
	}
	out.Text = n.book.Say(map[bool]string{true: "reliability.one", false: "reliability"}[cases == 1], args)
	bins, err := review.Reliability(checks)
	for _, b := range bins {
		out.Bins = append(out.Bins, view.ReliabilityBin{From: b.From, To: b.To, Forecast: b.Forecast, Observed: b.Observed, Low: b.Low, High: b.High, Count: b.Count})
	}
	return out, err
}

// scoreLocked checks the forecasts of one case, and sums each of them.
func (n *Node) scoreLocked(c incident.Case, now act.Time) ([]review.Check, []view.SkillForecast, error) {
	issued := slices.DeleteFunc(n.docket.Incidents().Forecasts(c.ID), func(f incident.Issued) bool { return f.Issued > now })
	if len(issued) == 0 {
		return nil, nil, nil
	}
	checks, err := review.Verify(issued, n.truths(n.docket, c.ID, now))
	if err != nil {
		return nil, nil, err
	}
	var rows []view.SkillForecast
	for _, f := range issued {
		var own []review.Check
		for _, k := range checks {
			if k.Forecast == f.Ref {
				own = append(own, k)
			}
		}
		s, err := review.Sum(own)
		if err != nil {
			return nil, nil, err
		}
		row := view.SkillForecast{Issued: n.at(f.Issued), By: n.partyLocked(f.By), Act: view.Ref(f.Ref), Case: warningID(c.ID), Came: s.Came, Banded: s.Banded, SkillVerdicts: verdicts(s.Counts),
			Stayed: s.Stayed, Open: s.Open, Current: f.Current}
		if s.Closed > 0 {
			row.OffBy, row.CRPS = &s.Error, &s.CRPS
		}
		if s.Came+s.Stayed > 0 {
			row.Brier = &s.Brier
		}
		rows = append(rows, row)
	}
	return checks, rows, nil
}

func verdicts(n review.Counts) view.SkillVerdicts {
	return view.SkillVerdicts{Inside: n.Inside, Outside: n.Outside, Undecided: n.Undecided}
}

// truths are what is on record about the places of a case: by when the danger was at each, and until when it was measured and below the limit before.
func (n *Node) truths(d *docket.Docket, id act.Ref, now act.Time) []review.Truth {
	limits := map[string]float64{}
	for _, r := range n.watch.what.Rivers {
		for _, s := range r.stations() {
			limits[s.id] = s.limit
		}
	}
	by := map[string]*review.Truth{}
	var order []string
	seen := n.observedIn(d, id, now)
	for _, o := range seen {
		if by[o.place] == nil {
			by[o.place], order = &review.Truth{Place: o.place}, append(order, o.place)
		}
		if o.What == "arrival" { // there is one for each place at the most
			by[o.place].Arrived, by[o.place].Quiet = act.Time(o.At.UnixMilli()), o.free
		}
	}
	for _, o := range seen {
		t, at := by[o.place], act.Time(o.At.UnixMilli())
		if o.What == "reading" && o.Measure != nil && o.Measure.Value < limits[o.place] && (t.Arrived == 0 || at < t.Arrived) {
			t.Quiet = max(t.Quiet, at)
		}
	}
	out := make([]review.Truth, 0, len(order))
	for _, place := range order {
		out = append(out, *by[place])
	}
	return out
}
