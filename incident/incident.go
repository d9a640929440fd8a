// Package incident is a case: what is happening, who says so, and what is expected next.
//
// A case begins with one act, incident.open, in the journal of whoever opens it; that act's place is the name of the case. From then
// on anybody may put something into it, each in its own journal, each citing the opening:
//
//	incident.open      title, hazard, origin, situation 0 to 3, phase, roles, the evidence for the classification
//	incident.phase     normal, watch, emergency, recovery, closed: whoever leads decides it
//	incident.classify  class of event, grade, response; incident.stage where in the process: whoever leads decides them
//	incident.break     what is rehearsed in it is at an end, because somebody says so: anybody may
//	incident.merge     it goes on in another case; incident.split in several: whoever leads decides it
//	incident.command   who leads, commands, coordinates, dispatches, where, until when; incident.confirm whom it names takes over
//	incident.release   what is let down upstream, from when: planned, changed, withdrawn, or begun in an emergency
//	incident.surge     what could reach whom in what time, as it was on that day
//	incident.task      an order, with the power to give one, or a request; incident.escalate asks somebody above; incident.answer answers both
//	incident.report    initial, supplementary, final; incident.receive says that it came
//	incident.join      which part a member takes, or contests; incident.own its own phase; incident.clock when it knew
//	incident.state     a statement: this author says that this subject had this value at that time, from that source
//	incident.forecast  a model run (an exhibit) and what it says about each place, as quantiles
//	incident.override  what an analyst says instead for one place, beside the run
//	incident.signal    a threshold was crossed, or a series fell silent
//	incident.window    the digest of a stretch of a raw series that stays at home
//	incident.notice    what the public was told
//	incident.tell      what somebody outside the alliance was told, by telephone or otherwise, and who answered
//
// # Statements stay contested
//
// In the Songhua case of 2005 the city upstream said that nothing had entered the river; the border measured something else; one
// government gave two reasons for one water cut on one day. A system that keeps "the" value of a subject would have had to choose,
// and would have chosen wrongly. So a statement is never overwritten: as long as two standing statements about a subject differ, the subject
// is contested and both are shown, whoever made them and whenever. It ceases to be contested when an author withdraws or corrects
// his own statement, or agrees with another's. Nobody can withdraw for somebody else.
//
// # Who leads, and how that passes
//
// By default whoever the opening names, else who opened it. Then a coordinator with the power designates another, a superior takes over, and hands
// back; and command passes when the successor confirms. All this happens in several journals, and no order between them may matter. So an author's act
// is judged by what its own record shows: whoever leads by what it cites, and has cited before, decides. A lead who has not yet heard that it was replaced
// goes on deciding, as it would in life; its decisions stand until the new lead decides otherwise, because decisions are ordered by the command rows
// that their authors knew, and not by time. Two who claim the lead by the same right are both shown, and neither counts.
//
// # Raw series stay at home
//
// A gauge's readings are not acts. What goes on record is the digest of a window of them: station, from, to, count, SHA-256. Whoever
// is given the rows later, in a dispute or a review, checks that they are the rows of that day (package observation). A salt, kept with the rows,
// prevents guessing a short window from its digest.
//
// # Two clocks
//
// Every event of a case has two times: At, of which it speaks, and Recorded, when its author says to have put it on record. Both are
// claims. When a node came to know of it is the node's business; a case as it was known at a moment is computed by applying the acts that were
// known then.
//
// The state depends on the order of acts within each journal and not at all on the order between journals (design D4). The clauses are
// in doc/acts.md, section 7.
package incident

import (
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindOpen     act.Kind = "incident.open"
	KindPhase    act.Kind = "incident.phase"
	KindState    act.Kind = "incident.state"
	KindForecast act.Kind = "incident.forecast"
	KindWindow   act.Kind = "incident.window"
	KindSignal   act.Kind = "incident.signal"
	KindNotice   act.Kind = "incident.notice"
)

