package view

import (
	"time"

	"tongzhou/act"
)

// OwnPhase is the phase that a member says it is in.
type OwnPhase struct {
	Case   *CaseRef  `json:"case,omitempty"`
	Party  Party     `json:"party"`
	Phase  string    `json:"phase" enum:"normal,watch,emergency,recovery"`
	Since  time.Time `json:"since"`
	Reason act.Text  `json:"reason"`
	Ref    ActRef    `json:"ref"`
}

// Part is what a party does in a case.
type Part struct {
	Party     Party      `json:"party"`
	Roles     []string   `json:"roles"`
	Relation  string     `json:"relation" enum:"coordination,co-governance,territorial"`
	Joined    *ActRef    `json:"joined,omitempty" doc:"its own act that it takes the part"`
	Contested act.Text   `json:"contested,omitempty" doc:"why it says that it has no such part"`
	Until     *time.Time `json:"until,omitempty" doc:"of a guest"`
	Interest  act.Text   `json:"interest,omitempty" doc:"a conflict of interest that is known"`
}

// GivenRole is a role that a clause gives to a party, or whose turn it is to have it.
type GivenRole struct {
	Role   string     `json:"role" enum:"lead,support,coordinator"`
	Party  Party      `json:"party"`
	Clause *ClauseRef `json:"clause,omitempty" doc:"absent: a row of the command table names it as a deputy"`
	Online string     `json:"online" enum:"on,off,unknown"`
}

// CommandRow is one row of the command table.
type CommandRow struct {
	Function  string     `json:"function" enum:"lead,command,coordinate,dispatch"`
	Holder    Party      `json:"holder"`
	Deputies  []Party    `json:"deputies,omitempty"`
	Where     []Party    `json:"where,omitempty" doc:"absent: the whole case"`
	Place     act.Text   `json:"place,omitempty"`
	From      time.Time  `json:"from"`
	Until     *time.Time `json:"until,omitempty"`
	Basis     string     `json:"basis" enum:"default,designation,take-over,hand-back"`
	State     string     `json:"state" enum:"in-force,not-yet,not-confirmed,declined,contested,replaced,expired"`
	Abroad    bool       `json:"abroad,omitempty" doc:"the holder acts outside its own territory"`
	Power     *ClauseRef `json:"power,omitempty"`
	Mode      string     `json:"mode,omitempty" enum:"superior-led,voluntary"`
	Briefing  act.Text   `json:"briefing,omitempty"`
	Ref       ActRef     `json:"ref"`
	Confirmed *ActRef    `json:"confirmed,omitempty"`
	Reason    act.Text   `json:"reason,omitempty" doc:"why it was declined"`
}

// ReportField is one field of a report.
type ReportField struct {
	Name       string   `json:"name"`
	Text       act.Text `json:"text,omitempty"`
	Value      *Measure `json:"value,omitempty"`
	Unknown    bool     `json:"unknown,omitempty" doc:"declared unknown"`
	Confidence string   `json:"confidence,omitempty"`
}

// Report is an initial, supplementary or final report.
type Report struct {
	Ref      ActRef        `json:"ref"`
	By       Party         `json:"by"`
	Type     string        `json:"type" enum:"initial,supplementary,final"`
	At       time.Time     `json:"at"`
	To       []Delivery    `json:"to"`
	Fields   []ReportField `json:"fields"`
	Missing  []string      `json:"missing,omitempty" doc:"mandatory fields that were left out"`
	Replaces *ActRef       `json:"replaces,omitempty"`
}

// Delivery is an addressee and its receipt. Without a receipt it was sent, and that is all that is known.
type Delivery struct {
	Party    Party      `json:"party"`
	Received *time.Time `json:"received,omitempty"`
	Receipt  *ActRef    `json:"receipt,omitempty"`
}

