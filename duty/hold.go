package duty

import (
	"tongzhou/act"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// minute in milliseconds, as acts have times.
const minute = act.Time(60 * 1000)

// A holding is how a rule fared through the turns of a case, for one debtor or for all that it makes no difference for.
type holding struct {
	from, until int     // the last unbroken run of turns in which the condition held: [from, until); empty: never
	limits      []int64 // for each turn the minutes; 0: the source has no figure
	err         error   // why it cannot be evaluated
}

// held says whether the condition held at some turn.
func (h *holding) held() bool { return h.from < h.until }

// holding returns how a rule fared. What makes no difference between debtors is evaluated once: a clause for 300 members costs no more than a clause for one.
func (d *derivation) holding(x *rule, p jurisdiction.ID) *holding {
	k := memo{rule: x}
	switch x.asks {
	case asksDebtor:
		k.part = string(p)
	case asksPart:
		k.part = d.part(p)
	}
	h, ok := d.memo[k]
	if !ok {
		h = d.evaluate(x, p)
		d.memo[k] = h
	}
	return h
}

// A memo is what an evaluation depends on.
type memo struct {
	rule *rule
	part string
}

// part spells the roles and the rank of a party.
func (d *derivation) part(p jurisdiction.ID) string {
	if s, ok := d.parts[p]; ok {
		return s
	}
	s := d.f.Rank[p]
	for _, r := range d.f.Roles[p] {
		s += " " + r
	}
	d.parts[p] = s
	return s
}

// evaluate asks a rule about every turn of the case.
func (d *derivation) evaluate(x *rule, p jurisdiction.ID) *holding {
	h := &holding{limits: make([]int64, len(d.turns))}
	before := false
	for n := range d.turns {
		of := d.turns[n].Of
		of.Party, of.Roles, of.Rank = string(p), d.f.Roles[p], d.f.Rank[p]
		holds, err := true, error(nil)
		if x.when != nil {
			holds, err = x.when.Holds(of)
		}
		if err == nil && holds {
			h.limits[n], err = x.limit(of)
		}
		if err != nil {
			return &holding{err: err}
		}
		// That a case is closed ends nothing that was owed (clause 9.4): what held before holds on, as it was.
		if !holds && before && of.Phase == "closed" {
			holds, h.limits[n] = true, h.limits[n-1]
		}
		switch {
		case holds && !before:
			h.from, h.until = n, n+1
		case holds:
			h.until = n + 1
		}
		before = holds
	}
	return h
}

// limit is the minutes that a rule gives in a case.
func (x *rule) limit(of condition.Facts) (int64, error) {
	for n, c := range x.table {
		holds, err := c.Holds(of)
		if err != nil {
			return 0, err
		}
		if holds {
			return x.Duty.Table[n].Minutes, nil
		}
	}
	return x.Duty.Limit, nil
}

// A deadline is when something is due and how it came to be so.
type deadline struct {
	due, was act.Time
	changed  *act.Ref
	start    act.Time // of an emergency: since when it runs; else 0
	near     bool     // of a plan: it could no longer be kept when it was set
}

// deadline follows the limit through the turns. A limit that became shorter, or began to hold, is not over before the act that made it so; and it gives no more time than
// there was before.
func (d *derivation) deadline(h *holding, start act.Time) deadline {
	var out deadline
	for n := h.from; n < h.until; n++ {
		turn := &d.turns[n]
		next := act.Time(0)
		if h.limits[n] > 0 {
			next = start + act.Time(h.limits[n])*minute
		}
		if n == h.from {
			if next != 0 && n > 0 {
				next = max(next, turn.At)
			}
			out.due = next
			continue
		}
		if h.limits[n] == h.limits[n-1] {
			continue
		}
		switch {
		case next != 0 && out.due == 0:
			next = max(next, turn.At)
		case next != 0 && next < out.due:
			next = min(out.due, max(next, turn.At))
		}
		if next != out.due && turn.At > start {
			out.was, out.changed = out.due, &turn.Since
		}
		out.due = next
	}
	return out
}
