package agreement

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// superior: heilongjiang is above harbin, jilin-province above jilin and songyuan, the state above both.
func superior(p jurisdiction.ID) jurisdiction.ID {
	return map[jurisdiction.ID]jurisdiction.ID{"harbin": "heilongjiang", "jilin": "jilin-province", "songyuan": "jilin-province",
		"heilongjiang": "state", "jilin-province": "state"}[p]
}

// TestPartialSigning (R18, R41): n members need n signatures; what is not signed by all binds nobody, also when the danger is there already.
func TestPartialSigning(t *testing.T) {
	w := newWorld(t)
	of := w.propose("harbin", compact())
	a := w.accept("jilin", of)
	v := version(t, w.must(), "songhua-compact", 1, noon+hour)
	if v.State != "proposed" || fmt.Sprint(v.Missing) != "[songyuan]" || len(v.Signed) != 2 || v.Binds("jilin", noon+hour, superior) || v.Ref != of {
		t.Errorf("partly signed: %+v", v)
	}
	w.conclude("harbin", of, a)
	w.void("cites no acceptance of songyuan: 3 parties need 3 signatures")
	w.Unwrite()

	other := w.propose("harbin", compact()) // the same words, another proposal
	w.accept("songyuan", other)
	wrong := w.Entries[len(w.Entries)-1].Ref
	w.conclude("harbin", of, a, wrong)
	w.void("cites no acceptance of songyuan")
	w.Unwrite()

	b := w.accept("songyuan", of)
	w.conclude("jilin", of, a, b)
	w.void("the proposer, harbin, concludes it")
	w.Unwrite()

	w.at += 2 * hour
	done := w.conclude("harbin", of, a, b)
	s := w.must()
	for _, v := range s.Versions(noon + 2*hour) {
		if v.Proposal == other && v.State != "proposed" || v.Proposal == of && (v.State != "concluded" || v.Ref != done || v.Starts != noon+2*hour) {
			t.Errorf("%+v", v)
		}
		if got := v.Binds("songyuan", noon+2*hour, nil); got != (v.Proposal == of) || v.Binds("songyuan", noon+2*hour-1, nil) || v.Binds("qiqihar", noon+2*hour, nil) {
			t.Errorf("binds %v", got)
		}
	}
	w.conclude("harbin", of, a, b)
	w.void("concluded already")
	w.Unwrite()
	w.conclude("harbin", other, wrong, w.accept("jilin", other))
	w.void("bound itself to another text in its place")
}

