// Package view holds what a person sees of a node: the answers of its API, which the console draws, the command line
// prints and other software reads.
//
// A view says nothing that is not in the acts, the readings or the clock of the node it comes from. Times are RFC 3339
// with a zone, every number has its unit beside it, and a value that is not known is absent: never zero, never null.
// Texts come in English ("en") and Simplified Chinese ("zh-Hans").
package view

import (
	"time"

	"tongzhou/act"
)

// Status tells an emergency from an exercise and a test. The three are never mixed in one case or one warning.
type Status string

// The three values of Status, spelled as in CAP 1.2.
const (
	Actual   Status = "Actual"
	Exercise Status = "Exercise"
	Test     Status = "Test"
)

// Party is a member of the alliance as it is shown beside a statement or a duty.
type Party struct {
	ID   string   `json:"id" doc:"jurisdiction identifier"`
	Name act.Text `json:"name"`
	Role string   `json:"role" enum:"city,province,agency,body,guest"`
}

// ActRef names one act: the journal it stands in, its index there, and its leaf hash in hexadecimal.
type ActRef struct {
	Journal string `json:"journal"`
	Index   int64  `json:"index"`
	Leaf    string `json:"leaf"`
}

// Ref makes the shown form of an act's reference.
func Ref(r act.Ref) ActRef { return ActRef{Journal: r.Journal, Index: r.Index, Leaf: r.Leaf.String()} }

// Band is a forecast quantity by its quantiles, in the unit named beside it.
type Band struct {
	P05  float64 `json:"p05"`
	P25  float64 `json:"p25"`
	P50  float64 `json:"p50"`
	P75  float64 `json:"p75"`
	P95  float64 `json:"p95"`
	Unit string  `json:"unit"`
}

// TimeBand is a forecast moment by its quantiles.
type TimeBand struct {
	P05 time.Time `json:"p05"`
	P25 time.Time `json:"p25"`
	P50 time.Time `json:"p50"`
	P75 time.Time `json:"p75"`
	P95 time.Time `json:"p95"`
}

// Measure is a measured value with its unit. Times is the multiple of the limit value, where there is one. Simulated marks a
// reading that nobody took.
type Measure struct {
	Value     float64    `json:"value"`
	Unit      string     `json:"unit"`
	Times     float64    `json:"times,omitempty"`
	Simulated bool       `json:"simulated,omitempty"`
	Station   string     `json:"station,omitempty"`
	At        *time.Time `json:"at,omitempty"`
	Source    string     `json:"source,omitempty"`
}

// Officer is a person who is logged in.
type Officer struct {
	Name  string `json:"name"`
	Login string `json:"login"`
	Role  string `json:"role" enum:"duty-officer,coordinator,analyst,evaluator,supervisor,operator"`
}

// Session is who is looking, at which node, at what time by that node's clock.
type Session struct {
	Officer     *Officer  `json:"officer,omitempty"`
	Party       Party     `json:"party"`
	Alliance    act.Text  `json:"alliance"`
	Now         time.Time `json:"now"`
	Zone        string    `json:"zone" doc:"IANA time zone of the jurisdiction"`
	Status      Status    `json:"status" enum:"Actual,Exercise,Test"`
	Demo        bool      `json:"demo"`
	Records     int64     `json:"records" doc:"acts on record, over all journals"`
	PeersOnline int       `json:"peersOnline"`
	PeersTotal  int       `json:"peersTotal"`
}

// Task is something that a person at this node should do.
type Task struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" enum:"accept-warning,confirm-update,confirm-cancel,approve-draft,review-forecast,answer-silence,gap,upgrade,fork,data-alarm,plan-trigger,clock,join-case,meet-duty,answer-task,answer-escalation,approve-release,confirm-command,sign-agreement,conclude-agreement,attend-meeting,sign-minutes,reply-finding,answer-query,answer-excuse,sign-assessment,silence-case,exercise-taken,weigh-suspicion"`
	Title       act.Text   `json:"title"`
	Reason      act.Text   `json:"reason"`
	Due         *time.Time `json:"due,omitempty"`
	Consequence act.Text   `json:"consequence,omitempty"`
	Warning     string     `json:"warning,omitempty"`
	Draft       string     `json:"draft,omitempty"`
	Case        string     `json:"case,omitempty"`
	Status      Status     `json:"status" enum:"Actual,Exercise,Test"`
	Severity    string     `json:"severity,omitempty" enum:"red,orange,yellow,blue" doc:"warning level"`
	Simulated   bool       `json:"simulated,omitempty"`
	Basis       *ActRef    `json:"basis,omitempty"`
	Href        string     `json:"href,omitempty" doc:"the page of the console where it is done"`
}

