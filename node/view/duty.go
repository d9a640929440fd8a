package view

import (
	"time"

	"tongzhou/act"
)

// CaseRef names a case.
type CaseRef struct {
	ID     string   `json:"id"`
	Title  act.Text `json:"title"`
	Status Status   `json:"status" enum:"Actual,Exercise,Test"`
}

// ClauseRef names a clause of an agreement or a rule pack.
type ClauseRef struct {
	Instrument string   `json:"instrument" doc:"identifier of the act that concluded or issued it"`
	Code       string   `json:"code"`
	Version    int      `json:"version"`
	Name       act.Text `json:"name" doc:"title of the instrument"`
	Clause     string   `json:"clause"`
	Title      act.Text `json:"title"`
	Source     *Source  `json:"source,omitempty"`
}

// Source says which law a clause restates.
type Source struct {
	Law     act.Text `json:"law"`
	Year    string   `json:"year"`
	Article string   `json:"article"`
	Note    act.Text `json:"note,omitempty"`
}

// Duty is what one party owes, to whom, by when, since which act and clause, and which act met it.
type Duty struct {
	ID          string    `json:"id"`
	Case        *CaseRef  `json:"case,omitempty"`
	Party       Party     `json:"party"`
	To          *Party    `json:"to,omitempty"`
	What        act.Text  `json:"what"`
	Do          string    `json:"do"`
	Clause      ClauseRef `json:"clause"`
	Force       string    `json:"force" enum:"law,agreement,custom,pledge"`
	Accountable Party     `json:"accountable"`
	Unit        act.Text  `json:"unit,omitempty" doc:"the private unit with which the debtor does it, by a contract"`
	// Key is what duty.meet and duty.excuse name the duty by.
	Key       OwedKey    `json:"key"`
	Since     *ActRef    `json:"since,omitempty" doc:"the act that started its clock; absent while it waits"`
	Start     *time.Time `json:"start,omitempty"`
	Due       *time.Time `json:"due,omitempty" doc:"absent where the source has no figure"`
	Was       *time.Time `json:"was,omitempty" doc:"when it was due before the last change"`
	Changed   *ActRef    `json:"changed,omitempty" doc:"the act that changed when it is due"`
	Near      bool       `json:"near,omitempty" doc:"notice of a plan that was put on record too near: it can only be late"`
	Promptly  bool       `json:"promptly,omitempty" doc:"the source says immediately or promptly and has no figure"`
	State     string     `json:"state" enum:"waiting,open,due-soon,overdue,sent,met,met-late,excused,disputed"`
	Late      int64      `json:"late,omitempty" doc:"minutes after the due time, or after the start where there is no figure"`
	Waits     string     `json:"waits,omitempty" doc:"the clock that has not started, or the creditor whom nobody stands for"`
	Order     bool       `json:"order,omitempty" doc:"what was asked was an order that bound the debtor"`
	Backdated bool       `json:"backdated,omitempty" doc:"the acts claim a time in time, and testimony says otherwise"`
	Judged    string     `json:"judged" enum:"kept,late,missed,claimed,open" doc:"by the testimony of others, not by the author's clock"`
	Witnesses []ActRef   `json:"witnesses,omitempty"`
	Sent      *ActRef    `json:"sent,omitempty" doc:"what would meet it and has no receipt yet"`
	MetBy     *ActRef    `json:"metBy,omitempty"`
	MetAt     *time.Time `json:"metAt,omitempty"`
	Missing   []string   `json:"missing,omitempty" doc:"mandatory fields of the report that were left out"`
	Excuse    *Excuse    `json:"excuse,omitempty"`
	Stricter  *ClauseRef `json:"stricter,omitempty" doc:"another clause asks for the same sooner and governs"`
	Sanction  act.Text   `json:"sanction,omitempty" doc:"the clause that says what may follow"`
	Online    string     `json:"online" enum:"on,off,unknown" doc:"whether the debtor's node is heard: silence may be an outage"`
}

// OwedKey is the wire form of a duty's key: a body of duty.meet or duty.excuse has it.
type OwedKey struct {
	Case   string `json:"case"`
	Clause struct {
		Instrument string `json:"instrument"`
		Clause     string `json:"clause"`
	} `json:"clause"`
	Party string `json:"party"`
	To    string `json:"to,omitempty"`
	Since string `json:"since"`
	Nth   int    `json:"nth,omitempty"`
}

