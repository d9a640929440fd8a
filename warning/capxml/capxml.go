// Package capxml writes warnings as CAP 1.2 (OASIS Standard, 1 July 2010; also ITU-T X.1303bis), the form in which the
// rest of the world reads alerts.
//
// An Alert is one message: who sent it, when, whether it is real (Status), whether it is the first word, a newer word or
// the last one (MsgType), which earlier messages it replaces (References), and one Info per language with what is
// coming, how urgent, how bad, how sure, and where. A message is known by three things together: sender, identifier and
// sent (Key). An issued message is never edited; an update is a new message that names every earlier one.
//
// Validity against the schema says little about a CAP message: polygons, circles and references are plain strings
// there, and of the real alerts that fail their readers most are valid. So Write is strict: Check looks at everything that the
// schema, the text of the standard and the practice of its readers ask for, and Write refuses (with a Refusal) to write
// anything that has a finding. The rules of a finding are named by a code that stays stable; they are listed in check.go.
// Where the standard leaves a choice, one spelling is written:
//
//   - times carry an offset, no fraction and no Z; UTC is -00:00;
//   - a polygon is closed, has at least four points, lies within one side of the 180th meridian and does not cross itself;
//   - an Exercise or a Test says so in its headline and its note as well, because a headline travels further than its status;
//   - elements stand in the order of the schema, without a prefix, indented by two spaces.
//
// FromActs makes an Alert from the acts of a warning. It is a function of those acts and of a Setting, so that two nodes
// which publish the same warning publish the same bytes.
package capxml

import (
	"strconv"
	"strings"
	"time"
)

// Namespace is the XML namespace of CAP 1.2.
const Namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// MediaType is the media type of a CAP message.
const MediaType = "application/cap+xml"

// Status says whether the message is real. The schema's System and Draft are not written.
type Status string

// The statuses that are written.
const (
	Actual   Status = "Actual"
	Exercise Status = "Exercise"
	Test     Status = "Test"
)

// MsgType says how the message stands to earlier ones. The schema's Ack and Error are not written: a receipt is an act.
type MsgType string

// The message types that are written.
const (
	Initial MsgType = "Alert"
	Update  MsgType = "Update"
	Cancel  MsgType = "Cancel"
)

// Scope says who may see the message.
type Scope string

// The scopes: everybody, those whom the restriction names, those whom the addresses name.
const (
	Public     Scope = "Public"
	Restricted Scope = "Restricted"
	Private    Scope = "Private"
)

// An Alert is one CAP message.
type Alert struct {
	Identifier, Sender string
	Sent               time.Time // whole seconds, in the zone in which it is to be written
	Status             Status
	MsgType            MsgType
	Source             string
	Scope              Scope
	Restriction        string   // with Restricted, and only then
	Addresses          []string // required with Private
	Codes              []string
	Note               string      // names the exercise or test
	References         []Reference // every earlier message that this one replaces or cancels
	Incidents          []string
	Infos              []Info // one per language, in the order of writing
}

// A Reference names a message: the three things by which it is known.
type Reference struct {
	Sender, Identifier string
	Sent               time.Time
}

// An Info is what a message says in one language.
type Info struct {
	Language                     string // BCP 47
	Categories                   []string
	Event                        string
	ResponseTypes                []string
	Urgency, Severity, Certainty string
	Audience                     string
	EventCodes                   []Value
	Effective, Onset, Expires    time.Time // zero: absent
	SenderName                   string
	Headline                     string // at most 140 characters
	Description, Instruction     string
	Web, Contact                 string
	Parameters                   []Value
	Resources                    []Resource
	Areas                        []Area
}

// A Value is a name from some vocabulary and a value of it: an event code, a parameter or a geocode.
type Value struct{ Name, Value string }

// A Resource is a file that goes with the message.
type Resource struct {
	Desc, MIMEType string
	Size           int64  // bytes; 0: absent
	URI            string // absolute
}

// An Area is where the message applies: the union of its polygons, circles and geocodes.
type Area struct {
	Desc     string
	Polygons [][]Point
	Circles  []Circle
	Geocodes []Value
}

// A Point is a place in WGS 84, in degrees. CAP writes latitude first.
type Point struct{ Lat, Lon float64 }

// A Circle is a centre and a radius in kilometres.
type Circle struct {
	Point
	RadiusKM float64
}

// Key is the message's own reference, as a later update must repeat it.
func (a Alert) Key() Reference {
	return Reference{Sender: a.Sender, Identifier: a.Identifier, Sent: a.Sent}
}

// String is the reference as CAP writes it: sender,identifier,sent.
func (r Reference) String() string {
	return r.Sender + "," + r.Identifier + "," + stamp(r.Sent)
}

// stamp writes a time as CAP asks: with offset, without fraction, UTC as -00:00.
func stamp(t time.Time) string {
	s := t.Format("2006-01-02T15:04:05-07:00")
	if at, ok := strings.CutSuffix(s, "+00:00"); ok {
		return at + "-00:00"
	}
	return s
}

// degrees writes a coordinate to six decimals, which is a tenth of a metre, without trailing zeros.
func degrees(x float64) string { return decimal(round6(x), 6) }

func decimal(x float64, digits int) string {
	s := strconv.FormatFloat(x, 'f', digits, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// String is the point as CAP writes it: latitude,longitude.
func (p Point) String() string { return degrees(p.Lat) + "," + degrees(p.Lon) }

// String is the circle as CAP writes it: the centre, a space, the radius in kilometres.
func (c Circle) String() string { return c.Point.String() + " " + decimal(c.RadiusKM, 3) }
