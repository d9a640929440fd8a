package standing

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

const (
	minute = act.Time(60_000) // milliseconds
	day    = 24 * 60 * minute
)

func (s *State) find(e act.Entry, f *Finding) (func(), error) {
	if s.rules.May == nil || s.rules.Clause == nil {
		return nil, errors.New("nobody has the power to find here")
	}
	if err := s.rules.May(e.Act.By, f.Power, "find", e.Act); err != nil {
		return nil, err
	}
	clause, instrument, ok := s.rules.Clause(f.Clause)
	if !ok || clause.Consequence == nil {
		return nil, fmt.Errorf("clause %.40q names no consequence, nor who decides", f.Clause.Clause)
	}
	c := clause.Consequence
	if err := s.binding(clause, f); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(c.Of, f.Violation):
		return nil, fmt.Errorf("clause %s is not about %q", f.Clause.Clause, f.Violation)
	case !speaksOf(instrument, f.Party):
		return nil, fmt.Errorf("%s is no party of %s and holds none of its offices", f.Party, instrument.Code)
	case f.ReplyBy < e.Act.At+act.Time(c.Replies)*minute:
		return nil, fmt.Errorf("replyBy: clause %s gives the party %d minutes", f.Clause.Clause, c.Replies)
	case f.Violation == "refused" && instrument.Mode == "voluntary" && f.Duty == nil:
		return nil, errors.New("to refuse a request is lawful among equals; name the duty, if it was promised")
	}
	origin := f.Case != nil && s.rules.Origins != nil && slices.Contains(s.rules.Origins(*f.Case), e.Act.By)
	if origin && f.Interest == nil {
		return nil, errors.New("interest: absent; the finder is an origin of the case and has to say so")
	}
	return func() {
		x := &finding{record: recordOf(e), Finding: f, consequence: c, sealed: map[jurisdiction.ID]bool{}}
		x.conflict = origin || f.Interest != nil || f.Duty != nil && f.Duty.To == e.Act.By
		x.steps = []Step{x.step(f.Text, f.Exhibits)}
		s.findings[e.Ref] = x
	}, nil
}

// binding refuses a finding that treats as law what is none (R65): a pledge, or a custom, is no duty that somebody can be found to have violated, and a consequence that is
// itself a pledge binds nobody either.
func (s *State) binding(consequence *agreement.Clause, f *Finding) error {
	if consequence.Force == "pledge" {
		return fmt.Errorf("clause %s is a pledge: nobody is bound to what it threatens with", f.Clause.Clause)
	}
	if f.Duty == nil {
		return nil
	}
	c, _, ok := s.rules.Clause(f.Duty.Clause)
	if !ok {
		return nil
	}
	switch agreement.Follows(c.Force) {
	case agreement.FollowsEntry:
		return fmt.Errorf("clause %s is a pledge: whether it was kept stands in the account of trust, and nothing can be found", c.ID)
	case agreement.FollowsReminder:
		return fmt.Errorf("clause %s is a custom: who does not follow it is reminded, and nothing can be found", c.ID)
	}
	return nil
}

// speaksOf says whether an instrument can have consequences for a party: it is one, or it holds an office that the text gives it (who watches the hub?). A pack
// without parties binds whoever is below its issuer; who that is no act that is cited here says, so the decider answers it.
func speaksOf(in *agreement.Instrument, p jurisdiction.ID) bool {
	return len(in.Parties) == 0 || slices.Contains(in.Parties, p) || slices.ContainsFunc(in.Bodies, func(b agreement.Body) bool {
		return b.Host == p || b.Deputy == p || b.Chair != nil && slices.Contains(b.Chair.Order, p)
	})
}

// knows says whether the author of an act knew that a finding is decided: the act cites a decision on it, or an earlier one of its author did. Nobody is held to
// what he could not know, so a verdict does not depend on what was read first.
func (s *State) knows(f *finding, a act.Act) bool {
	return f.sealed[a.By] || slices.ContainsFunc(a.Cites, func(r act.Ref) bool { return s.decisions[r] != nil && s.decisions[r].finding == f })
}

