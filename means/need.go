package means

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// A Subject begins the key of a statement about means: its word, whose it is, and the kind of means or the power, as need/lower/pump (clause 7.3).
type Subject string

// What is said of means.
const (
	Needed Subject = "need/"
	Stock  Subject = "stock/"
	Used   Subject = "used/"
	Power  Subject = "power/"
)

// A Need is what is said about one kind of means that one party needs. Nothing in it is judged: who says more than others, or more than was used, stands beside them.
type Need struct {
	Party     jurisdiction.ID
	Kind      string
	Contested bool       // two standing estimates differ
	Estimates []Estimate // of the need, by whomever
	Stock     []Estimate // what the party has, by whomever
	Used      []Estimate // what it used in the end
	Own       Amount     // its own stock: as it says itself, else what it promises to keep ready, else not known
	Reserves  []Promise  // its own, of this kind
	Promised  Amount     // by others, in time, each stock once
	From      []Arrival  // the promises of which Promised is the sum
}

// An Amount is a sum of quantities of one unit.
type Amount struct {
	Value float64
	Unit  string
	Known bool // somebody said so; of Promised always
}

// An Estimate is a standing statement about an amount, and what follows if it is right.
type Estimate struct {
	*incident.Said
	Amount Amount
	Gap    float64 // of a need: what is left of it after own stock and promises; 0: nothing
	Fits   bool    // of a need: its unit is that of stock and promises, so that there is a gap to speak of
}

// Needs puts beside each other what a case says that parties need, what they have, what others have promised them, and what they used. promises are reserves in force,
// arrivals those that reach the parties in need.
func Needs(subjects []incident.Subject, promises []Promise, arrivals []Arrival) []Need {
	type pile struct {
		party jurisdiction.ID
		kind  string
	}
	all := map[pile]*Need{}
	for _, s := range subjects {
		word, rest, _ := strings.Cut(s.Key, "/")
		party, kind, _ := strings.Cut(rest, "/")
		if party == "" || kind == "" || !act.OneOf(word, "need stock used") {
			continue
		}
		p := pile{jurisdiction.ID(party), kind}
		if all[p] == nil {
			all[p] = &Need{Party: p.party, Kind: kind}
		}
		n := all[p]
		switch list := estimates(s); Subject(word + "/") {
		case Needed:
			n.Estimates, n.Contested = list, s.Contested
		case Stock:
			n.Stock = list
		case Used:
			n.Used = list
		}
	}
	var out []Need
	for _, p := range slices.SortedFunc(maps.Keys(all), func(a, b pile) int { return cmp.Or(cmp.Compare(a.party, b.party), cmp.Compare(a.kind, b.kind)) }) {
		n := all[p]
		n.weigh(promises, arrivals)
		out = append(out, *n)
	}
	return out
}

// estimates are the standing statements of a subject that give an amount, in the order in which they were made.
func estimates(s incident.Subject) []Estimate {
	var out []Estimate
	for _, x := range s.Said {
		if x.Standing() && x.Quantity != nil {
			out = append(out, Estimate{Said: x, Amount: Amount{x.Quantity.Float(), x.Quantity.Unit, true}})
		}
	}
	return out
}

// weigh finds the party's own stock, what others have promised it, and what each estimate leaves open.
func (n *Need) weigh(promises []Promise, arrivals []Arrival) {
	for _, e := range n.Stock {
		if e.By == n.Party {
			n.Own = e.Amount
		}
	}
	largest := Amount{} // of several promises of one stock the largest is kept ready
	for _, p := range promises {
		if p.Holder == n.Party && p.Kind == n.Kind {
			n.Reserves = append(n.Reserves, p)
			if v := p.Amount.Float(); !largest.Known || v > largest.Value {
				largest = Amount{v, p.Amount.Unit, true}
			}
		}
	}
	if !n.Own.Known {
		n.Own = largest
	}
	n.Promised.Known = true
	for _, a := range arrivals {
		if a.To != n.Party || a.Kind != n.Kind || !a.Counted || !a.InTime || n.Promised.Unit != "" && a.Amount.Unit != n.Promised.Unit {
			continue
		}
		n.Promised.Value, n.Promised.Unit = n.Promised.Value+a.Amount.Float(), a.Amount.Unit
		n.From = append(n.From, a)
	}
	for i := range n.Estimates {
		e := &n.Estimates[i]
		e.Fits = (!n.Own.Known || n.Own.Unit == e.Amount.Unit) && (n.Promised.Unit == "" || n.Promised.Unit == e.Amount.Unit)
		if e.Fits {
			e.Gap = max(0, e.Amount.Value-n.Own.Value-n.Promised.Value)
		}
	}
}

// Denies returns who says that nothing is missing while somebody else's estimate leaves a gap. The party itself may be among them.
func (n *Need) Denies() []jurisdiction.ID {
	var out []jurisdiction.ID
	gap := slices.ContainsFunc(n.Estimates, func(e Estimate) bool { return e.Fits && e.Gap > 0 })
	for _, e := range n.Estimates {
		if gap && e.Fits && e.Gap == 0 && !slices.Contains(out, e.By) {
			out = append(out, e.By)
		}
	}
	return out
}
