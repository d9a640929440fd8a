package warning

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns. The first three and the last stand in the issuer's journal, the others in
// the journal of the one who answers.
const (
	KindIssue    act.Kind = "warning.issue"    // body: Notice
	KindUpdate   act.Kind = "warning.update"   // body: Update
	KindCancel   act.Kind = "warning.cancel"   // body: Cancel
	KindReceive  act.Kind = "warning.receive"  // body: Answer; by the node itself
	KindSee      act.Kind = "warning.see"      // body: Answer; by an officer, like those that follow
	KindAccept   act.Kind = "warning.accept"   // body: Answer
	KindDecline  act.Kind = "warning.decline"  // body: Answer with a reason
	KindPass     act.Kind = "warning.pass"     // body: Answer; the envelope says to whom
	KindEscalate act.Kind = "warning.escalate" // body: Escalation; the envelope says to whom
)

// An Update replaces what a warning says.
type Update struct {
	Of       act.Ref  `json:"of"`       // the version that it replaces, which must be the newest; must be cited
	Material bool     `json:"material"` // whoever accepted or declined must answer again
	Note     act.Text `json:"note,omitempty"`
	Notice   Notice   `json:"notice"`
}

// A Cancel ends a warning.
type Cancel struct {
	Of         act.Ref  `json:"of"` // the newest version; must be cited
	Status     Status   `json:"status"`
	Reason     act.Text `json:"reason"`
	ConfirmBy  act.Time `json:"confirmBy"` // when an officer of every addressee must have seen it
	ApprovedBy []string `json:"approvedBy,omitempty" personal:"name"`
}

// An Answer (doc/acts.md 6.5) is what one who has a warning says about one version of it.
type Answer struct {
	Of       act.Ref  `json:"of"`                 // the version; must be cited
	Via      *act.Ref `json:"via,omitempty"`      // the pass or escalation that brought it to one whom the version does not address; must be cited
	Status   Status   `json:"status"`             // that of the warning, repeated: nobody accepts an Exercise as Actual
	Note     act.Text `json:"note,omitempty"`     // required when declining: the reason
	AnswerBy act.Time `json:"answerBy,omitempty"` // only when passing on: when the recipients should have answered
}

// An Escalation (doc/acts.md 6.7) brings a warning to somebody else because an addressee does not answer.
type Escalation struct {
	Of        act.Ref         `json:"of"` // the newest version; must be cited
	Status    Status          `json:"status"`
	Addressee jurisdiction.ID `json:"addressee"` // who did not answer
	Step      int             `json:"step"`      // of the ladder, from 1, rising
	Reason    string          `json:"reason"`    // silent: it is heard of, but does not answer; unreachable: it is not heard of
	LastHeard act.Time        `json:"lastHeard,omitempty"`
	Deadline  act.Time        `json:"deadline"` // the one that was missed, or will be
	AnswerBy  act.Time        `json:"answerBy"` // when those who now get it must have answered
}

func (a *Answer) check(x act.Act) error {
	k := x.Kind
	if err := a.Status.check(); err != nil {
		return err
	}
	if !slices.Contains(x.Cites, a.Of) || a.Via != nil && !slices.Contains(x.Cites, *a.Via) {
		return errors.New("does not cite what it answers")
	}
	if k == KindReceive && x.Officer != "" {
		return errors.New("a receipt is the node's own; an officer sees, accepts or declines")
	}
	if k != KindReceive && k != KindPass && strings.TrimSpace(x.Officer) == "" {
		return errors.New("names no officer")
	}
	if k == KindDecline && a.Note == nil {
		return errors.New("gives no reason")
	}
	if err := act.CheckTexts(a.Note); err != nil {
		return err
	}
	if k != KindPass {
		if a.AnswerBy != 0 {
			return errors.New("answerBy: only a pass sets a time to answer")
		}
		return nil
	}
	if len(x.To) == 0 {
		return errors.New("is addressed to nobody")
	}
	if slices.Contains(x.To, x.By) {
		return errors.New("is addressed to its own author")
	}
	return nil
}

func (x *Escalation) check(a act.Act) error {
	if err := x.Status.check(); err != nil {
		return err
	}
	switch {
	case !slices.Contains(a.Cites, x.Of):
		return errors.New("does not cite the warning")
	case len(a.To) == 0:
		return errors.New("is addressed to nobody")
	case slices.Contains(a.To, x.Addressee) || slices.Contains(a.To, a.By):
		return fmt.Errorf("goes to %s or to its own author; it must go to somebody else", x.Addressee)
	case x.Reason != "silent" && x.Reason != "unreachable":
		return fmt.Errorf("reason: %.40q; wants silent or unreachable", x.Reason)
	case x.Reason == "silent" && a.At < x.Deadline:
		return fmt.Errorf("calls %s silent before its deadline %s", x.Addressee, x.Deadline.RFC3339())
	case x.Step < 1:
		return fmt.Errorf("step %d; steps count from 1", x.Step)
	case x.AnswerBy <= a.At:
		return errors.New("answerBy: not after the act")
	}
	return nil
}

// officers refuses a list of approving officers that is not one. least is what the rules ask for.
func officers(approvedBy []string, officer string, least int) error {
	for i, o := range approvedBy {
		if strings.TrimSpace(o) == "" || slices.Contains(approvedBy[:i], o) {
			return fmt.Errorf("approvedBy: %.40q is empty or named twice", o)
		}
	}
	if officer == "" || !slices.Contains(approvedBy, officer) {
		return errors.New("approvedBy: does not name the officer of the act")
	}
	if n := max(1, least); len(approvedBy) < n {
		return fmt.Errorf("approvedBy: %d of %d officers that the charter asks for", len(approvedBy), n)
	}
	return nil
}
