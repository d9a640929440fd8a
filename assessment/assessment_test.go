package assessment

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R82: who names a group, and whom. Whoever leads does, or whoever may convene a body does from among its seats; and nobody else.
func TestGroup(t *testing.T) {
	w := newWorld(t)
	by := func(id jurisdiction.ID) func(*act.Act, *Group) {
		return func(a *act.Act, _ *Group) { a.By = id }
	}
	body := func(clause, name string, experts ...jurisdiction.ID) func(*act.Act, *Group) {
		return func(a *act.Act, g *Group) {
			a.By, g.Power, g.Body, g.Experts = "beijing", &agreement.Cite{Instrument: w.compact, Clause: clause}, name, nil
			for _, p := range experts {
				g.Experts = append(g.Experts, Expert{p, said("chemist")})
			}
		}
	}
	for want, spoil := range map[string]func(*act.Act, *Group){
		"heilongjiang leads":        by("jilin"),
		"not to convene":            body("2", "experts", "jilin", "harbin"),
		"has no body":               body("1", "others", "jilin", "harbin"),
		"songyuan has no seat":      body("1", "experts", "jilin", "songyuan"),
		"both or neither":           func(_ *act.Act, g *Group) { g.Body = "experts" },
		"fewer than two":            func(_ *act.Act, g *Group) { g.Experts = g.Experts[:1] },
		"one voice":                 func(_ *act.Act, g *Group) { g.Experts[1].Party = "jilin" },
		"post: ":                    func(_ *act.Act, g *Group) { g.Experts[1].Post = act.Text{} },
		`experts: element 2`:        func(_ *act.Act, g *Group) { g.Experts[1].Party = "Jilin City" },
		`writer: "beijing"`:         func(_ *act.Act, g *Group) { g.Writer = "beijing" },
		"name: ":                    func(_ *act.Act, g *Group) { g.Name = act.Text{} },
		"reason: belongs":           func(_ *act.Act, g *Group) { g.Reason = said("so") },
		"opens no case":             func(_ *act.Act, g *Group) { g.Of = w.compact },
		"does not cite":             func(a *act.Act, _ *Group) { a.Cites = []act.Ref{w.compact} },
		"replaces: no group":        func(_ *act.Act, g *Group) { g.Replaces, g.Reason = &w.id, said("so") },
		"does not cite entry 0 of ": func(a *act.Act, g *Group) { body("1", "experts", "jilin", "harbin")(a, g); a.Cites = []act.Ref{w.id} },
	} {
		w.names(spoil)
		w.void(want)
	}
	w.names(nil)
	w.names(body("1", "experts", "jilin", "harbin"))
	if list := w.must().Groups(w.id); len(list) != 2 || list[0].By != "beijing" || list[1].By != "heilongjiang" || len(list[1].ReplacedBy) != 0 {
		t.Errorf("%+v", list)
	}
}

// R82: an assessment rests on something, says how likely things are in words that have a band, and is written by one.
func TestIssue(t *testing.T) {
	w := newWorld(t)
	g := w.names(nil)
	number := func(n int64) *int64 { return &n }
	likely := func(word string, low, high *int64) func(*act.Act, *Issue) {
		return func(_ *act.Act, x *Issue) {
			x.Expected[0].Likelihood, x.Expected[0].Low, x.Expected[0].High = word, low, high
		}
	}
	for want, spoil := range map[string]func(*act.Act, *Issue){
		"jilin writes for it":      func(a *act.Act, _ *Issue) { a.By = "harbin" },
		"group: no group":          func(_ *act.Act, x *Issue) { x.Group = w.id },
		"from and until":           func(_ *act.Act, x *Issue) { x.Until = x.From },
		"signBy: ":                 func(a *act.Act, x *Issue) { x.SignBy = a.At - 1 },
		"rests: empty":             func(_ *act.Act, x *Issue) { x.Rests = nil },
		"rests: does not cite":     func(_ *act.Act, x *Issue) { x.Rests = []act.Ref{w.compact} },
		"twice":                    func(_ *act.Act, x *Issue) { x.Rests = []act.Ref{w.id, w.id} },
		"situation: ":              func(_ *act.Act, x *Issue) { x.Situation = act.Text{} },
		"expected: empty":          func(_ *act.Act, x *Issue) { x.Expected = []Expectation{} },
		"expected: 1: what":        func(_ *act.Act, x *Issue) { x.Expected[0].What = act.Text{} },
		"confidence: ":             func(_ *act.Act, x *Issue) { x.Expected[0].Confidence = "likely" },
		`likelihood: "certain"`:    likely("certain", nil, nil),
		"low and high":             likely("likely", number(700_000), nil),
		"likely stands for 660000": likely("likely", number(600_000), number(700_000)),
		"800000 to 700000":         likely("likely", number(800_000), number(700_000)),
		"does not show":            func(_ *act.Act, x *Issue) { x.Exhibits = []act.Hash{{1}} },
	} {
		w.issues(g, 0, 6, spoil)
		if want == "does not show" {
			want = "exhibit"
		}
		w.void(want)
	}
	w.issues(g, 0, 6, likely("likely", number(700_000), number(800_000)))
	if low, high := w.must().Assessments(w.id, noon)[0].Expected[0].Band(); low != 700_000 || high != 800_000 {
		t.Errorf("band %d to %d", low, high)
	}
}