// Now is the duty officer's first page: what must I do, by when.
type Now struct {
	Now     time.Time   `json:"now"`
	Tasks   []Task      `json:"tasks"`
	Chart   *Chart      `json:"chart,omitempty"`
	Custody *CustodyNow `json:"custody,omitempty"`
	Skill   *Skill      `json:"skill,omitempty"`
}

// CustodyNow is the custody board of the warning that matters most now.
type CustodyNow struct {
	Warning  string       `json:"warning"`
	Headline act.Text     `json:"headline"`
	Rows     []CustodyRow `json:"rows"`
}

// Skill says how far forecasts of this kind could be trusted so far: every one that was issued, checked at every place that it speaks of.
type Skill struct {
	Text      act.Text        `json:"text"`
	Came      int             `json:"came" doc:"checks of what arrived after it was foreseen"`
	Stayed    int             `json:"stayed" doc:"checks of what was foreseen, looked for, and did not come"`
	Open      int             `json:"open" doc:"checks for which the truth is not on record yet"`
	Brier     *float64        `json:"brier,omitempty" doc:"of the probabilities; 0 is perfect, 0.25 is a coin"`
	Forecasts []SkillForecast `json:"forecasts" doc:"the newest first"`
	Leads     []SkillLead     `json:"leads" doc:"by how long beforehand they were issued"`
	Overrides []SkillOverride `json:"overrides" doc:"of analysts, each beside the run; the newest first"`
	Sides     *SkillSides     `json:"sides,omitempty" doc:"the overrides together beside their runs; absent: there are none"`
	// Reliability is of the probabilities of all these checks together.
	Reliability Reliability `json:"reliability"`
}

// Reliability is the reliability diagram of the probabilities with which forecasts said that a danger would reach a place at all, with consistency bars (Broecker and Smith 2007).
type Reliability struct {
	Text      act.Text         `json:"text" doc:"of what it is made and what it does not say; or that there are too few checks to draw anything"`
	Checks    int              `json:"checks" doc:"that are not open"`
	Forecasts int              `json:"forecasts"`
	Cases     int              `json:"cases" doc:"of how many dangers; places of one are no independent trials"`
	Bins      []ReliabilityBin `json:"bins" doc:"classes of probability in which there is a forecast; none: too few checks"`
}

// ReliabilityBin is the checks whose probabilities lie together.
type ReliabilityBin struct {
	From     float64 `json:"from" doc:"least probability in it"`
	To       float64 `json:"to"`
	Forecast float64 `json:"forecast" doc:"mean probability"`
	Observed float64 `json:"observed" doc:"share that came"`
	Low      float64 `json:"low" doc:"of reliable forecasts the share lies from low to high nine times in ten"`
	High     float64 `json:"high"`
	Count    int     `json:"count"`
}

// SkillForecast is how one forecast did. What is absent cannot be said yet.
type SkillForecast struct {
	Issued time.Time `json:"issued"`
	By     Party     `json:"by"`
	Act    ActRef    `json:"act"`
	Case   string    `json:"case"`
	Came   int       `json:"came"`
	Banded int       `json:"banded" doc:"of those that came, how many had a 90 % band"`
	SkillVerdicts
	Stayed  int      `json:"stayed"`
	Open    int      `json:"open"`
	OffBy   *float64 `json:"offBy,omitempty" doc:"hours, median distance from the middle of the band to the nearest moment at which it can have arrived; only of arrivals before which somebody looked"`
	CRPS    *float64 `json:"crps,omitempty" doc:"hours, mean over the arrivals before which somebody looked, and for each over the time between; less is better"`
	Brier   *float64 `json:"brier,omitempty"`
	Current bool     `json:"current"`
}

// SkillLead is how forecasts of one class of lead time did.
type SkillLead struct {
	From  float64  `json:"from" doc:"hours before it was known to be there"`
	To    *float64 `json:"to,omitempty" doc:"absent: and more"`
	Count int      `json:"count"`
	SkillVerdicts
	CRPS *float64 `json:"crps,omitempty" doc:"hours, mean over the arrivals before which somebody looked"`
}

// SkillVerdicts is how arrivals lay to their 90 % bands. An arrival lies between the last measurement that did not find it and the first that did.
type SkillVerdicts struct {
	Inside    int `json:"inside" doc:"arrivals that lay in the 90 % band, whenever between two measurements it was"`
	Outside   int `json:"outside" doc:"arrivals that lay outside the 90 % band, whenever between two measurements it was"`
	Undecided int `json:"undecided" doc:"arrivals of which the measurements cannot tell"`
}

