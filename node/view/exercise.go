package view

import (
	"time"

	"tongzhou/act"
)

// Exercises is the log of exercises, apart from that of what was real: those of programmes, and those that no programme has.
type Exercises struct {
	Now       time.Time   `json:"now"`
	Exercises []Rehearsal `json:"exercises" doc:"the last due first"`
	Mistaken  []Mistaken  `json:"mistaken" doc:"real cases and warnings that rest on an exercise or a test"`
}

// Rehearsal is one exercise with what became of it. Its words are those of ISO 22398:2013.
type Rehearsal struct {
	State        string       `json:"state" enum:"planned,missed,running,broken-off,held,evaluated,dropped" doc:"missed: it was due and its owner opened no exercise that carries it out"`
	What         act.Text     `json:"what"`
	Owner        Party        `json:"owner"`
	Clause       *ClauseRef   `json:"clause,omitempty" doc:"the item of a programme; absent: no programme has it"`
	Due          *time.Time   `json:"due,omitempty"`
	Late         bool         `json:"late,omitempty" doc:"it was begun after it was due"`
	Kind         string       `json:"kind,omitempty" enum:"discussion-based,operations-based"`
	Aim          act.Text     `json:"aim,omitempty"`
	Objectives   []act.Text   `json:"objectives"`
	Scenario     act.Text     `json:"scenario,omitempty"`
	Evaluator    *Party       `json:"evaluator,omitempty"`
	Own          bool         `json:"own,omitempty" doc:"its owner evaluates itself"`
	Case         *CaseRef     `json:"case,omitempty" doc:"the case that carries it out"`
	Held         *time.Time   `json:"held,omitempty" doc:"when that was opened"`
	Came         []Party      `json:"came" doc:"of those who were to take part, who did"`
	Absent       []Party      `json:"absent" doc:"and who did not; before it is held: all"`
	Broken       *Broken      `json:"broken,omitempty"`
	Evaluations  []Evaluation `json:"evaluations"`
	Improvements []Improve    `json:"improvements" doc:"the actions that the evaluations came to"`
}

// Evaluation is a meeting that evaluates an exercise.
type Evaluation struct {
	Meeting   string     `json:"meeting"`
	Title     act.Text   `json:"title"`
	By        Party      `json:"by"`
	At        time.Time  `json:"at"`
	State     string     `json:"state" enum:"called,held,minuted"`
	Named     bool       `json:"named" doc:"by who is named as the evaluator; the evaluation of anybody else stands beside"`
	Decisions []Decision `json:"decisions"`
}

// Improve is an improvement: its owner says that it is done, the evaluator confirms it.
type Improve struct {
	Action
	Meeting string   `json:"meeting"`
	By      Party    `json:"by" doc:"who confirms"`
	Closed  bool     `json:"closed" doc:"done, and confirmed"`
	Can     []string `json:"can"`
}

// Mistaken is an act of a real matter that rests on an exercise or a test.
type Mistaken struct {
	By       Party    `json:"by"`
	Case     *CaseRef `json:"case,omitempty"`
	Ref      ActRef   `json:"ref"`
	Ground   ActRef   `json:"ground" doc:"the act of the exercise or test that it cites"`
	Exercise *CaseRef `json:"exercise,omitempty" doc:"the case of that; absent: a warning without one"`
	Right    bool     `json:"right" doc:"it was set right: the case is closed, or the warning is no longer in force"`
}
