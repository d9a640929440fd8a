package view

import (
	"time"

	"tongzhou/act"
)

// Office names an office that cases are sent to.
type Office struct {
	ID         string    `json:"id"`
	Name       act.Text  `json:"name"`
	Host       Party     `json:"host"`
	Instrument ClauseRef `json:"instrument"`
}

// Routing is one line of the log that says to which office a case went, when and why.
type Routing struct {
	At      time.Time  `json:"at"`
	By      Party      `json:"by" doc:"who classified it; or who concluded or issued what changed the offices"`
	Why     string     `json:"why" enum:"classification,instrument" doc:"what sent it: a classification, or an instrument that began or ended"`
	Ref     ActRef     `json:"ref" doc:"that act"`
	Classes []string   `json:"classes" doc:"of the classification, the first cause first"`
	Reason  act.Text   `json:"reason" doc:"of the classification"`
	Lead    *Office    `json:"lead,omitempty" doc:"absent: no class of the case has an office"`
	Copies  []Office   `json:"copies"`
	Rule    *ClauseRef `json:"rule,omitempty" doc:"the clause that names the office; absent: that of the class named first leads"`
	Missing []string   `json:"missing" doc:"classes without an office"`
	InForce bool       `json:"inForce"`
}

// AtOffice is a case as it lies on the desk of an office.
type AtOffice struct {
	Case  CaseRef    `json:"case"`
	Part  string     `json:"part" enum:"lead,copy"`
	Lead  *Office    `json:"lead,omitempty" doc:"of a copy: the office that leads"`
	Phase string     `json:"phase" enum:"normal,watch,emergency,recovery,closed"`
	Since time.Time  `json:"since"`
	Open  int        `json:"open" doc:"duties that are open in it"`
	Due   *time.Time `json:"due,omitempty" doc:"the next deadline in it"`
}

// Reachable is a post that can be called.
type Reachable struct {
	Party Party    `json:"party"`
	Post  act.Text `json:"post"`
	Reach []string `json:"reach" personal:"reach" doc:"tel:, mailto:, sip:"`
}

// Work is what is to do at one node, each thing once, with the hats under which it is to be done.
type Work struct {
	State     string    `json:"state" enum:"daily,emergency" doc:"emergency: there is something on that list"`
	Daily     []WorkRow `json:"daily" doc:"standing work, seats to be filled, and risks that are watched in normal times"`
	Emergency []WorkRow `json:"emergency" doc:"duties and tasks of cases that are no longer in their normal phase"`
}

// WorkRow is one thing that is to be done, or whose doing is to be seen to.
type WorkRow struct {
	ID     string     `json:"id"`
	List   string     `json:"list" enum:"daily,emergency"`
	Kind   string     `json:"kind" enum:"duty,task,routine,seat"`
	What   act.Text   `json:"what"`
	Party  Party      `json:"party" doc:"who does it: another than this city where an office sees to it that it is done"`
	Hats   []Hat      `json:"hats"`
	Due    *time.Time `json:"due,omitempty"`
	State  string     `json:"state" enum:"open,due-soon,overdue,due,missed"`
	Case   *CaseRef   `json:"case,omitempty"`
	Clause *ClauseRef `json:"clause,omitempty"`
	Href   string     `json:"href,omitempty" doc:"the page of the console where it is done"`
}

// Hat is in what capacity something is done.
type Hat struct {
	Body string   `json:"body,omitempty" doc:"absent: for the city itself"`
	Name act.Text `json:"name"`
	As   string   `json:"as" enum:"city,host,chair,deputy,seat"`
	Post act.Text `json:"post,omitempty" doc:"the post that the clause names"`
}

// LeadProposal is who should lead where the source lies in several members. It decides nothing.
type LeadProposal struct {
	Lead     *Party       `json:"lead,omitempty" doc:"absent: somebody has to be designated"`
	Basis    string       `json:"basis" enum:"upstream,share,designated" doc:"upstream: no other origin lies above it; share: the largest part of the source lies in it; designated: neither says"`
	Tied     []Party      `json:"tied" doc:"between whom it is left open"`
	Superior *Party       `json:"superior,omitempty" doc:"the common superior, who may designate"`
	Origins  []LeadOrigin `json:"origins"`
	Rivers   []RiverEdge  `json:"rivers" doc:"the rivers by which it was judged who lies above whom"`
}

// LeadOrigin is one of several origins, as it is compared with the others.
type LeadOrigin struct {
	Party    Party    `json:"party"`
	Above    []Party  `json:"above" doc:"other origins that lie below it on a river"`
	Share    *Measure `json:"share,omitempty" doc:"of the source, as a statement says; absent: unknown"`
	Disputed bool     `json:"disputed,omitempty" doc:"statements about its share differ, so that none counts"`
}

// RiverEdge says that a river runs from one member to another.
type RiverEdge struct {
	From  Party   `json:"from"`
	To    Party   `json:"to"`
	Via   string  `json:"via,omitempty"`
	Basis *ActRef `json:"basis,omitempty" doc:"the forecast that goes down it; absent: the configuration of this node"`
}

// Situation is the answer to whether and how a case crosses borders, with its inputs, and who contests it.
type Situation struct {
	Class       int                `json:"class" enum:"0,1,2,3"`
	Sources     []Party            `json:"sources"`
	Exposed     []Exposed          `json:"exposed"`
	Dropped     []Party            `json:"dropped,omitempty" doc:"who was exposed by an earlier decision and is no longer"`
	Probability *float64           `json:"probability,omitempty" doc:"from which on a place counts as exposed; absent: nobody said"`
	Footprint   string             `json:"footprint,omitempty" doc:"the exhibit that it was computed from"`
	By          Party              `json:"by" doc:"who decided it last"`
	At          time.Time          `json:"at"`
	Ref         ActRef             `json:"ref"`
	Decides     Party              `json:"decides" doc:"who decides it: the lead"`
	Contests    []SituationContest `json:"contests"`
}

// Exposed is a member on the list of those whom it reaches.
type Exposed struct {
	Party  Party      `json:"party"`
	Since  time.Time  `json:"since" doc:"on the list without a break"`
	Source bool       `json:"source,omitempty" doc:"the source lies there too"`
	Told   *time.Time `json:"told,omitempty" doc:"when its node signed for the opening or a warning; absent: no receipt"`
}

// SituationContest is a member that takes it for another situation.
type SituationContest struct {
	By       Party     `json:"by"`
	Says     int       `json:"says" enum:"0,1,2,3"`
	Reason   act.Text  `json:"reason"`
	At       time.Time `json:"at"`
	Ref      ActRef    `json:"ref"`
	State    string    `json:"state" enum:"open,kept,followed" doc:"open: nothing was decided since; kept: decided otherwise; followed: decided as it says"`
	Decided  *Party    `json:"decided,omitempty" doc:"who decided"`
	Decision *ActRef   `json:"decision,omitempty"`
}
