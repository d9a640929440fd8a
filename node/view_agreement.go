package node

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/agreement/pack"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/spelling"
	"tongzhou/node/view"
)

// Agreements lists all instruments that this node knows, with what is wrong with them.
func (n *Node) Agreements(ctx context.Context) (view.Instruments, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Instruments{Now: n.at(now), Instruments: []view.InstrumentHead{}, Problems: []view.Problem{}}
	problems := n.docket.Problems(now)
	for _, v := range n.docket.Agreements().Versions(now) {
		out.Instruments = append(out.Instruments, n.instrumentHead(&v, problems, now))
	}
	out.Problems = n.problems(problems)
	return out, ctx.Err()
}

// problems shows problems, the vacant seats of one body as one.
func (n *Node) problems(list []agreement.Problem) []view.Problem {
	out := []view.Problem{}
	type body struct {
		instrument act.Ref
		id         string
	}
	vacant := map[body][]jurisdiction.ID{}
	for _, p := range list {
		if p.Kind == "vacant" {
			k := body{p.Clauses[0].Instrument, p.Body}
			vacant[k] = append(vacant[k], p.Party)
		}
	}
	for _, p := range list {
		if p.Kind != "vacant" {
			out = append(out, n.problem(p))
			continue
		}
		k := body{p.Clauses[0].Instrument, p.Body}
		if seats, ok := vacant[k]; ok {
			delete(vacant, k)
			x := n.problem(p)
			x.Text = n.book.Say("problem.vacant", phrase.Args{"parties": n.namesLocked(seats), "body": n.bodyName(k.instrument, k.id, n.moment())})
			out = append(out, x)
		}
	}
	return out
}

// instrumentHead shows an instrument in a list. The caller holds mu, as do those of all that follow here unless they say otherwise.
func (n *Node) instrumentHead(v *agreement.Version, problems []agreement.Problem, now act.Time) view.InstrumentHead {
	h := view.InstrumentHead{ID: warningID(v.Ref), Code: v.Code, Version: v.Instrument.Version, Type: v.Type, Title: v.Title, Mode: v.Mode, By: n.partyLocked(v.By), State: v.State,
		From: n.at(v.From), Until: n.optional(v.Until), Parties: n.signings(v, now), Missing: len(v.Missing), Clauses: len(v.Clauses)}
	for _, p := range problems {
		if slices.ContainsFunc(p.Clauses, func(c agreement.Cite) bool { return c.Instrument == v.Ref }) {
			h.Problems++
		}
	}
	return h
}

// signings is where each party of an instrument stands with it.
func (n *Node) signings(v *agreement.Version, now act.Time) []view.Signing {
	out := []view.Signing{}
	for _, id := range v.Parties {
		s := view.Signing{Party: n.partyLocked(id), State: "asked"}
		switch {
		case v.Issued:
			s.State = "bound"
		case id == v.By:
			s.State, s.Ref = "signed", refOrNil(v.Proposal)
		}
		for _, x := range v.Signed {
			if x.Party == id {
				s.At, s.Reason, s.Ref = n.optional(x.At), x.Reason, refOrNil(x.Ref)
				s.State = map[bool]string{false: "signed", true: "refused"}[x.Refused]
			}
		}
		for _, m := range v.Changes {
			if m.Party != id {
				continue
			}
			s.At, s.Effect, s.Reason, s.Ref = n.optional(m.At), n.optional(m.Effect), m.Reason, refOrNil(m.Ref)
			switch {
			case m.Kind == agreement.KindLeave && m.Effect > now:
				s.State = "leaving"
			case m.Kind == agreement.KindLeave:
				s.State = "left"
			case m.Kind == agreement.KindSuspend:
				s.State = "suspended"
			case m.Kind == agreement.KindResume:
				s.State = "signed"
			}
		}
		out = append(out, s)
	}
	return out
}

func refOrNil(r act.Ref) *view.ActRef {
	if r == (act.Ref{}) {
		return nil
	}
	v := view.Ref(r)
	return &v
}

// clauseRef names a clause for people.
func (n *Node) clauseRef(c agreement.Cite) view.ClauseRef {
	out := view.ClauseRef{Instrument: warningID(c.Instrument), Clause: c.Clause, Code: c.Clause, Name: text(warningID(c.Instrument)), Title: text("")}
	clause, in, ok := n.docket.Agreements().Clause(c)
	if in != nil {
		out.Code, out.Version, out.Name = in.Code, in.Version, in.Title
	}
	if ok && clause != nil {
		out.Title = clause.Title
		out.Source = source(clause.Source)
	}
	return out
}

func source(s *agreement.Source) *view.Source {
	if s == nil {
		return nil
	}
	return &view.Source{Law: s.Law, Year: s.Year, Article: s.Article, Note: s.Note}
}

