package capxml

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// schema asks xmllint whether a message is valid against the published schema, where both are to be had: the schema is
// corpora/xsd/CAP-v1.2.xsd below the directory that TONGZHOU_DATA names. It is not copied here, for it comes without the
// notice under which OASIS lets copies be made.
func schema(t *testing.T, messages ...[]byte) {
	t.Helper()
	xsd := filepath.Join(os.Getenv("TONGZHOU_DATA"), "corpora", "xsd", "CAP-v1.2.xsd")
	if _, err := os.Stat(xsd); os.Getenv("TONGZHOU_DATA") == "" || err != nil {
		return
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		return
	}
	for _, m := range messages {
		cmd := exec.Command(lint, "--nonet", "--noout", "--schema", xsd, "-")
		cmd.Stdin = bytes.NewReader(m)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("xmllint: %v\n%s\n%s", err, out, m)
		}
	}
}

// TestValidAgainstSchema says whether the oracle was there; the messages themselves are checked where they are made.
func TestValidAgainstSchema(t *testing.T) {
	if os.Getenv("TONGZHOU_DATA") == "" {
		t.Skip("TONGZHOU_DATA is not set: messages are checked against the rules in this package's tests only")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed: messages are checked against the rules in this package's tests only")
	}
	for _, a := range []Alert{sample(), cancelSample()} {
		b, err := Write(a)
		if err != nil {
			t.Fatal(err)
		}
		schema(t, b)
	}
}

// child is one element of a content model: its name and how often it may stand.
type child struct {
	name     string
	min, max int
}

const many = 1 << 30

// models is the content of every element that has children, in the order of the schema (CAP 1.2, 3.4).
func models() map[string][]child {
	pair := []child{{"valueName", 1, 1}, {"value", 1, 1}}
	return map[string][]child{
		"alert": {{"identifier", 1, 1}, {"sender", 1, 1}, {"sent", 1, 1}, {"status", 1, 1}, {"msgType", 1, 1}, {"source", 0, 1}, {"scope", 1, 1},
			{"restriction", 0, 1}, {"addresses", 0, 1}, {"code", 0, many}, {"note", 0, 1}, {"references", 0, 1}, {"incidents", 0, 1}, {"info", 0, many}},
		"info": {{"language", 0, 1}, {"category", 1, many}, {"event", 1, 1}, {"responseType", 0, many}, {"urgency", 1, 1}, {"severity", 1, 1},
			{"certainty", 1, 1}, {"audience", 0, 1}, {"eventCode", 0, many}, {"effective", 0, 1}, {"onset", 0, 1}, {"expires", 0, 1},
			{"senderName", 0, 1}, {"headline", 0, 1}, {"description", 0, 1}, {"instruction", 0, 1}, {"web", 0, 1}, {"contact", 0, 1},
			{"parameter", 0, many}, {"resource", 0, many}, {"area", 0, many}},
		"resource":  {{"resourceDesc", 1, 1}, {"mimeType", 1, 1}, {"size", 0, 1}, {"uri", 0, 1}},
		"area":      {{"areaDesc", 1, 1}, {"polygon", 0, many}, {"circle", 0, many}, {"geocode", 0, many}},
		"eventCode": pair, "parameter": pair, "geocode": pair,
	}
}

var leafPatterns = map[string]*regexp.Regexp{
	"sent":      regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`),
	"effective": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`),
	"onset":     regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`),
	"expires":   regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`),
	"status":    regexp.MustCompile(`^(Actual|Exercise|Test)$`),
	"msgType":   regexp.MustCompile(`^(Alert|Update|Cancel)$`),
	"scope":     regexp.MustCompile(`^(Public|Restricted|Private)$`),
	"polygon":   regexp.MustCompile(`^-?\d+(\.\d+)?,-?\d+(\.\d+)?( -?\d+(\.\d+)?,-?\d+(\.\d+)?){3,}$`),
	"circle":    regexp.MustCompile(`^-?\d+(\.\d+)?,-?\d+(\.\d+)? \d+(\.\d+)?$`),
	"references": regexp.MustCompile(`^[^\s,]+,[^\s,]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d` +
		`( [^\s,]+,[^\s,]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d)*$`),
}

// structure holds a message against the content models without any outside tool.
func structure(t *testing.T, message []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(message))
	type open struct {
		name     string
		children []string
		text     strings.Builder
	}
	var stack []*open
	for {
		tok, err := d.Token()
		if tok == nil {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			if x.Name.Space != Namespace {
				t.Errorf("element %s is in namespace %q", x.Name.Local, x.Name.Space)
			}
			if len(stack) > 0 {
				stack[len(stack)-1].children = append(stack[len(stack)-1].children, x.Name.Local)
			}
			stack = append(stack, &open{name: x.Name.Local})
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(x)
			}
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if model := models()[o.name]; model != nil {
				follows(t, o.name, o.children, model)
			} else if p := leafPatterns[o.name]; p != nil && !p.MatchString(o.text.String()) {
				t.Errorf("%s: %q is not written as the standard asks", o.name, o.text.String())
			}
		}
	}
}

// follows checks order and number of children.
func follows(t *testing.T, parent string, children []string, model []child) {
	t.Helper()
	rest := children
	for _, c := range model {
		n := 0
		for len(rest) > 0 && rest[0] == c.name {
			n, rest = n+1, rest[1:]
		}
		if n < c.min || n > c.max {
			t.Errorf("%s: has %d of %s", parent, n, c.name)
		}
	}
	if len(rest) > 0 {
		t.Errorf("%s: %s does not belong where it stands (%v)", parent, rest[0], children)
	}
}

// TestStructureBites: the checker itself finds a wrong order, a missing element and a Z.
func TestStructureBites(t *testing.T) {
	good, err := Write(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, swap := range [][2]string{
		{"+08:00</sent>", "Z</sent>"},
		{"<status>Actual</status>", ""},
		{"<status>Actual</status>\n  <msgType>Update</msgType>", "<msgType>Update</msgType>\n  <status>Actual</status>"},
	} {
		bad := strings.Replace(string(good), swap[0], swap[1], 1)
		if bad == string(good) {
			t.Fatalf("%q is not in the message", swap[0])
		}
		probe := &testing.T{}
		structure(probe, []byte(bad))
		if !probe.Failed() {
			t.Errorf("%v was not noticed", swap)
		}
	}
}
