package view

import (
	"time"

	"tongzhou/act"
)

// Assessing is what expert groups make of a case, period by period.
type Assessing struct {
	Groups      []ExpertGroup   `json:"groups"`
	Assessments []Assessment    `json:"assessments" doc:"the last period first, and of one period the last version first"`
	Gaps        []AssessmentGap `json:"gaps" doc:"stretches of time, up to now, that no assessment covers"`
	Newest      []Rested        `json:"newest" doc:"what an assessment would rest on that was written now"`
}

// ExpertGroup is a group that was named for a case.
type ExpertGroup struct {
	ID       string     `json:"id"`
	Ref      ActRef     `json:"ref"`
	By       Party      `json:"by"`
	At       time.Time  `json:"at"`
	Name     act.Text   `json:"name"`
	Experts  []Expert   `json:"experts"`
	Writer   Party      `json:"writer"`
	Power    *ClauseRef `json:"power,omitempty" doc:"by which it was named; absent: by who led the case"`
	Reason   act.Text   `json:"reason,omitempty" doc:"why it came in the place of another"`
	Replaced bool       `json:"replaced,omitempty" doc:"another was named in its place"`
	Writes   bool       `json:"writes,omitempty" doc:"this jurisdiction writes for it"`
}

// Expert is whom a party sends.
type Expert struct {
	Party Party    `json:"party"`
	Post  act.Text `json:"post"`
}

// Expected is one thing that is expected, with how likely and how well founded that is.
type Expected struct {
	What       act.Text `json:"what"`
	Likelihood string   `json:"likelihood" enum:"virtually-certain,very-likely,likely,as-likely-as-not,unlikely,very-unlikely,exceptionally-unlikely"`
	Low        float64  `json:"low" doc:"probability, of the word or of the narrower band that was given"`
	High       float64  `json:"high"`
	Confidence string   `json:"confidence" enum:"very-low,low,medium,high,very-high" doc:"how good the evidence is"`
}

// Rested is an act that an assessment rests on, with where it stands among the versions of the same.
type Rested struct {
	ID      string     `json:"id"`
	Ref     ActRef     `json:"ref"`
	Kind    string     `json:"kind"`
	What    string     `json:"what,omitempty" doc:"the model, the series, the subject"`
	By      Party      `json:"by"`
	At      *time.Time `json:"at,omitempty"`
	Hash    string     `json:"hash,omitempty" doc:"of the footprint or of the rows of the window"`
	Version int        `json:"version,omitempty" doc:"from 1; absent: it comes in no versions"`
	Of      int        `json:"of,omitempty" doc:"how many there are now"`
	Newest  *ActRef    `json:"newest,omitempty" doc:"the newest of them, if it rests on an older one"`
}

// Assessment is the joint assessment of a period.
type Assessment struct {
	ID         string            `json:"id"`
	Ref        ActRef            `json:"ref"`
	Group      string            `json:"group"`
	Name       act.Text          `json:"name" doc:"of the group"`
	By         Party             `json:"by"`
	At         time.Time         `json:"at"`
	From       time.Time         `json:"from"`
	Until      time.Time         `json:"until"`
	Situation  act.Text          `json:"situation"`
	Expected   []Expected        `json:"expected"`
	Rests      []Rested          `json:"rests"`
	Exhibits   []string          `json:"exhibits" doc:"hashes"`
	SignBy     time.Time         `json:"signBy"`
	Version    int               `json:"version" doc:"of this period"`
	Superseded *ActRef           `json:"superseded,omitempty" doc:"by the next; absent: it holds"`
	Outdated   int               `json:"outdated" doc:"of how much that it rests on there is a newer version"`
	Signatures []ExpertSignature `json:"signatures"`
	Minority   []MinorityView    `json:"minority" doc:"views beside it; none is ever dropped"`
	Carried    []MinorityView    `json:"carried" doc:"views beside those that it supersedes"`
	Mine       string            `json:"mine,omitempty" enum:"unsigned,signed,differs" doc:"what this jurisdiction says of it; absent: it has no expert in the group"`
}

// ExpertSignature is what a party of the group says of an assessment.
type ExpertSignature struct {
	Expert
	State   string     `json:"state" enum:"signed,differs,unsigned"`
	At      *time.Time `json:"at,omitempty"`
	Officer string     `json:"officer,omitempty" personal:"name"`
	Ref     *ActRef    `json:"ref,omitempty"`
	Late    bool       `json:"late,omitempty"`
}

// MinorityView is a view that differs from an assessment.
type MinorityView struct {
	By       Party      `json:"by"`
	At       time.Time  `json:"at"`
	Officer  string     `json:"officer,omitempty" personal:"name"`
	Ref      ActRef     `json:"ref"`
	From     time.Time  `json:"from" doc:"of the period that it is about"`
	Until    time.Time  `json:"until"`
	View     act.Text   `json:"view"`
	Expected []Expected `json:"expected"`
	Rests    []Rested   `json:"rests"`
	Exhibits []string   `json:"exhibits"`
	Since    *ActRef    `json:"since,omitempty" doc:"by which its author signed after all; the view stays"`
}

// AssessmentGap is a stretch of time that no assessment covers.
type AssessmentGap struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// ChartOverride is what an analyst says of a place instead of a run.
type ChartOverride struct {
	By          Party     `json:"by"`
	At          time.Time `json:"at"`
	Officer     string    `json:"officer" personal:"name"`
	Ref         ActRef    `json:"ref"`
	Run         ActRef    `json:"run"`
	Issued      time.Time `json:"issued" doc:"when the run was issued"`
	Newest      bool      `json:"newest" doc:"the run is the one that the chart draws"`
	Arrival     *TimeBand `json:"arrival,omitempty"`
	Peak        *Band     `json:"peak,omitempty"`
	Probability *float64  `json:"probability,omitempty"`
	Why         act.Text  `json:"why"`
}

// SkillOverride is how an override did beside the run that it is about, at that place.
type SkillOverride struct {
	By      Party      `json:"by"`
	At      time.Time  `json:"at"`
	Act     ActRef     `json:"act"`
	Run     ActRef     `json:"run"`
	Issued  time.Time  `json:"issued" doc:"when the run was issued"`
	Case    string     `json:"case"`
	Place   act.Text   `json:"place"`
	Why     act.Text   `json:"why"`
	Outcome string     `json:"outcome" enum:"came,stayed,open,not-scored" doc:"not-scored: it was said when the danger was there already"`
	Model   SkillPoint `json:"model" doc:"the run"`
	Analyst SkillPoint `json:"analyst" doc:"the override"`
}

// SkillPoint is how one forecast did at one place. What is absent cannot be said.
type SkillPoint struct {
	Probability float64  `json:"probability"`
	Verdict     string   `json:"verdict,omitempty" enum:"inside,outside,undecided"`
	OffBy       *float64 `json:"offBy,omitempty" doc:"hours"`
	CRPS        *float64 `json:"crps,omitempty" doc:"hours; less is better"`
}

// SkillSides compares the runs that were overridden with their overrides, over the same places.
type SkillSides struct {
	Scored  int      `json:"scored" doc:"overrides of what came or stayed away"`
	Timed   int      `json:"timed" doc:"of these, those of which the time can be scored"`
	Better  int      `json:"better" doc:"of the timed, how often the analyst was nearer than the model"`
	Worse   int      `json:"worse"`
	Model   *float64 `json:"model,omitempty" doc:"hours, mean CRPS of the runs"`
	Analyst *float64 `json:"analyst,omitempty" doc:"hours, mean CRPS of the overrides"`
}