// The words of likelihood are ordered, overlap as their source has them, and leave no probability without a word.
func TestBands(t *testing.T) {
	bands := Bands()
	for p := int64(0); p <= 1_000_000; p += 1000 {
		if !slices.ContainsFunc(bands, func(b Band) bool { return b.Low <= p && p <= b.High }) {
			t.Fatalf("nothing says %d millionths", p)
		}
	}
	for n, b := range bands {
		if b.Low > b.High || n > 0 && b.Low > bands[n-1].Low {
			t.Errorf("%+v", b)
		}
		if low, high := (Expectation{Likelihood: b.Word}).Band(); low != b.Low || high != b.High {
			t.Errorf("%s: %d to %d", b.Word, low, high)
		}
	}
	if low, high := (Expectation{Likelihood: "certain"}).Band(); low != 0 || high != 1_000_000 {
		t.Errorf("a word that nobody knows says nothing: %d to %d", low, high)
	}
}

// R82: each expert's party signs or differs; who is cut off signs late; the writer has signed by writing.
func TestSigning(t *testing.T) {
	w := newWorld(t)
	a := w.issues(w.names(nil), 0, 6, nil)
	for want, write := range map[string]func(){
		"has no expert":      func() { w.signs("beijing", a, 0, "") },
		"assessment: none":   func() { w.signs("harbin", w.id, 0, "") },
		"view: ":             func() { w.tries("harbin", Signing{Of: w.id, Assessment: a}) },
		"agrees and differs": func() { w.tries("harbin", Signing{Of: w.id, Assessment: a, Agrees: true, View: said("no")}) },
		"expected: 1: likelihood": func() {
			w.tries("harbin", Signing{Of: w.id, Assessment: a, View: said("no"), Expected: []Expectation{{What: said("x")}}})
		},
		"rests: does not cite entry": func() {
			w.tries("harbin", Signing{Of: w.id, Assessment: a, View: said("no"), Rests: []act.Ref{w.compact}})
		},
	} {
		write()
		w.void(want)
	}
	state := func(now int) map[jurisdiction.ID]string {
		out := map[jurisdiction.ID]string{}
		for _, s := range w.must().Assessments(w.id, noon+act.Time(now)*hour)[0].Signatures {
			out[s.Party] = s.State
			if s.Late {
				out[s.Party] += " late"
			}
		}
		return out
	}
	if got := state(1); got["jilin"] != "signed" || got["harbin"] != "unsigned" {
		t.Errorf("at the end of the time for signing: %v", got)
	}
	w.signs("songyuan", a, 1, "")
	w.signs("harbin", a, 5, "it is poison")
	w.signs("songyuan", a, 7, "now I doubt it")
	if got := state(8); got["songyuan"] != "differs" || got["harbin"] != "differs late" {
		t.Errorf("%v", got)
	}
	w.signs("jilin", a, 8, "outvoted in my own text")
	if got := state(8); got["jilin"] != "differs late" {
		t.Errorf("%v", got)
	}
}

func (w *world) tries(by jurisdiction.ID, x Signing) {
	w.Helper()
	w.Write(act.Act{Kind: KindSign, By: by, At: noon, Cites: []act.Ref{w.id, x.Assessment}}, x)
}

