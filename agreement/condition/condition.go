// Package condition evaluates the conditions of clauses: expressions in the Common Expression Language (CEL) over the facts of a case.
package condition

import (
	"fmt"

	"cel.dev/cel-go/cel"

	"tongzhou/act"
)

// Facts are what a condition may ask about. The zero value is a case of which nothing is known.
type Facts struct {
	Status    string   // Actual, Exercise, Test
	Hazard    string   // "pollutant-slug"
	Classes   []string // natural, accident, health, social, emerging
	Situation int      // 0 to 3
	Grade     int      // of the event: 1 (I, the gravest) to 4; 0: not graded
	Response  int      // of the response: 1 to 4; 0: none
	Level     string   // of the gravest warning in force: red, orange, yellow, blue or empty
	Phase     string   // normal, watch, emergency, recovery, closed
	Stage     string   // identification, analysis, treatment, monitoring
	Mode      string   // superior-led or voluntary
	Origins   int      // number of origin parties; 0: not known
	Affected  int      // number of affected parties
	Deaths    int64    // -1: not known
	Injured   int64    // -1: not known
	Loss      int64    // direct loss in the alliance's currency; -1: not known
	People    int64    // exposed; -1: not known
	Exceeds   bool     // somebody put on record that the need exceeds the alliance
	Province  bool     // the parties have different superiors
	At        act.Time // of the case's opening

	// About the party that would owe: empty where a condition is asked about the case alone.
	Party string
	Roles []string // origin, affected, lead, support, coordinator, superior, guest
	Rank  string   // city, province, agency, body

	// Values are observations by station and quantity: "harbin/nitrobenzene" -> value in the unit of its series. Only thresholds ask for them.
	Values map[string]float64
}

// A Condition is an expression that was found to be well formed and to give a truth.
type Condition struct{ program cel.Program }

// Compile reads an expression.
func Compile(text string) (*Condition, error) {
	env, err := cel.NewEnv(cel.Variable("grade", cel.IntType))
	if err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, fmt.Errorf("condition: %.80q: %w", text, issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		return nil, fmt.Errorf("condition: %.80q: %w", text, err)
	}
	return &Condition{program}, nil
}
