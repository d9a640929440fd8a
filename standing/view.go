package standing

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A Found is a finding with its file. What it holds belongs to the state and is not to be changed.
type Found struct {
	*Finding
	ID           act.Ref
	By           jurisdiction.ID
	Officer      string
	At           act.Time
	Consequence  *agreement.Consequence
	State        string   // found, replied, heard, decided, appealed, settled, fulfilled
	Conflict     bool     // the finder has a part in the matter: it is the party, an origin of the case, the creditor of the duty, or says so
	Alone        bool     // all evidence stands in the finder's own journal
	ReplyOverdue bool     // the party said nothing by the time to reply
	DecideBy     act.Time // 0: no limit
	Lapsed       bool     // nobody decided in time: nothing follows any more
	Decision     *Decided // that prevails; nil: none yet
	Others       []Decided
	Unheard      bool // the party replied before the decision, which does not cite it
	Appeal       *Step
	Settlement   *Decided
	Founded      bool     // what it comes to: of the settlement, else of the decision
	Sanction     act.Text // the step of the ladder; nil: none
	Fulfilled    *Step
	Twice        []act.Ref // other findings about the same duty and violation
	Punished     bool      // there is a sanction here and another for one of those
	Steps        []Step    // the whole file, in the order of the times claimed
}

// A Step is something that was said in the matter.
type Step struct {
	Kind     act.Kind
	By       jurisdiction.ID
	At       act.Time
	Officer  string
	Text     act.Text
	Exhibits []act.Hash
	Cites    []act.Ref
	Ref      act.Ref
	Late     bool // a reply after the time to reply
	After    bool // it does not know of the decision and claims a later time: the file was sealed
}

// A Decided is a decision or a settlement.
type Decided struct {
	Decision
	By       jurisdiction.ID
	Officer  string
	At       act.Time
	Ref      act.Ref
	Sanction act.Text // nil: none
	SameHand bool     // it was made by who found, or settles what it decided itself
}

// An Asked is a question about a record.
type Asked struct {
	*Query
	By      jurisdiction.ID
	To      []jurisdiction.ID
	At      act.Time
	Ref     act.Ref
	Answers []Step            // the last of each stands; all are shown
	Missing []jurisdiction.ID // who did not answer yet
	Overdue bool              // somebody did not answer by the time to answer
	Open    int               // questions of this author that are open now: many at once are a burden, and shown as one
}

// An Advised is an advice. It binds nobody.
type Advised struct {
	*Advice
	By  jurisdiction.ID
	To  []jurisdiction.ID
	At  act.Time
	Ref act.Ref
}

// A Suspected is a suspicion, with what came of it. It is no finding; it finds nobody guilty.
type Suspected struct {
	*Suspicion
	By       jurisdiction.ID
	At       act.Time
	Ref      act.Ref
	Replies  []Step    // of the party
	Findings []act.Ref // that have it among their evidence
	Outcome  string    // open; found: somebody found, nobody decided; founded; unfounded
	Baseless int       // suspicions of the same author about the same party that proved unfounded, this one included
}

// Findings returns all findings, the newest first.
func (s *State) Findings(now act.Time) []Found {
	out := make([]Found, 0, len(s.findings))
	for _, f := range s.findings {
		out = append(out, s.found(f, now))
	}
	slices.SortFunc(out, func(a, b Found) int { return cmp.Or(cmp.Compare(b.At, a.At), act.CompareRefs(a.ID, b.ID)) })
	return out
}

// Finding returns a finding.
func (s *State) Finding(id act.Ref, now act.Time) (Found, bool) {
	f := s.findings[id]
	if f == nil {
		return Found{}, false
	}
	return s.found(f, now), true
}

func (s *State) found(f *finding, now act.Time) Found {
	v := Found{Finding: f.Finding, ID: f.ref, By: f.act.By, Officer: f.act.Officer, At: f.act.At, Consequence: f.consequence, Conflict: f.conflict, State: "found"}
	v.Alone = !slices.ContainsFunc(f.Evidence, func(r act.Ref) bool { return r.Journal != f.ref.Journal })
	first, last := f.outcome()
	replied := false
	for _, x := range f.steps {
		switch x.Kind {
		case KindReply:
			v.State, replied, x.Late = furthest(v.State, "replied"), true, x.At > f.ReplyBy
		case KindHear:
			v.State = furthest(v.State, "heard")
		}
		x.After = first != nil && x.At > first.act.At && (x.Kind == KindReply || x.Kind == KindHear)
		v.Unheard = v.Unheard || first != nil && x.Kind == KindReply && !x.After && !f.heard(first.act)
		v.Steps = append(v.Steps, x)
	}
	for _, x := range s.advices {
		if x.About != nil && *x.About == f.ref {
			v.Steps = insert(v.Steps, x.step(x.Text, nil))
		}
	}
	v.ReplyOverdue = !replied && now > f.ReplyBy
	if f.consequence.Within > 0 {
		v.DecideBy = f.act.At + act.Time(f.consequence.Within)*day
		v.Lapsed = first == nil && now > v.DecideBy
	}
	if first != nil {
		v.decided(f, first, last)
	}
	v.Twice, v.Punished = s.twice(f)
	return v
}

// furthest keeps a hearing from being forgotten over a reply that claims a later time.
func furthest(state, next string) string {
	if state == "heard" {
		return state
	}
	return next
}

// outcome returns the decision of first instance that prevails and what it comes to in the end: its settlement, or itself.
func (f *finding) outcome() (first, last *decision) {
	if len(f.decisions) == 0 {
		return nil, nil
	}
	first = f.decisions[0]
	if len(first.appeals) > 0 && len(first.appeals[0].settlements) > 0 {
		return first, first.appeals[0].settlements[0]
	}
	return first, first
}

