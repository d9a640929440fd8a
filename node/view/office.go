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
	Reach []string `json:"reach" doc:"tel:, mailto:, sip:"`
}
