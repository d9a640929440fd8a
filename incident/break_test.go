package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
)

// TestBreak (R71): anybody breaks off what is rehearsed, for everybody, and nobody what is real; of several breaks the first holds, in whatever order they are read. Only an Exercise carries
// out an item of a programme.
func TestBreak(t *testing.T) {
	sc := newScene(t, func(_ *act.Act, o *Open) { o.Status = "Exercise" })
	real := sc.opens("jilin", func(_ *act.Act, o *Open) { o.Status = "Actual" })
	if err := sc.Apply(real); err != nil {
		t.Fatal(err)
	}
	sc.fails("what is real is not broken off", "jilin", 1, Break{Of: real.Ref, Reason: said("so")}, nil)
	sc.fails("reason", "jilin", 1, Break{Of: sc.id, Reason: act.Text{}}, nil)
	sc.fails("opens no real case", "jilin", 1, Break{Of: sc.id, Real: &sc.id, Reason: said("so")}, nil)
	if c, _ := sc.Case(sc.id); c.Closed || c.Broken != nil {
		t.Fatalf("%+v", c.Broken)
	}
	late := sc.does("songyuan", 3, Break{Of: sc.id, Reason: said("so")}, nil)
	early := sc.does("jilin", 2, Break{Of: sc.id, Real: &real.Ref, Reason: said("a lorry")}, nil)
	for _, order := range [][]act.Ref{{late, early}, {early, late}} {
		s := New(may, nil)
		for _, e := range sc.Entries {
			if e.Ref == sc.id || e.Ref == real.Ref {
				_ = s.Apply(e) // as above
			}
		}
		for _, ref := range order {
			i := slices.IndexFunc(sc.Entries, func(e act.Entry) bool { return e.Ref == ref })
			if err := s.Apply(sc.Entries[i]); err != nil {
				t.Fatal(err)
			}
		}
		c, _ := s.Case(sc.id)
		if !c.Closed || c.Broken == nil || c.Broken.Ref != early || c.Broken.By != "jilin" || *c.Broken.Real != real.Ref {
			t.Errorf("%+v", c.Broken)
		}
		if of, ok := s.Rehearsal(early); !ok || of != sc.id {
			t.Error("a break belongs to the rehearsal")
		}
		if _, ok := s.Rehearsal(real.Ref); ok {
			t.Error("the real case is a rehearsal")
		}
	}
	sc.fails("that case is Actual", "harbin", 4, Merge{Of: sc.id, Into: real.Ref, Reason: said("so")}, nil)

	item := &agreement.Cite{Instrument: compact(), Clause: "1"}
	for status, void := range map[string]bool{"Actual": true, "Test": true, "Exercise": false} {
		e := newWorld(t).opens("jilin", func(a *act.Act, o *Open) {
			o.Status, o.Item = status, item
			a.Cites = append(a.Cites, compact())
		})
		if err := New(may, nil).Apply(e); (err != nil) != void {
			t.Errorf("%s: %v", status, err)
		}
	}
	if err := New(may, nil).Apply(newWorld(t).opens("jilin", func(_ *act.Act, o *Open) { o.Status, o.Item = "Exercise", item })); err == nil {
		t.Error("it does not cite the programme")
	}
}
