package condition

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"tongzhou/act"
)

// Facts are what a condition may ask about. Of the value that Unknown returns nothing is known.
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
	At        act.Time // of the case's opening; no expression can ask for it

	// About the party that would owe: empty where a condition is asked about the case alone.
	Party string
	Roles []string // origin, affected, lead, support, coordinator, superior, guest
	Rank  string   // city, province, agency, body

	// Values are observations by station and quantity: "harbin/nitrobenzene" -> value in the unit of its series. Only thresholds ask for them.
	Values map[string]float64
}

// Unknown returns the facts of a case of which nothing is known. The counts are what differs from the zero value: nobody counted is not nobody died.
func Unknown() Facts { return Facts{Deaths: -1, Injured: -1, Loss: -1, People: -1} }

// names are the names that an expression can ask for, with their types.
func names() map[string]*cel.Type {
	list := cel.ListType(cel.StringType)
	return map[string]*cel.Type{
		"status": cel.StringType, "hazard": cel.StringType, "classes": list, "situation": cel.IntType, "grade": cel.IntType, "response": cel.IntType,
		"level": cel.StringType, "phase": cel.StringType, "stage": cel.StringType, "mode": cel.StringType, "origins": cel.IntType, "affected": cel.IntType,
		"deaths": cel.IntType, "injured": cel.IntType, "loss": cel.IntType, "people": cel.IntType, "exceeds": cel.BoolType, "province": cel.BoolType,
		"party": cel.StringType, "roles": list, "rank": cel.StringType, "values": cel.MapType(cel.StringType, cel.DoubleType),
	}
}

// A view shows facts to CEL without building a map of them: ten thousand clauses are asked about one case, and each asks for one or two names.
type view struct{ f *Facts }

// Parent is none: there is nothing behind the facts.
func (v view) Parent() cel.Activation { return nil }

// ResolveName finds a fact by its name.
func (v view) ResolveName(name string) (any, bool) {
	f := v.f
	switch name {
	case "status":
		return word(f.Status), true
	case "hazard":
		return word(f.Hazard), true
	case "level":
		return types.String(f.Level), true
	case "phase":
		return word(f.Phase), true
	case "stage":
		return word(f.Stage), true
	case "mode":
		return word(f.Mode), true
	case "party":
		return word(f.Party), true
	case "rank":
		return word(f.Rank), true
	case "classes":
		return words(f.Classes, len(f.Classes) > 0), true
	case "roles":
		return words(f.Roles, f.Party != "" || len(f.Roles) > 0), true
	case "exceeds":
		return types.Bool(f.Exceeds), true
	case "province":
		return types.Bool(f.Province), true
	case "values":
		return readings{types.NewDynamicMap(types.DefaultTypeAdapter, f.Values), f.Values}, true
	}
	return f.number(name)
}

// number finds a fact that is a whole number.
func (f *Facts) number(name string) (any, bool) {
	switch name {
	case "situation":
		return types.Int(f.Situation), true
	case "affected":
		return types.Int(f.Affected), true
	case "grade":
		return count(int64(f.Grade), 1), true
	case "response":
		return count(int64(f.Response), 1), true
	case "origins":
		return count(int64(f.Origins), 1), true
	case "deaths":
		return count(f.Deaths, 0), true
	case "injured":
		return count(f.Injured, 0), true
	case "loss":
		return count(f.Loss, 0), true
	case "people":
		return count(f.People, 0), true
	}
	return nil, false
}

// unknown is CEL's value for what is not known.
func unknown() ref.Val { return types.NewUnknown(0, nil) }

func word(s string) ref.Val {
	if s == "" || s == "unknown" {
		return unknown()
	}
	return types.String(s)
}

func words(list []string, known bool) ref.Val {
	if !known {
		return unknown()
	}
	return types.NewStringList(types.DefaultTypeAdapter, list)
}

// count is a number that is known from the least that it can be.
func count(n, least int64) ref.Val {
	if n < least {
		return unknown()
	}
	return types.Int(n)
}

// readings are the observations as CEL sees them: a map, but for one thing: a station that has not been heard of is not an error, its value is not known.
// No expression can go through them (see sizes), so that their order, which is by chance, shows nowhere.
type readings struct {
	traits.Mapper
	values map[string]float64
}

// Find looks a reading up.
func (r readings) Find(key ref.Val) (ref.Val, bool) { return r.Get(key), true }

// Get looks a reading up.
func (r readings) Get(key ref.Val) ref.Val {
	k, ok := key.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(key)
	}
	if v, ok := r.values[string(k)]; ok {
		return types.Double(v)
	}
	return unknown()
}
