package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

const (
	shownPairs = 50 // an alliance of three hundred has forty-five thousand pairs, and nobody reads them
	namedPairs = 3
)

// Steady is what standing work was done and what has decayed (R49). Where everything is done in its time it says nothing.
func (n *Node) Steady(ctx context.Context) (view.Steady, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	s := steadiness{n: n, now: now, tasks: n.docket.Routine(now), trace: n.docket.Trace(now)}
	s.out = view.Steady{Now: n.at(now), Says: []act.Text{}, Works: []view.SteadyWork{}, Years: []view.SteadyYear{}, Members: []view.SteadyMember{}, Pairs: []view.SteadyPair{}, Untouched: []view.Untouched{}}
	s.works()
	s.members()
	s.pairs()
	s.untouched()
	s.coverage()
	s.say()
	s.out.Fine = len(s.out.Says) == 0
	return s.out, ctx.Err()
}

// steadiness is the view while it is put together. Whoever holds one holds mu.
type steadiness struct {
	n     *Node
	now   act.Time
	tasks []agreement.Task
	kept  []view.Stints // of each task
	trace duty.Trace
	out   view.Steady
}

func (s *steadiness) days(from act.Time) int { return int(max(0, s.now-from) / actDay) }

func add(to *view.Stints, k view.Stints) {
	to.Due, to.Done, to.Off = to.Due+k.Due, to.Done+k.Done, to.Off+k.Off
}

