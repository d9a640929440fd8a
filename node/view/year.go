package view

import (
	"time"

	"tongzhou/act"
)

// Participation is how members took part over a stretch of time: in what they were asked, in meetings, in exercises.
type Participation struct {
	Now     time.Time      `json:"now"`
	From    time.Time      `json:"from"`
	To      time.Time      `json:"to"`
	Members []MemberRecord `json:"members"`
}

// MemberRecord is one member's. Beside what it answered stands how big it is and what else it had to do.
type MemberRecord struct {
	Party     Party    `json:"party"`
	SizeClass string   `json:"sizeClass,omitempty"`
	Rates     []Rate   `json:"rates" doc:"none: it was never asked, which says nothing about it"`
	Cases     int      `json:"cases" doc:"real cases in which it owed something in that time"`
	Owed      int      `json:"owed" doc:"duties whose clock began in that time"`
	Askings   []Asking `json:"askings" doc:"of the member that was asked for: line by line, the newest first"`
}

// Asking is one thing that a member was asked.
type Asking struct {
	Kind     string     `json:"kind" enum:"answer,meeting,exercise"`
	What     act.Text   `json:"what"`
	Asked    time.Time  `json:"asked"`
	Due      *time.Time `json:"due,omitempty"`
	Answered *time.Time `json:"answered,omitempty"`
	State    string     `json:"state" enum:"in-time,late,open,silent,off,excused" doc:"off: its node was not heard of for most of the time, which is no slackness"`
	Ref      ActRef     `json:"ref"`
}