func (n *Node) problem(p agreement.Problem) view.Problem {
	out := view.Problem{Kind: p.Kind, Clauses: []view.ClauseRef{}}
	var names []act.Text
	for _, c := range p.Clauses {
		ref := n.clauseRef(c)
		out.Clauses = append(out.Clauses, ref)
		names = append(names, n.citation(ref))
	}
	args := phrase.Args{"clauses": names, "what": firstLine(p.What), "governs": text(""), "party": text(""), "body": p.Body}
	if p.Governs != nil {
		g := n.clauseRef(*p.Governs)
		out.Governs = &g
		args["governs"] = n.citation(g)
	}
	if p.Party != "" {
		args["party"] = n.partyLocked(p.Party).Name
	}
	key := "problem." + p.Kind
	if p.Kind == "conflict" {
		key += "." + p.About
		args["one"], args["other"] = n.book.Word("clock", p.Clocks[0]), n.book.Word("clock", p.Clocks[1])
	}
	out.Text = n.book.Say(key, args)
	return out
}

// firstLine is what stands before the drawing of where an error is.
func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return first
}

// citation is how a sentence names a clause: by law and article where it restates one.
func (n *Node) citation(c view.ClauseRef) act.Text {
	if s := c.Source; s != nil {
		return n.book.Say("clause.law", phrase.Args{"law": s.Law, "year": s.Year, "article": s.Article})
	}
	return n.book.Say("clause.own", phrase.Args{"title": c.Name, "clause": c.Clause})
}

// Agreement shows one instrument with its clauses beside their plain reading.
func (n *Node) Agreement(ctx context.Context, who *view.Officer, id string) (view.Instrument, error) {
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Instrument{}, err
	}
	now := n.moment()
	points, err := n.armed(ctx, now, func(v *agreement.Version) bool { return v.Ref == of || v.Proposal == of })
	if err != nil {
		return view.Instrument{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	versions := n.docket.Agreements().Versions(now)
	i := slices.IndexFunc(versions, func(v agreement.Version) bool { return v.Ref == of || v.Proposal == of })
	if i < 0 {
		return view.Instrument{}, refuse(NotFound, "there is no agreement or rule pack %s here", id)
	}
	v := &versions[i]
	problems := n.docket.Problems(now)
	wire, err := act.Canonical(v.Instrument)
	if err != nil {
		return view.Instrument{}, err
	}
	out := view.Instrument{InstrumentHead: n.instrumentHead(v, problems, now), Ref: view.Ref(v.Ref), Sections: []view.Section{}, Rules: n.divide(v.Instrument), Bodies: []view.Body{},
		Versions: []view.InstrumentHead{}, Wire: wire, List: n.list(v, now), Items: n.items(v.Ref, now), Triggers: n.triggersOf(v, points, now), Flags: []view.Problem{}, Can: n.orAdvise(who, n.canSign(who, v))}
	for _, s := range v.Sections {
		out.Sections = append(out.Sections, view.Section{Key: s.Key, Text: s.Text})
	}
	for k := range versions {
		if versions[k].Code == v.Code {
			out.Versions = append(out.Versions, n.instrumentHead(&versions[k], nil, now))
		}
	}
	if n.mayProgress(who, out.Items) {
		out.Can = append(out.Can, string(agreement.KindProgress))
	}
	if v.Amends != nil {
		out.Amends = warningID(*v.Amends)
	}
	loads := n.loads(now)
	for _, b := range n.docket.Agreements().Bodies(now) {
		if b.Instrument == v.Ref {
			out.Bodies = append(out.Bodies, n.body(b, loads, now))
		}
	}
	out.Flags = n.problems(slices.DeleteFunc(problems, func(p agreement.Problem) bool {
		return !slices.ContainsFunc(p.Clauses, func(c agreement.Cite) bool { return c.Instrument == v.Ref })
	}))
	return out, nil
}

// rules shows clauses with what a machine reads in them.
func (n *Node) rules(clauses []agreement.Clause) []view.Clause {
	out := []view.Clause{}
	language, err := condition.New()
	for _, c := range clauses {
		x := view.Clause{ID: c.ID, Force: c.Force, Title: c.Title, Text: c.Text, Source: source(c.Source), When: c.When, Kind: "text",
			Reading: act.Text{"en": pack.Reading(c, "en"), "zh-Hans": pack.Reading(c, "zh-Hans")}}
		if part, name := machine(c); part != nil {
			x.Kind = name
			x.Machine, _ = json.Marshal(part) // a plain structure: it can be written
		}
		x.Path = n.path(clauses, &c)
		if c.When != "" && err == nil {
			if _, bad := language.Compile(c.When); bad != nil {
				x.Broken = bad.Error()
			}
		}
		out = append(out, x)
	}
	return out
}

// path says what may follow when a clause is not kept (R65): of law and agreement a finding, by the clause that says what follows; of a custom a reminder; of a pledge an
// entry in the account of trust.
func (n *Node) path(clauses []agreement.Clause, c *agreement.Clause) act.Text {
	follows := agreement.Follows(c.Force)
	if follows != agreement.FollowsFinding {
		return n.book.Say("path."+follows, nil)
	}
	for k := range clauses {
		q := &clauses[k]
		if q.Consequence == nil || q.Force == "pledge" || c.Duty != nil && c.Duty.Consequence != "" && c.Duty.Consequence != q.ID {
			continue
		}
		return n.book.Say("path.finding", phrase.Args{"force": n.book.Word("force", c.Force), "clause": q.ID, "steps": act.Text{"en": pack.Reading(*q, "en"), "zh-Hans": pack.Reading(*q, "zh-Hans")}})
	}
	return n.book.Say("path.finding.none", phrase.Args{"force": n.book.Word("force", c.Force)})
}

// machine is the part of a clause that machines read, and what it is called.
func machine(c agreement.Clause) (any, string) {
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if f := v.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() && name != "source" {
			return f.Interface(), name
		}
	}
	return nil, ""
}

