package incident

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// MandatoryFields returns the fields that a type of report asks for: initial, supplementary or final (R57, R76). Of another type it returns nil.
func MandatoryFields(kind string) []string {
	switch kind {
	case "initial":
		return []string{"source", "time", "place", "nature", "extent", "casualties", "measures", "trend"}
	case "supplementary":
		return []string{"changed", "measures", "trend"}
	case "final":
		return []string{"cause", "course", "losses", "measures", "lessons"}
	}
	return nil
}

// Missing returns the mandatory fields of a report that it neither tells nor declares unknown. That is a finding about the report and does not make it void.
func Missing(r *Report) []string {
	var out []string
	for _, name := range MandatoryFields(r.Type) {
		if _, told := r.Fields[name]; !told {
			out = append(out, name)
		}
	}
	return out
}

func (r *Report) of() act.Ref { return r.Of }

func (r *Report) check(a act.Act) error {
	if MandatoryFields(r.Type) == nil {
		return fmt.Errorf("type: %.40q; wants initial, supplementary or final", r.Type)
	}
	known := slices.Concat(MandatoryFields("initial"), MandatoryFields("supplementary"), MandatoryFields("final"))
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("fields: %.40q is no field of a report; wants some of %v", name, known)
		}
		if err := r.Fields[name].check(); err != nil {
			return fmt.Errorf("fields: %s: %w", name, err)
		}
	}
	if r.Replaces != nil {
		return cites(a, "replaces", *r.Replaces)
	}
	return nil
}

func (f Field) check() error {
	told := f.Text != nil || f.Quantity != nil
	switch {
	case !told && !f.Unknown:
		return errors.New("says nothing; what is not known is declared unknown")
	case f.Unknown && f.Quantity != nil:
		return errors.New("is declared unknown and has a quantity")
	case f.Confidence != "" && !act.OneOf(f.Confidence, "observed likely possible unlikely unknown"):
		return fmt.Errorf("confidence: %.40q; wants observed, likely, possible, unlikely or unknown", f.Confidence)
	}
	return act.CheckTexts(f.Text)
}

func (s *State) report(e act.Entry, f *file, r *Report) (func(), error) {
	var old *sent
	if r.Replaces != nil {
		old = f.sent[*r.Replaces]
		was, ok := bodyOf(old).(*Report)
		switch {
		case !ok:
			return nil, errors.New("replaces: no report of this case")
		case old.act.By != e.Act.By:
			return nil, fmt.Errorf("replaces: only its author, %s, corrects or supplements it", old.act.By)
		case old.replaced != nil:
			return nil, fmt.Errorf("replaces: entry %d of its journal did so already", old.replaced.Index)
		case r.Type == "initial" && was.Type != "initial":
			return nil, fmt.Errorf("replaces: an initial report does not follow a %s one", was.Type)
		}
	}
	backdated := e.Act.At+skew < max(f.latest[e.Act.By], f.opened)
	return func() {
		x := f.send(e)
		x.body, x.backdated = r, backdated
		if old != nil {
			old.replaced = &x.ref
		}
		f.add(e, e.Act.At, r)
	}, nil
}

// A sent is an act of which its addressees give receipts: the opening, a report, a task, an escalation, a row of the command table.
type sent struct {
	ref       act.Ref
	act       act.Act // without its body
	body      any
	receipts  map[jurisdiction.ID]receipt
	answers   map[jurisdiction.ID][]*answered // of each addressee, in the order of its journal
	replaced  *act.Ref                        // of a report: by this later one
	backdated bool
	joint     *joint // of an order that several sign
}

type receipt struct {
	ref act.Ref
	at  act.Time
}

func (f *file) send(e act.Entry) *sent {
	x := &sent{ref: e.Ref, act: bare(e.Act), receipts: map[jurisdiction.ID]receipt{}, answers: map[jurisdiction.ID][]*answered{}}
	f.sent[e.Ref] = x
	return x
}

// bodyOf: of what was not sent there is no body.
func bodyOf(x *sent) any {
	if x == nil {
		return nil
	}
	return x.body
}

func (r *Receipt) of() act.Ref { return r.Of }

func (r *Receipt) check(a act.Act) error { return cites(a, "what", r.What) }

func (s *State) receive(e act.Entry, f *file, r *Receipt) (func(), error) {
	x := f.sent[r.What]
	switch {
	case x == nil:
		return nil, errors.New("what: no opening, report, task, command, escalation or release of this case")
	case !slices.Contains(x.act.To, e.Act.By):
		return nil, fmt.Errorf("what: it is not addressed to %s", e.Act.By)
	}
	if _, twice := x.receipts[e.Act.By]; twice {
		return nil, errors.New("what: its author gave a receipt for it already")
	}
	return func() {
		x.receipts[e.Act.By] = receipt{e.Ref, e.Act.At}
		f.add(e, e.Act.At, r)
	}, nil
}

// A Delivery is an addressee and its receipt. Without a receipt it was sent, and that is all that is known (R30).
type Delivery struct {
	Party      jurisdiction.ID
	Receipt    *act.Ref
	ReceivedAt act.Time // as the receipt claims
}

func (x *sent) delivery(to jurisdiction.ID) Delivery {
	d := Delivery{Party: to}
	if r, ok := x.receipts[to]; ok {
		d.Receipt, d.ReceivedAt = &r.ref, r.at
	}
	return d
}

// A Reported is a report with what became of it.
type Reported struct {
	*Report   // not to be changed
	By        jurisdiction.ID
	At        act.Time
	Officer   string
	Ref       act.Ref
	To        []Delivery
	Missing   []string // mandatory fields that it left out
	Still     []string // those of them that no later report of the same author in this case brought either
	Replaced  *act.Ref // by this later report of the same author
	Backdated bool     // its time lies before that of an earlier act of its author in the case, or of the opening
}

// Reports returns the reports of a case in the order of their times.
func (s *State) Reports(id act.Ref) []Reported {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Reported
	for _, r := range f.records {
		body, ok := r.body.(*Report)
		if !ok {
			continue
		}
		x := f.sent[r.ref]
		v := Reported{Report: body, By: r.act.By, At: r.act.At, Officer: r.act.Officer, Ref: r.ref, Missing: Missing(body), Replaced: x.replaced, Backdated: x.backdated}
		for _, to := range r.act.To {
			v.To = append(v.To, x.delivery(to))
		}
		for _, name := range v.Missing {
			if !f.toldLater(r, name) {
				v.Still = append(v.Still, name)
			}
		}
		out = append(out, v)
	}
	return out
}

// toldLater says whether a later report of the same author has a field.
func (f *file) toldLater(r record, name string) bool {
	return slices.ContainsFunc(f.records, func(o record) bool {
		body, ok := o.body.(*Report)
		if !ok || o.act.By != r.act.By || o.ref.Index <= r.ref.Index {
			return false
		}
		_, told := body.Fields[name]
		return told
	})
}
