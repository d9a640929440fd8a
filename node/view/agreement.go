package view

import (
	"encoding/json"
	"time"

	"tongzhou/act"
)

// InstrumentHead is an agreement or a rule pack in a list.
type InstrumentHead struct {
	ID       string     `json:"id" doc:"of the act that concluded or issued it; of a proposal, of the act that proposed it"`
	Code     string     `json:"code"`
	Version  int        `json:"version"`
	Type     string     `json:"type" enum:"charter,agreement,plan,programme,list,pack"`
	Title    act.Text   `json:"title"`
	Mode     string     `json:"mode" enum:"superior-led,voluntary"`
	By       Party      `json:"by"`
	State    string     `json:"state" enum:"proposed,refused,concluded,not-yet,superseded,lapsed,ended"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until,omitempty"`
	Parties  []Signing  `json:"parties"`
	Missing  int        `json:"missing" doc:"signatures that are missing"`
	Clauses  int        `json:"clauses"`
	Problems int        `json:"problems"`
}

// Signing is a party of an instrument and what it did.
type Signing struct {
	Party  Party      `json:"party"`
	State  string     `json:"state" enum:"asked,signed,refused,suspended,leaving,left,bound" doc:"bound: by a superior's pack, without signature"`
	At     *time.Time `json:"at,omitempty"`
	Effect *time.Time `json:"effect,omitempty" doc:"when leaving takes effect"`
	Reason act.Text   `json:"reason,omitempty"`
	Ref    *ActRef    `json:"ref,omitempty"`
}

// Instruments is the list of agreements and packs that this node knows.
type Instruments struct {
	Now         time.Time        `json:"now"`
	Instruments []InstrumentHead `json:"instruments"`
	Problems    []Problem        `json:"problems"`
}

// Problem is something about clauses that people should look at.
type Problem struct {
	Kind    string      `json:"kind" enum:"stricter,conflict,broken,unassigned,vacant,unheld,twice"`
	Text    act.Text    `json:"text"`
	Clauses []ClauseRef `json:"clauses"`
	Governs *ClauseRef  `json:"governs,omitempty" doc:"the one that governs: the stricter"`
}

// Section is a part of the text that machines do not read.
type Section struct {
	Key  string   `json:"key"`
	Text act.Text `json:"text"`
}

// Clause is a clause beside its plain reading.
type Clause struct {
	ID      string          `json:"id"`
	Force   string          `json:"force" enum:"law,agreement,custom,pledge"`
	Title   act.Text        `json:"title"`
	Text    act.Text        `json:"text"`
	Source  *Source         `json:"source,omitempty"`
	When    string          `json:"when,omitempty" doc:"condition, in the Common Expression Language"`
	Kind    string          `json:"kind" enum:"text,duty,power,role,threshold,cost,reserve,route,consequence,zone,recurring,vote,item"`
	Reading act.Text        `json:"reading" doc:"what the machine-readable part says, in words"`
	Machine json.RawMessage `json:"machine,omitempty" doc:"the machine-readable part as it is on record"`
	Path    act.Text        `json:"path" doc:"what may follow when it is not kept, and by whom"`
	Broken  string          `json:"broken,omitempty" doc:"why the condition cannot be evaluated"`
	Divided *Division       `json:"divided,omitempty" doc:"of a cost or a vote by a key: what it comes to for each party"`
}

// Division is what a key comes to: what each party bears of a cost, or what its vote weighs, by the figures of members as they are on record now.
type Division struct {
	Key     string  `json:"key" enum:"member,equal,population,urban,gdp"`
	Shares  []Share `json:"shares" doc:"none where a weight is not known"`
	Unknown []Party `json:"unknown" doc:"whose weight is not known: nobody else bears their part"`
}

// Share is one party's part, beside what it would be if each counted as one.
type Share struct {
	Party     Party    `json:"party"`
	SizeClass string   `json:"sizeClass,omitempty"`
	Rank      int      `json:"rank,omitempty" doc:"in the hierarchy; shown, and no key"`
	Weight    int64    `json:"weight"`
	Share     float64  `json:"share" doc:"of 1"`
	Equal     float64  `json:"equal" doc:"of 1, if each counted as one"`
	Year      int      `json:"year,omitempty" doc:"to which the figures refer; absent: those of the admission"`
	Source    act.Text `json:"source,omitempty"`
	Ref       ActRef   `json:"ref" doc:"the act that has the figures"`
}