// canSign is what an officer may do about an instrument.
func (n *Node) canSign(who *view.Officer, v *agreement.Version) []string {
	can := []string{}
	if who == nil || who.Role != "coordinator" {
		return can
	}
	party := slices.Contains(v.Parties, n.cfg.ID)
	open := v.State == "proposed" || v.State == "refused"
	if !open && (party || v.Issued) && slices.ContainsFunc(v.Clauses, func(c agreement.Clause) bool { return c.Duty != nil && c.Duty.Unit != "" }) {
		can = append(can, string(agreement.KindContract))
	}
	switch {
	case open && v.By == n.cfg.ID && len(v.Missing) == 0:
		can = append(can, string(agreement.KindConclude))
	case open && party && slices.Contains(v.Missing, n.cfg.ID):
		can = append(can, string(agreement.KindAccept), string(agreement.KindRefuse))
	case !open && party && !v.Issued && (v.State == "concluded" || v.State == "not-yet"):
		can = append(can, string(agreement.KindPropose), string(agreement.KindAppoint))
		switch v.Rests(n.cfg.ID, n.moment()) {
		case "":
			can = append(can, string(agreement.KindSuspend), string(agreement.KindLeave))
		case "suspended":
			can = append(can, string(agreement.KindResume), string(agreement.KindLeave))
		}
	case !open && v.Issued && v.By == n.cfg.ID:
		can = append(can, string(agreement.KindIssue))
	}
	return can
}