// TestSigning: who can sign what, once.
func TestSigning(t *testing.T) {
	for _, c := range []struct {
		name, want string
		do         func(w *world, of act.Ref)
	}{
		{"proposer", "signed by proposing", func(w *world, of act.Ref) { w.accept("harbin", of) }},
		{"stranger", "not a party", func(w *world, of act.Ref) { w.accept("qiqihar", of) }},
		{"stranger refuses", "not a party", func(w *world, of act.Ref) { w.refuse("qiqihar", of) }},
		{"twice", "left with notice", func(w *world, of act.Ref) { w.accept("jilin", of); w.accept("jilin", of) }},
		{"refuse after signing", "left with notice", func(w *world, of act.Ref) { w.accept("jilin", of); w.refuse("jilin", of) }},
		{"refuse twice", "final", func(w *world, of act.Ref) { w.refuse("jilin", of); w.refuse("jilin", of) }},
		{"sign after refusing", "final", func(w *world, of act.Ref) { w.refuse("jilin", of); w.accept("jilin", of) }},
		{"no reason", "reason", func(w *world, of act.Ref) { w.write(KindRefuse, "jilin", Signature{Of: of}, of) }},
		{"no citation", "not among its citations", func(w *world, of act.Ref) { w.write(KindAccept, "jilin", Signature{Of: of}) }},
		{"no proposal", "proposes nothing", func(w *world, of act.Ref) { w.accept("songyuan", w.accept("jilin", of)) }},
		{"proposer takes back", "took it back", func(w *world, of act.Ref) {
			a, b := w.accept("jilin", of), w.accept("songyuan", of)
			w.refuse("harbin", of)
			w.conclude("harbin", of, a, b)
		}},
		{"takes back what is concluded", "it is concluded", func(w *world, of act.Ref) {
			w.conclude("harbin", of, w.accept("jilin", of), w.accept("songyuan", of))
			w.refuse("harbin", of)
		}},
		{"concludes a mere issue", "proposes nothing", func(w *world, _ act.Ref) { w.conclude("heilongjiang", w.issue("heilongjiang", law())) }},
		{"proposes a pack", "issued, not proposed", func(w *world, _ act.Ref) { w.propose("heilongjiang", law()) }},
		{"issues an agreement", "proposed and signed, not issued", func(w *world, _ act.Ref) { w.issue("heilongjiang", compact()) }},
		{"issues twice", "amend that one", func(w *world, _ act.Ref) { w.issue("heilongjiang", law()); w.issue("heilongjiang", law()) }},
		{"unknown field", "unknown field", func(w *world, of act.Ref) { w.write(KindAccept, "jilin", map[string]any{"of": of, "by": "x"}, of) }},
		{"other kind", "not a kind", func(w *world, of act.Ref) { w.write("agreement.sing", "jilin", Signature{Of: of}, of) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.do(w, w.propose("harbin", compact()))
			w.void(c.want)
		})
	}
	w := newWorld(t)
	of := w.propose("harbin", compact())
	w.refuse("jilin", of)
	if v := version(t, w.must(), "songhua-compact", 1, noon); v.State != "refused" || !v.Signed[1].Refused || v.Signed[1].Reason["en"] != "not so" || len(v.Missing) != 2 {
		t.Errorf("%+v", v)
	}
	w.propose("harbin", compact())
	states := map[string]int{}
	for _, v := range w.must().Versions(noon) {
		states[v.State]++
	}
	if states["superseded"] != 1 || states["proposed"] != 1 {
		t.Errorf("written anew: %v", states)
	}
}

// TestDraftedByABody (R41): the coordinating body drafts, the members sign. All of them: the body's own signature is none of theirs.
func TestDraftedByABody(t *testing.T) {
	w := newWorld(t)
	of := w.propose("office", compact())
	a, b := w.accept("jilin", of), w.accept("songyuan", of)
	w.conclude("office", of, a, b)
	w.void("cites no acceptance of harbin")
	w.Unwrite()
	w.conclude("office", of, a, b, w.accept("harbin", of))
	v := version(t, w.must(), "songhua-compact", 1, noon)
	if v.State != "concluded" || v.By != "office" || len(v.Signed) != 3 || v.Binds("office", noon, superior) {
		t.Errorf("%+v", v)
	}
}

// TestAmendment (R41): a whole new version; the old one stays in force until the new one is concluded and its time has come.
func TestAmendment(t *testing.T) {
	w := newWorld(t)
	first := w.signed(compact())
	second := compact().next(first)
	second.From = noon + 100*hour
	w.at += hour
	of := w.propose("jilin", second) // not who proposed the first
	a := w.accept("harbin", of)
	v := version(t, w.must(), "songhua-compact", 1, noon+200*hour)
	if v.State != "concluded" || v.Ends != 0 {
		t.Errorf("while the new one is only proposed: %+v", v)
	}
	done := w.conclude("jilin", of, a, w.accept("songyuan", of))
	s := w.must()
	for _, c := range []struct {
		at       act.Time
		one, two string
	}{{noon + 99*hour, "concluded", "not-yet"}, {noon + 100*hour, "superseded", "concluded"}} {
		one, two := version(t, s, "songhua-compact", 1, c.at), version(t, s, "songhua-compact", 2, c.at)
		if one.State != c.one || two.State != c.two || one.Binds("jilin", c.at, nil) == two.Binds("jilin", c.at, nil) {
			t.Errorf("at %v: %s and %s", c.at, one.State, two.State)
		}
	}
	if got := s.Versions(noon); got[0].Instrument.Version != 2 || got[1].Instrument.Version != 1 {
		t.Error("the newest version comes first")
	}
	third := compact().next(done)
	third.Version = 3
	third.Parties = append(third.Parties, "qiqihar") // founding goes on: somebody joins (R64)
	w.at += 200 * hour
	w.signed(third)
	if v := version(t, w.must(), "songhua-compact", 3, w.at); v.State != "concluded" || !v.Binds("qiqihar", w.at, nil) {
		t.Errorf("%+v", v)
	}
}

