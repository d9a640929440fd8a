package incident

import (
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A Row is one line of the command table: who has one function in one area. Lines of which nothing is left are kept: the table is its own history.
type Row struct {
	Function  string
	Holder    jurisdiction.ID
	Deputies  []jurisdiction.ID // who stands in, in this order
	Where     []jurisdiction.ID // none: the whole case
	Except    []jurisdiction.ID // areas where another row holds at the moment
	Place     act.Text
	From      act.Time
	Until     act.Time // 0: no end
	Basis     string   // default, designation, take-over, hand-back
	State     string   // in-force, not-yet, not-confirmed, declined, contested, replaced, expired
	Power     *agreement.Cite
	Mode      string
	Briefing  act.Text
	By        jurisdiction.ID
	At        act.Time   // when its author claims to have put it on record; From is when it begins
	Ref       act.Ref    // of the command act; of a default, the opening
	To        []Delivery // who was told, and whose node has it
	Confirmed *act.Ref   // the holder's last word, if that accepts; nil too where the holder is the author
	Answered  act.Time   // when the holder said its last word, as claimed; 0: nothing yet
	Reason    act.Text   // why its holder declined it or laid it down
	Rivals    []act.Ref  // rows of the same rank for the same at this moment: neither holds
}

// Abroad returns where a holder commands outside its own territory: the areas of the row (of one for the whole case, the parties given) that are neither the holder nor
// below it (R47).
func (r Row) Abroad(parties []jurisdiction.ID, above func(jurisdiction.ID) jurisdiction.ID) []jurisdiction.ID {
	if len(r.Where) > 0 {
		parties = r.Where
	}
	var out []jurisdiction.ID
	for _, p := range parties {
		up := p
		for range 8 { // more levels of government than there are
			if up == r.Holder || up == "" {
				break
			}
			up = above(up)
		}
		if up != r.Holder && !slices.Contains(r.Except, p) {
			out = append(out, p)
		}
	}
	return out
}

// Table returns the command table of a case as it stands at a moment: by function, what holds by default first, then in the order of clause 7.12.
func (s *State) Table(id act.Ref, now act.Time) []Row {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	rows := slices.SortedFunc(slices.Values(f.rows), compareRows)
	var out []Row
	for _, function := range []string{"lead", "command", "coordinate", "dispatch"} {
		if r, ok := f.byDefault(function); ok {
			r.State, r.Except, r.Rivals = f.stateOf(nil, function, now)
			out = append(out, r)
		}
		for _, r := range rows {
			if slices.Contains(r.Functions, function) {
				out = append(out, f.show(r, function, now))
			}
		}
	}
	return out
}

// byDefault is who has a function unless somebody says otherwise: the lead, and the coordinator if the opening names one. Nobody commands others or dispatches
// what is theirs by default.
func (f *file) byDefault(function string) (Row, bool) {
	r := Row{Function: function, Basis: "default", From: f.opened, By: f.opener, At: f.opened, Ref: f.ref}
	switch function {
	case "lead":
		r.Holder = f.lead
	case "coordinate":
		for _, role := range f.open.Roles {
			if role.Role == "coordinator" && r.Holder == "" {
				r.Holder = role.Party
			}
		}
	}
	return r, r.Holder != ""
}

func (f *file) show(r *row, function string, now act.Time) Row {
	v := Row{Function: function, Holder: r.Holder, Deputies: r.Deputies, Where: r.Where, Place: r.Place, From: r.From, Until: r.Until, Basis: r.Basis,
		Power: r.Power, Mode: r.Mode, Briefing: r.Briefing, By: r.act.By, At: r.act.At, Ref: r.ref}
	for _, to := range r.act.To {
		v.To = append(v.To, f.sent[r.ref].delivery(to))
	}
	if c := r.answer(nil); c != nil {
		v.Reason, v.Answered = c.Reason, c.at
		if c.Accepts {
			v.Confirmed = &c.ref
		}
	}
	switch {
	case r.answer(nil) != nil && !r.effective(nil):
		v.State = "declined"
	case !r.effective(nil):
		v.State = "not-confirmed"
	case now < r.From:
		v.State = "not-yet"
	case !r.spans(now):
		v.State = "expired"
	default:
		v.State, v.Except, v.Rivals = f.stateOf(r, function, now)
	}
	return v
}

// stateOf says what is left of a row (nil: of the default) for a function at a moment, cell by cell.
func (f *file) stateOf(r *row, function string, now act.Time) (state string, except []jurisdiction.ID, rivals []act.Ref) {
	holds := false
	for _, area := range f.areas(function) {
		c := cell{function, area}
		if r != nil && !r.covers(c) {
			continue
		}
		held, contested := f.standing(nil, c, now)
		if held == r {
			holds = true
		} else if area != "" {
			except = append(except, area)
		}
		if r != nil && slices.Contains(contested, r) {
			for _, o := range contested {
				if r.rivals(o) && !slices.Contains(rivals, o.ref) {
					rivals = append(rivals, o.ref)
				}
			}
		}
	}
	switch {
	case holds:
		return "in-force", except, rivals
	case len(rivals) > 0:
		return "contested", nil, rivals
	}
	return "replaced", nil, nil
}

// areas are the cells of a function that the rows of the case tell apart: the whole, and each area that some row names.
func (f *file) areas(function string) []jurisdiction.ID {
	out := []jurisdiction.ID{""}
	for _, r := range f.rows {
		if slices.Contains(r.Functions, function) {
			out = append(out, r.Where...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A Lead says who leads a case at a moment.
type Lead struct {
	Party     jurisdiction.ID
	Row       *act.Ref  // nil: by default
	Contested []act.Ref // rows of one rank that claim the lead: none of them holds
	Cites     []act.Ref // what a decision of the lead cites besides the opening, so that it stands after everything that was decided before it took over
}

// Lead returns who leads a case at a moment, by everything that was read.
func (s *State) Lead(id act.Ref, now act.Time) (Lead, bool) {
	f := s.cases[id]
	if f == nil {
		return Lead{}, false
	}
	held, contested := f.standing(nil, cell{"lead", ""}, now)
	l := Lead{Party: f.lead}
	if held != nil {
		l.Party, l.Row = held.Holder, &held.ref
	}
	for _, r := range contested {
		l.Contested = append(l.Contested, r.ref)
	}
	for _, r := range f.rows {
		if !r.covers(cell{"lead", ""}) || !r.begun(nil) || r.From > now {
			continue
		}
		l.Cites = append(l.Cites, r.ref)
		for _, c := range r.confirms {
			l.Cites = append(l.Cites, c.ref)
		}
	}
	return l, true
}

// A Span is a stretch of a case in one mode, in one area.
type Span struct {
	Area  jurisdiction.ID // empty: the case as a whole
	Mode  string          // superior-led or voluntary
	From  act.Time
	Until act.Time // 0: until something changes it
	Ref   *act.Ref // the command act that began it; nil: the default
}

// Mode returns the mode of a case in an area (empty: as a whole) at a moment. byDefault is what the agreement or the charter says (R17, R18): it holds until a row of
// the command table says otherwise.
func (s *State) Mode(id act.Ref, area jurisdiction.ID, now act.Time, byDefault string) string {
	f := s.cases[id]
	if f == nil {
		return byDefault
	}
	mode, _ := f.mode(area, now, byDefault)
	return mode
}

// Modes returns the modes of a case by area and time up to a moment: the case as a whole first. Areas differ only where a row names them.
func (s *State) Modes(id act.Ref, now act.Time, byDefault string) []Span {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	areas, times := []jurisdiction.ID{""}, []act.Time{f.opened}
	for _, r := range f.rows {
		if r.begun(nil) {
			areas = append(areas, r.Where...)
			times = append(times, r.From, r.Until)
		}
	}
	slices.Sort(areas)
	slices.Sort(times)
	var out []Span
	for _, area := range slices.Compact(areas) {
		first := len(out)
		for _, at := range slices.Compact(times) {
			if at < f.opened || at > now {
				continue
			}
			mode, r := f.mode(area, at, byDefault)
			if len(out) > first && out[len(out)-1].Mode == mode {
				continue
			}
			if len(out) > first {
				out[len(out)-1].Until = at
			}
			span := Span{Area: area, Mode: mode, From: at}
			if r != nil {
				span.Ref = &r.ref
			}
			out = append(out, span)
		}
	}
	return out
}

// mode: the mode of the last row, in the order of clause 7.12, that stands at the moment for the area in any function, was not handed back, and names a mode. A row that
// names none leaves the mode as it was; a hand-back that names none ends the mode of the take-over.
func (f *file) mode(area jurisdiction.ID, at act.Time, byDefault string) (string, *row) {
	var last *row
	for _, r := range f.rows {
		if r.Mode == "" || !r.effective(nil) || !r.spans(at) || len(r.Where) > 0 && !slices.Contains(r.Where, area) || f.undone(r, area, at) {
			continue
		}
		if compareRows(r, last) > 0 {
			last = r
		}
	}
	if last == nil {
		return byDefault, nil
	}
	return last.Mode, last
}

// undone says whether a row was handed back in an area by a moment, or is contested there.
func (f *file) undone(r *row, area jurisdiction.ID, at act.Time) bool {
	for _, function := range r.Functions {
		if _, contested := f.standing(nil, cell{function, area}, at); slices.Contains(contested, r) {
			return true
		}
	}
	return slices.ContainsFunc(f.rows, func(h *row) bool {
		return h.Basis == "hand-back" && h.effective(nil) && h.spans(at) && slices.Contains(h.below, r) && (len(h.Where) == 0 || slices.Contains(h.Where, area))
	})
}