// Excuse is why something could not be done, and what the creditor said to it.
type Excuse struct {
	Code     string    `json:"code" enum:"outage,force-majeure,own-population,law,capacity,late-order,other"`
	Text     act.Text  `json:"text"`
	At       time.Time `json:"at"`
	Ref      ActRef    `json:"ref"`
	Answered bool      `json:"answered"`
	Accepted bool      `json:"accepted"`
	Answer   act.Text  `json:"answer,omitempty"`
	Evidence []string  `json:"evidence,omitempty" doc:"exhibits"`
}

// Duties is the duty list of a party, of a case, or of everybody.
type Duties struct {
	Now    time.Time      `json:"now"`
	Party  *Party         `json:"party,omitempty"`
	Duties []Duty         `json:"duties"`
	Counts map[string]int `json:"counts" doc:"duties by state"`
}

// Picture is the coordinator's page: who has not answered, what is next, what is short of time.
type Picture struct {
	Now      time.Time       `json:"now"`
	Cases    []PictureCase   `json:"cases"`
	Next     []Duty          `json:"next" doc:"overdue and due soon, over all cases, the most pressing first"`
	Silent   []Silence       `json:"silent" doc:"who was asked and has not answered"`
	Members  []PictureMember `json:"members"`
	Bodies   []Body          `json:"bodies"`
	Problems []Problem       `json:"problems" doc:"conflicting, broken or unassigned clauses"`
}

// PictureCase is one open case at a glance.
type PictureCase struct {
	CaseHead
	Grade     int            `json:"grade,omitempty" minimum:"0" maximum:"4"`
	Response  int            `json:"response,omitempty" minimum:"0" maximum:"4"`
	Level     string         `json:"level,omitempty" enum:"red,orange,yellow,blue" doc:"of the gravest warning in force"`
	Mode      string         `json:"mode" enum:"superior-led,voluntary"`
	Lead      Party          `json:"lead"`
	Contested bool           `json:"contested,omitempty" doc:"two parties claim command"`
	Counts    map[string]int `json:"counts" doc:"duties by state"`
	Next      *Duty          `json:"next,omitempty"`
	Outside   []Outside      `json:"outside" doc:"whom it reaches and who is no member"`
}

// Silence is somebody who was asked and has not answered.
type Silence struct {
	Case      *CaseRef   `json:"case,omitempty"`
	Party     Party      `json:"party"`
	What      act.Text   `json:"what"`
	Asked     time.Time  `json:"asked"`
	Due       *time.Time `json:"due,omitempty"`
	Overdue   bool       `json:"overdue,omitempty"`
	Online    string     `json:"online" enum:"on,off,unknown"`
	LastHeard *time.Time `json:"lastHeard,omitempty"`
	Next      *Party     `json:"next,omitempty" doc:"whom to call next"`
	Ref       ActRef     `json:"ref"`
}

// PictureMember is one member at a glance.
type PictureMember struct {
	Party     Party          `json:"party"`
	SizeClass string         `json:"sizeClass,omitempty"`
	Online    string         `json:"online" enum:"on,off,unknown"`
	LastHeard *time.Time     `json:"lastHeard,omitempty"`
	Phases    []OwnPhase     `json:"phases" doc:"the phase that it says it is in, by case"`
	Counts    map[string]int `json:"counts" doc:"its duties by state"`
	Asked     int            `json:"asked" doc:"what it was asked in open cases, was due, and was not asked of a node that was off"`
	Answered  int            `json:"answered"`
	Rates     []Rate         `json:"rates,omitempty" doc:"how it answers, and how it attends"`
}

// Rate is how a member answers. It is numbers: a share of two is no share, and who was never asked is unknown, not bad.
type Rate struct {
	What     string `json:"what" enum:"answer,meeting,exercise"`
	Asked    int    `json:"asked" doc:"due by now, not excused, and not silent because its node was off"`
	Answered int    `json:"answered"`
	InTime   int    `json:"inTime"`
	Open     int    `json:"open" doc:"not due yet"`
	Off      int    `json:"off" doc:"not answered while its node was not heard: an outage, and not slackness"`
	Excused  int    `json:"excused"`
	Low      int    `json:"low" doc:"per cent in time: the lower end of the 95 % interval"`
	High     int    `json:"high" doc:"its upper end; 0 where nothing was asked"`
}
