package incident

import (
	"testing"

	"tongzhou/act"
)

// R59: a figure in all its versions beside what others found, for statements, reports and signals alike.
func TestFigures(t *testing.T) {
	sc := newScene(t, nil)
	state := func(q *act.Quantity) Statement {
		return Statement{Of: sc.id, Subject: "mass", Value: said("x"), Quantity: q, Basis: "observed", ClaimedAt: noon}
	}
	first := sc.does("jilin", 1, state(milligrams(5)), nil)
	better := state(milligrams(4))
	better.Corrects = &first
	second := sc.does("jilin", 2, better, nil)
	check := state(milligrams(3))
	check.Verifies, check.Doubt = &first, milligrams(1)
	c1 := sc.does("harbin", 3, check, nil)
	check.Verifies = &second
	c2 := sc.does("songyuan", 4, check, nil)
	gone := sc.does("harbin", 5, state(milligrams(9)), nil)
	sc.does("harbin", 6, Statement{Of: sc.id, Subject: "mass", Basis: "observed", ClaimedAt: noon, Withdraws: &gone}, nil)

	r1 := sc.does("jilin", 7, Report{Of: sc.id, Type: "initial", Fields: told("source")}, to("harbin"))
	r2 := sc.does("jilin", 8, Report{Of: sc.id, Type: "supplementary", Fields: map[string]Field{"extent": {Quantity: milligrams(7), Confidence: "possible"}}, Replaces: &r1}, to("harbin"))
	r3 := sc.does("jilin", 9, Report{Of: sc.id, Type: "supplementary", Fields: map[string]Field{"extent": {Quantity: milligrams(6)}}, Replaces: &r2}, to("harbin"))
	check.Verifies, check.Field, check.Subject = &r3, "extent", "extent"
	c3 := sc.does("harbin", 10, check, nil)

	signal := sc.does("jilin", 11, Signal{Of: &sc.id, Kind: "over", Station: "gauge", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon}, nil)
	if n := len(sc.Figures(sc.id)); n != 3 {
		t.Errorf("%d figures: of a signal that nobody verified there is none", n)
	}
	check.Verifies, check.Field, check.Subject = &signal, "", "gauge/q"
	sc.does("harbin", 12, check, nil)

	all := sc.Figures(sc.id)
	if len(all) != 4 {
		t.Fatalf("%+v", all)
	}
	stated, taken, reported, measured := all[0], all[1], all[2], all[3]
	if len(stated.Versions) != 2 || stated.Versions[1].Ref != second || len(stated.Checks) != 2 || stated.Checks[0].Ref != c1 || stated.Checks[1].Ref != c2 {
		t.Errorf("stated %+v", stated)
	}
	if taken.Versions[0].Withdrawn == nil || taken.Versions[0].WithdrawnAt != noon+6*hour {
		t.Errorf("taken back %+v", taken)
	}
	if reported.Field != "extent" || len(reported.Versions) != 2 || reported.Versions[0].Ref != r2 || reported.Versions[0].Confidence != "possible" || len(reported.Checks) != 1 || reported.Checks[0].Ref != c3 {
		t.Errorf("reported %+v", reported)
	}
	if measured.Subject != "gauge/q" || len(measured.Checks) != 1 {
		t.Errorf("measured %+v", measured)
	}
}

// R59: a figure that its author gave only when he corrected himself is one from then on; and whoever verifies another's is verified like anybody.
func TestFiguresOfLater(t *testing.T) {
	sc := newScene(t, nil)
	words := Statement{Of: sc.id, Subject: "mass", Value: said("much"), Basis: "observed", ClaimedAt: noon}
	first := sc.does("jilin", 1, words, nil)
	if n := len(sc.Figures(sc.id)); n != 0 {
		t.Errorf("%d figures, and there are only words", n)
	}
	better := words
	better.Quantity, better.Corrects = milligrams(5), &first
	second := sc.does("jilin", 2, better, nil)
	check := words
	check.Quantity, check.Verifies = milligrams(3), &second
	c1 := sc.does("harbin", 3, check, nil)
	if all := sc.Figures(sc.id); len(all) != 1 || all[0].Versions[0].Ref != second || len(all[0].Checks) != 1 {
		t.Errorf("with a figure at last: %+v", all)
	}
	check.Verifies = &c1
	c2 := sc.does("songyuan", 4, check, nil)
	if all := sc.Figures(sc.id); len(all) != 2 || all[1].By != "harbin" || all[1].Versions[0].Ref != c1 || all[1].Checks[0].Ref != c2 {
		t.Errorf("what verifies was verified: %+v", all)
	}
}

// R59: nobody verifies his own figure, nor by hearsay, nor what has no figure, nor in another unit; a doubt has the unit of what it is about.
func TestVerifiesVoid(t *testing.T) {
	sc := newScene(t, nil)
	base := Statement{Of: sc.id, Subject: "mass", Value: said("x"), Quantity: milligrams(5), Basis: "observed", ClaimedAt: noon}
	first := sc.does("jilin", 1, base, nil)
	words := base
	words.Quantity, words.Subject = nil, "smell"
	second := sc.does("jilin", 2, words, nil)
	report := sc.does("jilin", 3, Report{Of: sc.id, Type: "initial", Fields: told("source")}, to("harbin"))
	for want, change := range map[string]func(x *Statement){
		"verifies a figure and gives none":        func(x *Statement) { x.Quantity = nil },
		"what was only reported verifies nothing": func(x *Statement) { x.Basis = "reported" },
		"another subject":                         func(x *Statement) { x.Subject = "volume" },
		"there is no figure":                      func(x *Statement) { x.Verifies, x.Subject = &second, "smell" },
		"no statement, report or signal":          func(x *Statement) { x.Verifies = &sc.id },
		"verifies: a figure in":                   func(x *Statement) { x.Quantity = &act.Quantity{Mantissa: 1, Unit: "kg"} },
		"doubt: wants the unit":                   func(x *Statement) { x.Doubt = &act.Quantity{Mantissa: 1, Unit: "kg"} },
		"doubt: wants the unit of the quantity":   func(x *Statement) { x.Doubt = &act.Quantity{Mantissa: -1, Unit: x.Quantity.Unit} },
		"verifies: there is no figure":            func(x *Statement) { x.Verifies, x.Field = &report, "source" },
		"field: names the field of a report":      func(x *Statement) { x.Verifies, x.Field = nil, "extent" },
	} {
		x := base
		x.Verifies = &first
		change(&x)
		sc.fails(want, "harbin", 4, x, nil)
	}
	own := base
	own.Verifies = &first
	sc.fails("nobody verifies his own figure", "jilin", 4, own, nil)
}
