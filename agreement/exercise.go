package agreement

import (
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// An Exercise is what an item of a programme rehearses (R71). Its words are those of ISO 22398:2013, Guidelines for exercises: a programme of exercises, each with an aim,
// objectives, a scenario, participants and an evaluation from which improvements follow. The owner of the item carries it out by a case of status Exercise that cites it.
type Exercise struct {
	Kind         string            `json:"kind"`         // discussion-based: people talk it through; operations-based: they do it
	Aim          act.Text          `json:"aim"`          // what it is for
	Objectives   []act.Text        `json:"objectives"`   // what is looked at, so that an evaluation can say whether it was reached
	Scenario     act.Text          `json:"scenario"`     // what is played
	Participants []jurisdiction.ID `json:"participants"` // beside the owner
	Evaluator    jurisdiction.ID   `json:"evaluator"`    // who evaluates it; who evaluates itself is shown so
}

// exercise checks one exercise.
func (f *faults) exercise(at string, m *Item) {
	x := m.Exercise
	if x == nil {
		return
	}
	if f.instrument.Type != "programme" {
		f.add("%s: exercise: belongs to an item of a programme", at)
	}
	f.word(at+": exercise: kind", x.Kind, "discussion-based operations-based")
	f.text(at+": exercise: aim", x.Aim)
	f.text(at+": exercise: scenario", x.Scenario)
	for _, o := range x.Objectives {
		f.text(at+": exercise: objectives", o)
	}
	if len(x.Objectives) == 0 || x.Evaluator == "" {
		f.add("%s: exercise: wants objectives, and somebody who evaluates whether they were reached", at)
	}
	if len(x.Participants) == 0 || slices.Contains(x.Participants, m.Owner) {
		f.add("%s: exercise: participants: wants others than its owner", at)
	}
	if d, ok := doubled(x.Participants, func(p jurisdiction.ID) string { return string(p) }); ok {
		f.add("%s: exercise: participants: %s twice", at, d)
	}
}
