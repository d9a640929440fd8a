package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/hazard"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/observation"
)

// Members of a first answer: enough for a band, few enough to be there while somebody reads the first line.
const (
	firstSlug  = 100
	firstFlood = 20
	firstStep  = 1200 // s: a crest a week down the river then comes two hours late
)

// Rivers lists what can be run here.
func (n *Node) Rivers(ctx context.Context) (view.Rivers, error) {
	out := view.Rivers{Now: n.at(n.moment()), Rivers: []view.River{}}
	for _, r := range n.watch.what.Rivers {
		x := view.River{ID: r.ID, Name: r.Name, Substance: r.Substance, Hazard: r.hazard()}
		if of := n.openCase(r); of != nil {
			x.Case = warningID(*of)
		}
		skill, err := n.skillOf(like{r.hazard(), string(r.Status), r.Telling}, n.moment())
		if err != nil {
			return view.Rivers{}, err
		}
		x.Skill = *skill
		out.Rivers = append(out.Rivers, x)
	}
	return out, ctx.Err()
}

// Trial runs a river's model as an analyst supposes. It is shown, and put on record only if asked for: then it stands beside the node's own forecasts, names who ran it and why,
// and is scored like them.
func (n *Node) Trial(ctx context.Context, who view.Officer, id string, want view.Assumptions) (view.Trial, error) {
	i := slices.IndexFunc(n.watch.what.Rivers, func(r River) bool { return r.ID == id })
	if i < 0 {
		return view.Trial{}, refuse(NotFound, "there is no river %q here; there are those that the watch names", id)
	}
	r := n.watch.what.Rivers[i].supposing(want)
	e := event{given: n.moment(), of: n.openCase(r)}
	switch {
	case want.Record && e.of == nil:
		return view.Trial{}, refuse(Conflict, "nothing was put on record: there is no open case that this forecast belongs to; open one first")
	case want.Record && want.First:
		return view.Trial{}, refuse(Invalid, "nothing was put on record: a first answer is for looking at; run the whole")
	case want.Record && want.Reason.Check() != nil:
		return view.Trial{}, refuse(Invalid, "nothing was put on record: say why other assumptions are better")
	}
	// Every run of a river draws the same numbers, whatever is supposed: what differs between two of them is what was supposed, and not chance.
	e.signal = observation.Signal{Key: observation.Key{Station: "trial", Quantity: observation.Quantity(id)}}
	began := time.Now()
	print, readings, spreads, err := n.suppose(ctx, r, e, want.Blind)
	if err != nil {
		return view.Trial{}, refuse(Invalid, "the model does not answer: %v", err)
	}
	o := outlook{event: e, river: r, print: print}
	if o.result, err = n.across(r, print); err != nil {
		return view.Trial{}, err
	}
	arrivals, err := spreads()
	if err != nil {
		return view.Trial{}, err
	}
	out := view.Trial{River: id, First: want.First, Members: o.print.Provenance.Members, Readings: readings, Model: o.print.Provenance.Model + " " + o.print.Provenance.Version,
		Inputs: o.print.Provenance.Inputs, Took: time.Since(began).Milliseconds(), Said: n.supposed(want), Chart: n.trialChart(o, arrivals)}
	if want.Record {
		ref, err := n.recordTrial(ctx, who, &o, want, out.Said)
		if err != nil {
			return out, err
		}
		at := view.Ref(ref)
		out.Ref = &at
	}
	return out, nil
}

// supposing is the river with other inputs. Its own are not touched.
func (r River) supposing(a view.Assumptions) River {
	shift := int64(a.Later * float64(time.Hour/time.Millisecond))
	if r.Flood != nil {
		f := *r.Flood
		f.Inputs.Rain = slices.Clone(f.Inputs.Rain)
		for i := range f.Inputs.Rain {
			if a.Amount > 0 {
				f.Inputs.Rain[i].Depth *= a.Amount
			}
			f.Inputs.Rain[i].At += shift
		}
		if a.First {
			f.Inputs.Members, f.Inputs.Step = min(f.Inputs.Members, firstFlood), max(f.Inputs.Step, firstStep)
		}
		r.Flood = &f
		return r
	}
	if a.Amount > 0 {
		r.Inputs.Release.Mass *= a.Amount
	}
	r.Inputs.Release.At += shift
	if a.Flow > 0 {
		r.Inputs.Reaches = slices.Clone(r.Inputs.Reaches)
		for i := range r.Inputs.Reaches {
			r.Inputs.Reaches[i].Discharge *= a.Flow
		}
	}
	if a.First {
		r.Inputs.Members = min(r.Inputs.Members, firstSlug)
	}
	return r
}

// supposed says what was supposed.
func (n *Node) supposed(a view.Assumptions) act.Text {
	number := func(v float64) act.Text { return text(fmt.Sprintf("%g", v)) }
	args := phrase.Args{"amount": number(a.Amount), "later": number(a.Later), "flow": number(a.Flow)}
	var parts []act.Text
	for _, p := range []struct {
		key string
		is  bool
	}{{"amount", a.Amount > 0 && a.Amount != 1}, {"later", a.Later != 0}, {"flow", a.Flow > 0 && a.Flow != 1}, {"blind", a.Blind}} {
		if p.is {
			parts = append(parts, n.book.Say("trial."+p.key, args))
		}
	}
	if len(parts) == 0 {
		return n.book.Say("trial.none", nil)
	}
	return n.book.Say("trial", phrase.Args{"parts": parts})
}

// trialChart draws a run without anything of what happened, with how the members' arrivals are spread.
func (n *Node) trialChart(o outlook, arrivals map[string]hazard.Spread) view.Chart {
	now := n.moment()
	c := view.Chart{Title: n.book.Say("case."+o.river.hazard(), phrase.Args{"substance": o.river.Substance, "river": o.river.Name}), Unit: o.print.Unit, Now: n.at(now), Start: n.at(now), End: n.at(now),
		Lines: []view.ChartLine{}, Forecasts: []view.ChartIssue{}}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, r := range o.reaches() {
		line := n.line(r)
		if s := arrivals[r.Place]; len(s.Shares) > 0 {
			line.Spread = &view.ArrivalSpread{From: n.at(act.Time(o.print.Start + int64(s.From*3.6e6))), Hours: s.Step, Shares: s.Shares}
		}
		c.Lines = append(c.Lines, line)
		extend(&c, line)
	}
	return c
}

// recordTrial puts a run on record in its case, beside the node's own.
func (n *Node) recordTrial(ctx context.Context, who view.Officer, o *outlook, want view.Assumptions, said act.Text) (act.Ref, error) {
	encoded, err := o.print.Encode()
	if err != nil {
		return act.Ref{}, err
	}
	sum, err := n.store.PutExhibit(ctx, "application/json", encoded, n.clock.Now().UnixMilli())
	if err != nil {
		return act.Ref{}, storeProblem(err)
	}
	o.exhibit = act.Hash(sum)
	body := o.body()
	body.Officer, body.Note = who.Name, act.Text{}
	for tag, why := range want.Reason {
		body.Note[tag] = why + " (" + cmp.Or(said[tag], said["en"]) + ")"
	}
	return n.say(ctx, saying{kind: incident.KindForecast, to: n.told(*o), cites: []act.Ref{*o.of}, exhibits: []act.Hash{o.exhibit}, officer: who.Name, body: body, once: "trial " + o.exhibit.String()})
}