// An Open begins a case.
type Open struct {
	Status    string    `json:"status"` // Actual, Exercise or Test
	Title     act.Text  `json:"title"`
	Hazard    string    `json:"hazard"` // as in hazard.Footprint: "pollutant-slug"
	Origin    Origin    `json:"origin"`
	Situation Situation `json:"situation"`
	Phase     string    `json:"phase"`              // normal, watch, emergency or recovery
	Roles     []Role    `json:"roles,omitempty"`    // without a lead the opener leads
	Telling   string    `json:"telling,omitempty"`  // of a shipped case: which telling of the story this is
	Evidence  act.Text  `json:"evidence,omitempty"` // on what the classification rests

	Item *agreement.Cite `json:"item,omitempty"` // of an Exercise: the item of a programme that it carries out; its instrument must be cited
}

// Origin says where a case comes from. Unknown is a thing that is said, not left out.
type Origin struct {
	Known   bool              `json:"known"`
	Parties []jurisdiction.ID `json:"parties,omitempty"`
	Place   act.Text          `json:"place,omitempty"`
}

// A Situation is the answer to R7 with its inputs, as package exposure computed it: 0 no border is crossed; 1 the source itself
// lies in several jurisdictions; 2 the source lies in one, and what is exposed in several; 3 both lie apart.
type Situation struct {
	Class     int               `json:"class"`
	Sources   []jurisdiction.ID `json:"sources,omitempty"`
	Exposed   []jurisdiction.ID `json:"exposed,omitempty"`
	Threshold int64             `json:"threshold,omitempty"` // from which probability a place counts as exposed, in millionths
	Footprint *act.Hash         `json:"footprint,omitempty"` // exhibit
}

// A Role is what a party does in a case: lead, support, affected, coordinator, superior.
type Role struct {
	Party jurisdiction.ID `json:"party"`
	Role  string          `json:"role"`
}

// A Phase is a decision of the lead. What is absent stays as it was.
type Phase struct {
	Of        act.Ref    `json:"of"` // the opening; must be cited
	Phase     string     `json:"phase"`
	Situation *Situation `json:"situation,omitempty"`
	Reason    act.Text   `json:"reason"`
}

// check says why an opening is none.
func (o *Open) check(a act.Act) error {
	if !act.OneOf(o.Status, "Actual Exercise Test") {
		return fmt.Errorf("status: %.40q; wants Actual, Exercise or Test", o.Status)
	}
	if err := o.Title.Check(); err != nil {
		return fmt.Errorf("title: %w", err)
	}
	if o.Item != nil {
		if o.Status != "Exercise" {
			return errors.New("item: is carried out by an Exercise, and never by the real thing or a test")
		}
		if err := a.Names(&o.Item.Instrument); err != nil {
			return fmt.Errorf("item: %w", err)
		}
	}
	if o.Hazard == "" {
		return errors.New("hazard: absent; say unknown if it is not known")
	}
	if o.Origin.Known != (len(o.Origin.Parties) > 0 || o.Origin.Place != nil) {
		return errors.New("origin: known needs a party or a place, unknown has none")
	}
	if !act.OneOf(o.Phase, "normal watch emergency recovery") {
		return fmt.Errorf("phase: %.40q; wants normal, watch, emergency or recovery", o.Phase)
	}
	leads := 0
	for _, r := range o.Roles {
		if !act.OneOf(r.Role, "lead support affected coordinator superior") {
			return fmt.Errorf("roles: %s: %.40q; wants lead, support, affected, coordinator or superior", r.Party, r.Role)
		}
		if r.Role == "lead" {
			leads++
		}
	}
	if leads > 1 {
		return errors.New("roles: more than one lead")
	}
	return errors.Join(act.CheckTexts(o.Evidence, o.Origin.Place), o.Situation.check())
}

func (s Situation) check() error {
	if s.Class < 0 || s.Class > 3 {
		return fmt.Errorf("situation: class %d; wants 0 to 3", s.Class)
	}
	if s.Threshold < 0 || s.Threshold > 1e6 {
		return fmt.Errorf("situation: threshold %d; wants 0 to 1000000", s.Threshold)
	}
	return nil
}

// lead is who decides the phase of a case.
func (o *Open) lead(opener jurisdiction.ID) jurisdiction.ID {
	for _, r := range o.Roles {
		if r.Role == "lead" {
			return r.Party
		}
	}
	return opener
}
