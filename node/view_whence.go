package node

import (
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/hazard"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/standing"
	"tongzhou/suspicion"
)

// Where something that was met in a river comes from, and the silence that it contradicts (R58). The machine proposes; a suspicion is put on record by a person
// who decides for the jurisdiction, and by nobody else. The callers of everything here hold mu.

// weighed is what a search found, beside what is on record now.
type weighed struct {
	*whence
	silence suspicion.Silence
	state   string
	who     []suspicion.Candidate
}

// weigh puts a search beside the record; nil: nothing was searched for in this case.
func (n *Node) weigh(of act.Ref) *weighed {
	x := n.whences.get(of)
	if x == nil {
		return nil
	}
	w := &weighed{whence: x}
	w.silence = suspicion.Silence{Banks: x.banks(), Sightings: x.sightings, Odd: x.odd, Words: n.words(x), Self: n.cfg.ID, Cut: map[jurisdiction.ID]bool{},
		In: func(id jurisdiction.ID) bool { is, _ := isMember(n.docket, id); return is }}
	for _, b := range w.silence.Banks {
		for _, id := range b.Parties {
			w.silence.Cut[id] = n.heardWord(id) == "off"
		}
	}
	w.state, w.who = w.silence.Weigh()
	return w
}

// words are the first that each jurisdiction said in the matter of a search: a report, a reading over the limit, or a warning in its case, or a case of its own
// about the same. A report that tells its source says where it comes from; it goes before one that does not.
func (n *Node) words(x *whence) map[jurisdiction.ID]suspicion.Word {
	out := map[jurisdiction.ID]suspicion.Word{}
	add := func(by jurisdiction.ID, w suspicion.Word) {
		old, had := out[by]
		if !had || w.Source && !old.Source || w.Source == old.Source && w.At < old.At {
			out[by] = w
		}
	}
	opened := func(c incident.Case) {
		add(c.By, suspicion.Word{Ref: c.ID, At: c.Opened, Source: c.Open.Origin.Known && slices.Contains(c.Open.Origin.Parties, c.By)})
	}
	for _, e := range n.docket.Incidents().Timeline(x.of) {
		switch b := e.Body.(type) {
		case *incident.Signal:
			if b.Kind != "missing" && b.Quantity == string(x.river.Quantity) {
				add(e.By, suspicion.Word{Ref: e.Ref, At: e.Recorded})
			}
		case *incident.Report:
			source, told := b.Fields["source"]
			add(e.By, suspicion.Word{Ref: e.Ref, At: e.Recorded, Source: told && !source.Unknown})
		}
	}
	for _, c := range n.docket.Incidents().Cases() {
		same := c.Open.Hazard == x.river.hazard() && c.Open.Status == string(x.river.Status) && c.Open.Telling == x.river.Telling
		if c.ID == x.of || same && int64(c.Opened) >= x.in.Start {
			opened(c)
		}
	}
	for h := range n.docket.Warnings().All(n.moment()) {
		if h.Notice.Case != nil && *h.Notice.Case == x.of {
			add(h.By, suspicion.Word{Ref: h.ID, At: h.Issued})
		}
	}
	return out
}

