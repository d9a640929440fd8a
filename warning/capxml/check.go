package capxml

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Finding is one rule that a message breaks.
//
// The codes and their rules:
//
//	identifier sender      not empty, no space, comma, < or &
//	time                   whole seconds, an offset of whole minutes below 14 h, a year of four digits
//	status msg-type scope  one of the words that are written
//	status-headline        Exercise and Test say so at the start of every headline, Actual never does
//	status-note            Exercise and Test have a note that names them
//	references             Update and Cancel have them, Alert has none; not itself, not later, none twice
//	restriction addresses  restriction with Restricted and only then; addresses with Private; no quotation mark in one
//	info                   at least one unless it is a Cancel; one per language; same categories and event codes
//	language category event response urgency severity certainty   one of the words of the standard
//	event-code parameter geocode   a name and a value
//	expires onset effective  expires is there (unless a Cancel), after sent and effective, and not before onset
//	headline               there, at most 140 characters, not repeated as description or instruction
//	translation            no headline or description is the same in two languages
//	text                   valid characters, no markup or entities, no space around it
//	uri mime               absolute addresses, type/subtype
//	area polygon circle    as the package comment says
type Finding struct {
	Code  string // stable
	Where string // the element: info[zh-CN].area[0].polygon[0]
	Text  string // for the person who can mend it
}

// String is the finding in one line.
func (f Finding) String() string { return f.Code + ": " + f.Where + ": " + f.Text }

// A Refusal is why a message was not written.
type Refusal struct {
	Identifier string
	Findings   []Finding
}

// Error names the message and its first findings.
func (r *Refusal) Error() string {
	const show = 3
	var b strings.Builder
	fmt.Fprintf(&b, "capxml: write %q: ", r.Identifier)
	for i, f := range r.Findings[:min(show, len(r.Findings))] {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(f.String())
	}
	if n := len(r.Findings) - show; n > 0 {
		fmt.Fprintf(&b, "; and %d more", n)
	}
	return b.String()
}

// findings gathers what is wrong, with the path of the element that is being looked at.
type findings struct {
	list []Finding
	path string
}

func (f *findings) add(code, where, format string, args ...any) {
	if f.path != "" {
		where = strings.TrimSuffix(f.path+"."+where, ".")
	}
	f.list = append(f.list, Finding{Code: code, Where: where, Text: fmt.Sprintf(format, args...)})
}

// in looks at a part of the message under a longer path.
func (f *findings) in(part string, look func()) {
	before := f.path
	f.path = strings.TrimPrefix(before+"."+part, ".")
	look()
	f.path = before
}

var (
	tokenPattern    = regexp.MustCompile(`^[^\s,<&]+$`)
	languagePattern = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$`)
	mimePattern     = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*$`)
	markupPattern   = regexp.MustCompile(`</?[a-zA-Z!][^>]*>|&(#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);`)
)

// Check lists every rule that the message breaks; none means that Write will write it.
func Check(a Alert) []Finding {
	f := &findings{}
	f.token("identifier", a.Identifier)
	f.token("sender", a.Sender)
	f.time("sent", a.Sent)
	f.word("status", "status", string(a.Status), "Actual Exercise Test")
	f.word("msg-type", "msgType", string(a.MsgType), "Alert Update Cancel")
	f.scope(a)
	for i, c := range a.Codes {
		f.required("text", fmt.Sprintf("code[%d]", i), c)
	}
	f.text("source", a.Source)
	f.text("note", a.Note)
	if a.Status != Actual && a.Note == "" {
		f.add("status-note", "note", "is empty; a message with status %s names its exercise or test here", a.Status)
	}
	f.list1("incidents", "incidents", a.Incidents)
	f.references(a)
	f.infos(a)
	return f.list
}

func (f *findings) token(name, s string) {
	if !tokenPattern.MatchString(s) || !validText(s) {
		f.add(name, name, "%.60q must not be empty nor hold a space, a comma, < or &", s)
	}
}

func (f *findings) word(code, where, s, words string) {
	if !slices.Contains(strings.Fields(words), s) {
		f.add(code, where, "%.60q is none of: %s", s, words)
	}
}

// time asks for what the pattern of the schema can carry; a fraction that is cut off silently would break references.
func (f *findings) time(where string, t time.Time) {
	_, offset := t.Zone()
	switch {
	case t.IsZero():
		f.add("time", where, "is absent")
	case t.Nanosecond() != 0:
		f.add("time", where, "has a fraction of a second, which CAP cannot carry")
	case offset%60 != 0 || offset <= -14*3600 || offset >= 14*3600+1:
		f.add("time", where, "has the offset of %d s from UTC; whole minutes up to 14 h can be written", offset)
	case t.Year() < 1000 || t.Year() > 9999:
		f.add("time", where, "has the year %d", t.Year())
	}
}

func (f *findings) required(code, where, s string) {
	if s == "" {
		f.add(code, where, "is empty")
		return
	}
	f.text(where, s)
}

// text asks for characters that XML can carry and that every reader shows as they were meant.
func (f *findings) text(where, s string) {
	switch {
	case !validText(s):
		f.add("text", where, "holds a character that XML cannot carry, or a carriage return")
	case strings.TrimSpace(s) != s:
		f.add("text", where, "begins or ends with space")
	case markupPattern.MatchString(s):
		f.add("text", where, "holds markup or an entity (%.40q); readers show it as it stands", markupPattern.FindString(s))
	}
}

// validText accepts the characters of XML 1.0 but the carriage return, which readers turn into something else.
func validText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n':
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF || r >= 0x7F && r <= 0x9F:
			return false
		}
	}
	return true
}

// list1 checks the members of a space-separated list, in which a member with a space is put in quotation marks.
func (f *findings) list1(code, where string, list []string) {
	for i, s := range list {
		at := fmt.Sprintf("%s[%d]", where, i)
		f.required(code, at, s)
		if strings.ContainsAny(s, "\"\n\t") {
			f.add(code, at, "%.60q holds a quotation mark or a line break, which a list of names cannot carry", s)
		}
		if slices.Contains(list[:i], s) {
			f.add(code, at, "%.60q stands twice", s)
		}
	}
}

func (f *findings) scope(a Alert) {
	f.word("scope", "scope", string(a.Scope), "Public Restricted Private")
	switch {
	case a.Scope == Restricted:
		f.required("restriction", "restriction", a.Restriction)
	case a.Restriction != "":
		f.add("restriction", "restriction", "stands with scope %s; only Restricted has one", a.Scope)
	}
	if a.Scope == Private && len(a.Addresses) == 0 {
		f.add("addresses", "addresses", "is empty; Private says to whom")
	}
	f.list1("addresses", "addresses", a.Addresses)
}

func (f *findings) references(a Alert) {
	if a.MsgType == Initial && len(a.References) > 0 {
		f.add("references", "references", "stands in an Alert; a message that follows another is an Update or a Cancel")
	}
	if a.MsgType != Initial && len(a.References) == 0 {
		f.add("references", "references", "is empty; %s says which messages it is about", a.MsgType)
	}
	seen := map[string]bool{}
	for i, r := range a.References {
		f.in(fmt.Sprintf("references[%d]", i), func() {
			f.token("sender", r.Sender)
			f.token("identifier", r.Identifier)
			f.time("sent", r.Sent)
			switch {
			case r.Sender == a.Sender && r.Identifier == a.Identifier:
				f.add("references", "", "names the message itself")
			case r.Sent.After(a.Sent):
				f.add("references", "", "names a message that was sent later")
			case seen[r.String()]:
				f.add("references", "", "stands twice")
			}
			seen[r.String()] = true
		})
	}
}