// TestAmendmentVoid: who can amend what.
func TestAmendmentVoid(t *testing.T) {
	for _, c := range []struct {
		name, want string
		do         func(w *world, first act.Ref)
	}{
		{"stranger", "only a party, or harbin", func(w *world, first act.Ref) { w.propose("qiqihar", compact().next(first)) }},
		{"drops a party", "drops songyuan", func(w *world, first act.Ref) {
			i := compact().next(first)
			i.Parties, i.Bodies, i.Clauses = i.Parties[:2], nil, i.Clauses[:1]
			w.propose("harbin", i)
		}},
		{"drops who left, without its word", "drops songyuan", func(w *world, first act.Ref) {
			w.move(KindLeave, "songyuan", first)
			i := compact().next(first)
			i.Parties, i.Bodies, i.Clauses = i.Parties[:2], nil, i.Clauses[:1]
			w.propose("harbin", i)
		}},
		{"signs two, citing another refusal", "another amendment of the same version", func(w *world, first act.Ref) {
			no := w.refuse("jilin", w.propose("harbin", compact().next(first)))
			w.accept("songyuan", w.propose("harbin", compact().next(first)))
			w.accept("songyuan", w.propose("jilin", compact().next(first)), no)
		}},
		{"wrong version", "the next version", func(w *world, first act.Ref) {
			i := compact().next(first)
			i.Version = 3
			w.propose("harbin", i)
		}},
		{"wrong code", "the same code", func(w *world, first act.Ref) {
			i := compact().next(first)
			i.Code = "x"
			w.propose("harbin", i)
		}},
		{"a version 1 that amends", "amends nothing", func(w *world, first act.Ref) {
			i := compact().next(first)
			i.Version = 1
			w.propose("harbin", i)
		}},
		{"amends a proposal", "concludes or issues nothing", func(w *world, first act.Ref) {
			w.propose("harbin", compact().next(w.propose("harbin", compact().next(first))))
		}},
		{"has left", "has left", func(w *world, first act.Ref) {
			w.move(KindLeave, "jilin", first)
			w.at += 31 * day
			w.propose("jilin", compact().next(first))
		}},
		{"a pack by agreement", "only its issuer", func(w *world, _ act.Ref) {
			i := compact().next(w.issue("heilongjiang", law()))
			w.propose("harbin", i)
		}},
		{"another's pack", "issued by the same author", func(w *world, _ act.Ref) { w.issue("jilin-province", law().next(w.issue("heilongjiang", law()))) }},
		{"a pack twice", "amend that one", func(w *world, _ act.Ref) {
			first := w.issue("heilongjiang", law())
			w.issue("heilongjiang", law().next(first))
			w.issue("heilongjiang", law().next(first))
		}},
		{"signs two", "another amendment of the same version", func(w *world, first act.Ref) {
			w.accept("songyuan", w.propose("harbin", compact().next(first)))
			w.accept("songyuan", w.propose("jilin", compact().next(first)))
		}},
		{"concludes one after signing another", "bound itself to another", func(w *world, first act.Ref) {
			own := w.propose("jilin", compact().next(first))
			a, b := w.accept("harbin", own), w.accept("songyuan", own)
			w.accept("jilin", w.propose("harbin", compact().next(first)))
			w.conclude("jilin", own, a, b)
		}},
		{"signs another after concluding one", "another amendment", func(w *world, first act.Ref) {
			own := w.propose("jilin", compact().next(first))
			w.conclude("jilin", own, w.accept("harbin", own), w.accept("songyuan", own))
			w.accept("jilin", w.propose("harbin", compact().next(first)))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.do(w, w.signed(compact()))
			w.void(c.want)
		})
	}
}

