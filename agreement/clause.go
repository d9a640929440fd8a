package agreement

import (
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// everybody are the selectors that can stand for a debtor or a creditor.
const everybody = singular + " " + plural

// clause checks one clause.
func (f *faults) clause(c *Clause) {
	at := "clause " + c.ID
	if len(c.ID) < 1 || len(c.ID) > 24 {
		f.add("clauses: ID %.30q; wants 1 to 24 bytes", c.ID)
	}
	f.word(at+": force", c.Force, forces)
	f.text(at+": title", c.Title)
	f.text(at+": text", c.Text)
	if s := c.Source; s != nil {
		f.text(at+": source: law", s.Law)
		f.texts(at+": source: note", s.Note)
	}
	// Between equals nothing is law unless there is one that it restates: a pledge is not made law by calling it so (R65).
	if t := f.instrument.Type; c.Force == "law" && c.Source == nil && (t == "agreement" || t == "charter") {
		f.add("%s: force: law without a source; an agreement restates law, it does not make it", at)
	}
	if n, _ := c.parts(); n > 1 {
		f.add("%s: has %d machine-readable parts; wants at most one", at, n)
	}
	f.duty(at, c.Duty)
	f.command(at, c)
	f.threshold(at, c.Threshold)
	f.consequence(at, c.Consequence)
	f.means(at, c)
	f.routine(at, c)
}

func (f *faults) duty(at string, d *Duty) {
	if d == nil {
		return
	}
	if d.Who != "" || f.instrument.Type != "list" { // a list may be drafted row by row
		f.selector(at+": who", d.Who, everybody)
	}
	for _, to := range d.To {
		f.selector(at+": to", to, everybody)
	}
	if d.Accountable != "" {
		f.selector(at+": accountable", d.Accountable, everybody)
	}
	if _, err := jurisdiction.ParseID(d.Do); err != nil {
		f.add("%s: do: %.70q; wants a word such as report.initial", at, d.Do)
	}
	if _, err := jurisdiction.ParseID(d.Unit); d.Unit != "" && err != nil {
		f.add("%s: unit: %.70q; wants letters a-z, digits, dots and hyphens", at, d.Unit)
	}
	f.word(at+": clock", d.Clock, clocks)
	if d.Limit < 0 || d.Again < 0 || d.Limit > maxMinutes || d.Again > maxMinutes {
		f.add("%s: limit and again are minutes; they must not be negative, nor over %d", at, maxMinutes)
	}
	if d.Promptly && d.Limit > 0 || !d.Promptly && d.Limit == 0 && len(d.Table) == 0 {
		f.add("%s: limit: wants minutes, or promptly where the source has no figure, or a table", at)
	}
	for _, row := range d.Table {
		if row.When == "" || row.Minutes <= 0 || row.Minutes > maxMinutes {
			f.add("%s: table: every row wants a condition and minutes", at)
		}
	}
	if d.Consequence != "" {
		if c, ok := f.instrument.clause(d.Consequence); !ok || c.Consequence == nil {
			f.add("%s: consequence: clause %.30q of this instrument says no consequence", at, d.Consequence)
		}
	}
	f.texts(at, d.Post, d.Evidence)
}

// command: who may, and who does.
func (f *faults) command(at string, c *Clause) {
	if p := c.Power; p != nil {
		f.selector(at+": holder", p.Holder, "members"+f.issuer()) // what depends on a case cannot be judged from the act alone
		f.word(at+": do", p.Do, powers)
		f.ordering(at, p)
	}
	if r := c.Role; r != nil {
		f.word(at+": role", r.Role, "lead support coordinator office")
		if len(r.Order) == 0 {
			f.add("%s: order: nobody", at)
		}
		for _, s := range r.Order {
			if r.Role == "office" {
				f.office(at+": order", s)
			} else {
				f.selector(at+": order", s, everybody)
			}
		}
	}
}

// ordering: whom an order reaches, and who signs it. Everybody is named such that it can be judged from the act alone.
func (f *faults) ordering(at string, p *Power) {
	if p.Do != "order" && (len(p.Over) > 0 || len(p.Jointly) > 0) {
		f.add("%s: over, jointly: belong to the power to order", at)
	}
	for _, s := range p.Over {
		f.selector(at+": over", s, "members")
	}
	signers := append([]string{p.Holder}, p.Jointly...)
	for _, s := range p.Jointly {
		f.selector(at+": jointly", s, f.issuer())
	}
	if p.Failing != "" {
		f.selector(at+": failing", p.Failing, f.issuer())
		signers = append(signers, p.Failing)
	}
	if (p.Failing != "" || p.Within != 0) && (len(p.Jointly) == 0 || p.Failing == "" || p.Within <= 0 || p.Within > maxMinutes) {
		f.add("%s: failing and within: with jointly, who decides after how many minutes", at)
	}
	if len(p.Jointly) > 0 && p.Holder == "members" {
		f.add("%s: jointly: the holder decides, and is one", at)
	}
	if d, ok := doubled(slices.Concat(signers, p.Over), func(s string) string { return s }); ok {
		f.add("%s: %s is there twice among who signs, who decides and whom it reaches", at, d)
	}
}

// office wants one of the offices of the instrument: a case goes to an office and not to a party (R37).
func (f *faults) office(where, s string) {
	id, _ := strings.CutPrefix(s, "body:")
	if b, ok := f.instrument.body(id); !ok || id == s || b.Kind != "hazard-office" || len(b.Classes) == 0 {
		f.add("%s: %.70q; wants body:ID of a hazard office of this instrument that has classes", where, s)
	}
}

// issuer is a selector where there can be one: equals have none.
func (f *faults) issuer() string {
	if t := f.instrument.Type; t == "agreement" || t == "charter" {
		return ""
	}
	return " issuer"
}

func (f *faults) threshold(at string, t *Threshold) {
	if t == nil {
		return
	}
	f.word(at+": phase", t.Phase, "watch emergency recovery")
	if t.Enter == "" || t.Leave == "" {
		f.add("%s: enter and leave: both are conditions; leaving is not the opposite of entering", at)
	}
	if t.Hold < 0 || t.Hold > maxMinutes {
		f.add("%s: hold: minutes from 0 to %d", at, maxMinutes)
	}
	if t.Post != "" {
		f.selector(at+": post", t.Post, everybody)
	}
}

func (f *faults) consequence(at string, q *Consequence) {
	if q == nil {
		return
	}
	if len(q.Of) == 0 || len(q.Ladder) == 0 {
		f.add("%s: of and ladder: wants the violations and the steps", at)
	}
	for _, v := range q.Of {
		f.word(at+": of", v, violations)
	}
	for _, step := range q.Ladder {
		f.text(at+": ladder", step)
	}
	f.selector(at+": decides", q.Decides, "coordinator superior"+f.issuer())
	if q.Appeal != "" {
		f.selector(at+": appeal", q.Appeal, "coordinator superior"+f.issuer())
	}
	if q.Within < 0 || q.Replies < 0 || q.Within > maxDays || q.Replies > maxMinutes {
		f.add("%s: within is days from 0 to %d, replies minutes from 0 to %d", at, maxDays, maxMinutes)
	}
	if len(q.Rates) == 0 && q.Below == 0 && q.Least == 0 && q.Days == 0 {
		return
	}
	for _, r := range q.Rates {
		f.word(at+": rates", r, rates)
	}
	if len(q.Rates) == 0 || !slices.Contains(q.Of, "absent") || q.Below < 1 || q.Below > 100 || q.Least < 3 || q.Least > 1000 || q.Days < 1 || q.Days > maxDays {
		f.add("%s: rates: wants absent in of, below from 1 to 100 per cent, least from 3 to 1000 askings, days from 1 to %d", at, maxDays)
	}
}

// means: what is there, and who pays for it.
func (f *faults) means(at string, c *Clause) {
	if k := c.Cost; k != nil && k.Key == "rank" {
		f.add("%s: cost: rank is no key; it says who is above whom, not who can bear what", at)
	}
	if k := c.Cost; k != nil && (k.Key == "" || len(k.Key) > 40 || k.Within < 0 || k.Within > maxMinutes) {
		f.add("%s: cost: wants a key, and minutes that are not negative", at)
	}
	if r := c.Reserve; r != nil && (r.Holder == "" || r.Kind == "" || r.Amount.Mantissa <= 0 || r.Ready < 0 || r.Ready > maxMinutes) {
		f.add("%s: reserve: wants a holder, a kind, an amount above zero, and minutes until it moves", at)
	}
	if r := c.Route; r != nil {
		if r.From == "" || r.To == "" || r.From == r.To || r.Minutes <= 0 || r.Minutes > maxMinutes {
			f.add("%s: route: wants two parties and minutes between them", at)
		}
		if (len(r.Passes) == 0) != (len(r.Closed) == 0) || slices.Contains(r.Passes, "") || slices.Contains(r.Closed, "") {
			f.add("%s: route: passes and closed: the places, and the hazards that close it there, or neither", at)
		}
	}
	f.zone(at, c.Zone)
}

// zone: between equals nobody answers for a zone who did not sign; in nobody's territory does another answer in his place unless he is named as a deputy.
func (f *faults) zone(at string, z *Zone) {
	if z == nil {
		return
	}
	f.text(at+": name", z.Name)
	f.texts(at+": post", z.Post)
	if len(z.Of) == 0 || len(z.Holders) == 0 {
		f.add("%s: zone: wants in or between whom it lies, and who answers for it", at)
	}
	if n := len(z.Holders); n > 1 && n != len(z.Of) {
		f.add("%s: zone: %d holders between %d members; wants one, or one from each side", at, n, len(z.Of))
	}
	for _, p := range z.Holders {
		if !slices.Contains(z.Of, p) {
			f.add("%s: zone: holder %s: the zone does not lie there", at, p)
		}
	}
	f.outline(at, z.Outline)
	everybody := slices.Concat(z.Holders, z.Deputies)
	for _, p := range everybody {
		if t := f.instrument.Type; (t == "agreement" || t == "charter") && !slices.Contains(f.instrument.Parties, p) {
			f.add("%s: zone: %s is not a party", at, p)
		}
	}
	if d, ok := doubled(everybody, func(p jurisdiction.ID) string { return string(p) }); ok {
		f.add("%s: zone: %s is a holder or deputy twice", at, d)
	}
}

// outlined is how many corners the outline of a zone may have: a text is read by people, and a map needs no more.
const outlined = 1000

// outline: where a zone lies must be ground on the globe, or the coverage that everybody computes from it would be nobody's.
func (f *faults) outline(at string, rings [][][]int64) {
	corners := 0
	for _, ring := range rings {
		corners += len(ring)
		if len(ring) < 3 {
			f.add("%s: zone: outline: a ring of %d corners, wants 3 or more", at, len(ring))
		}
		for _, c := range ring {
			if len(c) != 2 || c[0] < -180e6 || c[0] > 180e6 || c[1] < -90e6 || c[1] > 90e6 {
				f.add("%s: zone: outline: corner %v: wants a longitude and a latitude in millionths of a degree", at, c)
			}
		}
	}
	if corners > outlined {
		f.add("%s: zone: outline: %d corners, more than %d", at, corners, outlined)
	}
}

// routine: what is done without a case.
func (f *faults) routine(at string, c *Clause) {
	if r := c.Recurring; r != nil {
		f.selector(at+": who", r.Who, everybody)
		f.text(at+": what", r.What)
		if r.Days <= 0 || r.Days > maxDays {
			f.add("%s: days: wants 1 to %d", at, maxDays)
		}
		if r.Kind != "" {
			f.word(at+": kind", r.Kind, routines)
		}
	}
	if v := c.Vote; v != nil {
		f.word(at+": weight", v.Weight, "member population urban gdp")
		if b, ok := f.instrument.body(v.Body); !ok || len(b.Seats) == 0 {
			f.add("%s: body: %.70q is no body with seats of this instrument", at, v.Body)
		}
		if v.Majority < 0 || v.Majority > 100 {
			f.add("%s: majority: %d per cent; wants 0 to 100", at, v.Majority)
		}
	}
	if m := c.Item; m != nil {
		if m.Owner == "" || m.Due <= 0 {
			f.add("%s: item: wants an owner and when it is due", at)
		}
		if b := m.Budget; b != nil && (b.Mantissa < 0 || !currency(b.Unit)) {
			f.add("%s: budget: wants an amount and an ISO 4217 code such as CNY", at)
		}
		if m.Closes < 0 || m.Closes != 0 && m.Budget == nil {
			f.add("%s: closes: is the end of the year of a budget", at)
		}
		f.exercise(at, m)
	}
}

func currency(unit string) bool {
	return len(unit) == 3 && !slices.ContainsFunc([]byte(unit), func(c byte) bool { return c < 'A' || c > 'Z' })
}

// body checks one body. In an agreement or a charter, whose bodies exist only because the parties signed, nobody else can be bound to host or chair.
func (f *faults) body(b *Body) {
	i, at := f.instrument, "body "+b.ID
	if _, err := jurisdiction.ParseID(b.ID); err != nil {
		f.add("bodies: ID %.70q; wants letters a-z, digits, dots and hyphens", b.ID)
	}
	f.word(at+": kind", b.Kind, bodyKinds)
	f.text(at+": name", b.Name)
	f.under(at, b)
	between := i.Type == "agreement" || i.Type == "charter"
	member := func(what string, p jurisdiction.ID) {
		if between && !slices.Contains(i.Parties, p) {
			f.add("%s: %s: %s is not a party", at, what, p)
		}
	}
	if b.Host == "" {
		f.add("%s: host: nobody", at)
	} else {
		member("host", b.Host)
	}
	if b.Deputy != "" {
		member("deputy", b.Deputy)
		if b.Deputy == b.Host {
			f.add("%s: deputy: the deputy is the host", at)
		}
	}
	for _, c := range b.Classes {
		f.word(at+": classes", c, eventClasses)
	}
	for _, s := range b.Seats {
		member("seats", s.Party)
		if s.Rank < 0 {
			f.add("%s: seats: %s: rank %d; 1 is the highest, 0 says nothing", at, s.Party, s.Rank)
		}
	}
	if d, ok := doubled(b.Seats, func(s Seat) string { return string(s.Party) }); ok {
		f.add("%s: seats: %s twice", at, d)
	}
	if b.Quorum < 0 || b.Quorum > len(b.Seats) {
		f.add("%s: quorum: %d of %d seats", at, b.Quorum, len(b.Seats))
	}
	f.chair(at, b)
}

func (f *faults) chair(at string, b *Body) {
	if b.Chair == nil {
		return
	}
	if b.Chair.Days <= 0 || b.Chair.Days > maxDays || len(b.Chair.Order) == 0 || b.Chair.Order[0] != b.Host {
		f.add("%s: chair: wants days of a term and an order that begins with the host", at)
	}
	for _, p := range b.Chair.Order {
		if !slices.ContainsFunc(b.Seats, func(s Seat) bool { return s.Party == p }) {
			f.add("%s: chair: %s has no seat", at, p)
		}
	}
	if d, ok := doubled(b.Chair.Order, func(p jurisdiction.ID) string { return string(p) }); ok {
		f.add("%s: chair: %s twice", at, d)
	}
}

// under: the bodies of an instrument are a tree.
func (f *faults) under(at string, b *Body) {
	up := b
	for range f.instrument.Bodies {
		if up.Parent == "" {
			return
		}
		parent, ok := f.instrument.body(up.Parent)
		if !ok {
			f.add("%s: parent: there is no body %.70q", at, up.Parent)
			return
		}
		up = parent
	}
	if up.Parent != "" {
		f.add("%s: parent: it is above itself", at)
	}
}

// reason checks the text with which somebody says why.
func reason(t act.Text, needed bool) error {
	if t == nil && !needed {
		return nil
	}
	return t.Check()
}