// R82: a minority view is kept for ever. Its author's later word, a new version, a later period, another writer and another group do not drop it.
func TestMinorityIsKept(t *testing.T) {
	w := newWorld(t)
	g := w.names(nil)
	first := w.issues(g, 0, 6, nil)
	view := w.signs("harbin", first, 1, "it is poison")
	after := w.signs("harbin", first, 2, "")
	second := w.issues(g, 0, 6, func(a *act.Act, x *Issue) { a.At, x.SignBy = a.At+3*hour, x.SignBy+3*hour })
	third := w.issues(g, 6, 12, nil)
	own := w.signs("songyuan", third, 7, "too late")
	g2 := w.names(func(a *act.Act, x *Group) {
		a.Cites, x.Replaces, x.Reason, x.Writer, x.Experts = append(a.Cites, g), &g, said("moved on"), "songyuan", x.Experts[:2]
	})
	fourth := w.issues(g2, 12, 18, func(a *act.Act, _ *Issue) { a.By = "songyuan" })
	stale := w.issues(g, 18, 24, nil) // the first writer has not heard of the new group
	by := map[act.Ref]Assessed{}
	var order []act.Ref
	for _, a := range w.must().Assessments(w.id, noon) {
		by[a.Ref], order = a, append(order, a.Ref)
	}
	if !slices.Equal(order, []act.Ref{stale, fourth, third, second, first}) {
		t.Errorf("order: %v", order)
	}
	refs := func(list []Minority) (out []act.Ref) {
		for _, m := range list {
			out = append(out, m.Ref)
		}
		return out
	}
	if m := by[first].Minority; len(m) != 1 || m[0].Ref != view || m[0].Since == nil || *m[0].Since != after || m[0].From != noon || by[first].Signatures[2].State != "signed" {
		t.Errorf("beside the first: %+v", m)
	}
	for _, c := range []struct {
		a       act.Ref
		version int
		next    act.Ref
		own     []act.Ref
		carried []act.Ref
	}{
		{first, 1, second, []act.Ref{view}, nil},
		{second, 2, third, nil, []act.Ref{view}},
		{third, 1, fourth, []act.Ref{own}, []act.Ref{view}},
		{fourth, 1, act.Ref{}, nil, []act.Ref{own, view}},
		{stale, 1, act.Ref{}, nil, []act.Ref{own, view}},
	} {
		got := by[c.a]
		if got.Version != c.version || (got.SupersededBy == nil) != (c.next == act.Ref{}) || got.SupersededBy != nil && *got.SupersededBy != c.next ||
			!slices.Equal(refs(got.Minority), c.own) || !slices.Equal(refs(got.Carried), c.carried) {
			t.Errorf("entry %d: version %d, superseded by %v, beside %v, carried %v", c.a.Index, got.Version, got.SupersededBy, refs(got.Minority), refs(got.Carried))
		}
	}
	if list := w.must().Groups(w.id); !slices.Equal(list[0].ReplacedBy, []act.Ref{g2}) {
		t.Errorf("groups: %+v", list)
	}
}

// R82: periods: a stretch that nobody assessed is a gap, also between two assessments; a new version of a period meets no other one.
func TestPeriods(t *testing.T) {
	w := newWorld(t)
	g := w.names(nil)
	if got := w.must().Gaps(w.id, noon+100*hour); got != nil {
		t.Errorf("before the first: %v", got)
	}
	w.issues(g, 0, 6, nil)
	w.issues(g, 0, 6, func(a *act.Act, _ *Issue) { a.At += hour })
	w.issues(g, 8, 12, nil)
	w.issues(g, 10, 11, nil) // within another
	s := w.must()
	for now, want := range map[int][][2]act.Time{
		5:  nil,
		7:  {{noon + 6*hour, noon + 7*hour}},
		9:  {{noon + 6*hour, noon + 8*hour}},
		13: {{noon + 6*hour, noon + 8*hour}, {noon + 12*hour, noon + 13*hour}},
	} {
		if got := s.Gaps(w.id, noon+act.Time(now)*hour); !slices.Equal(got, want) {
			t.Errorf("at hour %d: %v, want %v", now, got, want)
		}
	}
	var versions []int
	for _, a := range s.Assessments(w.id, noon) {
		versions = append(versions, a.Version)
		if a.By != "jilin" || a.Named != "heilongjiang" {
			t.Errorf("written by %s, for a group that %s named", a.By, a.Named)
		}
	}
	if !slices.Equal(versions, []int{1, 1, 2, 1}) {
		t.Errorf("versions: %v", versions)
	}
}