// TestRefusalFreesSigners: an amendment that one party refused can never be concluded; who had signed it may sign another, citing the refusal.
func TestRefusalFreesSigners(t *testing.T) {
	w := newWorld(t)
	first := w.signed(compact())
	dead := w.propose("harbin", compact().next(first))
	w.accept("songyuan", dead)
	no := w.refuse("jilin", dead)
	better := w.propose("jilin", compact().next(first))
	w.accept("songyuan", better, no)
	yes := w.Entries[len(w.Entries)-1].Ref
	w.conclude("jilin", better, yes, w.accept("harbin", better))
	s := w.must()
	for _, v := range s.Versions(noon) {
		if want := map[act.Ref]string{first: "superseded", dead: "superseded"}[v.Ref]; want != "" && v.State != want {
			t.Errorf("%+v", v)
		}
	}
}

// TestLeave (R18, R64): who leaves is bound until the notice is over, and for good as of a time before: duties of an open case run on, because they ask whether the
// instrument bound the debtor when the case was opened.
func TestLeave(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	w.at = noon + 5*hour
	w.move(KindLeave, "jilin", of)
	s := w.must()
	gone := noon + 5*hour + 30*day
	v := version(t, s, "songhua-compact", 1, gone)
	if !v.Binds("jilin", noon+hour, nil) || !v.Binds("jilin", gone-1, nil) || v.Binds("jilin", gone, nil) || !v.Binds("harbin", gone, nil) {
		t.Error("leaving takes effect after the notice, for the one who leaves")
	}
	if v.State != "concluded" || v.Ends != 0 || len(v.Changes) != 1 || v.Changes[0].Effect != gone {
		t.Errorf("%+v", v)
	}
	w.at = noon + 6*hour
	w.move(KindLeave, "songyuan", of) // then one remains, and an agreement of one is none
	s = w.must()
	v = version(t, s, "songhua-compact", 1, gone+hour)
	if v.State != "ended" || v.Ends != gone+hour || v.Binds("harbin", gone+hour, nil) || !v.Binds("harbin", gone, nil) {
		t.Errorf("fewer than two: %+v", v)
	}
	for _, c := range []struct {
		want string
		do   func()
	}{
		{"left it already", func() { w.move(KindLeave, "jilin", of) }},
		{"left it already", func() { w.move(KindSuspend, "jilin", of) }},
		{"only a party", func() { w.move(KindLeave, "qiqihar", of) }},
		{"only a party", func() { w.move(KindLeave, "harbin", w.issue("heilongjiang", law())) }},
		{"concludes or issues nothing", func() { w.move(KindLeave, "harbin", w.Entries[0].Ref) }},
		{"not among its citations", func() { w.write(KindLeave, "harbin", Change{Of: of}) }},
	} {
		n := len(w.Entries)
		c.do()
		w.void(c.want)
		for len(w.Entries) > n {
			w.Unwrite()
		}
	}
}

// TestLeaveBackdated: a date before the conclusion, or before one's own last word, is none. Notice cannot be given in the past.
func TestLeaveBackdated(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	w.at = noon - 400*day
	w.move(KindLeave, "jilin", of)
	if v := version(t, w.must(), "songhua-compact", 1, noon); v.Changes[0].Effect != noon+30*day || v.Changes[0].At != noon-400*day {
		t.Errorf("%+v", v.Changes)
	}
	w = newWorld(t)
	of = w.signed(compact())
	w.at = noon + 10*day
	w.move(KindSuspend, "jilin", of)
	w.at = noon
	w.move(KindLeave, "jilin", of)
	if v := version(t, w.must(), "songhua-compact", 1, noon); v.Changes[1].Effect != noon+40*day {
		t.Errorf("%+v", v.Changes)
	}
}

