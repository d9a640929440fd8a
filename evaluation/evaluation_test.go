package evaluation

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// An account stands in its case beside others, is contested as long as somebody's last answer disputes it, and is taken back by its author alone, who replaces it. R98
func TestAccounts(t *testing.T) {
	w := newWorld(t)
	first := w.avoids("fayette", noon, nil)
	w.avoids("texas", noon+hour, nil)
	w.answers("bastrop", noon+hour, first, false)
	w.answers("travis", noon+hour, first, true)
	list := w.must().Accounts(w.opened)
	if len(list) != 2 || list[0].Ref != first || !list[0].Own || !list[0].Contested || len(list[0].Answers) != 2 || list[0].Answers[0].By != "bastrop" || list[1].Own || list[1].Contested || list[0].ReplacedBy != nil {
		t.Fatalf("%+v", list)
	}
	if w.avoids("bastrop", noon, func(_ *act.Act, x *Avoided) { x.Rows = x.Rows[:1] }); !w.must().Accounts(w.opened)[1].Own {
		t.Error("whose land was flooded judges his own matter")
	}
	w.Unwrite()
	if list := w.must().Accounts(w.second); len(list) != 0 {
		t.Errorf("in another case: %+v", list)
	}
	w.answers("bastrop", noon+2*hour, first, true)
	again := w.avoids("fayette", noon+3*hour, func(a *act.Act, x *Avoided) { x.Replaces, a.Cites = &first, append(a.Cites, first) })
	list = w.must().Accounts(w.opened)
	if len(list) != 3 || list[0].Contested || len(list[0].Answers) != 2 || *list[0].ReplacedBy != again || list[2].ReplacedBy != nil || len(list[2].Answers) != 0 {
		t.Errorf("%+v", list)
	}
}

// What did not happen cannot be verified: a number instead of a band is void, and so is a figure of money, an ensemble that is none, a run that is held against itself, and a loss that is nobody's. R98
func TestAccountRefused(t *testing.T) {
	row := func(change func(*Row)) func(*act.Act, *Avoided) {
		return func(_ *act.Act, x *Avoided) { change(&x.Rows[0]) }
	}
	for reason, spoil := range map[string]func(*act.Act, *Avoided){
		"a bare number, -550 m3/s; wants a band": row(func(r *Row) {
			r.By = act.Sizes{P05: r.By.P50, P25: r.By.P50, P50: r.By.P50, P75: r.By.P50, P95: r.By.P50}
		}),
		"not said here": row(func(r *Row) {
			for _, q := range []*act.Quantity{&r.By.P05, &r.By.P25, &r.By.P50, &r.By.P75, &r.By.P95, &r.Low, &r.High} {
				q.Unit = "USD"
			}
		}),
		"wants one of h:":         row(func(r *Row) { r.What = "over" }),
		"wants peak, over":        row(func(r *Row) { r.What = "price" }),
		"nobody's loss is":        row(func(r *Row) { r.Place = "" }),
		"quantiles do not rise":   row(func(r *Row) { r.By.P05.Mantissa = 1 }),
		"lie within the":          row(func(r *Row) { r.High.Mantissa = -401 }),
		"low, high: differ":       row(func(r *Row) { r.Low.Exponent = 1 }),
		"better 2000000":          row(func(r *Row) { r.Better = 2e6 }),
		"twice":                   func(_ *act.Act, x *Avoided) { x.Rows = append(x.Rows, x.Rows[0]) },
		"flooded: name":           func(_ *act.Act, x *Avoided) { x.Flooded[0].Name = act.Text{} },
		"fewer than none":         func(_ *act.Act, x *Avoided) { few := int64(-1); x.Flooded[0].People = &few },
		"rows: none":              func(_ *act.Act, x *Avoided) { x.Rows = []Row{} },
		"members: 19; wants 20":   func(_ *act.Act, x *Avoided) { x.Members = 19 },
		"two different runs":      func(_ *act.Act, x *Avoided) { x.Without = x.With },
		"64 hexadecimal digits":   func(_ *act.Act, x *Avoided) { x.With = "run 7" },
		"nobody can compute it":   func(_ *act.Act, x *Avoided) { x.Seed = "" },
		"readings: fewer":         func(_ *act.Act, x *Avoided) { x.Read = -1 },
		"done":                    func(_ *act.Act, x *Avoided) { x.Done = act.Text{} },
		"cite":                    func(a *act.Act, _ *Avoided) { a.Cites = nil },
		"exhibit":                 func(a *act.Act, _ *Avoided) { a.Exhibits = nil },
		"opens no case":           func(a *act.Act, x *Avoided) { x.Of.Index++; x.Of.Leaf[0]++; a.Cites = []act.Ref{x.Of} },
		"is no account of an avo": func(a *act.Act, x *Avoided) { x.Replaces = &x.Of },
	} {
		w := newWorld(t)
		w.avoids("fayette", noon, spoil)
		w.void(reason)
	}
}