// reply: the party's side of a finding, or of a suspicion.
func (s *State) reply(e act.Entry, r *Reply) (func(), error) {
	if x := s.suspicions[r.Of]; x != nil {
		if e.Act.By != x.Party {
			return nil, fmt.Errorf("it is %s that is suspected", x.Party)
		}
		return func() { x.replies = insert(x.replies, recordOf(e).step(r.Text, r.Exhibits)) }, nil
	}
	f := s.findings[r.Of]
	switch {
	case f == nil:
		return nil, errors.New("what it answers is no finding and no suspicion")
	case e.Act.By != f.Party:
		return nil, fmt.Errorf("the party, %s, replies; evidence of others is cited by whoever decides", f.Party)
	case s.knows(f, e.Act):
		return nil, errors.New("the finding is decided and its file sealed; an appeal says what was wrong")
	}
	return func() { f.steps = insert(f.steps, recordOf(e).step(r.Text, r.Exhibits)) }, nil
}

// holder returns the rank of an author among those for whom a selector of the finding's clause stands.
func (s *State) holder(f *finding, selector string, a act.Act) (int, error) {
	if a.By == f.Party {
		return 0, errors.New("nobody decides about himself")
	}
	if s.rules.Holder == nil {
		return 0, errors.New("nobody has the power to decide here")
	}
	i := slices.Index(s.rules.Holder(f.Clause, selector, a), a.By)
	if i < 0 {
		return 0, fmt.Errorf("clause %s leaves it to %s", f.Clause.Clause, selector)
	}
	return i, nil
}

func (s *State) hear(e act.Entry, r *Reply) (func(), error) {
	f := s.findings[r.Of]
	if f == nil {
		return nil, errors.New("what was heard is no finding")
	}
	if _, err := s.holder(f, f.consequence.Decides, e.Act); err != nil {
		return nil, err
	}
	if s.knows(f, e.Act) {
		return nil, errors.New("the finding is decided and its file sealed")
	}
	return func() { f.steps = insert(f.steps, recordOf(e).step(r.Text, r.Exhibits)) }, nil
}

func (s *State) decide(e act.Entry, d *Decision) (func(), error) {
	f := s.findings[d.Of]
	if f == nil {
		return nil, errors.New("what it decides is no finding")
	}
	rank, err := s.holder(f, f.consequence.Decides, e.Act)
	if err != nil {
		return nil, err
	}
	at, c := e.Act.At, f.consequence
	switch {
	case s.knows(f, e.Act):
		return nil, errors.New("it is decided already; nobody is punished twice for one thing")
	case d.Step > len(c.Ladder):
		return nil, fmt.Errorf("step %d: the ladder of clause %s has %d", d.Step, f.Clause.Clause, len(c.Ladder))
	case at < f.act.At:
		return nil, errors.New("is decided before it was found")
	case at <= f.ReplyBy && !f.heard(e.Act):
		return nil, fmt.Errorf("the party can reply until %s; to decide earlier, cite its reply", f.ReplyBy.RFC3339())
	case c.Within > 0 && at > f.act.At+act.Time(c.Within)*day:
		return nil, fmt.Errorf("clause %s lets it be decided within %d days", f.Clause.Clause, c.Within)
	}
	return func() {
		x := &decision{record: recordOf(e), Decision: d, finding: f, rank: rank}
		f.decisions = insertDecision(f.decisions, x)
		s.note(x)
	}, nil
}

// heard says whether an act cites a reply of the party. What it does not cite may not have come to it.
func (f *finding) heard(a act.Act) bool {
	return slices.ContainsFunc(f.steps, func(x Step) bool { return x.Kind == KindReply && slices.Contains(a.Cites, x.Ref) })
}

// note puts a decision on file.
func (s *State) note(d *decision) {
	s.decisions[d.ref] = d
	d.finding.sealed[d.act.By] = true
	d.finding.steps = insert(d.finding.steps, d.step(d.Text, nil))
}

