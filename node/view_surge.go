package node

import (
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/geo"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/means"
	"tongzhou/node/view"
)

// What a surge table assumes. Nobody has measured these: they are round figures for lorries on ordinary roads, shown with the table so that whoever knows his roads
// can say so. The time is the first day, in which nothing comes from outside the alliance.
const (
	assumedSpeed  = 50      // km/h
	assumedDetour = 130     // way by road per great circle, in per cent
	assumedWithin = 24 * 60 // minutes
)

// WayCutSubject begins the key of a statement that a way is cut: "way-cut/upper/middle", or "way-cut/upper" for all ways from and to it. A quantity of 0 says that it is
// open again; so does its author by withdrawing the statement.
const WayCutSubject = "way-cut/"

// firstOf is how many of those who can bring one kind to one party are shown: the soonest.
const firstOf = 5

// surge is what can reach whom in what time, from the reserves that instruments in force promise (R73). It is for cases in which something threatens: closed ones
// and those that are back to normal have none. The callers of everything here hold mu.
func (n *Node) surge(d *docket.Docket, c incident.Case, now act.Time) *view.Surge {
	if c.Closed || c.Phase == "normal" {
		return nil
	}
	s, cuts := n.question(d, c.ID, now)
	if len(s.Promises) == 0 {
		return nil
	}
	out := &view.Surge{Within: assumedWithin, Speed: assumedSpeed, Detour: assumedDetour, Arrivals: []view.Reach{}, Cuts: cuts, Ways: n.ways(d, c.ID, s.Ways, now)}
	out.Tables, out.TableDue, out.Overdue = n.surgeTables(d, c, now)
	type pile struct {
		to   jurisdiction.ID
		kind string
	}
	shown := map[pile]int{}
	for _, a := range s.Arrivals(n.inNeed(d, c.ID)) {
		if p := (pile{a.To, a.Kind}); shown[p] == firstOf && !a.Cut && len(a.Twice) == 0 {
			out.More++
			continue
		} else if !a.Cut {
			shown[p] = min(firstOf, shown[p]+1)
		}
		out.Arrivals = append(out.Arrivals, n.reinforcement(a))
	}
	return out
}

// question asks what is promised and which ways are open.
func (n *Node) question(d *docket.Docket, of act.Ref, now act.Time) (means.Surge, []view.WayCut) {
	s := means.Surge{Now: now, Ways: waysOf(d, of, now), Promises: promises(d, now), Places: map[jurisdiction.ID]geo.Point{}, Speed: assumedSpeed, Detour: assumedDetour, Within: assumedWithin}
	for _, m := range d.Roster().Members() {
		if m.Lon != 0 || m.Lat != 0 { // nobody sits there: the position was left out
			s.Places[m.Member] = geo.Point{Lon: float64(m.Lon) / 1e6, Lat: float64(m.Lat) / 1e6}
		}
	}
	shown, cuts := n.wayCuts(d, of)
	s.Cuts = cuts
	return s, shown
}

// inNeed are the members whom the case reaches, or from whom it comes.
func (n *Node) inNeed(d *docket.Docket, of act.Ref) []jurisdiction.ID {
	f, _ := d.Facts(of)
	var out []jurisdiction.ID
	for _, id := range slices.Concat(f.Parties["affected"], f.Parties["origin"]) {
		if _, ok := d.Roster().Member(id); ok && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// promises are the reserve clauses in force of all who are bound by them.
func promises(d *docket.Docket, now act.Time) []means.Promise {
	var out []means.Promise
	versions := d.Agreements().Versions(now)
	for i := range versions {
		v := &versions[i]
		if v.State != "concluded" {
			continue
		}
		for _, c := range v.Clauses {
			if c.Reserve != nil && v.Binds(c.Reserve.Holder, now, d.Above) {
				out = append(out, means.Promise{Reserve: *c.Reserve, Clause: agreement.Cite{Instrument: v.Ref, Clause: c.ID}})
			}
		}
	}
	return out
}

func (n *Node) reinforcement(a means.Arrival) view.Reach {
	out := view.Reach{To: n.partyLocked(a.To), Holder: n.partyLocked(a.Holder), Kind: a.Kind, Amount: view.Measure{Value: a.Amount.Float(), Unit: a.Amount.Unit}, Clause: n.clauseRef(a.Clause), Ready: a.Ready,
		InTime: a.InTime, Cut: a.Cut, Counted: a.Counted, Round: a.Round, Waits: a.Waits}
	if a.Minutes >= 0 {
		out.Minutes = &a.Minutes
	}
	for _, c := range a.By {
		out.By = append(out.By, n.clauseRef(c))
	}
	for _, c := range a.Twice {
		out.Twice = append(out.Twice, n.clauseRef(c))
	}
	return out
}

// wayCuts are the ways that anybody says are cut. One who denies it does not open the way: it is shown as contested, and counted as cut until its author says otherwise.
func (n *Node) wayCuts(d *docket.Docket, of act.Ref) ([]view.WayCut, []means.Cut) {
	shown, cuts := []view.WayCut{}, []means.Cut(nil)
	for _, s := range d.Incidents().Subjects(of) {
		ways, ok := strings.CutPrefix(s.Key, WayCutSubject)
		if !ok {
			continue
		}
		x := view.WayCut{Contested: s.Contested, Basis: []view.ActRef{}}
		for _, said := range s.Said {
			if said.Standing() && (said.Quantity == nil || said.Quantity.Mantissa != 0) {
				x.Basis = append(x.Basis, view.Ref(said.Ref))
			}
		}
		a, b, _ := strings.Cut(ways, "/")
		if len(x.Basis) == 0 || a == "" {
			continue
		}
		cut := means.Cut{From: jurisdiction.ID(a), To: jurisdiction.ID(b)}
		x.From = n.partyLocked(cut.From)
		if b != "" {
			p := n.partyLocked(cut.To)
			x.To = &p
		}
		shown, cuts = append(shown, x), append(cuts, cut)
	}
	return shown, cuts
}

// unharmed are origins that the danger reaches others from and not themselves: they lose least by silence, so that their neighbours had better not wait for them (R10).
func (n *Node) unharmed(d *docket.Docket, c incident.Case) []view.Party {
	f, _ := d.Facts(c.ID)
	out := []view.Party{}
	if c.Situation.Class != 3 {
		return out
	}
	for _, id := range f.Parties["origin"] {
		if !slices.Contains(f.Parties["affected"], id) {
			out = append(out, n.partyLocked(id))
		}
	}
	return out
}

// gaps are what parties put on record that they lack, by asking somebody above, with who denies it (R11).
func (n *Node) gaps(d *docket.Docket, of act.Ref, now act.Time) []view.Gap {
	out, needs := []view.Gap{}, n.needsOf(d, of, now)
	for _, a := range d.Incidents().Asked(of) {
		if a.Escalation == nil {
			continue
		}
		g := view.Gap{Party: n.partyLocked(a.By), Need: a.Escalation.Need, Gap: a.Escalation.Gap, At: n.at(a.At), Ref: view.Ref(a.Ref), Denied: []view.Party{}, Rows: n.gapRows(a.Escalation.Rows, a.By, needs)}
		for _, to := range a.To {
			if to.Last != nil && to.Last.Answer == "refuse" {
				g.Denied = append(g.Denied, n.partyLocked(to.Party))
			}
		}
		out = append(out, g)
	}
	return out
}
