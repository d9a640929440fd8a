package view

import (
	"time"

	"tongzhou/act"
)

// Directory is what central offices list: which alliances there are, and the picture of them. It gives nobody a power and asks nothing of anybody.
type Directory struct {
	Now       time.Time   `json:"now"`
	Alliances []Alliance  `json:"alliances"`
	Picture   National    `json:"picture"`
	Offices   []Registrar `json:"offices" doc:"central offices of the instruments in force"`
}

// Registrar is a central office, which keeps a directory.
type Registrar struct {
	Body       string   `json:"body"`
	Name       act.Text `json:"name"`
	Host       Party    `json:"host"`
	Instrument string   `json:"instrument"`
	Mine       bool     `json:"mine" doc:"this node speaks for it and keeps its directory"`
}

// National is the listed alliances together, as far as they told.
type National struct {
	Listed  int   `json:"listed"`
	Heard   int   `json:"heard" doc:"told within a day"`
	Cases   int64 `json:"cases" doc:"open, as the alliances last told"`
	Gravest int   `json:"gravest,omitempty" minimum:"0" maximum:"4" doc:"response level of the gravest; absent: none was told"`
}

// Alliance is an alliance in a directory.
type Alliance struct {
	ID      string     `json:"id" doc:"of the registration that holds"`
	State   string     `json:"state" enum:"listed,not-yet,lapsed,struck"`
	Body    string     `json:"body" doc:"the central office"`
	By      Party      `json:"by"`
	Name    act.Text   `json:"name"`
	Founder string     `json:"founder" doc:"origin of the journal with its charter"`
	Charter string     `json:"charter,omitempty"`
	Size    int64      `json:"size,omitempty"`
	Root    string     `json:"root,omitempty"`
	Mode    string     `json:"mode" enum:"superior-led,voluntary"`
	Members []Party    `json:"members"`
	Area    act.Text   `json:"area"`
	Classes []string   `json:"classes,omitempty"`
	Contact act.Text   `json:"contact" personal:"reach"`
	Reach   []string   `json:"reach,omitempty" personal:"reach"`
	Party   *Party     `json:"party,omitempty" doc:"who speaks for it here"`
	From    time.Time  `json:"from"`
	Until   *time.Time `json:"until,omitempty"`
	Told    *Told      `json:"told,omitempty" doc:"how it stands, by its last word; absent: nothing was told"`
	Stale   bool       `json:"stale" doc:"nothing was told within a day"`
	Log     []Logged   `json:"log" doc:"newest first"`
	Can     []string   `json:"can" doc:"kinds of act that this officer may put on record about it"`
}

// Told is how an alliance stands, as somebody told.
type Told struct {
	By      Party     `json:"by"`
	Own     bool      `json:"own" doc:"the alliance's own word; otherwise the office was told"`
	AsOf    time.Time `json:"asOf"`
	Cases   int64     `json:"cases"`
	Gravest int       `json:"gravest,omitempty" minimum:"0" maximum:"4"`
	Source  act.Text  `json:"source,omitempty"`
	Note    act.Text  `json:"note,omitempty"`
	Ref     ActRef    `json:"ref"`
}

// Logged is a line of the log of a directory.
type Logged struct {
	Kind string    `json:"kind" enum:"register,change,strike"`
	At   time.Time `json:"at"`
	Why  act.Text  `json:"why,omitempty"`
	Ref  ActRef    `json:"ref"`
}