// Instrument is one agreement or rule pack with its clauses.
type Instrument struct {
	InstrumentHead
	Ref      ActRef           `json:"ref"`
	Sections []Section        `json:"sections"`
	Rules    []Clause         `json:"rules"`
	Bodies   []Body           `json:"bodies"`
	Versions []InstrumentHead `json:"versions" doc:"all versions of the same code, newest first"`
	Amends   string           `json:"amends,omitempty"`
	Wire     json.RawMessage  `json:"wire" doc:"the instrument as it is on record: the editor begins with it"`
	List     []DutyRow        `json:"list" doc:"the responsibility list that it yields"`
	Triggers []Trigger        `json:"triggers" doc:"the thresholds, as this node holds them against its own readings"`
	Items    []Item           `json:"items" doc:"items with what became of them, those that are late first; of what is in force, or was until it lapsed"`
	Flags    []Problem        `json:"flags"`
	Can      []string         `json:"can" doc:"kinds of act that this officer may put on record about it"`
}

// Trigger is a threshold held against what this node has measured. It proposes a phase; people decide.
type Trigger struct {
	Clause    ClauseRef  `json:"clause"`
	Phase     string     `json:"phase" enum:"watch,emergency,recovery"`
	State     string     `json:"state" enum:"off,broken,blind,armed,called" doc:"off: not in force here; blind: it asks for series that are not measured here; called: it calls for the phase"`
	Enter     string     `json:"enter"`
	Leave     string     `json:"leave"`
	Hold      int64      `json:"hold" doc:"minutes that the condition to leave must have held"`
	Post      act.Text   `json:"post,omitempty" doc:"who may decide it; absent: whoever leads"`
	Since     *time.Time `json:"since,omitempty"`
	Leaving   *time.Time `json:"leaving,omitempty" doc:"when it lets go if nothing changes"`
	Simulated bool       `json:"simulated,omitempty" doc:"no measurement called it"`
	Problem   string     `json:"problem,omitempty"`
}

// DutyRow is a row of a responsibility list: who answers for what, on which basis.
type DutyRow struct {
	Clause      ClauseRef `json:"clause"`
	What        act.Text  `json:"what"`
	Accountable act.Text  `json:"accountable" doc:"who answers for it, in words"`
	Responsible act.Text  `json:"responsible" doc:"who does it, in words"`
	To          act.Text  `json:"to"`
	Post        act.Text  `json:"post,omitempty"`
	Unit        *Unit     `json:"unit,omitempty" doc:"private unit with which it is done"`
	Trigger     act.Text  `json:"trigger"`
	Deadline    act.Text  `json:"deadline"`
	Evidence    act.Text  `json:"evidence,omitempty"`
	Consequence act.Text  `json:"consequence,omitempty"`
	Unassigned  bool      `json:"unassigned,omitempty"`
}

// Unit is a private unit of a responsibility list: it is bound by contracts of its own and not by the list.
type Unit struct {
	ID        string     `json:"id" doc:"as the rows name it"`
	Bound     bool       `json:"bound" doc:"a contract binds it now; if none does, its rows start no duty"`
	Contracts []Contract `json:"contracts" doc:"the last word about each, the newest first"`
}

