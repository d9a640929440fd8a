// Package agreement holds the rules that cities have given each other or were given: as data, signed, versioned, and in force or not.
//
// Nothing about deadlines, roles, powers or consequences is in code (design D5). It is in the clauses of instruments. An instrument between
// equals is an agreement: one party proposes the text, every party signs it in its own journal, the proposer concludes it citing
// all signatures. An instrument from above is a rule pack: a superior issues it. A contingency plan, a yearly programme, a
// responsibility list and a charter are instruments too; they differ in what they must contain.
//
//	agreement.propose   proposer     the whole text; an amendment is a whole new version that cites the one it replaces
//	agreement.accept    each party   signs that version
//	agreement.refuse    each party   does not, with its reason, for good; or the proposer takes it back
//	agreement.conclude  proposer     cites the acceptance of every party: from now on it binds
//	agreement.issue     superior     a rule pack; it binds without acceptance its author and whoever is below
//	agreement.suspend   a party      its own participation rests; its duties in open cases run on
//	agreement.resume    a party      it rests no longer
//	agreement.leave     a party      it leaves after the notice that the text asks for; duties of open cases run on
//	agreement.appoint   a party      who holds its seat in a body, who stands in, from when until when
//	agreement.watch     a body       hands the watch of its desk from one shift to the next
//	agreement.contract  a party      has bound a private unit to rows of a list that name it
//	agreement.register  central office  lists an alliance in its directory, or changes what it lists; agreement.strike takes it out
//	agreement.tell      an alliance, or the office that was told: how it stands
//	agreement.progress  its owner    what becomes of an item: started, done with evidence, moved, dropped
//	agreement.guest     a body       lets a guest take part, for a time
//	agreement.dismiss   a body       ends that
//
// # Clauses
//
// A clause has a plain reading for people and at most one machine-readable part: a duty, a power, a role, a threshold, a cost key, a reserve, a route,
// a consequence, a zone, a recurring task, a vote. Whether it applies is a condition over the facts of a case (package condition). Its
// force says how binding it is: law, agreement, custom, pledge.
//
// # Powers
//
// Who acts in a body's or a superior's name cites the clause that lets it. State.May says whether it does; a practice whose act lacks its power voids it.
//
// The clauses of the specification are in doc/acts.md, section 8.
package agreement

import (
	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindPropose  act.Kind = "agreement.propose"
	KindAccept   act.Kind = "agreement.accept"
	KindRefuse   act.Kind = "agreement.refuse"
	KindConclude act.Kind = "agreement.conclude"
	KindIssue    act.Kind = "agreement.issue"
	KindSuspend  act.Kind = "agreement.suspend"
	KindResume   act.Kind = "agreement.resume"
	KindLeave    act.Kind = "agreement.leave"
	KindAppoint  act.Kind = "agreement.appoint"
	KindGuest    act.Kind = "agreement.guest"
	KindDismiss  act.Kind = "agreement.dismiss"
)

// An Instrument is the text of an agreement or a rule pack: the body of agreement.propose and agreement.issue.
type Instrument struct {
	Code     string            `json:"code"`    // what all versions share: "songhua-compact"; spelled like a jurisdiction ID
	Version  int               `json:"version"` // from 1; an amendment is one more
	Type     string            `json:"type"`    // charter, agreement, plan, programme, list or pack
	Title    act.Text          `json:"title"`
	Mode     string            `json:"mode"`              // superior-led: orders bind; voluntary: requests and offers
	Parties  []jurisdiction.ID `json:"parties,omitempty"` // who must sign; if it is issued: whom it binds, nobody named: its issuer and everybody below
	Amends   *act.Ref          `json:"amends,omitempty"`  // the conclude or issue that it replaces, of the version before; must be cited
	From     act.Time          `json:"from"`
	Until    act.Time          `json:"until,omitempty"`  // absent: no end
	Notice   int               `json:"notice,omitempty"` // days between the act of leaving and its effect
	Least    int               `json:"least,omitempty"`  // number of parties below which it ends; absent: 2 of an agreement or a charter, else 1
	Sections []Section         `json:"sections,omitempty"`
	Clauses  []Clause          `json:"clauses,omitempty"`
	Bodies   []Body            `json:"bodies,omitempty"`
}

// A Section is a part of the text that machines do not read.
type Section struct {
	Key  string   `json:"key"` // purpose, scope, duties, command, information, costs, disputes, term, or another
	Text act.Text `json:"text"`
}

