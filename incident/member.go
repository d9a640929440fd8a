package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// skew is how far clocks may differ before a time is called impossible.
const skew = act.Time(30_000)

func (p *Participation) of() act.Ref { return p.Of }

func (p *Participation) check(act.Act) error {
	if p.Role == "" && p.Contests == "" || p.Role == p.Contests {
		return errors.New("role, contests: takes a part, or contests one that it was given, or both for two parts")
	}
	if p.Role != "" && !act.OneOf(p.Role, "origin affected support observer") {
		return fmt.Errorf("role: %.40q; wants origin, affected, support or observer", p.Role)
	}
	if p.Contests != "" && !act.OneOf(p.Contests, "origin affected support observer lead coordinator superior") {
		return fmt.Errorf("contests: %.40q; wants origin, affected, support, observer, lead, coordinator or superior", p.Contests)
	}
	if p.Contests != "" && p.Reason == nil {
		return errors.New("reason: absent; who contests a part says why")
	}
	return act.CheckTexts(p.Reason)
}

func (s *State) join(e act.Entry, f *file, p *Participation) (func(), error) {
	return func() {
		f.joins[e.Act.By] = append(f.joins[e.Act.By], joined{p, e.Ref, e.Act.At})
		f.add(e, e.Act.At, p)
	}, nil
}

// A joined is an incident.join at its place.
type joined struct {
	*Participation
	ref act.Ref
	at  act.Time
}

func (o *OwnPhase) of() act.Ref { return o.Of }

func (o *OwnPhase) check(a act.Act) error {
	if !act.OneOf(o.Phase, "normal watch emergency recovery") {
		return fmt.Errorf("phase: %.40q; wants normal, watch, emergency or recovery", o.Phase)
	}
	if o.Rule != nil {
		if err := cites(a, "rule", o.Rule.Instrument); err != nil {
			return err
		}
	}
	if err := o.Reason.Check(); err != nil {
		return fmt.Errorf("reason: %w", err)
	}
	return nil
}

func (s *State) own(e act.Entry, f *file, o *OwnPhase) (func(), error) {
	return func() {
		f.own[e.Act.By] = Own{Party: e.Act.By, Phase: o.Phase, Since: e.Act.At, Ref: e.Ref, Rule: o.Rule, Reason: o.Reason}
		f.add(e, e.Act.At, o)
	}, nil
}

func (c *ClockStart) of() act.Ref { return c.Of }

func (c *ClockStart) check(a act.Act) error {
	if !act.OneOf(c.What, "occurred known") {
		return fmt.Errorf("what: %.40q; wants occurred or known", c.What)
	}
	if c.At <= 0 || c.At > a.At+skew {
		return fmt.Errorf("at: %s, and the act is of %s; nobody knows before it happens", c.At.RFC3339(), a.At.RFC3339())
	}
	if err := a.Shows(c.Exhibits); err != nil {
		return err
	}
	if err := c.Source.Check(); err != nil {
		return fmt.Errorf("source: %w", err)
	}
	return nil
}

func (s *State) clock(e act.Entry, f *file, c *ClockStart) (func(), error) {
	return func() {
		f.clocks = append(f.clocks, Clock{ClockStart: c, By: e.Act.By, Recorded: e.Act.At, Ref: e.Ref})
		slices.SortFunc(f.clocks, func(a, b Clock) int { return act.CompareRefs(a.Ref, b.Ref) })
		f.add(e, c.At, c)
	}, nil
}

// A Clock is what its author says about when something occurred, or when it knew. Of one author all are kept: who first says nine o'clock and later noon
// has said both.
type Clock struct {
	*ClockStart // not to be changed
	By          jurisdiction.ID
	Recorded    act.Time
	Ref         act.Ref
}

// An Own is the phase that a member says it is in. Members may be in different phases of one case (R70).
type Own struct {
	Party  jurisdiction.ID
	Phase  string
	Since  act.Time
	Ref    act.Ref
	Rule   *agreement.Cite
	Reason act.Text
}

// A Part is what one party does in a case. One party may have several roles: a city can be origin and affected (R27).
type Part struct {
	Party    jurisdiction.ID
	Roles    []string  // sorted, given or taken: origin, affected, lead, support, coordinator, superior, observer. Contested ones are among them
	Joined   *act.Ref  // its own last act that takes a part; nil: it was only given to it
	Contests []Contest // roles that it says it does not have
}

// A Contest is a role that a party was given and says it does not have. Both stay on view; nobody is overruled by the program.
type Contest struct {
	Role   string
	Reason act.Text
	Ref    act.Ref
	At     act.Time
}

// parts collects who has a part: by the opening, by the situation in force, by the command table, and by its own word.
func (f *file) parts(c *Case) []Part {
	roles := map[jurisdiction.ID][]string{}
	give := func(role string, list ...jurisdiction.ID) {
		for _, id := range list {
			if id != "" && !slices.Contains(roles[id], role) {
				roles[id] = append(roles[id], role)
			}
		}
	}
	give("origin", f.open.Origin.Parties...)
	give("origin", c.Situation.Sources...)
	give("affected", c.Situation.Exposed...)
	for _, r := range f.open.Roles {
		if r.Role != "lead" {
			give(r.Role, r.Party)
		}
	}
	give("lead", c.Lead)
	for _, r := range f.rows {
		if r.Basis == "take-over" && r.begun(nil) {
			give("superior", r.act.By)
		}
	}
	for id, list := range f.joins {
		for _, j := range list {
			if j.Role != "" {
				give(j.Role, id)
			}
		}
		give("", id) // who only contests has a line too
	}
	if c.Lead != f.lead && len(roles[f.lead]) == 0 {
		give("support", f.lead) // who led until another took over
	}
	var out []Part
	for id := range roles {
		out = append(out, f.part(id, roles[id]))
	}
	slices.SortFunc(out, func(a, b Part) int { return cmp.Compare(a.Party, b.Party) })
	return out
}

// part puts a party's own word beside what it was given. Its last word about a role holds.
func (f *file) part(id jurisdiction.ID, roles []string) Part {
	roles = slices.DeleteFunc(roles, func(r string) bool { return r == "" })
	slices.Sort(roles)
	p := Part{Party: id, Roles: roles}
	for _, j := range f.joins[id] {
		p.Contests = slices.DeleteFunc(p.Contests, func(c Contest) bool { return c.Role == j.Role || c.Role == j.Contests })
		if j.Role != "" {
			p.Joined = &j.ref
		}
		if j.Contests != "" {
			p.Contests = append(p.Contests, Contest{Role: j.Contests, Reason: j.Reason, Ref: j.ref, At: j.at})
		}
	}
	return p
}
