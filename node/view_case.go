package node

import (
	"context"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/node/view"
)

// Cases lists all cases, the newest first.
func (n *Node) Cases(ctx context.Context) (view.Cases, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Cases{Cases: []view.CaseHead{}}
	for _, c := range n.docket.Incidents().Cases() {
		out.Cases = append(out.Cases, n.caseHead(c))
	}
	return out, ctx.Err()
}

func (n *Node) caseHead(c incident.Case) view.CaseHead {
	h := view.CaseHead{ID: warningID(c.ID), Title: c.Open.Title, Status: view.Status(c.Open.Status), Opened: n.at(c.Opened), By: n.partyLocked(c.By),
		Situation: c.Situation.Class, Phase: c.Phase, Telling: c.Open.Telling, Latest: n.at(c.Latest), Mistaken: n.docket.Mistook(c.ID)}
	if b := c.Broken; b != nil {
		h.Broken = &view.Broken{By: n.partyLocked(b.By), At: n.at(b.At), Reason: b.Reason, Ref: view.Ref(b.Ref)}
		if b.Real != nil {
			h.Broken.Real = n.caseRef(*b.Real)
		}
	}
	return h
}

// Case shows one case as this node knew it at asOf; as it knows it now when asOf is zero.
func (n *Node) Case(ctx context.Context, who *view.Officer, id string, asOf time.Time) (view.Case, error) {
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Case{}, err
	}
	d, moment := n.docket, n.moment()
	if !asOf.IsZero() && act.Time(asOf.UnixMilli()) < moment {
		moment = act.Time(asOf.UnixMilli())
		if d, err = n.asOf(ctx, moment); err != nil {
			return view.Case{}, err
		}
	}
	points, err := n.measured(ctx, 0, moment)
	if err != nil {
		return view.Case{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now, ok := n.docket.Incidents().Case(of)
	if !ok {
		return view.Case{}, refuse(NotFound, "there is no case %s here", id)
	}
	out := view.Case{CaseHead: n.caseHead(now), AsOf: n.at(moment), From: n.at(now.Opened), To: n.Time(), Events: []view.CaseEvent{}, Statements: []view.StatementSubject{}, Avoided: []view.AvoidedLoss{}}
	then, ok := d.Incidents().Case(of)
	if !ok {
		return out, nil // this node did not know of the case yet: an empty page that says so
	}
	out.CaseHead = n.caseHead(then)
	out.Events = n.events(d, of, moment)
	for _, s := range d.Incidents().Subjects(of) {
		out.Statements = append(out.Statements, n.subject(s))
	}
	out.Avoided = n.avoided(d, of)
	out.Chart = n.chartOf(d, of, moment)
	out.Governance = n.governance(looking{d, moment, points}, who, of)
	if d == n.docket { // who looks back at what was known then would be shown what is computed now
		out.Whence, out.Figures = n.whenceOf(of), n.figures(of)
	}
	if len(out.Events) > 0 && out.Events[0].At.Before(out.From) {
		out.From = out.Events[0].At
	}
	return out, nil
}

// asOf folds what was known here at a moment.
func (n *Node) asOf(ctx context.Context, moment act.Time) (*docket.Docket, error) {
	sizes, err := n.store.SizesAt(ctx, int64(moment))
	if err != nil {
		return nil, storeProblem(err)
	}
	d := docket.New(docket.Config{Founder: n.founder().Journal})
	for origin, size := range sizes {
		r, ok := n.reader(origin)
		if !ok {
			continue
		}
		for from := int64(0); from < min(size, r.Size()); from += 1024 {
			bodies, err := r.Entries(ctx, from, min(from+1024, size, r.Size()))
			if err != nil {
				return nil, err
			}
			for i, b := range bodies {
				d.Apply(act.Read(origin, from+int64(i), b))
			}
		}
	}
	return d, nil
}

// late is how long after its claimed time an act may become known without being shown as late.
const late = time.Hour

// events is the timeline of a case, with the warnings that belong to it. The caller holds mu.
func (n *Node) events(d *docket.Docket, of act.Ref, moment act.Time) []view.CaseEvent {
	out := []view.CaseEvent{}
	for _, e := range d.Incidents().Timeline(of) {
		out = append(out, n.event(e.At, e.Ref, view.CaseEvent{By: n.partyLocked(e.By), Kind: string(e.Kind), Text: n.tellBody(e.Kind, e.Body), Simulated: e.Simulated, Contested: e.Contested}))
	}
	out = append(out, n.assessEvents(d, of, moment)...)
	for h := range d.Warnings().All(moment) {
		if h.Notice.Case == nil || *h.Notice.Case != of {
			continue
		}
		b, _ := d.Warnings().Board(h.ID, moment)
		seen := map[act.Ref]bool{}
		for _, v := range b.Versions {
			seen[v.Ref] = true
			out = append(out, n.event(v.At, v.Ref, view.CaseEvent{By: n.partyLocked(h.By), Kind: string(v.Kind), Text: n.tellVersion(v), Simulated: h.Notice.Basis == "simulated"}))
		}
		for _, row := range b.Rows {
			for _, x := range row.History {
				if seen[x.Evidence] {
					continue
				}
				seen[x.Evidence] = true
				out = append(out, n.event(x.At, x.Evidence, view.CaseEvent{By: n.partyLocked(row.Party), Kind: "warning." + string(x.State), Text: n.tellAnswer(x, h)}))
			}
			for _, x := range row.Next {
				out = append(out, n.event(x.At, x.Evidence, view.CaseEvent{By: n.partyLocked(h.By), Kind: "warning.escalate", Text: n.tellEscalation(row.Party, x)}))
			}
		}
	}
	out = append(out, n.evaluated(d, of)...)
	slices.SortStableFunc(out, func(a, b view.CaseEvent) int { return a.At.Compare(b.At) })
	return out
}

func (n *Node) event(at act.Time, ref act.Ref, e view.CaseEvent) view.CaseEvent {
	e.At, e.Ref = n.at(at), view.Ref(ref)
	e.KnownAt = e.At
	if known := n.knownAt(ref); known != nil {
		e.KnownAt = *known
	}
	e.Late = e.KnownAt.Sub(e.At) > late
	return e
}

// knownAt is when this node had an act; nil if it does not know any more.
func (n *Node) knownAt(ref act.Ref) *time.Time {
	at, ok := n.known.at(ref)
	if !ok {
		return nil
	}
	t := n.at(at)
	return &t
}

func (n *Node) subject(s incident.Subject) view.StatementSubject {
	out := view.StatementSubject{Subject: s.Name, Contested: s.Contested, Values: []view.StatementValue{}}
	if out.Subject == nil {
		out.Subject = text(s.Key)
	}
	for _, x := range s.Said {
		if !x.Standing() {
			continue
		}
		v := view.StatementValue{By: n.partyLocked(x.By), At: n.at(x.ClaimedAt), Value: x.Value, Source: x.Source["en"], Ref: view.Ref(x.Ref)}
		out.Values = append(out.Values, v)
	}
	return out
}
