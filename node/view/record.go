package view

import (
	"encoding/json"
	"time"

	"tongzhou/act"
)

// CaseHead is a case in a list.
type CaseHead struct {
	ID        string    `json:"id"`
	Title     act.Text  `json:"title"`
	Status    Status    `json:"status" enum:"Actual,Exercise,Test"`
	Opened    time.Time `json:"opened"`
	By        Party     `json:"by"`
	Situation int       `json:"situation" enum:"0,1,2,3"`
	Phase     string    `json:"phase"`
	Telling   string    `json:"telling,omitempty" doc:"which telling of a shipped case this is"`
	Latest    time.Time `json:"latest"`
	Broken    *Broken   `json:"broken,omitempty" doc:"what was rehearsed in it was broken off"`
	Mistaken  bool      `json:"mistaken,omitempty" doc:"a real case that cites an exercise or a test as its ground"`
}

// Broken is how a rehearsal was broken off.
type Broken struct {
	By     Party     `json:"by"`
	At     time.Time `json:"at"`
	Reason act.Text  `json:"reason"`
	Real   *CaseRef  `json:"real,omitempty" doc:"the real case for which"`
	Ref    ActRef    `json:"ref"`
}

// Cases is the list of cases.
type Cases struct {
	Cases []CaseHead `json:"cases"`
}

// Case is one case as it was known to this node at AsOf.
type Case struct {
	CaseHead
	AsOf       time.Time          `json:"asOf"`
	From       time.Time          `json:"from"`
	To         time.Time          `json:"to"`
	Events     []CaseEvent        `json:"events"`
	Statements []StatementSubject `json:"statements"`
	Chart      *Chart             `json:"chart,omitempty"`
	Whence     *Whence            `json:"whence,omitempty" doc:"where it may come from, if that was looked for; only of now"`
	Figures    []ReportedFigure   `json:"figures,omitempty" doc:"what was reported beside what was verified; only of now"`
	Governance *Governance        `json:"governance,omitempty" doc:"absent while this node knows nothing of the case"`
	Avoided    []AvoidedLoss      `json:"avoided" doc:"accounts of what measures that were carried out have changed, the newest first"`
}

// CaseEvent is one act of a case. At is what its author claims; KnownAt is when this node first had it.
type CaseEvent struct {
	At        time.Time `json:"at"`
	KnownAt   time.Time `json:"knownAt"`
	By        Party     `json:"by"`
	Kind      string    `json:"kind"`
	Text      act.Text  `json:"text"`
	Ref       ActRef    `json:"ref"`
	Simulated bool      `json:"simulated,omitempty"`
	Contested bool      `json:"contested,omitempty"`
	Late      bool      `json:"late,omitempty" doc:"claimed much earlier than it was known"`
	Void      string    `json:"void,omitempty" doc:"why the act has no effect"`
}

// StatementSubject is a subject of a case with what each party said of it.
type StatementSubject struct {
	Subject   act.Text         `json:"subject"`
	Contested bool             `json:"contested"`
	Values    []StatementValue `json:"values"`
}

// StatementValue is what one party said at one moment.
type StatementValue struct {
	By     Party     `json:"by"`
	At     time.Time `json:"at"`
	Value  act.Text  `json:"value"`
	Source string    `json:"source,omitempty"`
	Ref    ActRef    `json:"ref"`
}

// Head is the newest checkpoint that is known of a journal.
type Head struct {
	Size int64     `json:"size"`
	Root string    `json:"root"`
	At   time.Time `json:"at"`
}

// Neighbour is one followed journal.
type Neighbour struct {
	Party     Party      `json:"party"`
	Origin    string     `json:"origin"`
	Head      *Head      `json:"head,omitempty"`
	Applied   int64      `json:"applied"`
	Behind    int64      `json:"behind"`
	LastHeard *time.Time `json:"lastHeard,omitempty"`
	Online    string     `json:"online" enum:"on,off,unknown"`
	Via       string     `json:"via"`
	Gaps      []string   `json:"gaps"`
	State     string     `json:"state" enum:"ok,behind,silent,forked,upgrade-needed,rolled-back"`
	Detail    act.Text   `json:"detail,omitempty"`
	Held      int        `json:"held"`
	Voids     int        `json:"voids"`
}

// Neighbours is every journal that this node follows, and its own.
type Neighbours struct {
	Rows []Neighbour `json:"rows"`
}

// JournalAct is an act in a list.
type JournalAct struct {
	Ref  ActRef    `json:"ref"`
	Kind string    `json:"kind"`
	By   Party     `json:"by"`
	At   time.Time `json:"at"`
	Text act.Text  `json:"text"`
	Void string    `json:"void,omitempty"`
}

