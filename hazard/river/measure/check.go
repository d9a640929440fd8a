package measure

import (
	"fmt"
	"math"
	"slices"

	"tongzhou/hazard/river/route"
)

func between(v, low, high float64) bool { return v >= low && v <= high } // false of NaN

// The limits of one comparison, so that nobody's question can make a machine compute for a day.
const (
	maxMembers = 10_000
	maxPlaces  = 1000
	maxSets    = 1000
	maxSteps   = 100_000
)

// validate refuses what can be seen without the river.
func (in *Inputs) validate(members int) error {
	steps := in.Interval / in.Step
	switch {
	case members < 1 || members > maxMembers:
		return fmt.Errorf("measure: %d members: wants 1 to %d; use 100 or more for a 5 %% quantile", members, maxMembers)
	case !between(in.Step, 60, 3600):
		return fmt.Errorf("measure: step %g s: wants 60 to 3600; 900 is usual", in.Step)
	case !between(steps, 1, 1000) || steps != math.Trunc(steps):
		return fmt.Errorf("measure: interval %g s: wants a whole number of steps of %g s, at most 1000", in.Interval, in.Step)
	case len(in.Places) == 0 || len(in.Places) > maxPlaces:
		return fmt.Errorf("measure: %d places: wants 1 to %d", len(in.Places), maxPlaces)
	case len(in.Sets) > maxSets:
		return fmt.Errorf("measure: %d sets: wants at most %d", len(in.Sets), maxSets)
	}
	seen := map[string]bool{}
	for _, p := range in.Places {
		switch {
		case p.ID == "" || seen[p.ID]:
			return fmt.Errorf("measure: place %q: the id is empty or stands twice", p.ID)
		case p.Party == "":
			return fmt.Errorf("measure: place %q: belongs to nobody: name the party, or nobody can be told that it loses", p.ID)
		case !between(p.Threshold, 1e-3, 1e7):
			return fmt.Errorf("measure: place %q: threshold %g: wants a flow in m3/s", p.ID, p.Threshold)
		case !between(p.Limit, 0, 1e6):
			return fmt.Errorf("measure: place %q: limit %g: wants mg/L, or 0 if it is not asked", p.ID, p.Limit)
		}
		seen[p.ID] = true
	}
	clear(seen)
	for _, s := range in.Sets {
		if s.Name == "" || s.Name == Nothing || seen[s.Name] {
			return fmt.Errorf("measure: set %q: wants a name of its own that is not %q", s.Name, Nothing)
		}
		seen[s.Name] = true
	}
	return nil
}

// Check says what Compare would refuse of these inputs with such a member before the first step: whoever
// writes a plan today learns today what is wrong with it.
func (in *Inputs) Check(m Member) error {
	if err := in.validate(1); err != nil {
		return err
	}
	_, err := newRiver(in, &m)
	return err
}

// A river is what all members have in common.
type river struct {
	in   *Inputs
	sets []Set // Nothing first
	ids  []route.ID
	rows int // intervals
	// spilled says that members have a spill; path is where it goes, from the reach into which it gets.
	// It ends at the first reservoir.
	spilled bool
	path    []route.ID
	above   map[route.ID][]route.ID // what flows into each element of the path
	outlets []route.ID
}

// Everything that can be refused before the first step is refused here, with the name of the set and the
// number of the measure: whoever plans sixty-four sets must not learn of a misprint after the last of them.
//
// newRiver checks places and sets against the first member; the others are then held against it.
func newRiver(in *Inputs, m *Member) (*river, error) {
	r := &river{in: in, sets: append([]Set{{Name: Nothing}}, in.Sets...), ids: elements(&m.Network), rows: len(m.Lateral), spilled: m.Spill != nil,
		above: map[route.ID][]route.ID{}}
	if r.rows == 0 || float64(r.rows)*in.Interval/in.Step > maxSteps {
		return nil, fmt.Errorf("measure: %d intervals of lateral inflow: wants at least one, and at most %d steps", r.rows, maxSteps)
	}
	to := map[route.ID]route.ID{}
	reach := map[route.ID]bool{}
	for _, x := range m.Network.Reaches {
		to[x.ID], reach[x.ID] = x.To, true
	}
	for _, x := range m.Network.Reservoirs {
		to[x.ID] = x.To
	}
	for _, id := range r.ids {
		if to[id] == 0 {
			r.outlets = append(r.outlets, id)
		}
	}
	for _, p := range in.Places {
		if !reach[p.On] {
			return nil, fmt.Errorf("measure: place %q: there is no reach %d", p.ID, p.On)
		}
	}
	for _, s := range in.Sets {
		if err := r.possible(s, &m.Network); err != nil {
			return nil, fmt.Errorf("measure: set %q: %w", s.Name, err)
		}
	}
	if m.Spill != nil {
		return r, r.follow(m.Spill.On, to, reach)
	}
	return r, nil
}

