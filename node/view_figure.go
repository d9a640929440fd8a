package node

import (
	"math"
	"slices"
	"strconv"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/suspicion"
)

// What was reported, beside what was found when others verified it (R59). The callers of everything here hold mu.

// figures are all figures of a case with what came of them.
func (n *Node) figures(of act.Ref) []view.ReportedFigure {
	out := []view.ReportedFigure{}
	for _, f := range n.docket.Incidents().Figures(of) {
		c, _ := n.compared(of, f)
		out = append(out, c)
	}
	return out
}

// compared puts a figure beside its checks.
func (n *Node) compared(of act.Ref, f incident.Figure) (view.ReportedFigure, suspicion.Difference) {
	s, asked := n.weighable(f)
	d := s.Weigh()
	out := view.ReportedFigure{By: n.partyLocked(f.By), Subject: f.Subject, Field: f.Field, Name: n.figureName(f), Unit: f.Versions[d.At].Quantity.Unit, Versions: []view.FigureVersion{}, Checks: []view.FigureCheck{},
		State: d.State, For: []act.Text{}, Asked: []view.ActRef{}, Evidence: []view.ActRef{}}
	for _, v := range f.Versions {
		x := view.FigureVersion{Value: v.Quantity.Float(), Unit: v.Quantity.Unit, Confidence: v.Confidence, Of: n.at(v.Of), At: n.at(v.Recorded), Ref: view.Ref(v.Ref), Doubt: floatOf(v.Doubt)}
		if v.Withdrawn != nil {
			x.Withdrawn = refOrNil(*v.Withdrawn)
		}
		out.Versions = append(out.Versions, x)
	}
	for _, c := range f.Checks {
		out.Checks = append(out.Checks, view.FigureCheck{By: n.partyLocked(c.By), Value: c.Quantity.Float(), Unit: c.Quantity.Unit, Doubt: floatOf(c.Doubt), Basis: c.Basis, Source: c.Source, Of: n.at(c.ClaimedAt), At: n.at(c.Recorded), Ref: view.Ref(c.Ref)})
	}
	if d.State == "unverified" {
		out.Says = n.book.Say("figure.unverified", nil)
		return out, d
	}
	out.Apart = &d.Value
	if !math.IsNaN(d.Band) {
		out.Band = &d.Band
	}
	out.Says = n.book.Say("figure."+d.State, n.differing(f, d))
	held := f.Versions[d.At]
	out.Evidence = append(out.Evidence, view.Ref(held.Ref), view.Ref(f.Checks[d.Against].Ref))
	out.Filed = n.filedAbout(f)
	if d.State == "beyond" && d.Value > 0 {
		out.Asked = n.askedSince(of, f, held)
	}
	if d.State == "beyond" {
		out.For = n.inItsFavour(f, d, asked)
		out.Draft = n.book.Say("suspected.false", n.differing(f, d))
	}
	return out, d
}

// askedSince are the requests and calls for help that the author of a figure made after it and before it was verified: who reports too much may want help, and may
// have wanted it in good faith.
func (n *Node) askedSince(of act.Ref, f incident.Figure, held incident.FigureVersion) []view.ActRef {
	out := []view.ActRef{}
	for _, a := range n.docket.Incidents().Asked(of) {
		if a.By == f.By && a.At >= held.Recorded && a.At < f.Checks[0].Recorded && (a.Task == nil || !a.Task.Binding) {
			out = append(out, view.Ref(a.Ref))
		}
	}
	return out
}

func floatOf(q *act.Quantity) *float64 {
	if q == nil {
		return nil
	}
	v := q.Float()
	return &v
}

// weighable is a figure as its weighing takes it, and when somebody first asked about it: a question, a suspicion or a finding about one of its versions.
func (n *Node) weighable(f incident.Figure) (suspicion.Figure, act.Time) {
	var out suspicion.Figure
	versions := map[act.Ref]bool{}
	for _, v := range f.Versions {
		versions[v.Ref] = true
	}
	asks := map[act.Ref]bool{} // what an author who cites it knew
	ask := func(ref act.Ref, at act.Time) {
		asks[ref] = true
		if out.Asked == 0 || at < out.Asked {
			out.Asked = at
		}
	}
	about := func(refs []act.Ref) bool {
		return slices.ContainsFunc(refs, func(r act.Ref) bool { return versions[r] })
	}
	for _, q := range n.docket.Standing().Queries(n.moment()) {
		if versions[q.About] {
			ask(q.Ref, q.At)
		}
	}
	for _, s := range n.docket.Standing().Suspicions() {
		if about(s.Evidence) {
			ask(s.Ref, s.At)
		}
	}
	for _, x := range n.docket.Standing().Findings(n.moment()) {
		if about(x.Evidence) {
			ask(x.ID, x.At)
		}
	}
	for _, c := range f.Checks {
		asks[c.Ref] = true
		k := suspicion.Check{Value: c.Quantity.Float(), Unit: c.Quantity.Unit, Of: c.ClaimedAt, Recorded: c.Recorded, Known: c.Doubt != nil}
		if c.Doubt != nil {
			k.Doubt = c.Doubt.Float()
		}
		out.Checks = append(out.Checks, k)
	}
	for _, v := range f.Versions {
		x := suspicion.Version{Value: v.Quantity.Float(), Unit: v.Quantity.Unit, Of: v.Of, Recorded: v.Recorded, Withdrawn: v.WithdrawnAt, Estimate: act.OneOf(v.Confidence, "possible unlikely unknown"),
			Knew: slices.ContainsFunc(v.Cites, func(r act.Ref) bool { return asks[r] })}
		if v.Doubt != nil {
			x.Doubt = v.Doubt.Float()
		}
		out.Versions = append(out.Versions, x)
	}
	return out, out.Asked
}