// TestSuspend (R18, R64): a part that rests binds to nothing and gives no power; it is taken up again.
func TestSuspend(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	w.move(KindResume, "jilin", of)
	w.void("does not rest")
	w.Unwrite()
	w.at = noon + hour
	w.move(KindSuspend, "jilin", of)
	w.move(KindSuspend, "jilin", of)
	w.void("rests already")
	w.Unwrite()
	w.at = noon + 3*hour
	w.move(KindResume, "jilin", of)
	s := w.must()
	v := version(t, s, "songhua-compact", 1, noon+2*hour)
	for at, want := range map[act.Time]bool{noon: true, noon + hour: false, noon + 2*hour: false, noon + 3*hour: true} {
		if v.Binds("jilin", at, nil) != want || !v.Binds("harbin", at, nil) {
			t.Errorf("at %v: wants %v", at, want)
		}
		a := act.Act{By: "jilin", At: at, Cites: []act.Ref{of}}
		if err := s.May("jilin", Cite{of, "4.3"}, "convene", a); (err == nil) != want {
			t.Errorf("at %v: %v", at, err)
		}
	}
	if v.State != "concluded" {
		t.Error("a suspension ends nothing")
	}
}

// TestLeaverAndAmendment: who signs an amendment and then gives notice does not begin anew when it is concluded; who signs after giving notice does. Who left
// can be dropped, with the leaving cited.
func TestLeaverAndAmendment(t *testing.T) {
	w := newWorld(t)
	first := w.signed(compact())
	of := w.propose("harbin", compact().next(first))
	a := w.accept("jilin", of)
	w.move(KindLeave, "jilin", first)
	w.move(KindLeave, "songyuan", first)
	b := w.accept("songyuan", of)
	w.conclude("harbin", of, a, b)
	v := version(t, w.must(), "songhua-compact", 2, noon+31*day)
	if v.Binds("jilin", noon+31*day, nil) || !v.Binds("songyuan", noon+31*day, nil) {
		t.Errorf("%+v", v.Changes)
	}

	w = newWorld(t)
	first = w.signed(compact())
	gone := w.move(KindLeave, "songyuan", first)
	small := compact().next(first)
	small.Parties, small.Bodies, small.Clauses = small.Parties[:2], nil, small.Clauses[:1]
	of = w.propose("harbin", small, gone)
	w.conclude("harbin", of, w.accept("jilin", of))
	if v := version(t, w.must(), "songhua-compact", 2, noon); v.State != "concluded" || v.Binds("songyuan", noon, nil) {
		t.Errorf("%+v", v)
	}
}

// TestLeaveBoth: who left the version before and leaves the amendment too has left once: two of three remain.
func TestLeaveBoth(t *testing.T) {
	w := newWorld(t)
	first := w.signed(compact())
	of := w.propose("harbin", compact().next(first))
	a := w.accept("jilin", of)
	w.move(KindLeave, "jilin", first)
	second := w.conclude("harbin", of, a, w.accept("songyuan", of))
	w.at += hour
	w.move(KindLeave, "jilin", second)
	if v := version(t, w.must(), "songhua-compact", 2, noon+40*day); v.State != "concluded" || v.Binds("jilin", noon+30*day, nil) || len(v.Changes) != 2 {
		t.Errorf("%+v", v)
	}
}

// TestFirstProposer: who drafted the first version may go on drafting, also after somebody else's amendment, without being a party.
func TestFirstProposer(t *testing.T) {
	w := newWorld(t)
	of := w.propose("office", compact())
	first := w.conclude("office", of, w.accept("harbin", of), w.accept("jilin", of), w.accept("songyuan", of))
	second := w.signed(compact().next(first))
	third := compact().next(second)
	third.Version = 3
	w.propose("office", third)
	w.must()
}

