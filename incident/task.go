package incident

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func (t *Task) of() act.Ref { return t.Of }

func (t *Task) check(a act.Act) error {
	if err := t.What.Check(); err != nil {
		return fmt.Errorf("what: %w", err)
	}
	if len(a.To) == 0 || slices.Contains(a.To, a.By) {
		return errors.New("is addressed to nobody, or to its own author")
	}
	if t.AnswerBy <= a.At || t.DoneBy != 0 && t.DoneBy <= a.At {
		return errors.New("answerBy, doneBy: not after the act")
	}
	return nil
}

// task: who has no power to order may ask (R17, R18).
func (s *State) task(e act.Entry, f *file, t *Task) (func(), error) {
	j, err := s.order(e, f, t)
	if err != nil {
		return nil, err
	}
	if t.Power != nil {
		if err := cites(e.Act, "power", t.Power.Instrument); err != nil {
			return nil, err
		}
	}
	return func() {
		x := f.send(e)
		x.body, x.joint = t, j
		f.add(e, e.Act.At, t)
	}, nil
}

func (x *Escalation) of() act.Ref { return x.Of }

func (x *Escalation) check(a act.Act) error {
	if len(a.To) != 1 || a.To[0] != x.Superior || x.Superior == a.By {
		return errors.New("superior: goes to one superior, the only addressee, and not to its own author")
	}
	if x.AnswerBy <= a.At {
		return errors.New("answerBy: not after the act")
	}
	for _, t := range []act.Text{x.Need, x.Gap} {
		if err := t.Check(); err != nil {
			return fmt.Errorf("need and gap: %w", err)
		}
	}
	for n, r := range x.Rows {
		if err := r.check(a); err != nil {
			return fmt.Errorf("rows: %d: %w", n+1, err)
		}
	}
	return act.CheckTexts(x.Briefing)
}

// check says why a line of a gap is none.
func (r *GapRow) check(a act.Act) error {
	if (r.Kind == "") == (r.Power == "") || len(r.Kind)+len(r.Power) > 80 {
		return errors.New("wants a kind or a power, of at most 80 bytes")
	}
	unit := ""
	for _, q := range []*act.Quantity{r.Need, r.Stock, r.Promised, r.Gap} {
		switch {
		case q == nil:
			continue
		case q.Mantissa < 0:
			return errors.New("less than nothing")
		case unit != "" && q.Unit != unit:
			return errors.New("amounts of one line have one unit")
		}
		unit = q.Unit
	}
	return cites(a, "basis", r.Basis...)
}

func (s *State) escalate(e act.Entry, f *file, x *Escalation) (func(), error) {
	return func() {
		f.send(e).body = x
		f.add(e, e.Act.At, x)
	}, nil
}

// An answered is an incident.answer at its place.
type answered struct {
	*TaskAnswer
	ref   act.Ref
	by    jurisdiction.ID
	at    act.Time
	asked *sent
}

func (x *TaskAnswer) of() act.Ref { return x.Of }

func (x *TaskAnswer) check(a act.Act) error {
	if !act.OneOf(x.Answer, "accept refuse done") {
		return fmt.Errorf("answer: %.40q; wants accept, refuse or done", x.Answer)
	}
	if (x.Code != "") != (x.Answer == "refuse") || x.Code != "" && !act.OneOf(x.Code, "own-population law capacity late other") {
		return fmt.Errorf("code: %.40q with %s; who refuses says why: own-population, law, capacity, late or other", x.Code, x.Answer)
	}
	if x.Answer == "refuse" && x.Text == nil {
		return errors.New("text: absent; who refuses says why in words too")
	}
	if err := a.Shows(x.Exhibits); err != nil {
		return err
	}
	return errors.Join(cites(a, "what", x.What), act.CheckTexts(x.Text))
}

func (s *State) answer(e act.Entry, f *file, x *TaskAnswer) (func(), error) {
	asked := f.sent[x.What]
	_, isTask := bodyOf(asked).(*Task)
	_, isEscalation := bodyOf(asked).(*Escalation)
	plan, isPlan := bodyOf(asked).(*Release)
	switch {
	case isPlan:
		if err := s.approve(e.Act, plan, x); err != nil {
			return nil, err
		}
	case !isTask && !isEscalation:
		return nil, errors.New("what: no task, escalation or release of this case")
	case x.Power != nil:
		return nil, errors.New("power: nobody needs one to answer what was asked of him")
	case isTask && asked.signer(e.Act.By):
		if x.Answer == "done" {
			return nil, errors.New("answer: who has to sign the order accepts it or refuses")
		}
	case !slices.Contains(asked.act.To, e.Act.By):
		return nil, fmt.Errorf("what: it was not asked of %s", e.Act.By)
	case isEscalation && x.Answer == "done":
		return nil, errors.New("answer: an escalation is accepted or refused; it is done when a take-over cites it")
	}
	if list := asked.answers[e.Act.By]; len(list) > 0 {
		switch last := list[len(list)-1]; last.Answer {
		case "done":
			return nil, errors.New("answer: its author said that it is done")
		case x.Answer:
			return nil, errors.New("answer: repeats what its author answered before")
		}
	}
	return func() {
		y := &answered{TaskAnswer: x, ref: e.Ref, by: e.Act.By, at: e.Act.At, asked: asked}
		asked.answers[e.Act.By], f.replies[e.Ref] = append(asked.answers[e.Act.By], y), y
		f.add(e, e.Act.At, x)
	}, nil
}

