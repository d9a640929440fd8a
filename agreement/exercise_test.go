package agreement

import (
	"strings"
	"testing"

	"tongzhou/jurisdiction"

	"tongzhou/act"
)

// TestExercise (R71): an exercise of a programme says what it is for, what is looked at, who plays and who evaluates; elsewhere there is none. An amendment that has the same
// item is known as the same exercise.
func TestExercise(t *testing.T) {
	programme := func(spoil func(*Instrument, *Item)) Instrument {
		m := &Item{Owner: "jilin", Due: noon + 50*day, Exercise: &Exercise{Kind: "operations-based", Aim: said("warn"), Objectives: []act.Text{said("within an hour")}, Scenario: said("a leak"),
			Participants: []jurisdiction.ID{"harbin"}, Evaluator: "songyuan"}}
		i := Instrument{Code: "exercises", Version: 1, Type: "programme", Title: said("exercises"), Mode: "voluntary", Parties: []jurisdiction.ID{"jilin", "harbin"}, From: noon,
			Clauses: []Clause{{ID: "1", Force: "pledge", Title: said("slick"), Text: said("slick"), Item: m}}}
		if spoil != nil {
			spoil(&i, m)
		}
		return i
	}
	good := programme(nil)
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Instrument, *Item){
		"belongs to an item of a programme": func(i *Instrument, _ *Item) { i.Type = "plan" },
		"exercise: kind":                    func(_ *Instrument, m *Item) { m.Exercise.Kind = "table-top" },
		"exercise: aim":                     func(_ *Instrument, m *Item) { m.Exercise.Aim = nil },
		"exercise: scenario":                func(_ *Instrument, m *Item) { m.Exercise.Scenario = nil },
		"exercise: objectives":              func(_ *Instrument, m *Item) { m.Exercise.Objectives = []act.Text{{}} },
		"wants objectives":                  func(_ *Instrument, m *Item) { m.Exercise.Objectives = nil },
		"somebody who evaluates":            func(_ *Instrument, m *Item) { m.Exercise.Evaluator = "" },
		"wants others than its owner":       func(_ *Instrument, m *Item) { m.Exercise.Participants = []jurisdiction.ID{"jilin"} },
		"harbin twice":                      func(_ *Instrument, m *Item) { m.Exercise.Participants = []jurisdiction.ID{"harbin", "harbin"} },
	} {
		bad := programme(spoil)
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, wants %q", err, want)
		}
	}
	w := newWorld(t)
	first := w.signed(good)
	w.at = noon + hour
	second := w.signed(good.next(first))
	list := w.must().Items(noon + day)
	if len(list) != 1 || !equal(list[0].Cites, []Cite{{second, "1"}, {first, "1"}}) {
		t.Errorf("%+v", list)
	}
}