// Journal is a page of a journal, newest first.
type Journal struct {
	Origin     string       `json:"origin"`
	Size       int64        `json:"size"`
	Checkpoint string       `json:"checkpoint" doc:"C2SP signed note"`
	VKey       string       `json:"vkey" doc:"C2SP verifier key"`
	Acts       []JournalAct `json:"acts"`
}

// Act is one act with everything that is needed to verify it again without trusting this node.
type Act struct {
	Ref        ActRef          `json:"ref"`
	Bytes      string          `json:"bytes,omitempty" doc:"the exact bytes, base64; absent where they are withheld"`
	Act        json.RawMessage `json:"act"`
	Withheld   act.Text        `json:"withheld,omitempty" doc:"why the bytes are not there: they name persons, whom this reader does not see; the leaf hash and the proof stand"`
	Redaction  *Redaction      `json:"-"`
	Text       act.Text        `json:"text"`
	Void       string          `json:"void,omitempty"`
	Checkpoint string          `json:"checkpoint"`
	VKey       string          `json:"vkey"`
	Size       int64           `json:"size" doc:"tree size of the checkpoint"`
	Proof      []string        `json:"proof" doc:"RFC 6962 inclusion proof, base64 hashes"`
	CitedBy    []ActRef        `json:"citedBy"`
	Cites      []ActRef        `json:"cites"`
}

// Station is a station with its last reading.
type Station struct {
	ID         string         `json:"id"`
	Name       act.Text       `json:"name"`
	Quantity   string         `json:"quantity"`
	Unit       string         `json:"unit"`
	Place      string         `json:"place"`
	Last       *Measure       `json:"last,omitempty"`
	Quality    string         `json:"quality,omitempty"`
	State      string         `json:"state" enum:"normal,rising,over,missing"`
	Thresholds []Threshold    `json:"thresholds"`
	Series     []StationPoint `json:"series"`
}

// Threshold is a level that a series is watched for.
type Threshold struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// StationPoint is one reading of a series.
type StationPoint struct {
	T         time.Time `json:"t"`
	V         float64   `json:"v"`
	Q         string    `json:"q"`
	Simulated bool      `json:"simulated,omitempty"`
}

// Stations is the list of a node's stations.
type Stations struct {
	Stations []Station `json:"stations"`
}

// Ingested is what became of a batch of readings. Nothing is lost: each row is in one of the four.
type Ingested struct {
	Accepted   int        `json:"accepted"`
	Duplicates int        `json:"duplicates"`
	Late       int        `json:"late"`
	Rejected   []Rejected `json:"rejected"`
}

// Rejected is a row that was not taken, and why.
type Rejected struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"`
}

// Map is the case on a map: GeoJSON features of the carrier, the places and, where there are any, the areas.
type Map struct {
	Case     string          `json:"case"`
	Now      time.Time       `json:"now"`
	Start    time.Time       `json:"start"`
	End      time.Time       `json:"end"`
	Carriers json.RawMessage `json:"carriers"`
	Places   json.RawMessage `json:"places"`
	Areas    json.RawMessage `json:"areas,omitempty"`
	Source   act.Text        `json:"source"`
}

// Demo is the state of a demonstration's clock.
type Demo struct {
	Scenario string     `json:"scenario"`
	Title    act.Text   `json:"title"`
	Speed    float64    `json:"speed" doc:"seconds of the case per second"`
	Paused   bool       `json:"paused"`
	Now      time.Time  `json:"now"`
	From     time.Time  `json:"from"`
	To       time.Time  `json:"to"`
	Marks    []DemoMark `json:"marks"`
	Nodes    []DemoNode `json:"nodes"`
}

// DemoMark is a moment worth going to.
type DemoMark struct {
	At   time.Time `json:"at"`
	Text act.Text  `json:"text"`
}

// DemoNode is one of the demonstration's nodes and where its console is.
type DemoNode struct {
	Party Party  `json:"party"`
	URL   string `json:"url"`
	Down  bool   `json:"down,omitempty" doc:"stopped, to see what the others do about it"`
}

// Disclosure is the rows behind a window of readings that is on record, as the exact text whose SHA-256 is the digest.
type Disclosure struct {
	Ref     ActRef `json:"ref"`
	Digest  string `json:"digest" doc:"as it is on record, SHA-256 in hexadecimal"`
	Salt    string `json:"salt"`
	Rows    int    `json:"rows"`
	Text    string `json:"text" doc:"write it to a file and run sha256sum"`
	Differs string `json:"differs,omitempty" doc:"where the rows are no longer those that were put on record"`
}
