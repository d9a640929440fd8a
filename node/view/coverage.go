package view

import (
	"time"

	"tongzhou/act"
)

// Coverage is what no member answers for and what several do (R12), from the outlines and the rivers that this node knows.
type Coverage struct {
	Now      time.Time    `json:"now"`
	Says     act.Text     `json:"says" doc:"from what it is computed, and what cannot be said"`
	Outlines int          `json:"outlines" doc:"jurisdictions whose outline is known here; 0: nothing can be said of ground, and of rivers only place by place"`
	Missing  []Party      `json:"missing" doc:"members whose outline is not known here: what seems to be nobody's may be theirs"`
	Unplaced []ClauseRef  `json:"unplaced" doc:"zones in force whose text has no outline: they cover no ground here"`
	Below    float64      `json:"below" doc:"km2, or km of a river, up to which a gap or an overlap is not listed but counted"`
	Slivers  int          `json:"slivers" doc:"how many were not listed"`
	Rivers   []CoverRiver `json:"rivers"`
	Network  *CoverLength `json:"network,omitempty" doc:"watercourses of the river networks that the node watches for floods, each by where its middle lies"`
	Orphans  []Uncovered  `json:"orphans" doc:"what lies in no member's outline and in no zone in force, territories before stretches before places, of these those with the most people first"`
	Overlaps []Contest    `json:"overlaps" doc:"what several answer for"`
	Settled  int          `json:"settled" doc:"overlaps that a zone in force between those who overlap settles altogether"`
	Vacant   []ZoneNobody `json:"vacant" doc:"zones in force with a side for which nobody stands"`
	Source   act.Text     `json:"source,omitempty" doc:"of the outlines and rivers"`
}

// CoverLength is how much of a river, in km, several, one or none answer for. A drawn line is shorter than the river.
type CoverLength struct {
	KM        float64 `json:"km"`
	Single    float64 `json:"single"`
	Orphan    float64 `json:"orphan"`
	Contested float64 `json:"contested"`
}

// CoverRiver is a river that the node knows as a line.
type CoverRiver struct {
	ID     string      `json:"id"`
	Name   act.Text    `json:"name"`
	Length CoverLength `json:"length"`
}

// Uncovered is what nobody answers for. What is absent is not known, or does not apply.
type Uncovered struct {
	Kind         string   `json:"kind" enum:"territory,stretch,place"`
	Name         act.Text `json:"name" doc:"of the territory, the river or the place"`
	Party        *Party   `json:"party,omitempty" doc:"whose it is, who is no member; absent: no outline that is known here holds it"`
	KM2          *float64 `json:"km2,omitempty"`
	From         *float64 `json:"from,omitempty" doc:"km along the drawn line"`
	To           *float64 `json:"to,omitempty"`
	Watercourses *float64 `json:"watercourses,omitempty" doc:"km of the river network in it"`
	People       *int64   `json:"people,omitempty" doc:"who live there, or depend on the place"`
	Lon          *float64 `json:"lon,omitempty" doc:"a point in it; of a territory, in the middle of the widest slice of its largest piece"`
	Lat          *float64 `json:"lat,omitempty"`
	Unsure       bool     `json:"unsure" doc:"no outline holds it, and some members' outlines are not known here: it may be theirs"`
	Beside       []Party  `json:"beside" doc:"members next to it: across a border, or up and down the river"`
	Advice       act.Text `json:"advice" doc:"what an officer can do"`
	Href         string   `json:"href" doc:"the page of the console where it is done"`
}

// Contest is what several answer for and no zone between them settles.
type Contest struct {
	Kind    string      `json:"kind" enum:"territories,zones,zone,stretch" doc:"outlines that overlap; zones with different holders; a zone on the ground of a member that is not of it; a piece of a river in one of these"`
	Name    act.Text    `json:"name,omitempty" doc:"of the river"`
	Parties []Party     `json:"parties"`
	Zones   []ClauseRef `json:"zones"`
	KM2     *float64    `json:"km2,omitempty"`
	From    *float64    `json:"from,omitempty" doc:"km along the drawn line"`
	To      *float64    `json:"to,omitempty"`
	Lon     float64     `json:"lon" doc:"a point in it"`
	Lat     float64     `json:"lat"`
	Advice  act.Text    `json:"advice" doc:"what an officer can do"`
	Href    string      `json:"href" doc:"the page of the console where it is done"`
}

// ZoneNobody is a zone with a side for which nobody stands.
type ZoneNobody struct {
	Zone   Zone     `json:"zone"`
	KM2    *float64 `json:"km2,omitempty" doc:"absent: its text has no outline"`
	Lon    *float64 `json:"lon,omitempty"`
	Lat    *float64 `json:"lat,omitempty"`
	Advice act.Text `json:"advice" doc:"what an officer can do"`
	Href   string   `json:"href" doc:"the page of the console where it is done"`
}
