package node

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/evaluation"
	measures "tongzhou/hazard/river/measure"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// The account of a loss that was avoided (R98): what a set that was carried out has changed, against a run in which nothing was ordered.

// An accounting is for which case an account is asked, and with which words.
type accounting struct {
	of   act.Ref
	said act.Text
}

// mayAccount says why an account cannot be put on record, before anything is computed; nil: none is asked for.
func (n *Node) mayAccount(r River, want view.MeasuresAsked) (*accounting, error) {
	if !want.Record {
		return nil, nil
	}
	switch {
	case want.First:
		return nil, refuse(Invalid, "nothing was put on record: a first answer is for looking at; run the whole")
	case want.Done == "":
		return nil, refuse(Invalid, "nothing was put on record: say which set was carried out; what was not done has avoided nothing")
	case want.Reason.Check() != nil:
		return nil, refuse(Invalid, "nothing was put on record: say what was done and how it is known")
	}
	if want.Case == "" {
		of := n.openCase(r)
		if of == nil {
			return nil, refuse(Conflict, "nothing was put on record: there is no open case on this river; name the case that the account is about")
		}
		return &accounting{*of, want.Reason}, nil
	}
	of, err := n.refOf(context.Background(), want.Case)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	c, ok := n.docket.Incidents().Case(of)
	n.mu.Unlock()
	if !ok || c.Open.Hazard != r.hazard() {
		return nil, refuse(Conflict, "nothing was put on record: %s is no case of a %s", want.Case, r.hazard())
	}
	return &accounting{of, want.Reason}, nil
}

// recordAvoided puts the account on record. Its exhibit has everything that the runs depend on and what came out.
func (n *Node) recordAvoided(ctx context.Context, who view.Officer, c *comparison, about *accounting) (act.Ref, error) {
	if c.Members < evaluation.Least {
		return act.Ref{}, refuse(Invalid, "nothing was put on record: %d members; wants %d or more, because the quantiles of fewer are no band", c.Members, evaluation.Least)
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		return act.Ref{}, err
	}
	sum, err := n.store.PutExhibit(ctx, "application/json", encoded, n.clock.Now().UnixMilli())
	if err != nil {
		return act.Ref{}, storeProblem(err)
	}
	at := 1 + slices.IndexFunc(c.asked.Sets, func(s measures.Set) bool { return s.Name == c.Done })
	body := evaluation.Avoided{Of: about.of, Done: about.said, With: c.Result.EnsembleID(at), Without: c.Result.EnsembleID(0), Model: c.Model, Seed: strconv.FormatUint(c.Inputs.Seed, 10),
		Members: c.Members, Read: len(c.Inputs.Readings), Exhibit: act.Hash(sum), Rows: c.rows(at), Flooded: c.drowned(c.Plans[at-1]), Simulated: c.simulated()}
	n.mu.Lock()
	cites := []act.Ref{about.of}
	for _, a := range n.docket.Evaluations().Accounts(about.of) {
		if a.By == n.cfg.ID && a.ReplacedBy == nil { // the last word of this jurisdiction
			body.Replaces, cites = &a.Ref, []act.Ref{about.of, a.Ref}
		}
	}
	one, _ := n.docket.Incidents().Case(about.of)
	to := n.participants(one)
	n.mu.Unlock()
	for _, r := range body.Rows {
		to = append(to, r.Party)
	}
	for _, f := range body.Flooded {
		to = append(to, f.Party)
	}
	return n.say(ctx, saying{kind: evaluation.KindAvoided, to: n.members(to), cites: cites, exhibits: []act.Hash{act.Hash(sum)}, officer: who.Name, body: body, once: "avoided " + act.Hash(sum).String()})
}

// simulated says whether any of the rain, or a work that was used, is made up.
func (c *comparison) simulated() bool {
	for _, r := range c.Inputs.Rain {
		if r.Simulated {
			return true
		}
	}
	return slices.ContainsFunc(c.Works, func(w Work) bool { return w.Simulated })
}

// drowned are the areas that a plan opens, as they stand on record.
func (c *comparison) drowned(p Plan) []evaluation.Flooded {
	var out []evaluation.Flooded
	for _, w := range c.opened(p) {
		x := evaluation.Flooded{Party: w.Party, Name: w.Name}
		if w.People >= 0 {
			x.People = &w.People
		}
		out = append(out, x)
	}
	return out
}

// rows are what differs at each place.
func (c *comparison) rows(set int) []evaluation.Row {
	var out []evaluation.Row
	for _, e := range c.Result.Sets[set].Effects {
		row := evaluation.Row{Party: jurisdiction.ID(e.Party), Place: e.Place, Better: int64(math.Round(e.Water.Better * 1e6)), Worse: int64(math.Round(e.Water.Worse * 1e6))}
		if i := slices.IndexFunc(c.river.Places, func(p Place) bool { return p.ID == e.Place }); i >= 0 {
			row.Name = c.river.Places[i].Name
		}
		for _, x := range []struct {
			what, unit string
			by         measures.Band
			per        float64
		}{{"peak", "m3/s", e.Water.PeakBy, 1}, {"over", "h", e.Water.OverBy, 3600}, {"excess", "m3", e.Water.ExcessBy, 1}} {
			row.What = x.what
			row.By, row.Low, row.High = outward(x.by, x.per, x.unit)
			out = append(out, row)
		}
	}
	return out
}

