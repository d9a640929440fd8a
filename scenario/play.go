package scenario

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node"
	"tongzhou/node/view"
)

// Play is a scenario in progress: real nodes, each with a journal on disk, on a clock that the play moves.
type Play struct {
	*Scenario
	Alliance *drill.Alliance

	mu      sync.Mutex // guards what follows: the clock's mover and the officers' answers
	next    int        // step
	agenda  []errand   // what officers will do, by time
	waiting []errand   // what is to be done when a stopped node is back, in its order
	asked   map[string]bool
	cases   map[string]act.Ref // telling -> its case
	names   map[string]string  // name that a step gave to an act -> its identifier
	size    int64              // acts on record when the officers last looked
	changed time.Time          // when that was
}

// errand is something that an officer does at a moment.
type errand struct {
	at   time.Time
	who  jurisdiction.ID
	what string
	do   func(context.Context) error
}

// Begin sets the alliance up: the secretariat founds it, the others join, each with one invitation.
func (s *Scenario) Begin(ctx context.Context, a *drill.Alliance) (*Play, error) {
	p := &Play{Scenario: s, Alliance: a, asked: map[string]bool{}, cases: map[string]act.Ref{}, names: map[string]string{}}
	a.Zone = s.Zone
	for i, m := range s.members {
		var err error
		if i == 0 {
			err = a.Found(ctx, m, s.charter)
		} else {
			err = a.Join(ctx, m)
		}
		if err != nil {
			return nil, fmt.Errorf("scenario: %s: %w", m.ID, err)
		}
	}
	if err := a.Settle(ctx); err != nil {
		return nil, err
	}
	return p, p.govern(ctx)
}

// Start is the moment at which the scenario begins.
func (s *Scenario) Start() time.Time { return s.at(s.From) }

// End is the moment at which it ends.
func (s *Scenario) End() time.Time { return s.at(s.To) }

// Opening is the moment at which a demonstration begins to be watched.
func (s *Scenario) Opening() time.Time { return s.at(s.Open) }

// Marks are the moments worth going to.
func (s *Scenario) Marks() []view.DemoMark {
	out := []view.DemoMark{}
	for _, step := range s.Steps {
		if step.Mark != nil {
			out = append(out, view.DemoMark{At: s.at(step.At), Text: step.Mark})
		}
	}
	return out
}

// Until plays up to a moment: every step and every officer's errand at its own time.
func (p *Play) Until(ctx context.Context, to time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		at, do, what := p.upcoming(to)
		if do == nil {
			if err := p.Alliance.Set(ctx, to); err != nil {
				return err
			}
			p.ask(ctx)
			return nil
		}
		if err := p.Alliance.Set(ctx, at); err != nil {
			return err
		}
		if err := do(ctx); err != nil {
			var refused *node.Refused
			if !errors.As(err, &refused) {
				return fmt.Errorf("scenario: %s: %s: %w", at.Format("2 Jan 15:04"), what, err)
			}
			// Somebody at a console was quicker: then there is nothing left to do.
		}
		if err := p.Alliance.Settle(ctx); err != nil {
			return err
		}
		p.ask(ctx)
	}
}

// How often time passes for the nodes when nothing else happens: often while somebody is awaited, else now and then.
const (
	awaited = 30 * time.Minute
	idle    = 6 * time.Hour
)

// tickEvery is how often time passes now.
func (p *Play) tickEvery() time.Duration {
	if p.Alliance.Clock.Now().Sub(p.changed) < 6*time.Hour {
		return awaited
	}
	return idle
}

// upcoming takes the next thing that happens not later than to, or a plain tick of the clock.
func (p *Play) upcoming(to time.Time) (time.Time, func(context.Context) error, string) {
	now := p.Alliance.Clock.Now()
	if i := slices.IndexFunc(p.waiting, func(e errand) bool { return !p.down(e.who) }); i >= 0 {
		e := p.waiting[i]
		p.waiting = slices.Delete(p.waiting, i, i+1)
		return now, e.do, e.what
	}
	var best time.Time
	if p.next < len(p.Steps) {
		best = p.at(p.Steps[p.next].At)
	}
	if len(p.agenda) > 0 && (best.IsZero() || p.agenda[0].at.Before(best)) {
		best = p.agenda[0].at
	}
	if tick := now.Truncate(p.tickEvery()).Add(p.tickEvery()); tick.Before(to) && (best.IsZero() || tick.Before(best)) {
		return tick, func(context.Context) error { return nil }, "tick"
	}
	if best.IsZero() || best.After(to) {
		return to, nil, ""
	}
	if len(p.agenda) > 0 && !p.agenda[0].at.After(best) {
		e := p.agenda[0]
		p.agenda = p.agenda[1:]
		return e.at, p.ifUp(e), e.what
	}
	step := p.Steps[p.next]
	p.next++
	e := errand{best, step.Who, fmt.Sprintf("%s %s %s", step.Who, step.Do, step.Kind), func(ctx context.Context) error {
		var refused *node.Refused
		if err := p.step(ctx, step); errors.As(err, &refused) { // a step is the scenario's own: nobody at a console can be quicker
			return errors.New(refused.Text)
		} else if err != nil {
			return err
		}
		return nil
	}}
	return best, p.ifUp(e), e.what
}

