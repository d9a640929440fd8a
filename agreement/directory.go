package agreement

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// The directory of a central office: which alliances there are, and what each says of itself (R32). It is for people who look something up. No clause, no
// power and no duty asks it, so that an alliance is the same whether it stands there or not.
const (
	KindRegister act.Kind = "agreement.register"
	KindStrike   act.Kind = "agreement.strike"
	KindTell     act.Kind = "agreement.tell"
)

// A Registration is the body of agreement.register: an alliance, or a change of what the directory said of it.
type Registration struct {
	Of       act.Ref           `json:"of"`   // the conclusion or issue that has the office; must be cited
	Body     string            `json:"body"` // the central office
	Replaces *act.Ref          `json:"replaces,omitempty"`
	Name     act.Text          `json:"name"`
	Founder  string            `json:"founder"`           // origin of the journal that has its charter
	Charter  string            `json:"charter,omitempty"` // leaf hash of the charter, as somebody verified it; 64 hexadecimal digits
	Size     int64             `json:"size,omitempty"`    // of the founder's journal, as it was witnessed
	Root     string            `json:"root,omitempty"`    // its root hash then; 64 hexadecimal digits
	Mode     string            `json:"mode"`
	Members  []jurisdiction.ID `json:"members"`
	Area     act.Text          `json:"area"`                             // which river, basin, corridor: free words
	Classes  []string          `json:"classes,omitempty"`                // of event
	Contact  act.Text          `json:"contact" personal:"reach"`         // a post, not a person
	Reach    []string          `json:"reach,omitempty" personal:"reach"` // URIs
	Party    jurisdiction.ID   `json:"party,omitempty"`                  // who speaks for it here, if it has a journal here: it may tell
	From     act.Time          `json:"from"`
	Until    act.Time          `json:"until,omitempty"`
	Reason   act.Text          `json:"reason,omitempty"` // of a change
}

// A Striking is the body of agreement.strike.
type Striking struct {
	Of     act.Ref  `json:"of"` // the registration that holds; must be cited
	Reason act.Text `json:"reason"`
}

// A Telling is the body of agreement.tell: how an alliance stands, as whom it concerns says itself, or as the office was told.
type Telling struct {
	Of      act.Ref  `json:"of"`                // a registration of the alliance; must be cited
	AsOf    act.Time `json:"asOf"`              // of which moment it speaks
	Cases   int64    `json:"cases"`             // open
	Gravest int      `json:"gravest,omitempty"` // response level of the gravest, 1 the gravest; 0: none, or not said
	Source  act.Text `json:"source,omitempty"`  // from whom the office has it
	Note    act.Text `json:"note,omitempty"`
}

// A listing is an alliance as one office lists it, with all that was said of it.
type listing struct {
	by     jurisdiction.ID
	body   string
	log    []Logged
	struck bool
	told   map[jurisdiction.ID][]Told // in the order of each author's journal
}

// Logged is a line of the log of a directory.
type Logged struct {
	Kind act.Kind // agreement.register, agreement.strike
	At   act.Time
	Ref  act.Ref
	*Registration
	Why act.Text // of a change, of a striking
}

// Told is a telling at its place.
type Told struct {
	Telling
	By  jurisdiction.ID
	At  act.Time
	Ref act.Ref
}

// Listed is an alliance in a directory. What it points to is not to be changed.
type Listed struct {
	*Registration
	ID    act.Ref // its first registration
	Ref   act.Ref // the one that holds
	By    jurisdiction.ID
	State string   // listed, not-yet, lapsed, struck
	Log   []Logged // oldest first
	Told  *Told    // the last by the moment of which it speaks; nil: nothing was ever told
}

func (r *Registration) check(a act.Act) error {
	if err := errors.Join(r.Name.Check(), r.Area.Check(), r.Contact.Check(), act.CheckTexts(r.Reason)); err != nil {
		return err
	}
	if _, err := act.Author(r.Founder); err != nil {
		return fmt.Errorf("founder: %.90q: wants the origin line of the journal that has its charter", r.Founder)
	}
	switch {
	case !digest(r.Charter) || !digest(r.Root):
		return errors.New("charter, root: wants 64 lower-case hexadecimal digits")
	case r.Charter == "" && r.Root == "" || (r.Root == "") != (r.Size == 0) || r.Size < 0:
		return errors.New("charter, size, root: wants the hash of its charter, or size and root of its founder's journal as they were witnessed")
	case !act.OneOf(r.Mode, modes):
		return fmt.Errorf("mode: %.40q; wants one of: %s", r.Mode, modes)
	case len(r.Members) == 0:
		return errors.New("members: none")
	case r.From <= 0 || r.Until != 0 && r.Until <= r.From:
		return errors.New("from and until: it is an alliance from a time on, and until, if at all, after it")
	case r.Replaces != nil && r.Reason == nil:
		return errors.New("reason: absent; a change says why")
	case r.Replaces != nil && !slices.Contains(a.Cites, *r.Replaces):
		return errors.New("replaces: not among its citations")
	}
	if d, ok := doubled(r.Members, func(m jurisdiction.ID) string { return string(m) }); ok {
		return fmt.Errorf("members: %s twice", d)
	}
	for _, c := range r.Classes {
		if !act.OneOf(c, eventClasses) {
			return fmt.Errorf("classes: %.40q; wants some of: %s", c, eventClasses)
		}
	}
	return nil
}