// figureName is what a figure is called.
func (n *Node) figureName(f incident.Figure) act.Text {
	switch {
	case f.Field != "":
		return n.book.Word("field", f.Field)
	case f.Name != nil:
		return f.Name
	}
	return text(f.Subject)
}

// differing are the arguments of the sentences about a difference.
func (n *Node) differing(f incident.Figure, d suspicion.Difference) phrase.Args {
	held, check := f.Versions[d.At], f.Checks[d.Against]
	unit := held.Quantity.Unit
	args := phrase.Args{"party": n.partyLocked(f.By).Name, "what": n.figureName(f), "reported": figure(held.Quantity.Float(), unit), "at": n.at(held.Recorded), "by": n.partyLocked(check.By).Name,
		"verified": figure(check.Quantity.Float(), unit), "apart": figure(math.Abs(d.Value), unit), "band": n.book.Say("figure.band.unknown", nil), "doubt": n.book.Say("figure.band.unknown", nil)}
	args["way"] = n.book.Say("figure.more", nil)
	if d.Value < 0 {
		args["way"] = n.book.Say("figure.less", nil)
	}
	if !math.IsNaN(d.Band) {
		args["band"] = figure(d.Band, unit)
	}
	if check.Doubt != nil {
		args["doubt"] = figure(check.Doubt.Float(), unit)
	}
	return args
}

// figure writes a value with its unit, to four significant digits and without an exponent. A count has the unit 1, which nobody says.
func figure(v float64, unit string) string {
	if v != 0 {
		scale := math.Pow10(3 - int(math.Floor(math.Log10(math.Abs(v)))))
		v = math.Round(v*scale) / scale
	}
	out := strconv.FormatFloat(v, 'f', -1, 64)
	if unit != "" && unit != "1" {
		out += " " + unit
	}
	return out
}

// inItsFavour is what speaks for the author of a figure that was wrong.
func (n *Node) inItsFavour(f incident.Figure, d suspicion.Difference, asked act.Time) []act.Text {
	out := []act.Text{n.book.Say("figure.for.error", nil)}
	if d.Late {
		out = append(out, n.book.Say("figure.for.late", nil))
	}
	if len(f.Checks) == 1 {
		out = append(out, n.book.Say("figure.for.one", phrase.Args{"by": n.partyLocked(f.Checks[0].By).Name}))
	}
	if asked == 0 {
		out = append(out, n.book.Say("figure.for.unasked", nil))
	}
	return out
}

// filedAbout is a suspicion on record about a figure.
func (n *Node) filedAbout(f incident.Figure) *view.ActRef {
	for _, s := range n.docket.Standing().Suspicions() {
		if s.Party == f.By && slices.ContainsFunc(f.Versions, func(v incident.FigureVersion) bool { return slices.Contains(s.Evidence, v.Ref) }) {
			return refOrNil(s.Ref)
		}
	}
	return nil
}

// misreported proposes, for the page of the body, figures whose difference is beyond what measurement explains, of real cases and measured values.
func (n *Node) misreported(out []view.Suspected) []view.Suspected {
	for _, c := range n.docket.Incidents().Cases() {
		if view.Status(c.Open.Status) != view.Actual {
			continue
		}
		for _, f := range n.docket.Incidents().Figures(c.ID) {
			if len(f.Checks) == 0 {
				continue
			}
			x, d := n.compared(c.ID, f)
			if d.State != "beyond" || x.Filed != nil || f.Versions[d.At].Simulated {
				continue
			}
			s := view.Suspected{Violation: "false", Party: x.By, Case: n.caseRef(c.ID), Text: x.Draft, Evidence: x.Evidence, Defence: joined(x.For)}
			if len(x.Asked) > 0 {
				s.Text = joined([]act.Text{s.Text, n.book.Say("figure.asked", phrase.Args{"n": len(x.Asked)})})
			}
			out = append(out, s)
		}
	}
	return out
}