// TestLapse (R41): an agreement that lapses in mid-case binds no longer as of now, and as of the case's opening it did.
func TestLapse(t *testing.T) {
	w := newWorld(t)
	i := compact()
	i.Until = noon + 10*hour
	of := w.signed(i)
	s := w.must()
	v := version(t, s, "songhua-compact", 1, noon+10*hour)
	if v.State != "lapsed" || v.Ends != i.Until || !v.Binds("jilin", noon+9*hour, nil) || v.Binds("jilin", noon+10*hour, nil) {
		t.Errorf("%+v", v)
	}
	if len(s.Bodies(noon+10*hour)) != 0 || len(s.Bodies(noon+9*hour)) != 1 {
		t.Error("its bodies end with it")
	}
	if err := s.May("harbin", Cite{of, "4.1"}, "designate", act.Act{By: "harbin", At: noon + 10*hour, Cites: []act.Ref{of}}); err == nil || !strings.Contains(err.Error(), "not in force") {
		t.Errorf("its powers end with it: %v", err)
	}
}

// TestPack (R17, R20, R22): what is issued binds whoever is below its issuer, or those of the parties it names; that somebody issued it for others makes it no
// less void for those who are not below him, and no more.
func TestPack(t *testing.T) {
	w := newWorld(t)
	w.issue("heilongjiang", law())
	some := law()
	some.Code, some.Parties = "songyuan-order", []jurisdiction.ID{"songyuan", "harbin"}
	w.issue("jilin-province", some)
	own := law()
	own.Code = "own-rules"
	w.issue("harbin", own)
	s := w.must()
	for _, c := range []struct {
		code  string
		binds string
	}{{"water-law", "harbin heilongjiang"}, {"songyuan-order", "songyuan"}, {"own-rules", "harbin"}} {
		v := version(t, s, c.code, 1, noon)
		for _, p := range []jurisdiction.ID{"harbin", "jilin", "songyuan", "heilongjiang", "jilin-province", "state"} {
			if want := act.OneOf(string(p), c.binds); v.Binds(p, noon, superior) != want {
				t.Errorf("%s binds %s: wants %v", c.code, p, want)
			}
		}
		if v.Binds("harbin", noon-1, superior) || !v.Issued || v.State != "concluded" || len(v.Missing) != 0 {
			t.Errorf("%+v", v)
		}
		if circle := func(p jurisdiction.ID) jurisdiction.ID { return "x" }; v.Binds("y", noon, circle) {
			t.Error("a circle in the roster")
		}
	}
	second := law().next(s.Versions(noon)[2].Ref)
	second.From = noon + hour
	w.issue("heilongjiang", second)
	s = w.must()
	if v := version(t, s, "water-law", 1, noon+hour); v.State != "superseded" {
		t.Errorf("%+v", v)
	}
}

// TestWaits: what begins later is concluded and not yet in force.
func TestWaits(t *testing.T) {
	w := newWorld(t)
	i := compact()
	i.From = noon + 24*hour
	of := w.signed(i)
	s := w.must()
	if v := version(t, s, "songhua-compact", 1, noon); v.State != "not-yet" || v.Binds("harbin", noon, nil) || !v.Binds("harbin", noon+24*hour, nil) {
		t.Errorf("%+v", v)
	}
	if c, in, ok := s.Clause(Cite{of, "3.1"}); !ok || c.Duty.Limit != 120 || in.Code != "songhua-compact" {
		t.Error("a clause is found as soon as it is concluded")
	}
	for _, c := range []Cite{{of, "9"}, {w.Entries[0].Ref, "3.1"}} {
		if _, _, ok := s.Clause(c); ok {
			t.Errorf("found %v", c)
		}
	}
}