// works counts the intervals of every piece of work. Of one that was not done while the node of who had to do it was cut off nobody can say that it was neglected.
func (s *steadiness) works() {
	years := map[int]*view.Stints{}
	for i := range s.tasks {
		t := &s.tasks[i]
		w := view.SteadyWork{Recurring: s.n.routine(*t, t.Party), Kind: t.Kind, Every: t.Days, Age: s.days(max(t.Since, t.Last)), Body: t.Body, Years: []view.SteadyYear{}}
		for _, x := range t.Stints(s.now) {
			var k view.Stints
			if online, _ := s.n.heartbeat(t.Party, x.From, x.Until); x.Done {
				k = view.Stints{Due: 1, Done: 1}
			} else if online == "off" {
				k.Off = 1
			} else {
				k.Due = 1
			}
			add(&w.Kept, k)
			y := s.n.at(x.From + (x.Until-x.From)/2).Year()
			if m := len(w.Years); m == 0 || w.Years[m-1].Year != y {
				w.Years = append(w.Years, view.SteadyYear{Year: y})
			}
			add(&w.Years[len(w.Years)-1].Stints, k)
			if years[y] == nil {
				years[y] = &view.Stints{}
			}
			add(years[y], k)
		}
		s.out.Works, s.kept = append(s.out.Works, w), append(s.kept, w.Kept)
		if t.Last > s.trace.Latest {
			s.trace.Latest = t.Last
		}
	}
	for y, k := range years {
		s.out.Years = append(s.out.Years, view.SteadyYear{Year: y, Stints: *k})
	}
	slices.SortFunc(s.out.Years, func(a, b view.SteadyYear) int { return cmp.Compare(a.Year, b.Year) })
	slices.SortStableFunc(s.out.Works, func(a, b view.SteadyWork) int {
		return cmp.Or(-boolCompare(a.Missed, b.Missed), a.Due.Compare(b.Due))
	})
	s.out.Latest = s.n.optional(s.trace.Latest)
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// promised is the shortest interval that clauses of some kinds allow for all of some members, and since when it runs; 0: no clause says one.
func (s *steadiness) promised(kinds string, all ...jurisdiction.ID) (days int, since act.Time) {
	for i := range s.tasks {
		t := &s.tasks[i]
		if !act.OneOf(t.Kind, kinds) || days != 0 && t.Days >= days {
			continue
		}
		_, in, ok := s.n.docket.Agreements().Clause(t.Clause)
		binds := ok && !slices.ContainsFunc(all, func(p jurisdiction.ID) bool { return len(in.Parties) > 0 && !slices.Contains(in.Parties, p) })
		if binds {
			days, since = t.Days, t.Since
		}
	}
	return days, since
}

// members says how old what is known of each member is.
func (s *steadiness) members() {
	tested := s.tested()
	for _, m := range s.n.docket.Roster().Members() {
		if m.Left != nil {
			continue
		}
		p := m.Member
		x := view.SteadyMember{Party: s.n.partyLocked(p), Ages: []view.SteadyAge{}}
		var refreshed []act.Time
		for i := range s.tasks {
			if t := &s.tasks[i]; t.Party == p && t.Body == "" {
				add(&x.Kept, s.kept[i])
				if t.Kind == "refresh" {
					refreshed = append(refreshed, t.Done...)
				}
			}
		}
		for _, a := range []struct {
			what, kinds string
			done        []act.Time
		}{{"meeting", "meeting", s.trace.Met[p]}, {"exercise", "exercise", s.trace.Exercised[p]}, {"contacts", "refresh", append(refreshed, s.trace.Reached[p]...)}, {"chain", "", s.trace.Reached[p]}} {
			x.Ages = append(x.Ages, s.age(a.what, a.kinds, p, a.done))
		}
		k := tested[p]
		x.Tests, x.Answered, x.Off = k.Due, k.Done, k.Off
		s.out.Members = append(s.out.Members, x)
	}
}

// age is how long ago something happened at a member, against the interval that a clause allows.
func (s *steadiness) age(what, kinds string, p jurisdiction.ID, done []act.Time) view.SteadyAge {
	x := view.SteadyAge{What: what, State: "unpromised"}
	every, since := s.promised(kinds, p)
	var last act.Time
	if len(done) > 0 {
		last = slices.Max(done)
	}
	x.Every, x.Last = every, s.n.optional(last)
	if from := max(last, since); from > 0 {
		x.Age = s.days(from)
	}
	if every > 0 {
		x.State = "kept"
		if s.now >= max(last, since)+act.Time(every)*actDay {
			x.State = "decayed"
		}
	}
	return x
}

// tested counts the tests of the chain of a year, by member (I36).
func (s *steadiness) tested() map[jurisdiction.ID]view.Stints {
	out := map[jurisdiction.ID]view.Stints{}
	for _, a := range s.n.docket.Tested(s.now, callStep) {
		if a.Asked <= s.now-365*actDay {
			continue
		}
		k := out[a.Party]
		switch s.n.awaited(a).State(s.now) {
		case "in-time":
			k.Due, k.Done = k.Due+1, k.Done+1
		case "off":
			k.Off++
		case "silent", "late":
			k.Due++
		}
		out[a.Party] = k
	}
	return out
}

// pairs are the members that have not been in contact for longer than the clause allows that brings them together most often.
func (s *steadiness) pairs() {
	var ids []jurisdiction.ID
	for _, m := range s.n.docket.Roster().Members() {
		if m.Left == nil {
			ids = append(ids, m.Member)
		}
	}
	slices.Sort(ids)
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			every, since := s.promised("meeting exercise", a, b)
			last := s.trace.Contact[duty.Pair{A: a, B: b}]
			if every == 0 || s.now < max(last, since)+act.Time(every)*actDay {
				continue
			}
			s.out.Pairs = append(s.out.Pairs, view.SteadyPair{A: s.n.partyLocked(a), B: s.n.partyLocked(b), Last: s.n.optional(last), Age: s.days(max(last, since)), Every: every})
		}
	}
	slices.SortStableFunc(s.out.Pairs, func(a, b view.SteadyPair) int { return cmp.Compare(b.Age, a.Age) })
	if k := len(s.out.Pairs); k > shownPairs {
		s.out.Pairs, s.out.MorePairs = s.out.Pairs[:shownPairs], k-shownPairs
	}
}

// untouched is what whoever holds a seat now took over from another and has not done once.
func (s *steadiness) untouched() {
	items := s.n.docket.Agreements().Items(s.now)
	for _, b := range s.n.docket.Agreements().Bodies(s.now) {
		for _, p := range b.Places {
			if p.Changed == 0 {
				continue
			}
			x := view.Untouched{Party: s.n.partyLocked(p.Party), Body: b.Name, Changed: s.n.at(p.Changed)}
			add := func(what act.Text, c agreement.Cite, last act.Time) {
				clause := s.n.clauseRef(c)
				if !slices.ContainsFunc(s.out.Untouched, func(o view.Untouched) bool {
					return o.Party.ID == x.Party.ID && o.Clause.Instrument == clause.Instrument && o.Clause.Clause == clause.Clause
				}) {
					x.What, x.Clause, x.Last = what, clause, s.n.optional(last)
					s.out.Untouched = append(s.out.Untouched, x)
				}
			}
			for _, t := range s.tasks {
				if t.Party == p.Party && t.Since < p.Changed && t.Last < p.Changed {
					add(t.What, t.Clause, t.Last)
				}
			}
			for _, l := range items {
				var last act.Time
				if k := len(l.History); k > 0 {
					last = l.History[k-1].At
				}
				if l.Owner == p.Party && act.OneOf(l.State, "open started overdue") && l.Starts < p.Changed && last < p.Changed {
					add(l.Title, l.Clause, last)
				}
			}
		}
	}
}