// The order is that in which flows and lateral inflows are given.
//
// elements are the ids of reaches and reservoirs in their order.
func elements(in *route.Inputs) []route.ID {
	var ids []route.ID
	for i := range in.Reaches {
		ids = append(ids, in.Reaches[i].ID)
	}
	for i := range in.Reservoirs {
		ids = append(ids, in.Reservoirs[i].ID)
	}
	return ids
}

// Package route takes an order literally and does what can be done of it (a release stops at what the outlet
// lets through). Here an order is a plan that somebody is asked to agree to, so an order that cannot be
// carried out as it is written is refused and not bent.
//
// possible refuses an order that nobody could carry out or that would be read otherwise than it was meant. Whether there is water enough, and room, only the
// run can tell.
func (r *river) possible(s Set, n *route.Inputs) error {
	end := float64(r.rows) * r.in.Interval
	for i, m := range s.Measures {
		a := slices.IndexFunc(n.Detentions, func(d route.Detention) bool { return d.ID == m.On })
		l := slices.IndexFunc(n.Reservoirs, func(l route.Reservoir) bool { return l.ID == m.On })
		needs := m.Do == route.Discharge || m.Do == route.Store && l >= 0
		switch {
		case a < 0 && l < 0:
			return fmt.Errorf("measure %d: %d is no reservoir or detention area", i+1, m.On)
		case !(m.At < end):
			return fmt.Errorf("measure %d: at %g s: wants a time before the end of the run, %g s", i+1, m.At, end)
		case m.Flow != 0 && !needs:
			return fmt.Errorf("measure %d: %s %d with a flow of %g m3/s: wants none; only a release, or a reservoir that stores, has one", i+1, m.Do, m.On, m.Flow)
		case m.Flow == 0 && m.Do == route.Discharge:
			return fmt.Errorf("measure %d: release of 0 m3/s from %d: wants a flow, or store", i+1, m.On)
		case a >= 0 && m.Do == route.Discharge && m.Flow > n.Detentions[a].Outlet:
			return fmt.Errorf("measure %d: release of %g m3/s from %d: its outlet lets through at most %g", i+1, m.Flow, m.On, n.Detentions[a].Outlet)
		case l >= 0 && m.Do == route.Discharge && n.Reservoirs[l].Most > 0 && m.Flow > n.Reservoirs[l].Most:
			return fmt.Errorf("measure %d: release of %g m3/s from %d: it can release at most %g", i+1, m.Flow, m.On, n.Reservoirs[l].Most)
		case a >= 0 && m.Do == route.Open && n.Detentions[a].Intake == 0:
			return fmt.Errorf("measure %d: open %d: it has no intake", i+1, m.On)
		}
		for _, other := range s.Measures[:i] {
			if other.On == m.On && other.At == m.At {
				return fmt.Errorf("measure %d: a second order to %d at %g s: wants one", i+1, m.On, m.At)
			}
		}
	}
	return nil
}

// follow finds the way of a spill. A reservoir mixes what comes into all that it holds, which the level pool of package route does not know: a place below one
// would be told that nothing comes.
func (r *river) follow(on route.ID, to map[route.ID]route.ID, reach map[route.ID]bool) error {
	if !reach[on] {
		return fmt.Errorf("measure: spill: there is no reach %d", on)
	}
	below := route.ID(0) // the first reservoir
	// In a ring, which route.New is about to refuse, the walk ends after as many steps as there are elements.
	for at, steps := on, 0; at != 0 && steps < len(r.ids); at, steps = to[at], steps+1 {
		if !reach[at] && below == 0 {
			below = at
		}
		if below == 0 {
			r.path = append(r.path, at)
			continue
		}
		for _, p := range r.in.Places {
			if p.On == at && p.Limit > 0 {
				return fmt.Errorf("measure: place %q: lies below reservoir %d, which mixes the spill into what it holds: wants a limit of 0 there", p.ID, below)
			}
		}
	}
	for _, id := range r.ids {
		if slices.Contains(r.path, to[id]) {
			r.above[to[id]] = append(r.above[to[id]], id)
		}
	}
	return nil
}

// A difference between members is a difference between futures of one river. Were a reach missing in one of
// them, its place would silently be read from another.
//
// belongs holds a member against the first.
func (r *river) belongs(m *Member) error {
	switch {
	case !slices.Equal(elements(&m.Network), r.ids):
		return fmt.Errorf("another river than member 0: wants the same reaches and reservoirs in the same order")
	case len(m.Lateral) != r.rows:
		return fmt.Errorf("%d intervals of lateral inflow: member 0 has %d", len(m.Lateral), r.rows)
	case (m.Spill != nil) != r.spilled:
		return fmt.Errorf("a spill in one member and not in another: wants it in all or none; a member in which it is small has a small mass")
	case m.Spill != nil && m.Spill.On != r.path[0]:
		return fmt.Errorf("a spill into reach %d: in member 0 it gets into %d", m.Spill.On, r.path[0])
	}
	for _, s := range r.in.Sets { // capacities may differ between members
		if err := r.possible(s, &m.Network); err != nil {
			return fmt.Errorf("set %q: %w", s.Name, err)
		}
	}
	return nil
}
