// Package pack holds the instruments that come with the program: rule packs of known laws, two mutual-aid schemes, and templates.
//
// One JSON file is one instrument (package agreement), with what a person must know before using it: what it is, what it leaves out, whose words
// these are, and which clauses nobody has been able to hold against the text of the law. Nothing here is in force anywhere. A superior issues a
// rule pack, the members of an alliance sign a compact; until then it is a text.
//
//	cn-*, who-ihr-2005, seven-one-seven, eu-ucpm   what a law, a plan or a target asks, restated clause by clause
//	emac-like, river-compact                       compacts between equals
//	contingency-plan, responsibility-list, yearly-programme   what an alliance adopts beside its compact
//
// # Restating
//
// A clause gives the rule in our words, in English and Chinese, with law, year and article. Where the law says "immediately" there is no figure. Where a law
// names a department or a unit, the duty is that of the jurisdiction it belongs to, and Post says who does it there: acts are between jurisdictions.
//
// A clause whose source was recalled or could not be reached is listed in Unverified, says so in its note, and is never of force "law": in a rule
// pack it is "custom", which reminds and is no ground for a finding, until somebody has read the law and issues a version that says so.
//
// # Templates
//
// A template speaks of places instead of jurisdictions, and Fill puts jurisdictions there:
//
//	each-party                 every party: an element of a list is repeated in that list, else the clause is repeated (4.1 becomes 4.1.1, 4.1.2 ...)
//	each-other                 the same in a list, without the secretariat: a chair that goes round begins where the body is
//	each-upper, each-lower     every two neighbours in the order of the parties, from upstream to downstream; the clause is repeated
//	the-secretariat            who hosts the bodies; the-deputy: who speaks when it is cut off
//	the-superior               the common superior; what names it is left out where there is none
//	{series} {watch} {calm} {emergency} {relief}   a gauge and its levels; the clause is repeated for each gauge
//
// The due date of an item, and the end of its budget year, are written in days after the beginning.
package pack

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
)

//go:embed *.json
var files embed.FS

// A Shipped is an instrument with what a person must know who uses it.
type Shipped struct {
	Name       string               `json:"name"` // of the file, without its ending; spelled like a jurisdiction ID
	Summary    act.Text             `json:"summary"`
	Licence    act.Text             `json:"licence"`
	Notes      []act.Text           `json:"notes,omitempty"`      // what it leaves out, and where sources are weak
	Template   bool                 `json:"template,omitempty"`   // it has places that Fill fills
	Unverified []string             `json:"unverified,omitempty"` // clauses whose source was recalled or not reached
	Instrument agreement.Instrument `json:"instrument"`           // of a template: with its places; not to be proposed or issued as it is
}

// Names are the names of all shipped instruments, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // an embedded directory can be read, or the program would not have been built
	}
	var names []string
	for _, e := range entries { // sorted by ReadDir
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// Load returns the shipped instrument of that name. Each call reads it anew: the caller may change what it gets.
func Load(name string) (Shipped, error) {
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		return Shipped{}, fmt.Errorf("pack: load %.80q: there is none of that name; there are %s", name, strings.Join(Names(), ", "))
	}
	s, err := Read(data)
	if err == nil && s.Name != name {
		err = fmt.Errorf("it calls itself %.80q", s.Name)
	}
	if err != nil {
		return Shipped{}, fmt.Errorf("pack: load %s: %w", name, err)
	}
	return s, nil
}

// Read reads the JSON of a Shipped. It is as strict as the body of an act: a field that is misspelled, given twice or unknown is an error, never
// skipped, because a rule that is half read is another rule.
func Read(data []byte) (Shipped, error) {
	var s Shipped
	body, err := act.Canonical(json.RawMessage(data))
	if err == nil {
		err = act.DecodeBody(body, &s)
	}
	if err != nil {
		return Shipped{}, fmt.Errorf("pack: read: %w", err)
	}
	return s, nil
}
