package view

import (
	"time"

	"tongzhou/act"
)

// Release is water that somebody lets down, or plans to, as it stands now.
type Release struct {
	ID        string            `json:"id" doc:"of the version that stands; who changes the plan names it"`
	Party     Party             `json:"party"`
	What      act.Text          `json:"what"`
	From      time.Time         `json:"from"`
	Until     *time.Time        `json:"until,omitempty" doc:"absent: until further notice"`
	Amount    *Measure          `json:"amount,omitempty"`
	State     string            `json:"state" enum:"planned,running,over,withdrawn" doc:"by the times that its author gives; whether water runs is what gauges say"`
	Emergency bool              `json:"emergency,omitempty" doc:"nobody planned it"`
	Approval  string            `json:"approval" enum:"approved,refused,changed,none" doc:"changed: an earlier version was answered, what stands now was not"`
	Needs     []ClauseRef       `json:"needs" doc:"clauses in force by which somebody has to approve it"`
	Approvals []ReleaseApproval `json:"approvals"`
	Versions  []ReleaseVersion  `json:"versions" doc:"everything that was planned, the newest last"`
	Told      []Delivery        `json:"told" doc:"to whom what stands was sent, or its withdrawal, with their receipts"`
	Notices   []Duty            `json:"notices" doc:"the notice that is owed of it"`
}

// ReleaseVersion is what was planned until it was changed.
type ReleaseVersion struct {
	At        time.Time  `json:"at"`
	From      *time.Time `json:"from,omitempty"`
	Until     *time.Time `json:"until,omitempty"`
	Amount    *Measure   `json:"amount,omitempty"`
	Emergency bool       `json:"emergency,omitempty"`
	Withdrawn bool       `json:"withdrawn,omitempty"`
	Reason    act.Text   `json:"reason,omitempty"`
	Ref       ActRef     `json:"ref"`
}

// ReleaseApproval is what somebody with the power said of a version of a release.
type ReleaseApproval struct {
	By     Party     `json:"by"`
	Grants bool      `json:"grants"`
	Power  ClauseRef `json:"power"`
	At     time.Time `json:"at"`
	Stands bool      `json:"stands" doc:"of what is planned now, and its author's last word"`
	Code   string    `json:"code,omitempty" doc:"why not"`
	Text   act.Text  `json:"text,omitempty"`
	Ref    ActRef    `json:"ref"`
}
