// Package assessment is what an expert group makes of a case for a period: where it stands, how it will go on, how surely, and on which data that rests.
//
//	assessment.group  who leads the case, or a body   names the experts: one party each, and who writes for all of them
//	assessment.issue  the writer                      the assessment of a period, citing every act and exhibit that it rests on
//	assessment.sign   an expert's party               signs it, or puts its own view beside it
//
// # One writer, many signatures
//
// A text that several cities write at once is nobody's. So one party writes, in its own journal, and what it wrote is the group's as far as the others have
// signed it; the writer has, by issuing it. Whoever was cut off signs when it is heard again, and is shown as late, not as silent for ever.
//
// # A minority view stays
//
// An expert who was right and was outvoted must not vanish with the next version of the text. A view that differs is an act in the journal of who holds it,
// and nobody else can take it back. It stands beside the assessment that it is about, also when its author agrees later, and is carried to every assessment
// that supersedes that one: by the writer's successor too, when another group was named in the place of the first. No member of any act drops it: which views
// are carried is computed here from the acts, and not listed by the writer.
//
// # Periods
//
// The assessment of a later period supersedes that of an earlier one, and of one period the last that was issued holds. A stretch of time that no assessment
// covers is shown as a gap. When one falls due is a clause of an agreement, a duty to do "assess", again and again (package duty).
//
// # How surely
//
// What is expected has a word of likelihood with a band of probability that is the same for everybody, and a word of confidence, which is about the evidence
// and not about the outcome (the calibrated language of the IPCC, 2010; ISO 31000 asks for the same two things without words for them).
//
// The clauses of the specification are in doc/acts.md, section 13.
package assessment

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindGroup act.Kind = "assessment.group"
	KindIssue act.Kind = "assessment.issue"
	KindSign  act.Kind = "assessment.sign"
)

// A Group is the body of assessment.group.
type Group struct {
	Of       act.Ref         `json:"of"` // the case; must be cited
	Name     act.Text        `json:"name"`
	Experts  []Expert        `json:"experts"`            // at least two parties, each once
	Writer   jurisdiction.ID `json:"writer"`             // one of them
	Power    *agreement.Cite `json:"power,omitempty"`    // to convene the body; absent: its author leads the case
	Body     string          `json:"body,omitempty"`     // with a power: the body of that instrument whose group it is
	Replaces *act.Ref        `json:"replaces,omitempty"` // a group of the same case; must be cited
	Reason   act.Text        `json:"reason,omitempty"`   // why it replaces it
}

// An Expert is whom a party sends.
type Expert struct {
	Party jurisdiction.ID `json:"party"`
	Post  act.Text        `json:"post"` // a post, never a person
}

// An Issue is the body of assessment.issue.
type Issue struct {
	Of        act.Ref       `json:"of"`    // the case; must be cited
	Group     act.Ref       `json:"group"` // must be cited
	From      act.Time      `json:"from"`  // of the period
	Until     act.Time      `json:"until"` // not included
	Situation act.Text      `json:"situation"`
	Expected  []Expectation `json:"expected"`
	Rests     []act.Ref     `json:"rests,omitempty"`    // acts: forecasts, windows of readings, reports; each cited
	Exhibits  []act.Hash    `json:"exhibits,omitempty"` // footprints and pictures; each also in the envelope
	SignBy    act.Time      `json:"signBy"`             // who signs later is late
}

// An Expectation is one thing that is expected to happen.
type Expectation struct {
	What       act.Text `json:"what"`
	Likelihood string   `json:"likelihood"`     // a word of Bands
	Confidence string   `json:"confidence"`     // very-low, low, medium, high or very-high: how good the evidence is
	Low        *int64   `json:"low,omitempty"`  // a narrower band inside that of the word, in millionths; both or neither
	High       *int64   `json:"high,omitempty"` // not below low
}

// A Signing is the body of assessment.sign.
type Signing struct {
	Of         act.Ref       `json:"of"`         // the case; must be cited
	Assessment act.Ref       `json:"assessment"` // must be cited
	Agrees     bool          `json:"agrees,omitempty"`
	View       act.Text      `json:"view,omitempty"`     // the minority view; needed when it does not agree, and only then
	Expected   []Expectation `json:"expected,omitempty"` // what it expects instead
	Rests      []act.Ref     `json:"rests,omitempty"`    // what the view rests on; each cited
	Exhibits   []act.Hash    `json:"exhibits,omitempty"` // each also in the envelope
}
