package route

import (
	"fmt"
	"math"
	"slices"
)

// pool is a reservoir with its place in the order. base is the copy of it that the first set of a Fan has, else itself.
type pool struct {
	Reservoir
	at, base int32
}

// detention is a detention area with the positions of the reaches that it takes from and gives back to.
type detention struct {
	Detention
	from, back, base int32
}

// giving says that what an area gives comes to a position.
type giving struct{ area, to int32 }

// gate is what the last measure on a reservoir or detention area ordered; rule and orifice decide where there was none.
type gate struct {
	do   Action
	flow float64
}

// validate refuses a reservoir that cannot be one.
func (r *Reservoir) validate() error {
	switch {
	case !between(r.Area, 100, 1e12):
		return fmt.Errorf("area %g m2: wants 100 to 1e12; 1 km2 is 1000000 m2", r.Area)
	case !between(r.OrificeLevel, -500, 9000) || !between(r.WeirLevel, r.OrificeLevel, 9000):
		return fmt.Errorf("orifice at %g m, weir at %g m: want the weir at or above the orifice, -500 to 9000 m", r.OrificeLevel, r.WeirLevel)
	case !between(r.Top, r.WeirLevel, 9000):
		return fmt.Errorf("top %g m: wants at least the level of the weir, %g m", r.Top, r.WeirLevel)
	case !between(r.Level, r.OrificeLevel-500, r.Top):
		return fmt.Errorf("level %g m: wants at most the top of the dam, %g m; check that both are over the same datum", r.Level, r.Top)
	case !between(r.OrificeArea, 0, 1e5) || !between(r.OrificeCoefficient, 0, 2):
		return fmt.Errorf("orifice of %g m2, coefficient %g: want 0 to 100000 and 0 to 2", r.OrificeArea, r.OrificeCoefficient)
	case !between(r.WeirLength, 0, 1e5) || !between(r.WeirCoefficient, 0, 5):
		return fmt.Errorf("weir of %g m, coefficient %g: want 0 to 100000 and 0 to 5", r.WeirLength, r.WeirCoefficient)
	case !between(r.Most, 0, 1e6):
		return fmt.Errorf("releases at most %g m3/s: wants 0 to 1000000; 0 where it is not known", r.Most)
	case !(r.WeirLength*r.WeirCoefficient > 0) && !(r.OrificeArea*r.OrificeCoefficient > 0) && len(r.Rule) == 0:
		return fmt.Errorf("no way out: wants a weir, an orifice or a rule")
	}
	for i, s := range r.Rule {
		if !between(s.Level, -500, 9000) || !between(s.Flow, 0, 1e6) || i > 0 && !(s.Level > r.Rule[i-1].Level && s.Flow >= r.Rule[i-1].Flow) {
			return fmt.Errorf("rule %d: level %g m, flow %g m3/s: wants levels that rise and flows that do not fall", i+1, s.Level, s.Flow)
		}
	}
	return nil
}

// A level pool has no slope and no length: what comes in raises the whole of it at once. That is right for a reservoir that is deep and short for
// its flood, and wrong for a run-of-river pool tens of kilometres long, which is a reach.

// weir is what flows over the weir at a level; nobody can close it.
func (r *Reservoir) weir(level float64) float64 {
	head := max(0, level-r.WeirLevel)
	return r.WeirCoefficient * r.WeirLength * head * math.Sqrt(head)
}

// gates is what the gates let through at a level when no measure says otherwise.
func (r *Reservoir) gates(level float64) float64 {
	if len(r.Rule) == 0 {
		return r.OrificeCoefficient * r.OrificeArea * math.Sqrt(2*gravity*max(0, level-r.OrificeLevel))
	}
	i, _ := slices.BinarySearchFunc(r.Rule, level, func(s Stage, l float64) int {
		if s.Level <= l {
			return -1
		}
		return 1
	})
	if i == 0 {
		return 0
	}
	low := r.Rule[i-1]
	if i == len(r.Rule) {
		return low.Flow
	}
	high := r.Rule[i]
	return low.Flow + (high.Flow-low.Flow)*(level-low.Level)/(high.Level-low.Level)
}

// outflow at a level under the orders that stand.
func (r *Reservoir) outflow(g gate, level float64) float64 {
	switch {
	case g.do == Close:
		return r.weir(level)
	case g.do == Store:
		return r.weir(level) + min(g.flow, r.gates(level))
	// A release may be more than the orifice would give: bottom outlets, turbines and siphons are no part of its size.
	case g.do == Discharge && level > r.OrificeLevel:
		return r.weir(level) + g.flow
	case g.do == Discharge:
		return r.weir(level)
	}
	return r.weir(level) + r.gates(level)
}