// outward writes a band of differences with three digits of its widest end, rounded away from its middle: rounding never makes a band narrower than it
// was computed. A band that would lose its width by it gets one last digit to either side, for closer than that nothing is known.
func outward(b measures.Band, per float64, unit string) (act.Sizes, act.Quantity, act.Quantity) {
	widest := max(math.Abs(b.Low), math.Abs(b.High)) / per
	if widest < 1e-3 { // the arithmetic of routing, or seconds: no measure has touched this place
		zero := act.Quantity{Unit: unit}
		return act.Sizes{P05: zero, P25: zero, P50: zero, P75: zero, P95: zero}, zero, zero
	}
	e := int(math.Floor(math.Log10(widest))) - 2
	digits := func(v float64, round func(float64) float64) int64 { return int64(round(v / per / math.Pow10(e))) }
	v := []int64{digits(b.Low, math.Floor), digits(b.P05, math.Floor), digits(b.P25, math.Floor), digits(b.P50, math.Round), digits(b.P75, math.Ceil), digits(b.P95, math.Ceil), digits(b.High, math.Ceil)}
	if v[1] == v[5] {
		v[0], v[1], v[5], v[6] = v[0]-1, v[1]-1, v[5]+1, v[6]+1
	}
	at := func(i int) act.Quantity { return act.Quantity{Mantissa: v[i], Exponent: e, Unit: unit} }
	return act.Sizes{P05: at(1), P25: at(2), P50: at(3), P75: at(4), P95: at(5)}, at(0), at(6)
}

// avoided are the accounts of a case, the newest first. The caller holds mu.
func (n *Node) avoided(d *docket.Docket, of act.Ref) []view.AvoidedLoss {
	out := []view.AvoidedLoss{}
	for _, a := range slices.Backward(d.Evaluations().Accounts(of)) {
		x := view.AvoidedLoss{ID: warningID(a.Ref), By: n.partyLocked(a.By), At: n.at(a.At), Officer: a.Officer, Done: a.Done, With: a.With, Without: a.Without, Model: a.Model, Seed: a.Seed,
			Members: a.Members, Readings: a.Read, Exhibit: a.Exhibit.String(), Simulated: a.Simulated, Own: a.Own, Contested: a.Contested, Replaced: a.ReplacedBy != nil, Parties: []view.AvoidedParty{}, Flooded: []view.AvoidedLand{},
			Answers: []view.AvoidedAnswer{}, Ref: view.Ref(a.Ref)}
		for _, r := range a.Rows {
			i := slices.IndexFunc(x.Parties, func(p view.AvoidedParty) bool { return p.Party.ID == string(r.Party) })
			if i < 0 {
				i, x.Parties = len(x.Parties), append(x.Parties, view.AvoidedParty{Party: n.partyLocked(r.Party), Rows: []view.AvoidedRow{}})
			}
			x.Parties[i].Rows = append(x.Parties[i].Rows, view.AvoidedRow{Place: r.Place, Name: r.Name, What: r.What, By: spreadFrom(r.By, r.Low, r.High),
				Better: float64(r.Better) / 1e6, Worse: float64(r.Worse) / 1e6})
		}
		for _, f := range a.Flooded {
			x.Flooded = append(x.Flooded, view.AvoidedLand{Party: n.partyLocked(f.Party), Name: f.Name, People: f.People})
		}
		for _, y := range a.Answers {
			x.Answers = append(x.Answers, view.AvoidedAnswer{By: n.partyLocked(y.By), At: n.at(y.At), Agrees: y.Agrees, Text: y.Text, Ref: view.Ref(y.Ref)})
		}
		out = append(out, x)
	}
	return out
}

func spreadFrom(z act.Sizes, low, high act.Quantity) view.Spread {
	return view.Spread{Band: view.Band{P05: z.P05.Float(), P25: z.P25.Float(), P50: z.P50.Float(), P75: z.P75.Float(), P95: z.P95.Float(), Unit: z.P05.Unit}, Low: low.Float(), High: high.Float()}
}

// evaluated are the events that evaluations of a case add to its timeline. The caller holds mu.
func (n *Node) evaluated(d *docket.Docket, of act.Ref) []view.CaseEvent {
	var out []view.CaseEvent
	for _, a := range d.Evaluations().Accounts(of) {
		out = append(out, n.event(a.At, a.Ref, view.CaseEvent{By: n.partyLocked(a.By), Kind: string(evaluation.KindAvoided), Text: n.tellBody(evaluation.KindAvoided, a.Avoided), Simulated: a.Simulated, Contested: a.Contested}))
		for _, x := range a.Answers {
			out = append(out, n.event(x.At, x.Ref, view.CaseEvent{By: n.partyLocked(x.By), Kind: string(evaluation.KindAnswer), Text: n.tellBody(evaluation.KindAnswer, x.Answer)}))
		}
	}
	return out
}