// A Clause is one rule. At most one of the pointers is set; a clause with none is for people only.
type Clause struct {
	ID          string       `json:"id"`    // "4.2": 1 to 24 bytes, once in the instrument
	Force       string       `json:"force"` // law, agreement, custom or pledge
	Title       act.Text     `json:"title"`
	Text        act.Text     `json:"text"`             // its plain reading
	Source      *Source      `json:"source,omitempty"` // of which law it is
	When        string       `json:"when,omitempty"`   // condition; absent: always
	Duty        *Duty        `json:"duty,omitempty"`
	Power       *Power       `json:"power,omitempty"`
	Role        *Role        `json:"role,omitempty"`
	Threshold   *Threshold   `json:"threshold,omitempty"`
	Cost        *Cost        `json:"cost,omitempty"`
	Reserve     *Reserve     `json:"reserve,omitempty"`
	Route       *Route       `json:"route,omitempty"`
	Consequence *Consequence `json:"consequence,omitempty"`
	Zone        *Zone        `json:"zone,omitempty"`
	Recurring   *Recurring   `json:"recurring,omitempty"`
	Vote        *Vote        `json:"vote,omitempty"`
	Item        *Item        `json:"item,omitempty"`
}

// A Source says which law a clause restates.
type Source struct {
	Law     act.Text `json:"law"`
	Year    string   `json:"year"` // of the version: "2024 rev."
	Article string   `json:"article"`
	Note    act.Text `json:"note,omitempty"` // "no hour figure in the Act"; "recalled, unverified"
}

// A Duty is what somebody owes somebody in a case. It has a limit, or is to be done promptly, or has a table; a table may have one of the others for when none of its rows holds.
//
// Parties are given by selectors, words that stand for those who have a part in the case: origin, affected, lead, support, coordinator,
// superior (of the debtor), adjacent (exposed to what may come, the debtor excepted), participants, members; or party:ID, body:ID.
type Duty struct {
	Who         string   `json:"who"`                   // selector of the debtors; each owes for itself; empty, in a draft of a list: not assigned yet
	To          []string `json:"to,omitempty"`          // selectors of the creditors; each is owed for itself; none: the case as such
	Do          string   `json:"do"`                    // what: report.initial, warn, designate, or any other word; see package duty
	Clock       string   `json:"clock"`                 // from when: occurred, known, received, assessed, opened, asked, closed; planned: back from the time for which the debtor planned something
	Limit       int64    `json:"limit,omitempty"`       // minutes; of planned: before that time
	Promptly    bool     `json:"promptly,omitempty"`    // "immediately", "promptly": the source has no figure, and none is made up
	Table       []Limit  `json:"table,omitempty"`       // the first whose condition holds replaces limit
	Again       int64    `json:"again,omitempty"`       // minutes after which it is owed again while the case is open
	Accountable string   `json:"accountable,omitempty"` // selector of the one who answers for it; absent: the debtor
	Unit        string   `json:"unit,omitempty"`        // private unit with which the debtor does it: there is no duty until a contract with it is on record; spelled like an ID
	Post        act.Text `json:"post,omitempty"`        // at the debtor's: "duty desk"
	Evidence    act.Text `json:"evidence,omitempty"`    // what shows that it was done
	Consequence string   `json:"consequence,omitempty"` // clause of the same instrument
}

// A Limit is a row of a deadline table.
type Limit struct {
	When    string `json:"when"`
	Minutes int64  `json:"minutes"`
}

// A Power lets a party or a body do what others may not.
type Power struct {
	Holder string `json:"holder"`          // selector: party:ID, body:ID, members, issuer
	Do     string `json:"do"`              // designate, take-over, order, convene, invite-guest, find, decide, approve, advise, issue, coordinate
	Scope  string `json:"scope,omitempty"` // where or in what: free word, for people

	// Of the power to order only.
	Over    []string `json:"over,omitempty"`    // selectors of those whom it reaches; absent: the parties, where the instrument names any
	Jointly []string `json:"jointly,omitempty"` // selectors of the others who must have signed the same text: the other superiors of those whom it reaches
	Failing string   `json:"failing,omitempty"` // selector of who decides if they do not agree
	Within  int64    `json:"within,omitempty"`  // minutes that they have to agree, from the first signature on
}

