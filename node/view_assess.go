package node

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/assessment"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// Joint assessments (R82). The callers hold mu.

// mostRested is how many acts an assessment rests on that the node fills in.
const mostRested = 60

// restsOn fills in what an assessment rests on, where its writer left that to the node: of everything that comes in versions the newest.
func (n *Node) restsOn(s *saying) {
	x, ok := s.body.(*assessment.Issue)
	if !ok || len(x.Rests) > 0 || len(x.Exhibits) > 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.docket.Incidents().Newest(x.Of)
	for _, ref := range list[:min(len(list), mostRested)] {
		x.Rests = append(x.Rests, ref)
		s.citeAlso(ref)
		l, _ := n.docket.Incidents().Lineage(x.Of, ref)
		if l.Kind == incident.KindForecast && !slices.Contains(x.Exhibits, l.Hash) { // the rows of a window stay at home
			x.Exhibits, s.exhibits = append(x.Exhibits, l.Hash), append(s.exhibits, l.Hash)
		}
	}
}

// naming cites what shows that its author leads, unless a body names the group.
func (n *Node) naming(s *saying) {
	if x, ok := s.body.(*assessment.Group); ok && x.Power == nil {
		n.asLead(s)
	}
}

// assessing is what expert groups made of a case; nil: none was named and nobody has to.
func (n *Node) assessing(d *docket.Docket, of act.Ref, now act.Time) *view.Assessing {
	groups := d.Assessments().Groups(of)
	out := &view.Assessing{Groups: []view.ExpertGroup{}, Assessments: []view.Assessment{}, Gaps: []view.AssessmentGap{}, Newest: []view.Rested{}}
	names := map[act.Ref]act.Text{}
	for _, g := range groups {
		names[g.Ref] = g.Name
		x := view.ExpertGroup{ID: warningID(g.Ref), Ref: view.Ref(g.Ref), By: n.partyLocked(g.By), At: n.at(g.At), Name: g.Name, Experts: []view.Expert{}, Writer: n.partyLocked(g.Writer), Reason: g.Reason,
			Replaced: len(g.ReplacedBy) > 0, Writes: g.Writer == n.cfg.ID}
		for _, e := range g.Experts {
			x.Experts = append(x.Experts, view.Expert{Party: n.partyLocked(e.Party), Post: e.Post})
		}
		if g.Power != nil {
			p := n.clauseRef(*g.Power)
			x.Power = &p
		}
		out.Groups = append(out.Groups, x)
	}
	for _, a := range d.Assessments().Assessments(of, now) {
		out.Assessments = append(out.Assessments, n.assessment(d, a, names[a.Group]))
	}
	if c, ok := d.Incidents().Case(of); ok {
		until := now
		if c.Closed {
			until = min(until, c.Latest)
		}
		for _, g := range d.Assessments().Gaps(of, until) {
			out.Gaps = append(out.Gaps, view.AssessmentGap{From: n.at(g[0]), Until: n.at(g[1])})
		}
	}
	out.Newest = n.rested(d, of, d.Incidents().Newest(of))
	return out
}

func (n *Node) assessment(d *docket.Docket, a assessment.Assessed, name act.Text) view.Assessment {
	out := view.Assessment{ID: warningID(a.Ref), Ref: view.Ref(a.Ref), Group: warningID(a.Group), Name: name, By: n.partyLocked(a.By), At: n.at(a.At), From: n.at(a.From), Until: n.at(a.Until),
		Situation: a.Situation, Expected: expectations(a.Expected), Rests: n.rested(d, a.Of, a.Rests), Exhibits: hashes(a.Exhibits), SignBy: n.at(a.SignBy), Version: a.Version,
		Signatures: []view.ExpertSignature{}, Minority: n.minority(d, a.Minority), Carried: n.minority(d, a.Carried)}
	if a.SupersededBy != nil {
		out.Superseded = refOrNil(*a.SupersededBy)
	}
	for _, r := range out.Rests {
		if r.Newest != nil {
			out.Outdated++
		}
	}
	for _, s := range a.Signatures {
		out.Signatures = append(out.Signatures, view.ExpertSignature{Expert: view.Expert{Party: n.partyLocked(s.Party), Post: s.Post}, State: s.State, At: n.optional(s.At), Officer: s.Officer,
			Ref: refOrNil(s.Ref), Late: s.Late})
		if s.Party == n.cfg.ID {
			out.Mine = s.State
		}
	}
	return out
}