// An Asked is a task or an escalation with what became of it.
type Asked struct {
	Task       *Task       // an order or a request; or
	Escalation *Escalation // the call for somebody above
	By         jurisdiction.ID
	At         act.Time
	Officer    string
	Ref        act.Ref
	To         []Answered
	TakenOver  []act.Ref // of an escalation: the take-overs that cite it
	Order      *Order    // of an order that several have to sign; nil: its author alone had to
	Binds      bool      // an order that binds: it is signed by all who have to
}

// An Answered is one of whom something was asked.
type Answered struct {
	Delivery
	Last     *TaskAnswer // its last answer; nil: none. Not to be changed
	Ref      act.Ref     // of the last answer
	At       act.Time
	First    act.Ref  // its first answer: by that it answered in time, or not
	FirstAt  act.Time // 0: none
	Promised bool     // the answer before the last was that it accepts
	Late     bool     // its receipt, or first answer, claims a time after answerBy: what is asked too late cannot be answered in time
	due      act.Time
	doneBy   act.Time
	binding  bool
	taken    bool
	idle     bool // an order that is not signed by all: nothing is awaited
}

// State says where an addressee stands at a moment, by the times that acts claim: none (nothing is known but that it was sent, see Delivery), accept, refuse, done,
// taken-over, or overdue: it has not answered by answerBy, or has accepted and is not done by doneBy.
func (a Answered) State(now act.Time) string {
	switch {
	case a.Last != nil && a.Last.Answer == "refuse":
		return "refuse"
	case a.taken:
		return "taken-over"
	case !a.idle && (a.Last != nil && a.Last.Answer == "accept" && a.doneBy != 0 && now > a.doneBy || a.Last == nil && now > a.due):
		return "overdue"
	case a.Last == nil:
		return "none"
	}
	return a.Last.Answer
}

// Refusal says what a refusal is (R62). Empty: there is none. lawful: it was a request, and refusing one needs no permission. promised: it was a request that
// had been accepted. protects: it protects the refuser's own people, or keeps a law; somebody has to weigh that. finding: it was an order. Whether anything follows is
// for people to say.
func (a Answered) Refusal() string {
	switch {
	case a.Last == nil || a.Last.Answer != "refuse":
		return ""
	case act.OneOf(a.Last.Code, "own-population law"):
		return "protects"
	case a.binding:
		return "finding"
	case a.Promised:
		return "promised"
	}
	return "lawful"
}

// Asked returns the tasks and escalations of a case in the order of their times.
func (s *State) Asked(id act.Ref) []Asked {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Asked
	for _, r := range f.records {
		v := Asked{By: r.act.By, At: r.act.At, Officer: r.act.Officer, Ref: r.ref}
		one := Answered{}
		switch b := r.body.(type) {
		case *Task:
			v.Task, one.due, one.doneBy = b, b.AnswerBy, b.DoneBy
			v.Order = f.order(f.sent[r.ref])
			v.Binds = b.Binding && (v.Order == nil || f.sent[r.ref].joint.binds())
			one.binding, one.idle = v.Binds, b.Binding && !v.Binds
		case *Escalation:
			v.Escalation, one.due = b, b.AnswerBy
		default:
			continue
		}
		x := f.sent[r.ref]
		for _, t := range f.rows {
			if t.Escalation != nil && *t.Escalation == r.ref && t.begun(nil) {
				v.TakenOver = append(v.TakenOver, t.ref)
			}
		}
		one.taken = len(v.TakenOver) > 0
		for _, to := range r.act.To {
			v.To = append(v.To, x.answered(to, one))
		}
		out = append(out, v)
	}
	return out
}

func (x *sent) answered(to jurisdiction.ID, a Answered) Answered {
	a.Delivery = x.delivery(to)
	first := a.ReceivedAt
	for _, y := range x.answers[to] {
		if first == 0 {
			first = y.at
		}
		if a.Last == nil {
			a.First, a.FirstAt = y.ref, y.at
		}
		a.Promised = a.Last != nil && a.Last.Answer == "accept"
		a.Last, a.Ref, a.At = y.TaskAnswer, y.ref, y.at
	}
	a.Late = !a.idle && first > a.due
	return a
}
