package view

import (
	"time"

	"tongzhou/act"
)

// Rivers are what an analyst can run here.
type Rivers struct {
	Now    time.Time `json:"now"`
	Rivers []River   `json:"rivers"`
}

// River is a carrier with its model.
type River struct {
	ID        string   `json:"id"`
	Name      act.Text `json:"name"`
	Substance act.Text `json:"substance"`
	Hazard    string   `json:"hazard" enum:"pollutant-slug,flood"`
	Case      string   `json:"case,omitempty" doc:"the open case that a run belongs to; without one it can be looked at and not put on record"`
	Skill     Skill    `json:"skill" doc:"how past forecasts of this danger did, as real or rehearsed as what is watched here"`
}

// Assumptions are what an analyst supposes in place of what the node's own forecast does. What is absent stays as it is.
type Assumptions struct {
	First  bool     `json:"first,omitempty" doc:"a first answer by few members, to look at while the whole is computed"`
	Amount float64  `json:"amount,omitempty" minimum:"0" maximum:"100" doc:"factor on the mass that got into the river, or on the depth of the rain"`
	Later  float64  `json:"later,omitempty" minimum:"-240" maximum:"240" doc:"hours by which it began later"`
	Flow   float64  `json:"flow,omitempty" minimum:"0" maximum:"100" doc:"factor on the flow of the river; of a slug only"`
	Blind  bool     `json:"blind,omitempty" doc:"without the readings that are known here"`
	Record bool     `json:"record,omitempty" doc:"put it on record beside the node's own forecast, where it is scored with the others"`
	Reason act.Text `json:"reason,omitempty" doc:"why; needed for the record"`
}

// Trial is a run that an analyst asked for.
type Trial struct {
	River    string   `json:"river"`
	First    bool     `json:"first"`
	Members  int      `json:"members"`
	Readings int      `json:"readings" doc:"that were taken into account"`
	Model    string   `json:"model"`
	Inputs   string   `json:"inputs" doc:"SHA-256 of the inputs: the same inputs give the same bytes"`
	Took     int64    `json:"took" doc:"milliseconds that the run took here"`
	Chart    Chart    `json:"chart"`
	Ref      *ActRef  `json:"ref,omitempty" doc:"the act that put it on record"`
	Said     act.Text `json:"said" doc:"what was supposed, in words"`
}