func (s *State) appeal(e act.Entry, r *Reply) (func(), error) {
	d := s.decisions[r.Of]
	switch {
	case d == nil || d.of != nil:
		return nil, errors.New("what it appeals from is no decision on a finding; what settled an appeal is the end")
	case e.Act.By != d.finding.Party:
		return nil, fmt.Errorf("the party, %s, appeals", d.finding.Party)
	case d.finding.consequence.Appeal == "":
		return nil, fmt.Errorf("clause %s gives no appeal", d.finding.Clause.Clause)
	case !d.Founded:
		return nil, errors.New("the decision is that there was nothing; there is nothing to appeal from")
	case len(d.appeals) > 0: // by the party, in this journal
		return nil, errors.New("it was appealed from already")
	}
	return func() {
		a := &appeal{record: recordOf(e), Reply: r, decision: d}
		d.appeals, s.appeals[e.Ref] = append(d.appeals, a), a
		d.finding.sealed[e.Act.By] = true
		d.finding.steps = insert(d.finding.steps, a.step(r.Text, r.Exhibits))
	}, nil
}

func (s *State) settle(e act.Entry, d *Decision) (func(), error) {
	a := s.appeals[d.Of]
	if a == nil {
		return nil, errors.New("what it settles is no appeal")
	}
	f := a.decision.finding
	rank, err := s.holder(f, f.consequence.Appeal, e.Act)
	if err != nil {
		return nil, err
	}
	settled := func(r act.Ref) bool { return s.decisions[r] != nil && s.decisions[r].of == a }
	switch {
	case slices.ContainsFunc(a.settlements, func(x *decision) bool { return x.act.By == e.Act.By }) || slices.ContainsFunc(e.Act.Cites, settled):
		return nil, errors.New("the appeal is settled already")
	case e.Act.At < a.act.At:
		return nil, errors.New("is settled before it was appealed")
	case d.Step > a.decision.Step:
		return nil, fmt.Errorf("step %d: whoever appeals is not worse off for it; the decision had %d", d.Step, a.decision.Step)
	}
	return func() {
		x := &decision{record: recordOf(e), Decision: d, finding: f, rank: rank, of: a}
		a.settlements = insertDecision(a.settlements, x)
		s.note(x)
	}, nil
}

func (s *State) fulfil(e act.Entry, r *Reply) (func(), error) {
	d := s.decisions[r.Of]
	switch {
	case d == nil:
		return nil, errors.New("what it fulfils is no decision")
	case e.Act.By != d.finding.Party:
		return nil, fmt.Errorf("the party, %s, says that it is fulfilled", d.finding.Party)
	case d.Step == 0:
		return nil, errors.New("the decision asks for nothing")
	case d.fulfilled != nil: // by the party, in this journal
		return nil, errors.New("it is fulfilled already")
	}
	return func() {
		x := recordOf(e).step(r.Text, r.Exhibits)
		d.fulfilled = &x
		d.finding.sealed[e.Act.By] = true
		d.finding.steps = insert(d.finding.steps, x)
	}, nil
}

// advise: it binds nobody, so no more is asked than who speaks.
func (s *State) advise(e act.Entry, x *Advice) (func(), error) {
	if x.Power != nil {
		if s.rules.May == nil {
			return nil, errors.New("nobody has the power to advise here")
		}
		if err := s.rules.May(e.Act.By, *x.Power, "advise", e.Act); err != nil {
			return nil, err
		}
	} else if s.rules.Superior == nil || !s.rules.Superior(e.Act.By) {
		return nil, errors.New("the charter names you as no superior; cite the clause that lets you advise")
	}
	return func() { s.advices[e.Ref] = &advice{recordOf(e), x} }, nil
}

func (s *State) query(e act.Entry, q *Query) (func(), error) {
	return func() { s.queries[e.Ref] = &query{recordOf(e), q, nil} }, nil
}

func (s *State) explain(e act.Entry, r *Reply) (func(), error) {
	q := s.queries[r.Of]
	if q == nil {
		return nil, errors.New("what it explains was not asked")
	}
	if !slices.Contains(q.act.To, e.Act.By) {
		return nil, errors.New("was not asked")
	}
	return func() { q.answers = insert(q.answers, recordOf(e).step(r.Text, r.Exhibits)) }, nil
}

// suspect: there is no field for an informant, and none is needed: what he said is looked into, not he.
func (s *State) suspect(e act.Entry, x *Suspicion) (func(), error) {
	return func() { s.suspicions[e.Ref] = &suspicion{recordOf(e), x, nil} }, nil
}
