// Package measure says what sets of measures would change: which place would have less water or less poison under each, which would have more, in how many of
// the possible futures, and by how much.
//
// A set of measures is a list of orders to reservoirs and detention areas (open, close, store, release, each with its time). An ensemble gives the
// futures: each member is a river with its inflows, perhaps with a spill. Every member is run under every set and under none (the set Nothing), by
// package route, and what differs is taken member by member: the same rain, the same channels, only the orders differ. So the band of a
// difference is narrow where the band of the flood itself is wide, and it is the band of what the measure does.
//
// Whoever gains and whoever loses is told apart, place by place and party by party; nothing is summed over parties, because a total hides who
// pays for it. A difference that a forecast cannot tell from none is not counted as either.
//
// The same inputs give the same result, bit for bit on one architecture, whatever the number of workers and the order of the sets; each run has an id made of
// the hashes of its set, its member and this model's version, so that a claim can cite it and anybody can run it again (R98). Flows are m3/s,
// volumes m3, concentrations mg/L, masses kg, times s since the start. Equations, validity and what this must not be used for stand in doc/hazard/river.md.
package measure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"tongzhou/hazard/river/route"
)

// Model and Version name this model in the id of a run. Version changes whenever the same inputs would give another course.
const (
	Model   = "river/measure"
	Version = "1"
)

// Nothing is the name of the set in which nothing is ordered. It is always run, and first.
const Nothing = "nothing"

// Inputs are what is asked.
type Inputs struct {
	// Step is the ordinary time step in s, for which reaches are divided; Interval, a whole number of steps, how long each row of lateral inflow holds.
	Step     float64 `json:"step"`
	Interval float64 `json:"interval"`
	Places   []Place `json:"places"`
	Sets     []Set   `json:"sets"`
}

// A Place is where somebody is concerned: the lower end of a reach.
type Place struct {
	ID string   `json:"id"`
	On route.ID `json:"on"`
	// Party is whom the place belongs to, in the caller's words (a jurisdiction); places of one party are judged together.
	Party string `json:"party"`
	// Threshold is the flow in m3/s from which water does harm here, Limit the concentration in mg/L from which a spill does; 0: it is not asked.
	Threshold float64 `json:"threshold"`
	Limit     float64 `json:"limit,omitempty"`
}

// A Set is measures that are taken together, in the order of their times.
type Set struct {
	Name     string          `json:"name"`
	Measures []route.Measure `json:"measures"`
}

// A Member is one possible future. All members have the same elements in the same order; shapes, roughness and levels may differ.
type Member struct {
	// Network is the river; its Step is replaced by that of the Inputs.
	Network route.Inputs
	// Flow of each reach and reservoir at the start, in the order of the network (nil: dry); Lateral the inflow along each, a row for each interval.
	Flow    []float64
	Lateral [][]float64
	// Spill, if there is one; every member has one or none has.
	Spill *Spill
}

// A Course is how water, or a substance, goes past a place in one run.
type Course struct {
	// Peak is the highest mean of a step of the water (m3/s), or the highest concentration (mg/L), and At its time, the middle of that step.
	Peak, At float64
	// First is when it was first over the threshold or limit (0 if never), Over for how long in all.
	First, Over float64
	// Volume is what passes: m3, or kg of the substance. Excess is the water beyond the threshold, m3.
	Volume, Excess float64
	// Late: by the end of the run the substance was still to come, so that nothing is known of it here.
	Late bool
}

// Who was paid for what is not for this package to say: it gives the runs, their ids and their courses, and a
// claim puts a price on the difference with the agreement's own tables of damage.
//
// A Pair is one member at one place with and without a set of measures, and the ids of the two runs: what a claim cites.
type Pair struct {
	Run, Nothing           string
	With, Without          Course
	Poisoned, UnderNothing Course
}

// A Result is what Compare found out.
type Result struct {
	Model   string `json:"model"`
	Version string `json:"version"`
	// Members are the hashes of the members.
	Members []string `json:"members"`
	// Sets has Nothing first, then those that were asked for, in their order.
	Sets []Outcome `json:"sets"`

	places  []Place
	courses [][]passing // by member and set
}

