package warning

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Status separates the real from the rehearsed. It stands in every body of this package, and no act of one
// status can touch a warning of another, so that a drill cannot be accepted, updated or cancelled as the real thing.
type Status string

// The three statuses, spelt as in CAP 1.2.
const (
	Actual   Status = "Actual"   // it is happening: act on it
	Exercise Status = "Exercise" // people rehearse
	Test     Status = "Test"     // machines rehearse; nobody need do anything
)

// A Level is the colour of a warning: red, orange, yellow, blue, or empty when the law sets none for the hazard.
// It is one of three scales that are never derived from one another: the warning level (a colour), the grade of
// the event (I to IV) and the level of the response (I to IV). CAP's severity is a fourth and stands beside it.
type Level string

// A Confidence says how sure the author of a statement is: observed, likely, possible, unlikely, or unknown.
// Unknown is a thing to be said (R76), not a thing to be left out: an empty confidence is refused.
type Confidence string

// A Statement is one of the four things that a warning must tell: source, extent, nature, trend (R76).
type Statement struct {
	Text       act.Text   `json:"text,omitempty"` // may be absent only when the confidence is unknown
	Confidence Confidence `json:"confidence"`
}

// An Arrival is what the forecast says about one addressee. What is absent is unknown.
type Arrival struct {
	To        jurisdiction.ID `json:"to"`
	Arrival   *act.Times      `json:"arrival,omitempty"`
	Peak      *act.Sizes      `json:"peak,omitempty"`
	People    *int64          `json:"people,omitempty"`
	Situation int             `json:"situation"` // 1, 2 or 3 (R8, R9, R10)
	TellBy    act.Time        `json:"tellBy"`    // after this moment telling it is of no use any more
}

// An Exhibit is a larger thing on which the warning rests; its hash must stand in the envelope too.
type Exhibit struct {
	Hash      act.Hash `json:"hash"`
	What      act.Text `json:"what"`
	Simulated bool     `json:"simulated,omitempty"` // nobody measured it
}

// A Notice is what a warning says (doc/acts.md 6.1): the body of warning.issue, and the whole new content in warning.update.
type Notice struct {
	Status      Status    `json:"status"`
	Category    string    `json:"category"` // CAP 1.2 category
	Event       string    `json:"event"`    // OASIS event term, "OET-193"
	Urgency     string    `json:"urgency"`  // urgency, severity and certainty as in CAP 1.2
	Severity    string    `json:"severity"`
	Certainty   string    `json:"certainty"`
	Level       Level     `json:"level,omitempty"`
	Headline    act.Text  `json:"headline"`
	Description act.Text  `json:"description,omitempty"`
	Instruction act.Text  `json:"instruction,omitempty"`
	Source      Statement `json:"source"` // what it comes from
	Extent      Statement `json:"extent"` // whom and what it reaches
	Nature      Statement `json:"nature"` // what it does
	Trend       Statement `json:"trend"`  // where it is going
	Arrivals    []Arrival `json:"arrivals,omitempty"`
	AcceptBy    act.Time  `json:"acceptBy"` // when every addressee must have accepted or declined
	Expires     act.Time  `json:"expires"`
	Case        *act.Ref  `json:"case,omitempty"` // the case that it belongs to; must be cited
	Forecast    *act.Hash `json:"forecast,omitempty"`
	Exhibits    []Exhibit `json:"exhibits,omitempty"`
	Basis       string    `json:"basis"`                                // real, simulated or fictional
	ApprovedBy  []string  `json:"approvedBy,omitempty" personal:"name"` // officers; empty: issued automatically, where the rules allow it
	Rules       act.Ref   `json:"rules"`                                // the charter whose rules it relies on; must be cited
}

// check says why a notice in an act is none.
func (n *Notice) check(a act.Act) error {
	if err := n.checkScales(); err != nil {
		return err
	}
	if err := n.Headline.Check(); err != nil {
		return fmt.Errorf("headline: %w", err)
	}
	if err := act.CheckTexts(n.Description, n.Instruction); err != nil {
		return err
	}
	for _, s := range []struct {
		name string
		Statement
	}{{"source", n.Source}, {"extent", n.Extent}, {"nature", n.Nature}, {"trend", n.Trend}} {
		if err := s.Statement.check(s.name); err != nil {
			return err
		}
	}
	if n.AcceptBy <= a.At || n.Expires < n.AcceptBy {
		return fmt.Errorf("times: wants at < acceptBy <= expires, has %s, %s, %s", a.At.RFC3339(), n.AcceptBy.RFC3339(), n.Expires.RFC3339())
	}
	for i, arrival := range n.Arrivals {
		if err := arrival.check(a.To); err != nil {
			return fmt.Errorf("arrivals: %s: %w", arrival.To, err)
		}
		if slices.ContainsFunc(n.Arrivals[:i], func(b Arrival) bool { return b.To == arrival.To }) {
			return fmt.Errorf("arrivals: %s: twice", arrival.To)
		}
	}
	return n.checkGrounds(a)
}