func (v *Found) decided(f *finding, first, last *decision) {
	d := first.view()
	v.State, v.Decision, v.Founded, v.Sanction = "decided", &d, last.Founded, last.sanction()
	others := f.decisions[1:]
	if len(first.appeals) > 0 {
		a := first.appeals[0]
		x := a.step(a.Text, a.Exhibits)
		v.State, v.Appeal = "appealed", &x
		if len(a.settlements) > 0 {
			y := last.view()
			v.State, v.Settlement = "settled", &y
			others = slices.Concat(others, a.settlements[1:])
		}
	}
	for _, x := range others {
		v.Others = append(v.Others, x.view())
	}
	if last.Step > 0 {
		v.Fulfilled = cmp.Or(last.fulfilled, first.fulfilled)
	}
	if v.Fulfilled != nil {
		v.State = "fulfilled"
	}
}

func (d *decision) view() Decided {
	v := Decided{Decision: *d.Decision, By: d.act.By, Officer: d.act.Officer, At: d.act.At, Ref: d.ref, Sanction: d.sanction()}
	v.SameHand = d.act.By == d.finding.act.By
	if d.of != nil {
		v.SameHand = v.SameHand || d.act.By == d.of.decision.act.By
	}
	return v
}

func (d *decision) sanction() act.Text {
	if d.Step == 0 {
		return nil
	}
	return d.finding.consequence.Ladder[d.Step-1]
}

// twice returns the other findings about the same thing, and whether more than one of them has a sanction that stands.
func (s *State) twice(f *finding) (others []act.Ref, punished bool) {
	_, mine := f.outcome()
	for ref, o := range s.findings {
		if o == f || !f.same(o) {
			continue
		}
		others = append(others, ref)
		_, theirs := o.outcome()
		punished = punished || mine != nil && theirs != nil && mine.Step > 0 && theirs.Step > 0
	}
	slices.SortFunc(others, act.CompareRefs)
	return others, punished
}

// same says whether two findings are about one violation. Two clauses that ask for the same (a law and an agreement, say) make two duties, but one omission;
// where no duty is named, evidence in common in one case is what there is to go by. It is only shown: people say whether it is one thing.
func (f *finding) same(o *finding) bool {
	if f.Party != o.Party || f.Violation != o.Violation {
		return false
	}
	shared := slices.ContainsFunc(f.Evidence, func(r act.Ref) bool { return slices.Contains(o.Evidence, r) })
	if f.Duty == nil || o.Duty == nil {
		same := f.Case == nil && o.Case == nil || f.Case != nil && o.Case != nil && *f.Case == *o.Case
		return shared && same
	}
	a, b := *f.Duty, *o.Duty
	if a == b {
		return true
	}
	a.Clause, b.Clause = agreement.Cite{}, agreement.Cite{}
	return shared && a == b
}

// Queries returns what was asked, the newest first.
func (s *State) Queries(now act.Time) []Asked {
	var out []Asked
	open := map[jurisdiction.ID]int{}
	for _, q := range s.queries {
		v := Asked{Query: q.Query, By: q.act.By, To: q.act.To, At: q.act.At, Ref: q.ref, Answers: q.answers}
		for _, p := range q.act.To {
			if !slices.ContainsFunc(q.answers, func(x Step) bool { return x.By == p }) {
				v.Missing = append(v.Missing, p)
			}
		}
		slices.Sort(v.Missing)
		v.Overdue = len(v.Missing) > 0 && now > q.AnswerBy
		if len(v.Missing) > 0 {
			open[v.By]++
		}
		out = append(out, v)
	}
	for i := range out {
		out[i].Open = open[out[i].By]
	}
	slices.SortFunc(out, func(a, b Asked) int { return cmp.Or(cmp.Compare(b.At, a.At), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

// Advice returns what was advised, the newest first.
func (s *State) Advice() []Advised {
	var out []Advised
	for _, x := range s.advices {
		out = append(out, Advised{Advice: x.Advice, By: x.act.By, To: x.act.To, At: x.act.At, Ref: x.ref})
	}
	slices.SortFunc(out, func(a, b Advised) int { return cmp.Or(cmp.Compare(b.At, a.At), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

// Suspicions returns what was suspected, the newest first.
func (s *State) Suspicions() []Suspected {
	var out []Suspected
	type pair struct{ by, about jurisdiction.ID }
	baseless := map[pair]int{}
	for ref, x := range s.suspicions {
		v := Suspected{Suspicion: x.Suspicion, By: x.act.By, At: x.act.At, Ref: ref, Replies: x.replies, Outcome: "open"}
		for id, f := range s.findings {
			if f.Party != x.Party || !slices.Contains(f.Evidence, ref) {
				continue
			}
			v.Findings = append(v.Findings, id)
			v.Outcome = graver(v.Outcome, f)
		}
		if v.Outcome == "unfounded" {
			baseless[pair{v.By, v.Party}]++
		}
		slices.SortFunc(v.Findings, act.CompareRefs)
		out = append(out, v)
	}
	for i, v := range out {
		out[i].Baseless = baseless[pair{v.By, v.Party}]
	}
	slices.SortFunc(out, func(a, b Suspected) int { return cmp.Or(cmp.Compare(b.At, a.At), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

// graver returns what came of a suspicion: that something was founded weighs more than that something is still undecided, and that more than that nothing was
// founded. So it does not depend on the order of the findings.
func graver(outcome string, f *finding) string {
	this := "found"
	if _, last := f.outcome(); last != nil && last.Founded {
		this = "founded"
	} else if last != nil {
		this = "unfounded"
	}
	for _, word := range []string{"founded", "found", "unfounded"} {
		if outcome == word || this == word {
			return word
		}
	}
	return this
}