// coverage is how many of the duties in force somebody has rehearsed within a year (I24).
func (s *steadiness) coverage() {
	done := s.n.docket.Exercised(s.now-365*actDay, s.now)
	for _, v := range s.n.docket.Agreements().Versions(s.now) {
		if v.State != "concluded" {
			continue
		}
		for _, c := range v.Clauses {
			if c.Duty == nil {
				continue
			}
			s.out.Exercised.Of++
			if done[agreement.Cite{Instrument: v.Ref, Clause: c.ID}] {
				s.out.Exercised.Done++
			}
		}
	}
}

// say puts into sentences what has decayed.
func (s *steadiness) say() {
	says := func(key string, args phrase.Args) { s.out.Says = append(s.out.Says, s.n.book.Say(key, args)) }
	missed := slices.ContainsFunc(s.out.Works, func(w view.SteadyWork) bool { return w.Missed })
	shortest, since := 0, act.Time(0)
	for _, t := range s.tasks {
		if shortest == 0 || t.Days < shortest {
			shortest, since = t.Days, t.Since
		}
	}
	if last := max(s.trace.Latest, since); missed && s.now-last >= act.Time(shortest)*actDay {
		key := "steady.nothing"
		if s.trace.Latest <= since {
			key = "steady.never"
		}
		says(key, phrase.Args{"long": phrase.Span(s.n.at(last), s.n.at(s.now)), "date": s.day(last)})
	}
	for i, w := range s.out.Works {
		same := func(o view.SteadyWork) bool {
			return o.Clause.Instrument == w.Clause.Instrument && o.Clause.Clause == w.Clause.Clause
		}
		if w.Missed && slices.IndexFunc(s.out.Works, same) == i { // one sentence for a clause that asks many
			s.missed(w, same)
		}
	}
	s.silent()
}

// missed says of a clause what was missed, by whom, and how much was done of all that it asked until now.
func (s *steadiness) missed(w view.SteadyWork, same func(view.SteadyWork) bool) {
	var k view.Stints
	var late []act.Text
	for _, o := range s.out.Works {
		if same(o) {
			add(&k, o.Kept)
			if o.Missed {
				late = append(late, o.Who.Name)
			}
		}
	}
	args := phrase.Args{"what": w.What, "every": w.Every, "late": late, "done": k.Done, "due": k.Due, "off": text(""), "long": phrase.Span(s.n.at(s.now-act.Time(w.Age)*actDay), s.n.at(s.now))}
	if k.Off > 0 {
		args["off"] = s.n.book.Say("steady.off", phrase.Args{"n": k.Off})
	}
	key := "steady.missed.never"
	if w.Last != nil {
		key, args["last"] = "steady.missed", w.Last.Format(time.DateOnly)
	}
	s.out.Says = append(s.out.Says, s.n.book.Say(key, args))
}

// silent says whose contacts nobody has confirmed, and who has not spoken with whom.
func (s *steadiness) silent() {
	for _, m := range s.out.Members {
		for _, a := range m.Ages {
			if a.What == "contacts" && a.State == "decayed" {
				s.out.Says = append(s.out.Says, s.n.book.Say("steady.contacts", phrase.Args{"party": m.Party.Name, "age": a.Age, "every": a.Every}))
			}
		}
	}
	var names []act.Text
	for _, p := range s.out.Pairs[:min(namedPairs, len(s.out.Pairs))] {
		names = append(names, s.n.book.Say("steady.pair", phrase.Args{"a": p.A.Name, "b": p.B.Name, "age": p.Age}))
	}
	if more := len(s.out.Pairs) + s.out.MorePairs - len(names); more > 0 {
		names = append(names, s.n.book.Say("steady.more", phrase.Args{"n": more}))
	}
	if len(names) > 0 {
		s.out.Says = append(s.out.Says, s.n.book.Say("steady.pairs", phrase.Args{"pairs": names}))
	}
}

func (s *steadiness) day(t act.Time) string { return s.n.at(t).Format(time.DateOnly) }