// whenceOf shows it in the case.
func (n *Node) whenceOf(of act.Ref) *view.Whence {
	w := n.weigh(of)
	if w == nil {
		return nil
	}
	out := &view.Whence{River: w.river.Name, Substance: w.river.Substance, At: n.at(w.at), State: w.state, Says: n.book.Say("whence."+w.state, phrase.Args{"substance": w.river.Substance, "river": w.river.Name}),
		ToKM: w.in.Origin.ToKM, Banks: n.stretches(w), Candidates: []view.Candidate{}, Readings: []view.Met{}, Against: n.against(w), Evidence: []view.ActRef{}, Exhibit: w.exhibit.String(),
		Rehearsed: w.river.Status != view.Actual}
	if len(w.source.Reaches) > 0 {
		km, mass, began := band(w.source.KM, "km"), band(w.source.Mass, "kg"), n.timeBand(times(w.in.Start, w.source.At))
		out.KM, out.Mass, out.Began = &km, &mass, &began
	}
	for _, c := range w.who {
		out.Candidates = append(out.Candidates, n.candidate(w, c))
	}
	for _, m := range w.seen {
		r := view.Met{Place: m.place.Name, Party: n.partyLocked(m.place.Party), At: n.at(act.Time(m.At)), Value: m.value, Unit: "mg/L", Over: m.over, LeftOut: m.out, Refs: []view.ActRef{}}
		for _, ref := range m.refs {
			r.Refs = append(r.Refs, view.Ref(ref))
		}
		out.Readings = append(out.Readings, r)
	}
	for _, ref := range w.evidence() {
		out.Evidence = append(out.Evidence, view.Ref(ref))
	}
	return out
}

func band(q hazard.Quantiles, unit string) view.Band {
	return view.Band{P05: q.P05, P25: q.P25, P50: q.P50, P75: q.P75, P95: q.P95, Unit: unit}
}

// first is when the limit was first exceeded, as far as the readings tell.
func (x *whence) first() act.Time { return act.Time(x.in.Origin.Latest) }

// evidence are the signals over the limit that a search rests on.
func (w *weighed) evidence() []act.Ref {
	var out []act.Ref
	for _, m := range w.seen {
		if m.over && !m.out {
			out = append(out, m.refs...)
		}
	}
	return out
}

func (n *Node) stretches(w *weighed) []view.Stretch {
	out := []view.Stretch{}
	km := 0.0
	for i, b := range w.silence.Banks {
		s := view.Stretch{Name: text(b.ID), Parties: []view.Party{}, Share: b.Share}
		for _, id := range b.Parties {
			s.Parties = append(s.Parties, n.owner(w.whence, id))
		}
		if len(w.source.Outfalls) > 0 {
			s.Outfall = true
			if j := slices.IndexFunc(w.river.Search.Outfalls, func(o Outfall) bool { return o.ID == b.ID }); j >= 0 {
				s.Name, s.FromKM, s.ToKM = w.river.Search.Outfalls[j].Name, w.river.Search.Outfalls[j].KM, w.river.Search.Outfalls[j].KM
			}
		} else {
			s.FromKM, s.ToKM = km, km+w.in.Reaches[i].KM
			km = s.ToKM
			if j := slices.IndexFunc(w.river.Search.Banks, func(o Bank) bool { return o.Reach == b.ID }); j >= 0 {
				s.Name = w.river.Search.Banks[j].Name
			}
		}
		if s.FromKM < w.in.Origin.ToKM || s.Share > 0 {
			out = append(out, s)
		}
	}
	return out
}

// candidate says how it stands with one of those who come into question.
func (n *Node) candidate(w *weighed, c suspicion.Candidate) view.Candidate {
	out := view.Candidate{Share: c.Share, Member: c.Member, Own: c.Party == n.cfg.ID, Unheard: c.Cut, Proposed: c.Proposed}
	args := phrase.Args{"share": share(c.Share)}
	key := "whence.who.silent"
	if c.Party != "" {
		p := n.owner(w.whence, c.Party)
		out.Party, args["party"] = &p, p.Name
	}
	switch {
	case c.Party == "":
		key = "whence.who.unknown"
	case out.Own:
		key = "whence.who.own"
	case !c.Member:
		key = "whence.who.outside"
	case c.Word != nil:
		first := w.first()
		out.Word = &view.Word{Ref: view.Ref(c.Word.Ref), At: n.at(c.Word.At), Source: c.Word.Source, After: max(0, int64(c.Word.At-first)/1000)}
		key, args["at"], args["after"] = "whence.who.before", n.at(c.Word.At), n.span(c.Word.At-first)
		if c.Word.At > first {
			key = "whence.who.spoke"
		}
		if c.Word.Source {
			key += ".source"
		}
	case c.Cut:
		key = "whence.who.cut"
	}
	out.Says = n.book.Say(key, args)
	if c.Member {
		out.Filed, out.Asked = n.broughtUp(w.of, c.Party)
	}
	if c.Proposed && w.river.Status == view.Actual {
		out.Draft = n.suspicionOf(w, c)
	}
	return out
}