// Nobody takes another's account back or answers himself, and an account does not wander from case to case. R98
func TestAnswerRefused(t *testing.T) {
	w := newWorld(t)
	first := w.avoids("fayette", noon, nil)
	replace := func(by jurisdiction.ID, of act.Ref) {
		w.avoids(by, noon+hour, func(a *act.Act, x *Avoided) { x.Of, x.Replaces, a.Cites = of, &first, []act.Ref{of, first} })
	}
	for reason, do := range map[string]func(){
		"nobody answers himself":     func() { w.answers("fayette", noon+hour, first, true) },
		"of: is no account":          func() { w.answers("bastrop", noon+hour, w.opened, false) },
		"is the account of fayette":  func() { replace("bastrop", w.opened) },
		"an account of another case": func() { replace("fayette", w.second) },
		"text": func() {
			w.Write(act.Act{Kind: KindAnswer, By: "bastrop", At: noon, Cites: []act.Ref{first}}, Answer{Of: first, Text: act.Text{}})
		},
	} {
		do()
		w.void(reason)
		w = newWorld(t)
		first = w.avoids("fayette", noon, nil)
	}
}

// R98: TestOrder: whatever is said, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	seen := map[string]int{}
	acttest.Covers(t, seen, []string{"void", "replaced", "contested", "answered twice"}, rapid.MakeCheck(func(rt *rapid.T) {
		w, at := newWorld(t), noon
		var accounts []act.Ref
		cities := []jurisdiction.ID{"travis", "bastrop", "fayette"}
		for range rapid.IntRange(2, 30).Draw(rt, "acts") {
			at += act.Time(rapid.Int64Range(-1, 3).Draw(rt, "hours")) * hour
			by := rapid.SampledFrom(cities).Draw(rt, "by")
			if len(accounts) == 0 || rapid.IntRange(0, 2).Draw(rt, "what") == 0 {
				accounts = append(accounts, w.avoids(by, at, func(a *act.Act, x *Avoided) {
					if x.Of = rapid.SampledFrom([]act.Ref{w.opened, w.second}).Draw(rt, "case"); len(accounts) > 0 && rapid.Bool().Draw(rt, "replaces") {
						old := rapid.SampledFrom(accounts).Draw(rt, "old")
						x.Replaces = &old
						a.Cites = append(a.Cites, old)
					}
					a.Cites = append(a.Cites, x.Of)
				}))
				continue
			}
			w.answers(by, at, rapid.SampledFrom(accounts).Draw(rt, "of"), rapid.Bool().Draw(rt, "agrees"))
		}
		s, voids := w.apply(w.Entries)
		for range 3 {
			other, v := w.apply(w.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() || !reflect.DeepEqual(s.Accounts(w.opened), other.Accounts(w.opened)) || !reflect.DeepEqual(s.Accounts(w.second), other.Accounts(w.second)) {
				rt.Fatalf("another state: voids %v, wants %v", v, voids)
			}
		}
		seen["void"] += len(voids)
		for _, x := range s.Accounts(w.opened) {
			for what, is := range map[string]bool{"replaced": x.ReplacedBy != nil, "contested": x.Contested} {
				if is {
					seen[what]++
				}
			}
			for _, list := range s.accounts[x.Ref].answers {
				if len(list) > 1 {
					seen["answered twice"]++
				}
			}
		}
	}))
}

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	first := w.avoids("fayette", noon, nil)
	w.avoids("fayette", noon+hour, func(a *act.Act, x *Avoided) { x.Replaces, a.Cites = &first, append(a.Cites, first) })
	w.answers("bastrop", noon+hour, first, false)
	acttest.Fuzz(f, w.Entries, w.Entries, w.apply, func(_ *testing.T, s *State) {
		s.Accounts(w.opened)
	})
}