// ifUp is what an errand comes to: whoever sits before a node that is stopped waits until it is back.
func (p *Play) ifUp(e errand) func(context.Context) error {
	return func(ctx context.Context) error {
		if p.down(e.who) {
			p.waiting = append(p.waiting, e)
			return nil
		}
		return e.do(ctx)
	}
}

func (p *Play) down(id jurisdiction.ID) bool {
	c, err := p.Alliance.City(id)
	return err == nil && c.Down()
}

func (p *Play) later(minutes int, who jurisdiction.ID, what string, do func(context.Context) error) {
	if minutes <= 0 {
		return
	}
	p.agenda = append(p.agenda, errand{p.Alliance.Clock.Now().Add(time.Duration(minutes) * time.Minute), who, what, do})
	slices.SortStableFunc(p.agenda, func(a, b errand) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.what, b.what)) })
}

// ask lets every city's officers see what their node asks of them, and decide when they will do it.
func (p *Play) ask(ctx context.Context) {
	size := p.Alliance.Size()
	if size == p.size {
		return // nothing new is on record, so nothing new is asked
	}
	p.size, p.changed = size, p.Alliance.Clock.Now()
	for _, c := range p.Alliance.Cities() {
		if c.Down() {
			continue
		}
		o := p.Officers[c.ID]
		duty := view.Officer{Login: "duty", Name: o.Duty, Role: "duty-officer"}
		second := view.Officer{Login: "second", Name: o.Second, Role: "duty-officer"}
		tasks, err := c.Node.Tasks(ctx)
		if err != nil || o.Duty == "" {
			continue
		}
		for _, t := range tasks {
			key := string(c.ID) + " " + t.ID
			if t.Basis != nil {
				key += fmt.Sprint(" ", t.Basis.Index)
			}
			if p.asked[key] {
				continue
			}
			p.asked[key] = true
			p.answer(c, t, o, duty, second)
		}
	}
}

// answer plans what officers do about one task.
func (p *Play) answer(c *drill.City, t view.Task, o Officers, duty, second view.Officer) {
	outcome := func(_ view.Outcome, err error) error { return err }
	switch t.Kind {
	case "approve-draft":
		p.later(o.Approve, c.ID, string(c.ID)+" approves", func(ctx context.Context) error { return outcome(c.Node.Approve(ctx, duty, t.Draft, t.Status)) })
		p.later(o.ApproveSecond, c.ID, string(c.ID)+" approves too", func(ctx context.Context) error { return outcome(c.Node.Approve(ctx, second, t.Draft, t.Status)) })
	case "accept-warning":
		p.later(o.See, c.ID, string(c.ID)+" sees", func(ctx context.Context) error { return outcome(c.Node.See(ctx, duty, t.Warning)) })
		p.later(o.Accept, c.ID, string(c.ID)+" accepts", func(ctx context.Context) error { return outcome(c.Node.Accept(ctx, duty, t.Warning, "")) })
	case "join-case":
		role := "support"
		if slices.ContainsFunc(p.members, func(m drill.Member) bool { return m.ID == c.ID && m.Self.Role == "city" }) {
			role = "affected"
		}
		p.later(max(o.See, 5), c.ID, string(c.ID)+" says its part", p.puts(c, duty, incident.KindJoin, map[string]any{"of": t.Case, "role": role}))
	case "confirm-command":
		p.later(max(o.Accept, 5), c.ID, string(c.ID)+" confirms command", p.puts(c, duty, incident.KindConfirm, map[string]any{"of": t.Case, "command": t.Basis, "accepts": true}))
	case "sign-minutes":
		head := view.Officer{Login: "head", Name: o.Second, Role: "coordinator"}
		if m, err := c.Node.Meeting(context.Background(), nil, node.IdentifierOf(act.Ref{Journal: t.Basis.Journal, Index: t.Basis.Index})); err == nil && m.Minutes != nil {
			p.later(max(o.Accept, 5), c.ID, string(c.ID)+" signs minutes", p.puts(c, head, meeting.KindSign, map[string]any{"of": m.Minutes, "agrees": true}))
		}
	case "confirm-update", "confirm-cancel":
		p.later(max(o.See, 5), c.ID, string(c.ID)+" confirms", func(ctx context.Context) error { return outcome(c.Node.See(ctx, duty, t.Warning)) })
	}
}