// span is a stretch of time in words, to the minute.
func (n *Node) span(d act.Time) time.Duration {
	return (time.Duration(d) * time.Millisecond).Round(time.Minute)
}

// owner is one of those whom the river belongs to, by the name that the roster or, of who is no member, the file of the watch has.
func (n *Node) owner(x *whence, id jurisdiction.ID) view.Party {
	p := n.partyLocked(id)
	if name := x.river.Search.Names[id]; name != nil {
		if _, known := isMember(n.docket, id); !known {
			p.Name = name
		}
	}
	return p
}

// share writes a share as people say it.
func share(v float64) string {
	if v < 0.01 {
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

// broughtUp is what a person has done already: a suspicion on record, or a question of ours.
func (n *Node) broughtUp(of act.Ref, party jurisdiction.ID) (filed, asked *view.ActRef) {
	for _, s := range n.docket.Standing().Suspicions() {
		if s.Party == party && s.Case != nil && *s.Case == of {
			filed = refOrNil(s.Ref)
		}
	}
	for _, q := range n.docket.Standing().Queries(n.moment()) {
		about := n.caseRef(q.About)
		if slices.Contains(q.To, party) && q.By == n.cfg.ID && (about != nil && about.ID == warningID(of) || n.inCase(of, q.About)) {
			asked = refOrNil(q.Ref)
		}
	}
	return filed, asked
}

// inCase says whether an act is in the timeline of a case.
func (n *Node) inCase(of, ref act.Ref) bool {
	return slices.ContainsFunc(n.docket.Incidents().Timeline(of), func(e incident.Event) bool { return e.Ref == ref })
}

// named are all who come into question with their shares, also those whom nobody would suspect: a suspicion that named one of several alone would say more
// than the readings do.
func (n *Node) named(w *weighed) []act.Text {
	var out []act.Text
	for _, c := range w.who {
		name := n.book.Say("whence.nobody.knows", nil)
		if c.Party != "" {
			name = n.owner(w.whence, c.Party).Name
			if !c.Member {
				name = n.book.Say("whence.not.member", phrase.Args{"party": name})
			}
		}
		out = append(out, n.book.Say("whence.share", phrase.Args{"party": name, "share": share(c.Share)}))
	}
	return out
}

// suspicionOf is what a suspicion could say; whoever puts it on record changes it as he sees fit.
func (n *Node) suspicionOf(w *weighed, c suspicion.Candidate) act.Text {
	at := times(w.in.Start, w.source.At)
	return n.book.Say("suspected.concealed", phrase.Args{"party": n.partyLocked(c.Party).Name, "share": share(c.Share), "substance": w.river.Substance, "river": w.river.Name,
		"n": len(w.sightings), "sensors": w.silence.Sensors(), "from": fmt.Sprintf("%.0f", w.source.KM.P05), "to": fmt.Sprintf("%.0f", w.source.KM.P95),
		"early": n.at(at.P05), "late": n.at(at.P95), "shares": n.named(w)})
}

// against is what speaks against an estimate, or would contradict it.
func (n *Node) against(w *weighed) []act.Text {
	out := []act.Text{}
	add := func(key string, args phrase.Args) { out = append(out, n.book.Say("against."+key, args)) }
	if k := w.silence.Sensors(); k == 1 {
		i := slices.IndexFunc(w.seen, func(m met) bool { return m.over })
		add("sensor", phrase.Args{"place": w.seen[i].place.Name})
	} else {
		add("sensors", phrase.Args{"n": k})
	}
	left := 0
	for _, m := range w.seen {
		if m.out {
			left++
		}
	}
	if left > 0 {
		add("odd", phrase.Args{"n": left})
	}
	several := 0
	for _, c := range w.who {
		switch {
		case c.Share < 0.01:
			continue
		case c.Party == n.cfg.ID:
			add("own", phrase.Args{"share": share(c.Share)})
		case !c.Member && c.Party == "":
			add("unknown", phrase.Args{"share": share(c.Share)})
		case !c.Member:
			add("outside", phrase.Args{"share": share(c.Share), "party": n.owner(w.whence, c.Party).Name})
		}
		several++
	}
	if several > 1 {
		add("several", phrase.Args{"shares": n.named(w)})
	}
	add("bounds", phrase.Args{"from": "0", "to": fmt.Sprintf("%.0f", w.in.Origin.ToKM), "since": n.at(act.Time(w.in.Start))})
	return out
}

// concealed proposes, for the page of the body, those whose silence is contradicted. What was rehearsed is no evidence (R71), and what was put on record or asked
// already needs no proposal.
func (n *Node) concealed(out []view.Suspected) []view.Suspected {
	for _, c := range n.docket.Incidents().Cases() {
		w := n.weigh(c.ID)
		if w == nil || c.Closed || w.river.Status != view.Actual {
			continue
		}
		for _, who := range w.who {
			filed, _ := n.broughtUp(c.ID, who.Party)
			if !who.Proposed || filed != nil {
				continue
			}
			s := view.Suspected{Violation: "concealed", Party: n.partyLocked(who.Party), Case: n.caseRef(c.ID), Text: n.suspicionOf(w, who), Evidence: []view.ActRef{}, Exhibits: []string{w.exhibit.String()},
				Defence: joined(n.against(w))}
			for _, r := range w.evidence() {
				s.Evidence = append(s.Evidence, view.Ref(r))
			}
			out = append(out, s)
		}
	}
	return out
}

// joined is several sentences as one text.
func joined(list []act.Text) act.Text {
	out := act.Text{}
	for _, t := range list {
		for tag, words := range t {
			if out[tag] != "" && tag == "en" {
				out[tag] += " "
			}
			out[tag] += words
		}
	}
	return out
}

// concealedTasks ask a person to look at a silence that the readings contradict: to ask, or to put a suspicion on record. Whoever did either is not asked again.
func (n *Node) concealedTasks(c incident.Case, like view.Task) []view.Task {
	w := n.weigh(c.ID)
	if w == nil || w.river.Status != view.Actual {
		return nil
	}
	var names []act.Text
	for _, who := range w.who {
		filed, asked := n.broughtUp(c.ID, who.Party)
		if who.Proposed && filed == nil && asked == nil {
			names = append(names, n.partyLocked(who.Party).Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	t := like
	t.ID, t.Kind, t.Href = "whence."+like.Case, "weigh-suspicion", "/cases/"+like.Case+"#whence"
	if e := w.evidence(); len(e) > 0 {
		t.Basis = refOrNil(e[0])
	}
	args := phrase.Args{"names": names, "substance": w.river.Substance, "river": w.river.Name, "n": len(w.sightings), "sensors": w.silence.Sensors()}
	t.Title, t.Reason, t.Consequence = n.book.Say("task.whence", args), n.book.Say("task.whence.reason", args), n.book.Say("task.whence.consequence", nil)
	return []view.Task{t}
}

// spokeSince is what the party of a suspicion has said in its case, if it said anything: the machine takes nothing back that a person put on record, and shows
// beside it that the silence has ended.
func (n *Node) spokeSince(s standing.Suspected) *view.Word {
	if s.Case == nil {
		return nil
	}
	x := n.whences.get(*s.Case)
	if x == nil {
		return nil
	}
	w, ok := n.words(x)[s.Party]
	if !ok {
		return nil
	}
	return &view.Word{Ref: view.Ref(w.Ref), At: n.at(w.At), Source: w.Source, After: max(0, int64(w.At-x.first())/1000)}
}