// passing is what one run leaves: courses by place.
type passing struct {
	water, substance []Course
	missing          float64
	topped           []route.ID
}

// Members are shared by the workers and each writes its own place, so that nothing depends on who is
// finished first. All sets of one member are run together (route.Fan), because that is where work can be
// shared: the rivers of two members differ in every reach, those of two sets only below what they touch.
//
// Compare runs every member under every set and says what each set changes. Member gives the k-th of so many members; it may be called by several workers at
// once and must give the same whenever it is asked. Compare refuses, with what would be right, a set or place that names what is not
// there, an order beyond what a gate can do, members that are not of one river, and a run in which more than a fifth of the water that moved is lost or made.
func Compare(in Inputs, members int, member func(k int) (Member, error), workers int) (*Result, error) {
	if err := in.validate(members); err != nil {
		return nil, err
	}
	r := &Result{Model: Model, Version: Version, Members: make([]string, members), places: in.Places, courses: make([][]passing, members)}
	first, err := member(0)
	if err != nil {
		return nil, fmt.Errorf("measure: member 0: %w", err)
	}
	river, err := newRiver(&in, &first)
	if err != nil {
		return nil, err
	}
	errs := make([]error, members)
	workers = min(max(workers, 1), members)
	var done sync.WaitGroup
	// No channel and no queue: which worker runs a member is known beforehand, and a run of one member takes
	// about as long as that of another.
	for w := range workers {
		done.Go(func() {
			for k := w; k < members; k += workers {
				if r.Members[k], r.courses[k], errs[k] = river.run(k, member); errs[k] != nil {
					errs[k] = fmt.Errorf("measure: member %d: %w", k, errs[k])
					return // the others will be refused as well
				}
			}
		})
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for s, set := range river.sets {
		o, err := r.outcome(s, set, &in)
		if err != nil {
			return nil, err
		}
		r.Sets = append(r.Sets, o)
	}
	return r, nil
}

// RunID is the id of the run of one member under one set, made of their hashes: SHA-256 over "river/measure 1", the hash of the set and the hash of
// the member, a space between them.
func (r *Result) RunID(set, member int) string {
	// The hashes are of one length each and hold no space, so two different runs cannot spell the same text.
	sum := sha256.Sum256([]byte(r.Model + " " + r.Version + " " + r.Sets[set].Hash + " " + r.Members[member]))
	return hex.EncodeToString(sum[:])
}

// EnsembleID is the id of the runs of all members under one set: SHA-256 over their ids in the order of the
// members, each followed by a line feed. It is what an account of the whole ensemble cites.
func (r *Result) EnsembleID(set int) string {
	h := sha256.New()
	for k := range r.Members {
		fmt.Fprintln(h, r.RunID(set, k))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Pairs are all members at one place with and without a set: the counterfactual beside what was done, from which somebody else may say what it was worth. It is
// a band and never one number, because what did not happen cannot be verified (R98).
func (r *Result) Pairs(set, place int) []Pair {
	out := make([]Pair, len(r.courses))
	for k, c := range r.courses {
		out[k] = Pair{Run: r.RunID(set, k), Nothing: r.RunID(0, k), With: c[set].water[place], Without: c[0].water[place]}
		if c[0].substance != nil {
			out[k].Poisoned, out[k].UnderNothing = c[set].substance[place], c[0].substance[place]
		}
	}
	return out
}

// hash is the SHA-256 of what a set does in this time step; its name is no part of it.
func (in *Inputs) hash(s Set) (string, error) {
	// No orders are one thing, whether the caller had a list of none or no list.
	orders := s.Measures
	if orders == nil {
		orders = []route.Measure{}
	}
	text, err := json.Marshal(struct {
		Step, Interval float64
		Orders         []route.Measure
	}{in.Step, in.Interval, orders})
	if err != nil {
		return "", fmt.Errorf("measure: set %q: %w", s.Name, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