func expectations(list []assessment.Expectation) []view.Expected {
	out := []view.Expected{}
	for _, x := range list {
		low, high := x.Band()
		out = append(out, view.Expected{What: x.What, Likelihood: x.Likelihood, Low: float64(low) / 1e6, High: float64(high) / 1e6, Confidence: x.Confidence})
	}
	return out
}

func hashes(list []act.Hash) []string {
	out := []string{}
	for _, h := range list {
		out = append(out, h.String())
	}
	return out
}

// minority shows views that differ, each with the period that it is about.
func (n *Node) minority(d *docket.Docket, list []assessment.Minority) []view.MinorityView {
	out := []view.MinorityView{}
	for _, m := range list {
		x := view.MinorityView{By: n.partyLocked(m.By), At: n.at(m.At), Officer: m.Officer, Ref: view.Ref(m.Ref), From: n.at(m.From), Until: n.at(m.Until), View: m.View, Expected: expectations(m.Expected),
			Rests: n.rested(d, m.Of, m.Rests), Exhibits: hashes(m.Exhibits)}
		if m.Since != nil {
			x.Since = refOrNil(*m.Since)
		}
		out = append(out, x)
	}
	return out
}

// rested shows acts with where each stands among the versions of the same.
func (n *Node) rested(d *docket.Docket, of act.Ref, refs []act.Ref) []view.Rested {
	out := []view.Rested{}
	for _, ref := range refs {
		x := view.Rested{ID: warningID(ref), Ref: view.Ref(ref)}
		if id, err := act.Author(ref.Journal); err == nil {
			x.By = n.partyLocked(id)
		}
		if l, ok := d.Incidents().Lineage(of, ref); ok {
			x.Kind, x.What, x.At, x.Version, x.Of = string(l.Kind), l.What, n.optional(l.At), l.Version, l.Of
			if l.Hash != (act.Hash{}) {
				x.Hash = l.Hash.String()
			}
			if l.Newest != ref {
				x.Newest = refOrNil(l.Newest)
			}
		}
		out = append(out, x)
	}
	return out
}

// assessEvents are the acts of expert groups in the timeline of a case.
func (n *Node) assessEvents(d *docket.Docket, of act.Ref, now act.Time) []view.CaseEvent {
	var out []view.CaseEvent
	for _, g := range d.Assessments().Groups(of) {
		out = append(out, n.event(g.At, g.Ref, view.CaseEvent{By: n.partyLocked(g.By), Kind: string(assessment.KindGroup), Text: n.tellBody(assessment.KindGroup, g.Group)}))
	}
	for _, a := range d.Assessments().Assessments(of, now) {
		out = append(out, n.event(a.At, a.Ref, view.CaseEvent{By: n.partyLocked(a.By), Kind: string(assessment.KindIssue), Text: n.tellBody(assessment.KindIssue, a.Issue)}))
		for _, s := range a.Signatures {
			if s.State == "signed" && s.Ref != a.Ref {
				out = append(out, n.event(s.At, s.Ref, view.CaseEvent{By: n.partyLocked(s.Party), Kind: string(assessment.KindSign), Text: n.tellBody(assessment.KindSign, &assessment.Signing{Agrees: true})}))
			}
		}
		for _, m := range a.Minority {
			out = append(out, n.event(m.At, m.Ref, view.CaseEvent{By: n.partyLocked(m.By), Kind: string(assessment.KindSign), Text: n.tellBody(assessment.KindSign, m.Signing)}))
		}
	}
	return out
}

// assessTasks are assessments that hold and that this jurisdiction's expert has neither signed nor answered with a view.
func (n *Node) assessTasks(now act.Time) []view.Task {
	var out []view.Task
	for _, c := range n.docket.Incidents().Cases() {
		if c.Closed {
			continue
		}
		for _, a := range n.docket.Assessments().Assessments(c.ID, now) {
			mine := slices.IndexFunc(a.Signatures, func(s assessment.Signed) bool { return s.Party == n.cfg.ID })
			if a.SupersededBy != nil || mine < 0 || a.Signatures[mine].State != "unsigned" {
				continue
			}
			args := phrase.Args{"by": n.partyLocked(a.By).Name, "from": n.at(a.From), "until": n.at(a.Until), "title": c.Open.Title}
			out = append(out, view.Task{ID: "assess." + warningID(a.Ref), Kind: "sign-assessment", Title: n.book.Say("task.assessment", args), Reason: n.book.Say("task.assessment.reason", args), Due: n.optional(a.SignBy),
				Case: warningID(c.ID), Status: view.Status(c.Open.Status), Basis: refOrNil(a.Ref), Href: "/cases/" + warningID(c.ID) + "#assessment"})
		}
	}
	slices.SortStableFunc(out, func(a, b view.Task) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