// Contract is a contract of a party with a private unit.
type Contract struct {
	Party Party     `json:"party"`
	Name  act.Text  `json:"name"`
	Paper string    `json:"paper" doc:"hash of the contract"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	State string    `json:"state" enum:"not-yet,binding,over"`
	Note  act.Text  `json:"note,omitempty"`
	Ref   ActRef    `json:"ref"`
}

// Item is a line of a programme or a plan with what became of it.
type Item struct {
	Clause   ClauseRef  `json:"clause"`
	What     act.Text   `json:"what"`
	Owner    Party      `json:"owner"`
	Force    string     `json:"force" enum:"law,agreement,custom,pledge"`
	State    string     `json:"state" enum:"open,started,overdue,done,done-late,dropped"`
	Due      time.Time  `json:"due" doc:"the date that counts: as signed or, of a custom or a pledge, as moved by its owner"`
	Signed   time.Time  `json:"signed" doc:"the date that the parties signed"`
	Moved    *time.Time `json:"moved,omitempty" doc:"to when its owner moved it; what law or agreement asks for an amendment moves"`
	Share    int        `json:"share" doc:"per cent that is done"`
	Done     *time.Time `json:"done,omitempty"`
	Evidence []string   `json:"evidence" doc:"exhibits; none of what is done: done without evidence"`
	Crosses  bool       `json:"crosses" doc:"it goes on after the budget year in which its money was given"`
	Unpaid   bool       `json:"unpaid" doc:"and no money was carried to when it is done"`
	Budgets  []Budget   `json:"budgets" doc:"by budget year"`
	History  []ItemStep `json:"history" doc:"what its owner said, in that order"`
}

// Budget is the money of an item in one budget year.
type Budget struct {
	Closes *time.Time `json:"closes,omitempty" doc:"end of the budget year"`
	Amount Measure    `json:"amount"`
	Spent  Measure    `json:"spent"`
	Left   Measure    `json:"left" doc:"neither spent nor carried over"`
}

// ItemStep is what its owner said of an item at one moment.
type ItemStep struct {
	Step     string     `json:"step" enum:"started,progress,done,moved,dropped"`
	Text     act.Text   `json:"text,omitempty"`
	At       time.Time  `json:"at"`
	Due      *time.Time `json:"due,omitempty"`
	Share    int        `json:"share,omitempty"`
	Carried  *Measure   `json:"carried,omitempty"`
	Evidence []string   `json:"evidence"`
	Ref      ActRef     `json:"ref"`
}

// Checked is what is wrong with a draft of an instrument.
type Checked struct {
	Errors   []string  `json:"errors" doc:"what keeps it from being proposed"`
	Problems []Problem `json:"problems"`
	Rules    []Clause  `json:"rules" doc:"the clauses with their reading"`
}

// Pack is a shipped rule pack or template.
type Pack struct {
	Name     string          `json:"name"`
	Title    act.Text        `json:"title"`
	Type     string          `json:"type" enum:"charter,agreement,plan,programme,list,pack"`
	Template bool            `json:"template" doc:"it has to be filled in with parties"`
	Note     act.Text        `json:"note,omitempty"`
	Sections []Section       `json:"sections"`
	Rules    []Clause        `json:"rules"`
	Wire     json.RawMessage `json:"wire"`
}

// Packs is what ships with the program.
type Packs struct {
	Packs []Pack `json:"packs"`
}

// Body is a standing body: who sits in it, who chairs it, whether it can decide.
type Body struct {
	ID         string      `json:"id"`
	Instrument ClauseRef   `json:"instrument"`
	Kind       string      `json:"kind" enum:"central-office,coordinating-body,hazard-office,working-group"`
	Name       act.Text    `json:"name"`
	Parent     string      `json:"parent,omitempty"`
	Host       Party       `json:"host"`
	Deputy     *Party      `json:"deputy,omitempty"`
	Classes    []string    `json:"classes,omitempty"`
	Seats      []Seat      `json:"seats"`
	Quorum     int         `json:"quorum"`
	Chair      *Party      `json:"chair,omitempty"`
	ChairUntil *time.Time  `json:"chairUntil,omitempty"`
	Powers     []ClauseRef `json:"powers"`
	Guests     []Guest     `json:"guests"`
	Cases      []AtOffice  `json:"cases" doc:"cases that were sent to it: those in which it leads, and those of which it has a copy"`
	Contacts   []Reachable `json:"contacts" doc:"whom to call: of its host, then of its deputy"`
	State      string      `json:"state" enum:"daily,emergency" doc:"emergency: a case in which it leads is no longer in its normal phase"`
	Queue      []Duty      `json:"queue" doc:"what is open in the cases in which it leads, the most pressing first: its emergency work"`
	Risks      []Duty      `json:"risks" doc:"what is open in cases that are in their normal phase, as a part of its daily work"`
	Standing   []Recurring `json:"standing" doc:"its daily work"`
	Watch      *Watch      `json:"watch,omitempty" doc:"who keeps its desk; absent: no hand-over was ever put on record"`
	Silent     string      `json:"silent,omitempty" enum:"off,stale,left" doc:"why nobody may be at its desk: its node is not heard; no hand-over for a day; the last one left the desk"`
}

// Watch is the last hand-over at the desk of a body.
type Watch struct {
	By    Party     `json:"by"`
	Post  act.Text  `json:"post,omitempty" personal:"name" doc:"who came on duty; absent: the desk was left"`
	Off   act.Text  `json:"off,omitempty" personal:"name" doc:"who went off duty"`
	Since time.Time `json:"since"`
	Open  int64     `json:"open" doc:"duties and cases that were handed over"`
	Note  act.Text  `json:"note,omitempty"`
	Ref   ActRef    `json:"ref"`
}

// Seat is a seat of a body.
type Seat struct {
	Party     Party    `json:"party"`
	Holder    act.Text `json:"holder,omitempty" personal:"name"`
	Alternate act.Text `json:"alternate,omitempty" personal:"name"`
	Rank      int      `json:"rank,omitempty"`
	Vacant    bool     `json:"vacant,omitempty"`
	Ref       *ActRef  `json:"ref,omitempty"`
}

// Guest takes part for a time.
type Guest struct {
	ID       string    `json:"id"`
	Party    Party     `json:"party"`
	Part     act.Text  `json:"part"`
	Case     *CaseRef  `json:"case,omitempty"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Ended    bool      `json:"ended"`
	Interest act.Text  `json:"interest,omitempty"`
	Ref      ActRef    `json:"ref"`
}