// A Role says who has a part in a case unless it is decided otherwise.
type Role struct {
	Role  string   `json:"role"`  // lead, support, coordinator; office: which office leads in a case of several classes
	Order []string `json:"order"` // selectors; the first that stands for somebody; the others are deputies in this order
}

// A Threshold is when a case, or a member, enters and leaves a phase. Leave is not the opposite of Enter: that is what keeps it from flapping.
type Threshold struct {
	Phase string `json:"phase"`          // watch, emergency, recovery
	Enter string `json:"enter"`          // condition over observations
	Leave string `json:"leave"`          // condition that must have held for Hold minutes
	Hold  int64  `json:"hold"`           // minutes
	Post  string `json:"post,omitempty"` // who may decide it; absent: whoever leads
}

// A Cost says how costs are shared. Package apportion has the methods.
type Cost struct {
	Key    string `json:"key"`              // population, urban, gdp, exposure, equal, provider, requester, or a method of package apportion
	Within int64  `json:"within,omitempty"` // minutes from the claim to its answer
}

// A Reserve is what a party keeps ready, and how soon it moves.
type Reserve struct {
	Holder jurisdiction.ID `json:"holder"`
	Kind   string          `json:"kind"` // of resource
	Amount act.Quantity    `json:"amount"`
	Ready  int64           `json:"ready"` // minutes until it moves
}

// A Route is a way between two parties, driven in either direction: what passes a place that a hazard reaches is closed while it is there (R73).
type Route struct {
	From    jurisdiction.ID `json:"from"`
	To      jurisdiction.ID `json:"to"`
	Minutes int64           `json:"minutes"`          // on the way, for what has to be brought
	Passes  []string        `json:"passes,omitempty"` // places as forecasts name them: bridges, low roads, gauges beside them
	Closed  []string        `json:"closed,omitempty"` // hazards that close it at such a place: flood
}

// A Consequence is what may follow a breach. A named body decides it; software never does.
type Consequence struct {
	Of      []string   `json:"of"`                // violations: late, incomplete, concealed, false, absent, slow, refused
	Decides string     `json:"decides"`           // selector: who decides
	Ladder  []act.Text `json:"ladder"`            // from mild to hard
	Within  int64      `json:"within,omitempty"`  // days after which it can no longer be decided
	Appeal  string     `json:"appeal,omitempty"`  // selector: to whom
	Replies int64      `json:"replies,omitempty"` // minutes that the party has to reply
	Rates   []string   `json:"rates,omitempty"`   // answer, meeting, exercise: who takes less part than the following says is proposed as absent
	Below   int        `json:"below,omitempty"`   // per cent of what it was asked that it did in time; fewer are too few
	Least   int        `json:"least,omitempty"`   // how often it must have been asked before that is judged
	Days    int        `json:"days,omitempty"`    // within so many days
}

// A Zone is a piece of ground or water with one who answers for it in each member that it lies in, or one for all of them.
type Zone struct {
	Name     act.Text          `json:"name"`
	Of       []jurisdiction.ID `json:"of"`                 // in or between whom it lies
	Holders  []jurisdiction.ID `json:"holders"`            // some of these: one for the whole zone, or one from each side of the border
	Deputies []jurisdiction.ID `json:"deputies,omitempty"` // who stands in for a holder, in this order
	Post     act.Text          `json:"post,omitempty"`     // at the holder's
	// Outline is where it lies: rings of longitude and latitude in millionths of a degree, outer rings and holes alike. Without one no map can say what it covers.
	Outline [][][]int64 `json:"outline,omitempty"`
}

// A Recurring task is standing work: duty, refresh, meeting, exercise, review.
type Recurring struct {
	Who  string   `json:"who"` // selector
	What act.Text `json:"what"`
	Days int      `json:"days"`           // at the latest so many days after the last time, or after the instrument begins
	Kind string   `json:"kind,omitempty"` // duty, refresh, meeting, exercise or review: what shows that it was done; absent: only the word of who does it
}

// A Vote says how a body decides.
type Vote struct {
	Body     string `json:"body"`
	Weight   string `json:"weight"`             // member: one each; population, urban, gdp
	Majority int    `json:"majority,omitempty"` // per cent of the weight of all seats, more than; 100: everybody; absent: 50
}