// advance is the level after a step of dt seconds with a mean inflow, and the mean outflow of the step. It is the implicit Euler step, stable however
// small the pool: the outflow is that of the new level, so level and outflow agree and no water is made or lost.
func (r *Reservoir) advance(g gate, level, inflow, dt float64) (next, out float64) {
	// The excess over what the level can hold grows with the level; the Illinois method (Dowell and Jarratt, BIT 11, 1971, 168) closes in on where it is
	// nil from both sides, also where the outflow jumps.
	excess := func(at float64) float64 { return r.Area*(at-level) + dt*(r.outflow(g, at)-inflow) }
	high := level + dt*max(0, inflow)/r.Area
	low := level - dt*(r.outflow(g, high)+max(0, -inflow))/r.Area
	over, under, side := excess(high), excess(low), 0
	for range 200 {
		if high-low <= 1e-13*max(1, math.Abs(high)) {
			break
		}
		at := high - over*(high-low)/(over-under)
		if !(at > low && at < high) || side > 3 || side < -3 {
			at, side = (low+high)/2, 0
		}
		// Where one side stays, half of its excess is believed, so that it moves as well.
		v := excess(at)
		if math.Abs(v) <= 1e-12*r.Area {
			high = at
			break
		}
		if v > 0 {
			if high, over = at, v; side > 0 {
				under /= 2
			}
			side = max(1, side+1)
		} else {
			if low, under = at, v; side < 0 {
				over /= 2
			}
			side = min(-1, side-1)
		}
	}
	// Outflow from the balance, not from the level: it is exact where the outflow jumps (a release that runs the pool down to its orifice).
	return high, max(0, inflow-r.Area*(high-level)/dt)
}

// attach checks the detention areas and finds their reaches.
func (n *Network) attach(areas []Detention, index map[ID]int32) error {
	seen := map[ID]bool{}
	for _, d := range areas {
		from, okFrom := index[d.From]
		back, okBack := index[d.Back]
		_, taken := index[d.ID]
		switch {
		case d.ID == 0 || taken || seen[d.ID]:
			return misfit(d.ID, "detention area %d: the id is 0 or stands twice", d.ID)
		case !okFrom || int(from) >= n.reach || !okBack || int(back) >= n.reach:
			return misfit(d.ID, "detention area %d: takes from %d and gives back to %d: wants two reaches that are there", d.ID, d.From, d.Back)
		case !between(d.Capacity, 1, 1e12) || !between(d.Held, 0, d.Capacity):
			return misfit(d.ID, "detention area %d: holds %g of %g m3: wants a capacity of 1 or more, and no more in it", d.ID, d.Held, d.Capacity)
		case !between(d.Intake, 0, 1e6) || !between(d.Outlet, 0, 1e6) || !between(d.Leave, 0, 1e6):
			return misfit(d.ID, "detention area %d: intake %g, outlet %g, leave %g m3/s: want 0 to 1000000", d.ID, d.Intake, d.Outlet, d.Leave)
		case !between(d.OpenAbove, 0, 1e6) || !between(d.CloseBelow, 0, d.OpenAbove):
			return misfit(d.ID, "detention area %d: opens above %g and closes below %g m3/s: wants closing at or below opening", d.ID, d.OpenAbove, d.CloseBelow)
		}
		seen[d.ID] = true
		n.detentions = append(n.detentions, detention{d, n.tail[from], n.head[back], 0})
	}
	slices.SortStableFunc(n.detentions, func(a, b detention) int { return int(a.from - b.from) })
	for i := range n.detentions {
		n.detentions[i].base = int32(i)
		n.returns = append(n.returns, giving{int32(i), n.detentions[i].back})
	}
	return nil
}

// basin is the state of a detention area during a run.
type basin struct {
	held float64
	open bool // by its rule
	gate gate
}

// take is what the area takes from a flow at its gate during a step of dt seconds, and what it gives back.
func (b *basin) take(d *Detention, flow, dt float64) (taken, given float64) {
	// Two flows, one to open and one to close, so that the gate does not flutter around one.
	switch {
	case d.OpenAbove > 0 && flow > d.OpenAbove:
		b.open = true
	case flow < d.CloseBelow || d.OpenAbove == 0:
		b.open = false
	}
	// A measure goes before the rule, whatever the flow: whoever ordered it answers for it.
	if b.gate.do == Open || b.gate.do == "" && b.open {
		taken = max(0, min(d.Intake, flow-d.Leave, (d.Capacity-b.held)/dt))
	}
	if b.gate.do == Discharge {
		given = min(b.gate.flow, d.Outlet, b.held/dt)
	}
	// Rounding must not leave less than nothing in it.
	b.held = max(0, min(d.Capacity, b.held+dt*(taken-given)))
	return taken, given
}
