package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// maxInstrument bounds an instrument in bytes of canonical JSON: it must fit into one act of 64 KiB with its envelope.
const maxInstrument = 60 << 10

// A Finding is something that is wrong with a file.
//
// Codes: syntax (no JSON), field (unknown, double, of a wrong type), language (a text lacks English or Chinese), rule (agreement.Instrument.Check refuses
// it), place (a template cannot be filled), source (a clause of force law without its law), note (something is named that the instrument has not), size.
type Finding struct {
	Code  string `json:"code"`
	Line  int    `json:"line"`            // from 1
	Where string `json:"where,omitempty"` // clause, field or place
	What  string `json:"what"`
}

// Check says everything that is wrong with a file, in the order of its lines. The file is a Shipped, or an agreement.Instrument by itself, which may lack the
// wrapping but nothing else. What does not parse yields one finding.
func Check(data []byte) []Finding {
	s, found := decode(data)
	if found != nil {
		return []Finding{*found}
	}
	c := checker{data: data}
	c.languages("", reflect.ValueOf(s))
	c.wrapping(s)
	c.sources(s.Instrument)
	c.rules(s)
	slices.SortStableFunc(c.found, func(a, b Finding) int { return a.Line - b.Line })
	return c.found
}

// decode reads a file in either form.
func decode(data []byte) (Shipped, *Finding) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(data, &top); err != nil {
		return Shipped{}, syntax(data, err)
	}
	s := Shipped{}
	var into any = &s
	if _, wrapped := top["instrument"]; !wrapped {
		into = &s.Instrument
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		f := syntax(data, err)
		f.Code = "field"
		return s, f
	}
	// What encoding/json lets pass, such as a name given twice, or "Until" for "until", an act does not.
	body, err := act.Canonical(json.RawMessage(data))
	if err == nil {
		err = act.DecodeBody(body, into)
	}
	if err != nil {
		return s, &Finding{Code: "field", Line: quotedLine(data, err), What: err.Error()}
	}
	return s, nil
}

// syntax turns an error of encoding/json into a finding with its line.
func syntax(data []byte, err error) *Finding {
	f := &Finding{Code: "syntax", Line: quotedLine(data, err), What: strings.TrimPrefix(err.Error(), "json: ")}
	var bad *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &bad):
		f.Line = line(data, int(bad.Offset))
	case errors.As(err, &wrong):
		f.Code, f.Line, f.Where = "field", line(data, int(wrong.Offset)), wrong.Field
	}
	return f
}

// inQuotes finds what an error message quotes.
var inQuotes = regexp.MustCompile(`"((?:[^"\\]|\\.)+)"`)

// quotedLine is the line of what an error names in quotation marks; 1 where it names nothing that stands in the file.
func quotedLine(data []byte, err error) int {
	for _, m := range inQuotes.FindAllStringSubmatch(err.Error(), -1) {
		if at := bytes.LastIndex(data, []byte(`"`+m[1]+`"`)); at >= 0 {
			return line(data, at)
		}
	}
	return 1
}

// line is the line, from 1, of an offset in bytes.
func line(data []byte, offset int) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), len(data))], []byte("\n"))
}

// A checker collects what is wrong.
type checker struct {
	data  []byte
	found []Finding
}

// add puts a finding at the line where the thing of that ID begins.
func (c *checker) add(code, id, format string, args ...any) {
	at := 0
	if id != "" {
		at = max(0, regexpIndex(c.data, `"(id|key)"\s*:\s*"`+regexp.QuoteMeta(id)+`"`))
	}
	c.found = append(c.found, Finding{code, line(c.data, at), id, fmt.Sprintf(format, args...)})
}

func regexpIndex(data []byte, pattern string) int {
	if at := regexp.MustCompile(pattern).FindIndex(data); at != nil {
		return at[0]
	}
	return -1
}