// Asked is an order, a request or an escalation, with what each addressee answered.
type Asked struct {
	Ref      ActRef      `json:"ref"`
	ID       string      `json:"id"`
	By       Party       `json:"by"`
	Kind     string      `json:"kind" enum:"order,request,escalation"`
	What     act.Text    `json:"what"`
	Gap      act.Text    `json:"gap,omitempty"`
	At       time.Time   `json:"at"`
	AnswerBy time.Time   `json:"answerBy"`
	DoneBy   *time.Time  `json:"doneBy,omitempty"`
	Power    *ClauseRef  `json:"power,omitempty"`
	To       []Answered  `json:"to"`
	Unheard  bool        `json:"unheard,omitempty" doc:"of an escalation: the node of the superior is not heard"`
	Joint    *JointOrder `json:"joint,omitempty" doc:"of an order that several superiors have to sign"`
	Decides  *Party      `json:"decides,omitempty" doc:"of an escalation that nobody took over: who leads meanwhile"`
}

// JointOrder is where an order stands that several superiors have to sign.
type JointOrder struct {
	Binds      bool             `json:"binds" doc:"signed by all, or decided in their place; otherwise nothing is asked of its addressees yet"`
	Signatures []OrderSignature `json:"signatures" doc:"of who decides first, then of the others"`
	Settled    *ActRef          `json:"settled,omitempty" doc:"it was decided in the place of the superiors, because of this refusal or of this order that was not signed in time"`
	Issued     *ActRef          `json:"issued,omitempty" doc:"of a text that does not bind: the order of the same text that does, or the one that was decided in its place"`
	Failing    *Party           `json:"failing,omitempty" doc:"who decides if they do not agree"`
	FailsAt    *time.Time       `json:"failsAt,omitempty" doc:"until when they have to agree"`
	Mine       string           `json:"mine,omitempty" enum:"sign,issue,settle" doc:"what this jurisdiction can do about it: sign it or refuse; issue the text that all accepted; decide where they do not agree"`
	Assents    []string         `json:"assents,omitempty" doc:"acts that the order cites when it is issued"`
	Settles    string           `json:"settles" doc:"the act that a decision in their place cites"`
}

// OrderSignature is what one of the superiors said to the text.
type OrderSignature struct {
	Party Party      `json:"party"`
	State string     `json:"state" enum:"signed,assented,refused,none,revoked" doc:"signed: the order cites it; assented: it accepts, and the order is not issued yet; revoked: it refused after the order cited its assent, which makes it no less binding"`
	At    *time.Time `json:"at,omitempty"`
	Ref   *ActRef    `json:"ref,omitempty"`
	Code  string     `json:"code,omitempty" doc:"why it refuses"`
	Text  act.Text   `json:"text,omitempty"`
}

// Answered is an addressee of something asked.
type Answered struct {
	Delivery
	Answer  string     `json:"answer" enum:"none,accept,refuse,done,taken-over,overdue"`
	Refusal string     `json:"refusal,omitempty" enum:"lawful,promised,protects,finding" doc:"what a refusal is: lawful where it was only asked, promised where it had been accepted, protects where it protects the own people or keeps a law, finding where it was an order"`
	Late    bool       `json:"late,omitempty" doc:"it was asked too late to be answered in time"`
	Code    string     `json:"code,omitempty" doc:"why it refuses"`
	Text    act.Text   `json:"text,omitempty"`
	At      *time.Time `json:"at,omitempty"`
	Ref     *ActRef    `json:"ref,omitempty"`
}

// Call is one step of the call tree of a case that was opened.
type Call struct {
	Party  Party      `json:"party"`
	State  string     `json:"state" enum:"called,received,joined,overdue"`
	At     *time.Time `json:"at,omitempty"`
	Due    time.Time  `json:"due"`
	Next   *Party     `json:"next,omitempty" doc:"whom to call if it does not answer"`
	Post   act.Text   `json:"post,omitempty"`
	Reach  []string   `json:"reach,omitempty" personal:"reach"`
	Online string     `json:"online" enum:"on,off,unknown"`
}

// Classification is one classification of a case, with its author.
type Classification struct {
	By        Party     `json:"by"`
	At        time.Time `json:"at"`
	Ref       ActRef    `json:"ref"`
	Classes   []string  `json:"classes"`
	Grade     int       `json:"grade,omitempty" minimum:"0" maximum:"4"`
	Response  int       `json:"response,omitempty" minimum:"0" maximum:"4"`
	Situation int       `json:"situation" enum:"0,1,2,3"`
	Deaths    *int64    `json:"deaths,omitempty"`
	Injured   *int64    `json:"injured,omitempty"`
	Loss      *int64    `json:"loss,omitempty"`
	People    *int64    `json:"people,omitempty"`
	Reason    act.Text  `json:"reason"`
	InForce   bool      `json:"inForce"`
}