// Recurring is standing work with when it was last done.
type Recurring struct {
	What   act.Text   `json:"what"`
	Who    Party      `json:"who"`
	Clause ClauseRef  `json:"clause"`
	Last   *time.Time `json:"last,omitempty"`
	Due    time.Time  `json:"due"`
	Missed bool       `json:"missed"`
}

// Zone is a piece of ground or water with who answers for it.
type Zone struct {
	Clause   ClauseRef  `json:"clause"`
	Name     act.Text   `json:"name"`
	Of       []Party    `json:"of" doc:"in or between whom it lies"`
	Deputies []Party    `json:"deputies" doc:"who stands in for a holder, in this order"`
	Sides    []ZoneSide `json:"sides" doc:"one for each holder: of a joint zone one from each side of the border"`
	Mine     bool       `json:"mine" doc:"this jurisdiction is a holder or a deputy, and says itself when it is absent"`
}

// ZoneSide is one holder's part of a zone, and who stands there now.
type ZoneSide struct {
	Holder Party     `json:"holder"`
	Stands *Party    `json:"stands,omitempty" doc:"the holder, or who stands in; absent: nobody, it is vacant"`
	Deputy int       `json:"deputy,omitempty" doc:"1: the first deputy; absent: the holder, or nobody"`
	Post   act.Text  `json:"post,omitempty" personal:"name" doc:"at who stands"`
	Since  time.Time `json:"since" doc:"since when it has been so"`
	Absent []Absent  `json:"absent" doc:"who would come before, in that order"`
}

// Absent is why a party does not answer for a zone.
type Absent struct {
	Party  Party      `json:"party"`
	Why    string     `json:"why" enum:"absent,suspended,left,gone" doc:"absent: it says so; suspended, left: its part in the instrument; gone: from the alliance"`
	Since  time.Time  `json:"since"`
	Until  *time.Time `json:"until,omitempty" doc:"absent: no end is known"`
	Reason act.Text   `json:"reason,omitempty" personal:"name"`
	Ref    ActRef     `json:"ref"`
}

// Bodies is all bodies of the instruments in force.
type Bodies struct {
	Now    time.Time   `json:"now"`
	Bodies []Body      `json:"bodies"`
	Mine   []ClauseRef `json:"mine" doc:"powers that clauses give to this jurisdiction itself"`
	Zones  []Zone      `json:"zones" doc:"of the instruments in force"`
	Work   Work        `json:"work" doc:"what is to do at this node, for the city and for every body that it speaks for"`
}

// Filled is a shipped template filled in for parties.
type Filled struct {
	Wire json.RawMessage `json:"wire"`
}