// step does what somebody does.
func (p *Play) step(ctx context.Context, s Step) error {
	c, err := p.Alliance.City(s.Who)
	if err != nil {
		return err
	}
	switch s.Do {
	case "open":
		return p.open(ctx, c.Node, s)
	case "act":
		return p.put(ctx, c.Node, s)
	case "say", "notice":
		return p.say(ctx, c.Node, s)
	case "front":
		return p.front(ctx, c.Node, s)
	case "readings":
		return p.readings(ctx, c.Node, s)
	}
	return fmt.Errorf("there is no such thing to do: %q", s.Do)
}

func (p *Play) officer(id jurisdiction.ID) view.Officer {
	name := p.Officers[id].Duty
	if name == "" {
		name = "Duty officer"
	}
	return view.Officer{Login: "duty", Name: name, Role: "duty-officer"}
}

// say puts a statement or a public notice on record. What a notice says about a subject is put on record as a statement too.
func (p *Play) say(ctx context.Context, n *node.Node, s Step) error {
	at := act.Time(p.at(s.At).UnixMilli())
	of := p.cases[s.Telling]
	if s.Do == "notice" {
		err := n.Announce(ctx, p.officer(s.Who), incident.Notice{Of: of, Text: s.Text, Channel: s.Channel, Published: at, Source: s.Source})
		if err != nil || s.Subject == "" {
			return err
		}
	}
	st := incident.Statement{Of: of, Subject: s.Subject, Name: s.Name, Value: s.Value, Source: s.Source, Basis: "reported", ClaimedAt: at}
	if len(s.Quantity) == 2 {
		v, _ := s.Quantity[0].(float64)
		unit, _ := s.Quantity[1].(string)
		q := node.Quantity(v, unit)
		st.Quantity = &q
	}
	return n.State(ctx, p.officer(s.Who), st)
}

// front puts on record, in the telling with Tongzhou, that the front was observed at a place.
func (p *Play) front(ctx context.Context, n *node.Node, s Step) error {
	of, ok := n.CaseOf(withTongzhou)
	if !ok {
		return fmt.Errorf("%s knows of no case yet", s.Who)
	}
	name := p.placeName(s.Place)
	return n.State(ctx, p.officer(s.Who), incident.Statement{Of: of, Subject: node.FrontSubject + s.Place, Name: act.Text{"en": "Front at " + name["en"], "zh-Hans": "前锋到达" + name["zh-Hans"]},
		Value: act.Text{"en": "arrived", "zh-Hans": "已到达"}, Source: s.Source, Basis: "observed", ClaimedAt: act.Time(p.at(s.At).UnixMilli())})
}

// own are the tellings whose cases the nodes open themselves.
func (s *Scenario) own() []string {
	var out []string
	for _, r := range s.members[0].Watch.Rivers {
		out = append(out, r.Telling)
	}
	return out
}

// placeName is what a place on the river is called.
func (p *Play) placeName(id string) act.Text {
	for _, r := range p.members[0].Watch.Rivers {
		for _, place := range r.Places {
			if place.ID == id {
				return place.Name
			}
		}
	}
	return act.Text{"en": id, "zh-Hans": id}
}

// series is what a step's readings are of, and their unit.
func (s *Scenario) series(step Step) (quantity, unit string) {
	for _, m := range s.members {
		for _, st := range m.Watch.Stations {
			for _, row := range st.Rows {
				if string(st.ID) == step.Sensor && (step.Series == "" || step.Series == string(row.Quantity)) {
					return string(row.Quantity), row.Unit
				}
			}
		}
	}
	return step.Series, ""
}

// readings hands readings in, as a station would.
func (p *Play) readings(ctx context.Context, n *node.Node, s Step) error {
	type row struct {
		Station   string  `json:"station"`
		Time      string  `json:"time"`
		Quantity  string  `json:"quantity"`
		Value     float64 `json:"value"`
		Unit      string  `json:"unit"`
		Quality   string  `json:"quality"`
		Simulated bool    `json:"simulated"`
	}
	var rows struct {
		Rows []row `json:"rows"`
	}
	quantity, unit := p.series(s)
	for _, v := range s.Values {
		at, _ := v[0].(string)
		value, _ := v[1].(float64)
		rows.Rows = append(rows.Rows, row{s.Sensor, p.at(at).Format(time.RFC3339), quantity, value, unit, "good", s.Simulated})
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	done, err := n.Ingest(ctx, p.officer(s.Who), "application/json", body)
	if err != nil {
		return err
	}
	if len(done.Rejected) > 0 {
		return fmt.Errorf("row %d: %s", done.Rejected[0].Row, done.Rejected[0].Reason)
	}
	return nil
}