// Governance is who does what in a case: what is beside its timeline.
type Governance struct {
	Lead            Party            `json:"lead"`
	Mode            string           `json:"mode" enum:"superior-led,voluntary"`
	Stage           string           `json:"stage,omitempty" enum:"identification,analysis,treatment,monitoring"`
	Level           string           `json:"level,omitempty" enum:"red,orange,yellow,blue" doc:"of the gravest warning in force"`
	Classifications []Classification `json:"classifications"`
	Situation       Situation        `json:"situation"`
	Routing         []Routing        `json:"routing" doc:"to which office the case went, when and why; the last line is in force"`
	Parts           []Part           `json:"parts"`
	Table           []CommandRow     `json:"table"`
	Own             []OwnPhase       `json:"own"`
	Reports         []Report         `json:"reports"`
	Asked           []Asked          `json:"asked"`
	Calls           []Call           `json:"calls"`
	Duties          []Duty           `json:"duties"`
	Meetings        []MeetingHead    `json:"meetings"`
	Merged          *CaseRef         `json:"merged,omitempty" doc:"the case in which this one goes on"`
	Split           []CaseRef        `json:"split,omitempty"`
	Next            []GivenRole      `json:"next" doc:"who leads if the lead cannot, in this order"`
	LeadProposal    *LeadProposal    `json:"leadProposal,omitempty" doc:"who should lead, where the source lies in several members"`
	Surge           *Surge           `json:"surge,omitempty" doc:"what can reach whom in what time; absent when nothing threatens or nothing is promised"`
	Releases        []Release        `json:"releases" doc:"water that is let down, or is planned to be"`
	Unharmed        []Party          `json:"unharmed" doc:"origins that the danger does not reach: they lose least by silence (situation 3)"`
	Gaps            []Gap            `json:"gaps" doc:"what parties put on record that they lack"`
	Needs           []Need           `json:"needs" doc:"what is needed, beside what is there and what is promised"`
	Authority       []Authority      `json:"authority" doc:"tasks that take a power, beside the powers held"`
	Outside         []Outside        `json:"outside" doc:"whom it reaches and who is no member: apart from the members"`
	Modes           []ModeSpan       `json:"modes" doc:"in which mode it was from when to when, and who changed it"`
	Assessing       *Assessing       `json:"assessing" doc:"what expert groups make of the case"`
	Proposed        *Proposed        `json:"proposed,omitempty" doc:"a phase that a threshold calls for"`
	Can             []string         `json:"can" doc:"kinds of act that this officer may put on record here"`
}

// Proposed is a phase that a threshold of a plan or an agreement calls for.
type Proposed struct {
	Phase  string    `json:"phase" enum:"normal,watch,emergency,recovery"`
	Since  time.Time `json:"since"`
	Clause ClauseRef `json:"clause"`
}

// Surge is what can reach whom in what time, as the reserves in force promise it. Speed and detour are assumed.
type Surge struct {
	Within   int64     `json:"within" doc:"minutes: what arrives later is not in time"`
	Speed    int64     `json:"speed" doc:"km/h, assumed"`
	Detour   int64     `json:"detour" doc:"way by road per great circle, per cent, assumed"`
	Arrivals []Reach   `json:"arrivals"`
	More     int       `json:"more" doc:"that come later than the first five of their kind and are not shown"`
	Cuts     []WayCut  `json:"cuts"`
	Ways     []Route   `json:"ways" doc:"routes on record, with when a forecast closes them"`
	Tables   []Tabled  `json:"tables" doc:"what was put on record, the newest first; at most the last seven"`
	TableDue time.Time `json:"tableDue" doc:"a day after the last one, or after the case came into the risk state"`
	Overdue  bool      `json:"overdue" doc:"there is none of the last 24 hours"`
}

