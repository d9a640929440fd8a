package view

import (
	"time"

	"tongzhou/act"
)

// Outside is a jurisdiction that the danger reaches and that is no member of the alliance. It follows no journal, so that nothing here says what it knows or does: what it
// was told stands on the word of whoever told it. It owes nothing and is owed nothing.
type Outside struct {
	ID          string     `json:"id" doc:"as the forecast names it"`
	Name        act.Text   `json:"name"`
	Left        bool       `json:"left,omitempty" doc:"it was a member and has left"`
	Place       act.Text   `json:"place,omitempty" doc:"where it is reached first"`
	Arrival     *TimeBand  `json:"arrival,omitempty"`
	Peak        *Band      `json:"peak,omitempty"`
	Probability float64    `json:"probability,omitempty" doc:"absent: nobody forecast it"`
	People      int64      `json:"people,omitempty" doc:"absent: not known"`
	TellBy      *time.Time `json:"tellBy,omitempty" doc:"by when a member in its place would have to be told"`
	Forecast    *ActRef    `json:"forecast,omitempty"`
	State       string     `json:"state" enum:"told,tried,untold" doc:"told: somebody there answered; tried: nobody did; untold: nothing is on record"`
	Late        bool       `json:"late,omitempty" doc:"nobody there has answered, and the time to tell it is over"`
	Told        []ToldBy   `json:"told" doc:"the newest first"`
	Superiors   []Party    `json:"superiors" doc:"members by way of whom it may be told: superiors that the charter names"`
}

// ToldBy is that somebody outside the alliance was told, as its teller says.
type ToldBy struct {
	By       Party     `json:"by"`
	Means    string    `json:"means" enum:"telephone,fax,radio,messenger,superior"`
	Through  *Party    `json:"through,omitempty"`
	At       time.Time `json:"at"`
	What     act.Text  `json:"what"`
	Answered act.Text  `json:"answered,omitempty" personal:"name" doc:"who answered; absent: nobody did"`
	Answer   act.Text  `json:"answer,omitempty"`
	Ref      ActRef    `json:"ref"`
}

// ModeSpan is how long a case, or a part of it, was in a mode, and what changed it.
type ModeSpan struct {
	Area   *Party     `json:"area,omitempty" doc:"absent: the case as a whole"`
	Mode   string     `json:"mode" enum:"superior-led,voluntary"`
	From   time.Time  `json:"from"`
	Until  *time.Time `json:"until,omitempty"`
	By     *Party     `json:"by,omitempty" doc:"who changed it; absent: it is that of the charter, or a row of the command table ended"`
	Basis  string     `json:"basis" enum:"default,designation,take-over,hand-back,expired"`
	Why    act.Text   `json:"why,omitempty" doc:"as it was handed over"`
	Power  *ClauseRef `json:"power,omitempty"`
	Asked  *ActRef    `json:"asked,omitempty" doc:"the escalation that asked for it"`
	Ref    *ActRef    `json:"ref,omitempty" doc:"the command act"`
	Stands []string   `json:"stands" doc:"orders and requests from before the change, which stay what they were: a request does not become an order, nor an order a request"`
}
