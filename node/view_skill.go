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

// skill says how the forecasts of dangers like that of a case did: of the same hazard, and as real or rehearsed as it is.
func (n *Node) skill(like act.Ref, now act.Time) (*view.Skill, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	this, ok := n.docket.Incidents().Case(like)
	if !ok {
		return nil, nil
	}
	out := &view.Skill{Forecasts: []view.SkillForecast{}, Leads: []view.SkillLead{}, Overrides: []view.SkillOverride{}}
	var all []review.Check
	var pairs []review.Pair
	scored := 0
	for _, c := range n.docket.Incidents().Cases() {
		if c.Open.Hazard != this.Open.Hazard || c.Open.Status != this.Open.Status || c.Open.Telling != this.Open.Telling || scored == mostScored {
			continue
		}
		checks, rows, err := n.scoreLocked(c, now)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			scored++
		}
		all, out.Forecasts = append(all, checks...), append(out.Forecasts, rows...)
		beside, overrides, err := n.overrideSkill(c, n.truths(n.docket, c.ID, now), now)
		if err != nil {
			return nil, err
		}
		pairs, out.Overrides = append(pairs, beside...), append(out.Overrides, overrides...)
	}
	slices.SortStableFunc(out.Forecasts, func(a, b view.SkillForecast) int { return b.Issued.Compare(a.Issued) })
	slices.SortStableFunc(out.Overrides, func(a, b view.SkillOverride) int { return b.At.Compare(a.At) })
	out.Sides = sides(pairs)
	sum, err := review.Sum(all)
	if err != nil {
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