// digest says whether a text is a hash, or empty.
func digest(text string) bool {
	b, err := hex.DecodeString(text)
	return text == "" || err == nil && len(b) == 32 && hex.EncodeToString(b) == text
}

// register judges an entry of a directory: whoever speaks for the office keeps it, and its author alone changes what it wrote.
func (s *State) register(e act.Entry, r *Registration) (func(), error) {
	d, err := s.cited(e, r.Of, "of")
	if err != nil {
		return nil, err
	}
	b, ok := d.text.body(r.Body)
	if !ok || b.Kind != "central-office" {
		return nil, fmt.Errorf("body: %.70q is no central office of %s", r.Body, d.text.Code)
	}
	if !slices.Contains(d.stands("body:"+r.Body, e.Act.At), e.Act.By) || d.out(e.Act.By, e.Act.At) == "left" {
		return nil, fmt.Errorf("its author does not speak for %s then: its host, its deputy or who is in the chair keeps the directory", r.Body)
	}
	l := &listing{by: e.Act.By, body: r.Body, told: map[jurisdiction.ID][]Told{}}
	if r.Replaces != nil {
		if l, err = s.holding(*r.Replaces, e.Act.By); err != nil {
			return nil, fmt.Errorf("replaces: %w", err)
		}
	}
	return func() {
		l.log = append(l.log, Logged{Kind: KindRegister, At: e.Act.At, Ref: e.Ref, Registration: r, Why: r.Reason})
		s.directory[e.Ref] = l
	}, nil
}

// holding finds what an author lists by its registration that holds.
func (s *State) holding(ref act.Ref, by jurisdiction.ID) (*listing, error) {
	l := s.directory[ref]
	switch {
	case l == nil || l.by != by:
		return nil, fmt.Errorf("entry %d of %s is no registration of its author", ref.Index, ref.Journal)
	case l.struck:
		return nil, errors.New("the alliance was struck; it is registered anew")
	case l.log[len(l.log)-1].Ref != ref:
		return nil, fmt.Errorf("it was replaced by entry %d", l.log[len(l.log)-1].Ref.Index)
	}
	return l, nil
}

func (s *State) strike(e act.Entry, b *Striking) (func(), error) {
	if err := reason(b.Reason, true); err != nil {
		return nil, fmt.Errorf("reason: %w", err)
	}
	if !slices.Contains(e.Act.Cites, b.Of) {
		return nil, errors.New("of: not among its citations")
	}
	l, err := s.holding(b.Of, e.Act.By)
	if err != nil {
		return nil, fmt.Errorf("of: %w", err)
	}
	return func() {
		l.log, l.struck = append(l.log, Logged{Kind: KindStrike, At: e.Act.At, Ref: e.Ref, Why: b.Reason}), true
	}, nil
}

func (s *State) tell(e act.Entry, b *Telling) (func(), error) {
	if err := act.CheckTexts(b.Source, b.Note); err != nil {
		return nil, err
	}
	l := s.directory[b.Of]
	if l == nil || !slices.Contains(e.Act.Cites, b.Of) {
		return nil, errors.New("of: no registration that it cites")
	}
	n := slices.IndexFunc(l.log, func(x Logged) bool { return x.Ref == b.Of })
	switch own := l.log[n].Party == e.Act.By; {
	case !own && l.by != e.Act.By:
		return nil, fmt.Errorf("only who speaks for the alliance there, %s, and the office, %s, tell how it stands", cmp.Or(l.log[n].Party, "nobody"), l.by)
	case !own && b.Source == nil:
		return nil, errors.New("source: absent; who was told says by whom")
	case b.AsOf <= 0 || b.AsOf > e.Act.At:
		return nil, errors.New("asOf: wants a moment that is not after the act")
	case b.Cases < 0 || b.Gravest < 0 || b.Gravest > 4 || b.Cases == 0 && b.Gravest != 0:
		return nil, errors.New("cases and gravest: wants a number, and a response of 1 to 4, or 0, which without a case is the only one")
	}
	return func() { l.told[e.Act.By] = append(l.told[e.Act.By], Told{*b, e.Act.By, e.Act.At, e.Ref}) }, nil
}

// Directory returns what the central offices list at a moment, by the place of the first registration.
func (s *State) Directory(now act.Time) []Listed {
	var out []Listed
	done := map[*listing]bool{}
	for _, l := range s.directory {
		if !done[l] {
			done[l] = true
			out = append(out, l.listed(now))
		}
	}
	slices.SortFunc(out, func(a, b Listed) int { return act.CompareRefs(a.ID, b.ID) })
	return out
}

func (l *listing) listed(now act.Time) Listed {
	out := Listed{ID: l.log[0].Ref, By: l.by, State: "listed", Log: l.log}
	for _, x := range l.log {
		if x.Registration != nil {
			out.Registration, out.Ref = x.Registration, x.Ref
		}
	}
	switch {
	case l.struck:
		out.State = "struck"
	case now < out.From:
		out.State = "not-yet"
	case out.Until != 0 && now >= out.Until:
		out.State = "lapsed"
	}
	for _, by := range slices.Sorted(maps.Keys(l.told)) {
		for _, x := range l.told[by] {
			if t := out.Told; t == nil || cmp.Or(cmp.Compare(x.AsOf, t.AsOf), cmp.Compare(x.At, t.At), act.CompareRefs(x.Ref, t.Ref)) > 0 {
				out.Told = &x
			}
		}
	}
	return out
}
