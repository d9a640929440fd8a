package spelling

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

type body struct {
	Of    act.Ref             `json:"of"`
	Also  *act.Ref            `json:"also,omitempty"`
	At    act.Time            `json:"at"`
	Text  act.Text            `json:"text,omitempty"`
	Much  *act.Quantity       `json:"much,omitempty"`
	Who   []jurisdiction.ID   `json:"who,omitempty"`
	Proof []act.Hash          `json:"proof,omitempty"`
	Rows  map[string]act.Text `json:"rows,omitempty"`
	Grade int                 `json:"grade,omitempty"`
	Sure  bool                `json:"sure,omitempty"`
}

func find(id string) (act.Ref, error) {
	if id != "songyuan.12" {
		return act.Ref{}, errors.New("there is no " + id)
	}
	return act.Ref{Journal: "songyuan/journal/1", Index: 12, Leaf: act.Hash{1}}, nil
}

// What people write becomes exactly what the wire form says, and what it names is returned once.
func TestRead(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	var got body
	refs, proofs, err := Read(json.RawMessage(`{"of":"songyuan.12","also":{"journal":"songyuan/journal/1","index":12,"leaf":"01`+strings.Repeat("00", 31)+`"},
		"at":"2005-11-16T20:00:00+08:00","text":"call the desk","much":{"value":0.5250,"unit":"mg/L"},"who":["harbin"],"proof":["`+hash+`"],
		"rows":{"source":{"en":"a plant","zh-Hans":" "}},"grade":2,"sure":true}`), &got, find)
	if err != nil {
		t.Fatal(err)
	}
	ref := act.Ref{Journal: "songyuan/journal/1", Index: 12, Leaf: act.Hash{1}}
	h, _ := act.ParseHash(hash)
	want := body{Of: ref, Also: &ref, At: 1132142400000, Text: act.Text{"und": "call the desk"}, Much: &act.Quantity{Mantissa: 5250, Exponent: -4, Unit: "mg/L"}, Who: []jurisdiction.ID{"harbin"},
		Proof: []act.Hash{h}, Rows: map[string]act.Text{"source": {"en": "a plant"}}, Grade: 2, Sure: true}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(refs) != 1 || refs[0] != ref || len(proofs) != 1 || proofs[0] != h {
		t.Errorf("named %v and %v, want each once", refs, proofs)
	}
	// The wire form reads back as itself.
	wire, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var again body
	if _, _, err := Read(wire, &again, find); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("wire form: %+v, %v", again, err)
	}
}

// What is wrong is named by the place where it stands, and nothing is guessed.
func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{"of":"jilin.1"}`:                    "of: there is no jilin.1",
		`{"of":7}`:                            "of: wants an act",
		`{"of":{"j":7}}`:                      "of: wants an act",
		`{"at":"tomorrow"}`:                   "at: wants a time with its zone",
		`{"at":"2005-11-16T20:00"}`:           "at: wants a time with its zone",
		`{"at":1.5}`:                          "at: wants a time",
		`{"grade":"two"}`:                     "grade: wants a whole number",
		`{"grade":1.5}`:                       "grade: wants a whole number",
		`{"sure":"yes"}`:                      "sure: wants true or false",
		`{"who":"harbin"}`:                    "who: wants a list",
		`{"who":["Harbin!"]}`:                 "who.1: ",
		`{"who":[3]}`:                         "who.1: wants a string",
		`{"proof":["ab"]}`:                    "proof.1: wants a hash",
		`{"much":5}`:                          "much: wants a quantity",
		`{"much":{"value":5}}`:                "much: ",
		`{"much":{"value":1e400,"unit":"m"}}`: "much: ",
		`{"rows":{"source":{"en":5}}}`:        "rows.source.en: wants a text",
		`{"colour":"red"}`:                    "colour: there is no such member",
		`{"rows":[]}`:                         "rows: wants an object",
		`{`:                                   "the body is no JSON",
		`[]`:                                  "wants an object",
		`{"much":{"value":12345678901234567890123,"unit":"m"}}`: "much: ",
	} {
		var b body
		if _, _, err := Read(json.RawMessage(text), &b, find); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"of":"songyuan.12","at":"2005-11-16T20:00:00+08:00","much":{"value":0.5,"unit":"m"}}`))
	f.Add([]byte(`{"of":{"journal":null},"rows":{"a":null},"also":null,"text":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var b body
		refs, _, err := Read(raw, &b, find)
		if err == nil && b.Of != (act.Ref{}) && len(refs) == 0 {
			t.Errorf("%s: names an act and does not say so", raw)
		}
	})
}

// What must be there and is not is named, wherever it stands; what may be left out is not.
func TestAbsent(t *testing.T) {
	type row struct {
		Title act.Text   `json:"title"`
		Note  act.Text   `json:"note,omitempty"`
		Of    []act.Text `json:"of"`
	}
	type whole struct {
		row
		Gap  act.Text `json:"gap"`
		Rows []row    `json:"rows,omitempty"`
		More *row     `json:"more,omitempty"`
	}
	some := act.Text{"en": "x"}
	for want, b := range map[string]*whole{
		"":                     {row: row{Title: some, Of: []act.Text{}}, Gap: some},
		"gap":                  {row: row{Title: some, Of: []act.Text{}}},
		"title of gap":         {},
		"rows.2.title more.of": {row: row{Title: some, Of: []act.Text{}}, Gap: some, Rows: []row{{Title: some, Of: []act.Text{some}}, {Of: []act.Text{}}}, More: &row{Title: some}},
	} {
		if got := strings.Join(Absent(b), " "); got != want {
			t.Errorf("absent: %q, want %q", got, want)
		}
	}
}
