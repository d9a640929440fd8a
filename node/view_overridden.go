package node

import (
	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/node/view"
	"tongzhou/review"
)

// Overrides of forecasts by analysts: beside the run where it is drawn, and scored with it (R14). The callers hold mu.

// overridden are what analysts say of a place instead of a run, of each the last word about each run.
func (n *Node) overridden(d *docket.Docket, of act.Ref, place string, drawn act.Ref) []view.ChartOverride {
	var out []view.ChartOverride
	for _, o := range d.Incidents().Overrides(of) {
		if !o.Current || o.Place != place {
			continue
		}
		x := view.ChartOverride{By: n.partyLocked(o.By), At: n.at(o.At), Officer: o.Officer, Ref: view.Ref(o.Ref), Run: view.Ref(o.Run), Issued: n.at(o.RunIssued), Newest: o.Run == drawn, Why: o.Why}
		if o.Arrival != nil {
			band := n.timeBand(o.Arrival)
			x.Arrival = &band
		}
		if o.Intensity != nil {
			x.Peak = n.line(incident.Reach{Intensity: o.Intensity}).Peak
		}
		if o.Probability != nil {
			p := float64(*o.Probability) / 1e6
			x.Probability = &p
		}
		out = append(out, x)
	}
	return out
}

// overrideSkill scores the overrides of a case beside their runs.
func (n *Node) overrideSkill(c incident.Case, truths []review.Truth, now act.Time) ([]review.Pair, []view.SkillOverride, error) {
	var pairs []review.Pair
	var rows []view.SkillOverride
	for _, o := range n.docket.Incidents().Overrides(c.ID) {
		if o.At > now {
			continue
		}
		p, err := review.Beside(o, truths)
		if err != nil {
			return nil, nil, err
		}
		name := o.Said.Name
		if name == nil {
			name = text(o.Place)
		}
		pairs = append(pairs, p)
		rows = append(rows, view.SkillOverride{By: n.partyLocked(o.By), At: n.at(o.At), Act: view.Ref(o.Ref), Run: view.Ref(o.Run), Issued: n.at(o.RunIssued), Case: warningID(c.ID), Place: name, Why: o.Why,
			Outcome: string(p.Outcome), Model: skillPoint(p.Model), Analyst: skillPoint(p.Analyst)})
	}
	return pairs, rows, nil
}

func skillPoint(k review.Check) view.SkillPoint {
	x := view.SkillPoint{Probability: k.Probability}
	if k.Outcome != review.Came || !k.Banded {
		return x
	}
	x.Verdict = []string{"outside", "undecided", "inside"}[k.Verdict]
	if k.Closed {
		x.OffBy, x.CRPS = &k.Error, &k.CRPS
	}
	return x
}

func sides(pairs []review.Pair) *view.SkillSides {
	if len(pairs) == 0 {
		return nil
	}
	s := review.Compare(pairs)
	out := &view.SkillSides{Scored: s.Scored, Timed: s.Timed, Better: s.Better, Worse: s.Worse}
	if s.Timed > 0 {
		out.Model, out.Analyst = &s.Model, &s.Analyst
	}
	return out
}