// CheckInstrument says what is wrong with a draft, and how its clauses read. Nothing is kept.
func (n *Node) CheckInstrument(ctx context.Context, raw json.RawMessage) (view.Checked, error) {
	out := view.Checked{Errors: []string{}, Problems: []view.Problem{}, Rules: []view.Clause{}}
	var in agreement.Instrument
	if _, _, err := spelling.Read(raw, &in, func(id string) (act.Ref, error) { return n.refOf(ctx, id) }); err != nil {
		out.Errors = append(out.Errors, err.Error())
		return out, nil
	}
	if err := in.Check(); err != nil {
		for line := range strings.Lines(err.Error()) {
			if !strings.HasPrefix(line, " |") && !strings.HasPrefix(line, "act: ") { // an arrow at the place of an error; nulls on the wire, which other lines name
				out.Errors = append(out.Errors, strings.TrimSpace(line))
			}
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	out.Rules = n.divide(&in)
	for i := range out.Rules { // a draft may lack what no instrument on record does: the errors say so
		r := &out.Rules[i]
		if r.Title == nil {
			r.Title = act.Text{}
		}
		if r.Text == nil {
			r.Text = act.Text{}
		}
		if !act.OneOf(r.Force, "law agreement custom pledge") {
			r.Force = "pledge" // what does not say how binding it is binds nobody yet
		}
	}
	return out, nil
}

// Packs is what ships with the program: laws restated, mutual-aid schemes and templates.
func (n *Node) Packs(ctx context.Context) (view.Packs, error) {
	out := view.Packs{Packs: []view.Pack{}}
	for _, name := range pack.Names() {
		s, err := pack.Load(name)
		if err != nil {
			return out, err
		}
		wire, err := act.Canonical(s.Instrument)
		if err != nil {
			return out, err
		}
		p := view.Pack{Name: name, Title: s.Instrument.Title, Type: s.Instrument.Type, Template: s.Template, Note: n.packNote(s), Sections: []view.Section{}, Wire: wire}
		for _, x := range s.Instrument.Sections {
			p.Sections = append(p.Sections, view.Section{Key: x.Key, Text: x.Text})
		}
		p.Rules = n.rules(s.Instrument.Clauses)
		out.Packs = append(out.Packs, p)
	}
	return out, ctx.Err()
}

// packNote is the summary of a shipped instrument with what a person must know of it.
func (n *Node) packNote(s pack.Shipped) act.Text {
	out := act.Text{}
	for _, lang := range phrase.Languages() {
		parts := []string{s.Summary[lang]}
		for _, note := range s.Notes {
			parts = append(parts, note[lang])
		}
		out[lang] = strings.Join(parts, "\n")
	}
	return out
}

// FillPack fills a shipped template in for parties, the first of which is the secretariat, so that it can be proposed.
func (n *Node) FillPack(_ context.Context, name string, parties []string) (view.Filled, error) {
	s, err := pack.Load(name)
	if err != nil {
		return view.Filled{}, refuse(NotFound, "%v", err)
	}
	f := pack.Filling{From: n.moment()}
	for _, p := range parties {
		id, err := jurisdiction.ParseID(p)
		if err != nil {
			return view.Filled{}, refuse(Invalid, "%v", err)
		}
		f.Parties = append(f.Parties, id)
	}
	n.mu.Lock()
	if len(f.Parties) > 0 {
		f.Superior = n.docket.Above(f.Parties[0])
	}
	n.mu.Unlock()
	if slices.Contains(f.Parties, f.Superior) {
		f.Superior = ""
	}
	in, err := s.Fill(f)
	if err != nil {
		return view.Filled{}, refuse(Invalid, "%v", err)
	}
	wire, err := act.Canonical(in)
	return view.Filled{Wire: wire}, err
}

// Bodies lists the standing bodies of the instruments in force.
func (n *Node) Bodies(ctx context.Context) (view.Bodies, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	return view.Bodies{Now: n.at(now), Bodies: n.bodies(now), Mine: n.ownPowers(now), Zones: n.zones(now), Work: n.workload(n.loads(now), now)}, ctx.Err()
}

func (n *Node) bodies(now act.Time) []view.Body {
	out, loads := []view.Body{}, n.loads(now)
	for _, b := range n.docket.Agreements().Bodies(now) {
		out = append(out, n.body(b, loads, now))
	}
	return out
}

func (n *Node) body(b agreement.Seated, loads map[officeKey][]load, now act.Time) view.Body {
	out := view.Body{ID: b.ID, Instrument: n.clauseRef(agreement.Cite{Instrument: b.Instrument}), Kind: b.Kind, Name: b.Name, Parent: b.Parent, Host: n.partyLocked(b.Host), Classes: b.Classes,
		Quorum: b.Needs, ChairUntil: n.optional(b.ChairUntil), Seats: []view.Seat{}, Powers: []view.ClauseRef{}, Guests: []view.Guest{}, Standing: n.recurring(b, now), Contacts: n.reachable(b.Host, b.Deputy)}
	n.atOffice(&out, loads[keyOf(b)], now)
	out.Watch, out.Silent = n.desk(b, now)
	if b.Deputy != "" {
		p := n.partyLocked(b.Deputy)
		out.Deputy = &p
	}
	if b.InChair != "" {
		p := n.partyLocked(b.InChair)
		out.Chair = &p
	}
	for _, s := range b.Places {
		seat := view.Seat{Party: n.partyLocked(s.Party), Holder: s.Holder, Alternate: s.Alternate, Rank: s.Rank, Vacant: s.Holder == nil}
		if s.Ref != nil {
			seat.Ref = refOrNil(*s.Ref)
		}
		out.Seats = append(out.Seats, seat)
	}
	for _, c := range b.Powers {
		out.Powers = append(out.Powers, n.clauseRef(c))
	}
	for _, g := range n.docket.Agreements().Guests(now) {
		if g.Body == b.ID && g.Power.Instrument == b.Instrument {
			out.Guests = append(out.Guests, n.guest(g))
		}
	}
	return out
}

func (n *Node) guest(g agreement.Grant) view.Guest {
	out := view.Guest{ID: warningID(g.Ref), Party: n.partyLocked(g.Guest.Guest), Part: g.Part, From: n.at(g.From), Until: n.at(g.Until), Ended: g.Ended, Interest: g.Interest, Ref: view.Ref(g.Ref)}
	if g.Case != nil {
		out.Case = n.caseRef(*g.Case)
	}
	return out
}

// caseRef names a case; nil if there is none.
func (n *Node) caseRef(of act.Ref) *view.CaseRef {
	open, ok := n.docket.Incidents().Opening(of)
	if !ok {
		return nil
	}
	return &view.CaseRef{ID: warningID(of), Title: open.Title, Status: view.Status(open.Status)}
}