// CustodyRow is what one addressee has done about a warning, with the evidence for it.
type CustodyRow struct {
	Party     Party           `json:"party"`
	State     string          `json:"state" enum:"sent,received,seen,accepted,passed-on,declined,overdue,expired,superseded,cancelled"`
	Since     time.Time       `json:"since"`
	Due       *time.Time      `json:"due,omitempty"`
	Officer   string          `json:"officer,omitempty" personal:"name"`
	Reason    act.Text        `json:"reason,omitempty"`
	OverdueBy int64           `json:"overdueBy,omitempty" doc:"seconds"`
	Online    string          `json:"online" enum:"on,off,unknown"`
	LastHeard *time.Time      `json:"lastHeard,omitempty"`
	Next      *Escalated      `json:"next,omitempty"`
	PassedOn  []Party         `json:"passedOn,omitempty"`
	Evidence  *ActRef         `json:"evidence,omitempty"`
	History   []CustodyChange `json:"history"`
	Version   int             `json:"version" doc:"the version of the warning that the state is about"`
}

// Escalated is whom the silence of an addressee went to.
type Escalated struct {
	Party Party     `json:"party"`
	At    time.Time `json:"at"`
	Step  int       `json:"step"`
}

// CustodyChange is one step in the custody of one addressee. At is claimed, KnownAt is when this node had it on record.
type CustodyChange struct {
	State    string     `json:"state" enum:"sent,received,seen,accepted,passed-on,declined,overdue,expired,superseded,cancelled"`
	At       time.Time  `json:"at"`
	KnownAt  *time.Time `json:"knownAt,omitempty"`
	Officer  string     `json:"officer,omitempty" personal:"name"`
	Evidence ActRef     `json:"evidence"`
}

// Chart is the time-distance chart of a case: lines in the order in which the carrier reaches them.
type Chart struct {
	Case      string       `json:"case"`
	Title     act.Text     `json:"title"`
	Unit      string       `json:"unit"`
	Now       time.Time    `json:"now"`
	Start     time.Time    `json:"start"`
	End       time.Time    `json:"end"`
	Lines     []ChartLine  `json:"lines"`
	Forecasts []ChartIssue `json:"forecasts"`
}

// ChartIssue is a forecast that the chart draws, the current one or an earlier one.
type ChartIssue struct {
	Issued  time.Time `json:"issued"`
	By      Party     `json:"by"`
	Current bool      `json:"current"`
	Exhibit string    `json:"exhibit"`
	Ref     *ActRef   `json:"ref,omitempty" doc:"absent: it is not on record"`
	Officer string    `json:"officer,omitempty" personal:"name" doc:"who ran it with other assumptions, or looked it over"`
	Note    act.Text  `json:"note,omitempty" doc:"why, and what was supposed"`
}

// ChartLine is one place along the carrier. Observations later than now are never in it.
type ChartLine struct {
	Place       string          `json:"place"`
	Party       Party           `json:"party"`
	Name        act.Text        `json:"name"`
	KM          float64         `json:"km"`
	Lon         float64         `json:"lon"`
	Lat         float64         `json:"lat"`
	Arrival     *TimeBand       `json:"arrival,omitempty"`
	PeakAt      *TimeBand       `json:"peakAt,omitempty"`
	End         *TimeBand       `json:"end,omitempty"`
	Peak        *Band           `json:"peak,omitempty"`
	Probability float64         `json:"probability,omitempty"`
	People      int64           `json:"people,omitempty"`
	Observed    []ChartObserved `json:"observed,omitempty"`
	Marks       []ChartMark     `json:"marks"`
	Earlier     []ChartEarlier  `json:"earlier,omitempty"`
	Overrides   []ChartOverride `json:"overrides,omitempty" doc:"what analysts say instead of a run, of each the last word"`
	Spread      *ArrivalSpread  `json:"spread,omitempty" doc:"when the members arrive; only of a run that was asked for, as what is on record has quantiles"`
}

// ArrivalSpread is a histogram of the arrival over the members of an ensemble.
type ArrivalSpread struct {
	From   time.Time `json:"from" doc:"when the first class begins"`
	Hours  float64   `json:"hours" doc:"how long each class is"`
	Shares []float64 `json:"shares" doc:"of all members, 0 to 1, class by class; members that never arrive are in none"`
}

// ChartObserved is an observation at a place.
type ChartObserved struct {
	At      time.Time `json:"at"`
	What    string    `json:"what" enum:"arrival,peak,reading"`
	Measure *Measure  `json:"measure,omitempty"`
}

// ChartMark is something that happened to a warning at a place's jurisdiction.
type ChartMark struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind" enum:"sent,received,seen,accepted,declined,overdue,deadline"`
	Evidence *ActRef   `json:"evidence,omitempty"`
}

// ChartEarlier is what an earlier forecast said of a place.
type ChartEarlier struct {
	Issued  time.Time `json:"issued"`
	Arrival TimeBand  `json:"arrival"`
}