// checkScales refuses words that are not on the scale on which they stand.
func (n *Notice) checkScales() error {
	if err := n.Status.check(); err != nil {
		return err
	}
	if len(n.Event) != 7 || n.Event < "OET-000" || n.Event > "OET-223" || strings.Trim(n.Event[4:], "0123456789") != "" {
		return fmt.Errorf("event: %.40q is not on the OASIS event terms list 1.2, OET-000 to OET-223", n.Event)
	}
	for _, s := range []struct{ name, value, words string }{
		{"category", n.Category, "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other"},
		{"urgency", n.Urgency, "Immediate Expected Future Past Unknown"},
		{"severity", n.Severity, "Extreme Severe Moderate Minor Unknown"},
		{"certainty", n.Certainty, "Observed Likely Possible Unlikely Unknown"},
		{"basis", n.Basis, "real simulated fictional"},
	} {
		if !act.OneOf(s.value, s.words) {
			return fmt.Errorf("%s: %.40q; wants one of: %s", s.name, s.value, s.words)
		}
	}
	if n.Level != "" && !act.OneOf(string(n.Level), "red orange yellow blue") {
		return fmt.Errorf("level: %.40q; a warning level is red, orange, yellow, blue or absent; "+
			"the grade of an event and the level of a response are other scales", n.Level)
	}
	return nil
}

// checkGrounds says whether what the notice rests on is cited in the act, and is as real as it claims to be.
func (n *Notice) checkGrounds(a act.Act) error {
	if !slices.Contains(a.Cites, n.Rules) {
		return errors.New("rules: the act does not cite the charter that the warning relies on")
	}
	if n.Case != nil && !slices.Contains(a.Cites, *n.Case) {
		return errors.New("case: the act does not cite the case that the warning belongs to")
	}
	if n.Forecast != nil && !slices.Contains(a.Exhibits, *n.Forecast) {
		return fmt.Errorf("forecast: %s is not among the exhibits of the act", *n.Forecast)
	}
	for _, x := range n.Exhibits {
		if !slices.Contains(a.Exhibits, x.Hash) {
			return fmt.Errorf("exhibits: %s is not among the exhibits of the act", x.Hash)
		}
		if err := x.What.Check(); err != nil {
			return fmt.Errorf("exhibits: %s: %w", x.Hash, err)
		}
		if x.Simulated && n.Basis == "real" {
			return fmt.Errorf("basis: real, but exhibit %s is simulated", x.Hash)
		}
	}
	if n.Basis == "fictional" && n.Status == Actual {
		return errors.New("basis: an Actual warning cannot rest on a fiction; send it as an Exercise or a Test")
	}
	return nil
}

func (s Statement) check(name string) error {
	if !act.OneOf(string(s.Confidence), "observed likely possible unlikely unknown") {
		return fmt.Errorf("%s: confidence %.40q; wants one of: observed likely possible unlikely unknown", name, s.Confidence)
	}
	if s.Confidence != "unknown" && s.Text == nil {
		return fmt.Errorf("%s: says nothing; if it is not known, say unknown", name)
	}
	if err := act.CheckTexts(s.Text); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (a Arrival) check(to []jurisdiction.ID) error {
	if !slices.Contains(to, a.To) {
		return errors.New("not an addressee of the act")
	}
	if a.Situation < 1 || a.Situation > 3 {
		return fmt.Errorf("situation %d; wants 1, 2 or 3", a.Situation)
	}
	if a.TellBy <= 0 {
		return errors.New("tellBy: absent")
	}
	if a.People != nil && *a.People < 0 {
		return fmt.Errorf("people %d: fewer than none", *a.People)
	}
	if a.Arrival != nil {
		if err := a.Arrival.Check(); err != nil {
			return fmt.Errorf("arrival: %w", err)
		}
	}
	if a.Peak != nil {
		if err := a.Peak.Check(); err != nil {
			return fmt.Errorf("peak: %w", err)
		}
	}
	return nil
}

func (s Status) check() error {
	if s != Actual && s != Exercise && s != Test {
		return fmt.Errorf("status: %.40q; wants Actual, Exercise or Test", s)
	}
	return nil
}