// Route is a way between two parties by an instrument in force.
type Route struct {
	From    Party       `json:"from"`
	To      Party       `json:"to"`
	Minutes int64       `json:"minutes"`
	Clause  ClauseRef   `json:"clause"`
	Shut    []RouteShut `json:"shut"`
}

// RouteShut is when a forecast closes a route, and where.
type RouteShut struct {
	Place    string     `json:"place"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until,omitempty" doc:"absent: the forecast does not say"`
	Forecast ActRef     `json:"forecast"`
}

// Tabled is a surge table that somebody put on record.
type Tabled struct {
	By     Party       `json:"by"`
	At     time.Time   `json:"at"`
	Ref    ActRef      `json:"ref"`
	Rows   []TabledRow `json:"rows" doc:"of the newest only"`
	InTime int         `json:"inTime" doc:"rows that would have been there in time"`
	Count  int         `json:"count" doc:"rows in all"`
}

// TabledRow is one stock for one party, as it was then.
type TabledRow struct {
	To      Party   `json:"to"`
	Holder  Party   `json:"holder"`
	Kind    string  `json:"kind"`
	Amount  Measure `json:"amount"`
	Minutes int64   `json:"minutes,omitempty"`
	State   string  `json:"state" enum:"in-time,late,cut,unknown"`
	Round   bool    `json:"round,omitempty"`
	Waits   int64   `json:"waits,omitempty"`
}

// Reach is one promised reserve for one party in need.
type Reach struct {
	To      Party       `json:"to"`
	Holder  Party       `json:"holder"`
	Kind    string      `json:"kind"`
	Amount  Measure     `json:"amount"`
	Clause  ClauseRef   `json:"clause"`
	Ready   int64       `json:"ready" doc:"minutes until it moves"`
	Minutes *int64      `json:"minutes,omitempty" doc:"until it is there; absent: no way is open, or nobody knows where one of them is"`
	InTime  bool        `json:"inTime"`
	Cut     bool        `json:"cut" doc:"the way is cut"`
	Twice   []ClauseRef `json:"twice,omitempty" doc:"other clauses by which the same holder promises the same kind: it may be one and the same stock"`
	By      []ClauseRef `json:"by,omitempty" doc:"the routes that it takes; absent: the way is assumed"`
	Round   bool        `json:"round,omitempty" doc:"it goes round: by other routes than if all were open"`
	Waits   int64       `json:"waits,omitempty" doc:"minutes that it waits before a route that a forecast closes"`
	Counted bool        `json:"counted" doc:"a total counts it: of several promises of one stock one is"`
}

// WayCut is a way that somebody says is cut.
type WayCut struct {
	From      Party    `json:"from"`
	To        *Party   `json:"to,omitempty" doc:"absent: no way from or to it is open"`
	Contested bool     `json:"contested,omitempty"`
	Basis     []ActRef `json:"basis"`
}

// Gap is what a party says it lacks.
type Gap struct {
	Party  Party     `json:"party"`
	Need   act.Text  `json:"need"`
	Gap    act.Text  `json:"gap,omitempty"`
	At     time.Time `json:"at"`
	Ref    ActRef    `json:"ref"`
	Denied []Party   `json:"denied" doc:"who was asked and refused"`
	Rows   []GapRow  `json:"rows" doc:"need beside own powers and means, as it stood when it was raised"`
}

// Override is something that was done over a member's head, by a mandate on record.
type Override struct {
	Kind   string     `json:"kind" enum:"take-over,hand-back,order"`
	By     Party      `json:"by"`
	Over   []Party    `json:"over"`
	At     time.Time  `json:"at"`
	Case   *CaseRef   `json:"case,omitempty"`
	Power  *ClauseRef `json:"power,omitempty" doc:"the clause that lets it; absent: it was asked for by an escalation, or gives command back"`
	State  string     `json:"state" enum:"in-force,not-yet,not-confirmed,declined,contested,replaced,expired,none,accept,refuse,done,taken-over,overdue"`
	Reason act.Text   `json:"reason,omitempty" doc:"of an order: what was ordered"`
	Ref    ActRef     `json:"ref"`
}

// Overrides is every one of them, in all cases, the newest first.
type Overrides struct {
	Now       time.Time  `json:"now"`
	Overrides []Override `json:"overrides"`
}