// languages wants both house languages of every text in v; id is that of the clause, section or body that v stands in.
func (c *checker) languages(id string, v reflect.Value) {
	if t, ok := v.Interface().(act.Text); ok {
		for _, tag := range []string{"en", "zh-Hans"} {
			if len(t) > 0 && strings.TrimSpace(t[tag]) == "" {
				c.add("language", id, "a text lacks %s; it has %.60q", tag, fmt.Sprint(map[string]string(t)))
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.languages(id, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.languages(id, v.Index(i))
		}
	case reflect.Struct:
		for _, name := range []string{"ID", "Key"} {
			labelled := v.FieldByName("Text").IsValid() || v.FieldByName("Name").IsValid()
			if f := v.FieldByName(name); labelled && f.IsValid() && f.Kind() == reflect.String {
				id = f.String()
			}
		}
		for i := range v.NumField() {
			c.languages(id, v.Field(i))
		}
	}
}

// wrapping checks what stands around the instrument.
func (c *checker) wrapping(s Shipped) {
	if s.Name == "" {
		return // an instrument by itself
	}
	if _, err := jurisdiction.ParseID(s.Name); err != nil {
		c.add("field", "", "name: %v", err)
	}
	if err := errors.Join(s.Summary.Check(), s.Licence.Check()); err != nil {
		c.add("field", "", "summary or licence: %v", err)
	}
	for _, id := range s.Unverified {
		i := slices.IndexFunc(s.Instrument.Clauses, func(c agreement.Clause) bool { return c.ID == id })
		switch {
		case i < 0:
			c.add("note", "", "unverified: there is no clause %q", id)
		case s.Instrument.Clauses[i].Source == nil || s.Instrument.Clauses[i].Source.Note == nil:
			c.add("note", id, "the clause is unverified, and its source has no note that says so")
		case s.Instrument.Clauses[i].Force == "law":
			c.add("note", id, `the clause is unverified and of force "law"; until somebody has read the law it can only remind: "custom" or "pledge"`)
		}
	}
}

// sources wants the law of every clause that claims to be one.
func (c *checker) sources(in agreement.Instrument) {
	for _, cl := range in.Clauses {
		if cl.Force == "law" && (cl.Source == nil || len(cl.Source.Law) == 0 || cl.Source.Year == "" || cl.Source.Article == "") {
			c.add("source", cl.ID, `force "law" wants a source with law, year and article`)
		}
	}
}

// rules holds the instrument, a template filled for three parties, against the rules of package agreement.
func (c *checker) rules(s Shipped) {
	in := &s.Instrument
	if s.Template || in.From == 0 && s.Name != "" {
		sample := Filling{From: 1, Superior: "sample-superior", Gauges: []Gauge{{"sample/level", 2, 1, 4, 3}}}
		if s.Template {
			sample.Parties = []jurisdiction.ID{"sample-upper", "sample-middle", "sample-lower"}
		}
		filled, err := s.Fill(sample)
		if err != nil {
			c.add("place", "", "%s", strings.TrimPrefix(err.Error(), "pack: fill "+s.Name+": "))
			return
		}
		in = filled
	}
	for _, fault := range each(in.Check()) {
		c.add("rule", named(fault, s.Instrument), "%v", fault)
	}
	body, err := act.Canonical(in)
	if err == nil && len(body) > maxInstrument {
		err = fmt.Errorf("it has %d bytes; an act takes %d", len(body), maxInstrument)
	}
	if err != nil {
		c.add("size", "", "%v", err)
	}
}

// each takes apart what errors.Join put together.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// thing finds what agreement.Instrument.Check says a fault is in.
var thing = regexp.MustCompile(`^(?:clause|body|section) ([^\s:]+)`)

// named is the clause, section or body of the file that a fault is in; of a repeated clause (4.1.2) the one that was repeated (4.1).
func named(fault error, in agreement.Instrument) string {
	m := thing.FindStringSubmatch(fault.Error())
	if m == nil {
		return ""
	}
	id := m[1]
	if slices.ContainsFunc(in.Clauses, func(c agreement.Clause) bool { return c.ID == id }) {
		return id
	}
	if dot := strings.LastIndex(id, "."); dot > 0 && slices.ContainsFunc(in.Clauses, func(c agreement.Clause) bool { return c.ID == id[:dot] }) {
		return id[:dot]
	}
	return id
}