// An Item is a line of a yearly programme, or of a plan: what somebody does until when, without a case. What becomes of it its owner says by agreement.progress.
type Item struct {
	Owner  jurisdiction.ID `json:"owner"`
	Due    act.Time        `json:"due"`
	Budget *act.Quantity   `json:"budget,omitempty"` // the unit is an ISO 4217 code
	Closes act.Time        `json:"closes,omitempty"` // when its budget year ends: what is left then lapses or is carried over

	Exercise *Exercise `json:"exercise,omitempty"` // in a programme: what is rehearsed
}

// A Body is who does what belongs to nobody alone.
type Body struct {
	ID      string          `json:"id"`   // spelled like a jurisdiction ID, once in the instrument
	Kind    string          `json:"kind"` // central-office, coordinating-body, hazard-office, working-group
	Name    act.Text        `json:"name"`
	Parent  string          `json:"parent,omitempty"`
	Host    jurisdiction.ID `json:"host"`              // at whose node it speaks; with a rotating chair, who starts
	Deputy  jurisdiction.ID `json:"deputy,omitempty"`  // speaks when the host is cut off
	Classes []string        `json:"classes,omitempty"` // of a hazard office: which classes of event come to it
	Seats   []Seat          `json:"seats,omitempty"`
	Quorum  int             `json:"quorum,omitempty"` // seats; absent: more than half
	Chair   *Chair          `json:"chair,omitempty"`
}

// A Seat belongs to a party, which appoints who sits in it.
type Seat struct {
	Party jurisdiction.ID `json:"party"`
	Rank  int             `json:"rank,omitempty"` // 1 the highest; who is of a lower rank cannot commit the party
}

// A Chair goes round.
type Chair struct {
	Order []jurisdiction.ID `json:"order"`
	Days  int               `json:"days"` // of one term; the first begins with the instrument
}

// A Signature is the body of agreement.accept and agreement.refuse.
type Signature struct {
	Of     act.Ref  `json:"of"` // the proposal; must be cited
	Reason act.Text `json:"reason,omitempty"`
}

// A Conclusion is the body of agreement.conclude. The envelope cites the proposal and one acceptance of every party but the proposer.
type Conclusion struct {
	Of act.Ref `json:"of"`
}

// A Standing change is the body of agreement.suspend, agreement.resume and agreement.leave.
type Change struct {
	Of     act.Ref  `json:"of"` // the conclusion; must be cited
	Reason act.Text `json:"reason,omitempty"`
}

// An Appointment is the body of agreement.appoint: to a seat of a body, or as who answers for a zone. Journals cannot be recalled: it names posts, and persons only
// where the alliance wants it.
type Appointment struct {
	Of        act.Ref  `json:"of"`                               // the conclusion or issue that has the body or the zone; must be cited
	Body      string   `json:"body,omitempty"`                   // or
	Zone      string   `json:"zone,omitempty"`                   // the clause that has it
	Holder    act.Text `json:"holder,omitempty" personal:"name"` // absent: the seat is vacant; the author does not answer for the zone in that time
	Rank      int      `json:"rank,omitempty"`
	Alternate act.Text `json:"alternate,omitempty" personal:"name"`
	From      act.Time `json:"from"`
	Until     act.Time `json:"until,omitempty"`                  // an absence from a zone has an end
	Reason    act.Text `json:"reason,omitempty" personal:"name"` // of such an absence
}

// A Guest is the body of agreement.guest: a department, a basin agency, the army, a company, for a time and a purpose.
type Guest struct {
	Guest    jurisdiction.ID `json:"guest"` // its ID in the roster
	Power    Cite            `json:"power"`
	Body     string          `json:"body,omitempty"`
	Case     *act.Ref        `json:"case,omitempty"` // absent: everything of the body
	Part     act.Text        `json:"part"`           // as what
	From     act.Time        `json:"from"`
	Until    act.Time        `json:"until"`
	Interest act.Text        `json:"interest,omitempty"` // a conflict of interest that is known
}

// A Dismissal is the body of agreement.dismiss.
type Dismissal struct {
	Of     act.Ref  `json:"of"` // the guest act; must be cited
	Reason act.Text `json:"reason,omitempty"`
}

// A Cite names a clause of an instrument on record: the act that concluded or issued it, and the clause. Who uses a power cites the act in the
// envelope too.
type Cite struct {
	Instrument act.Ref `json:"instrument"`
	Clause     string  `json:"clause"`
}
