package roster

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A State is what the acts of the roster add up to. Apply expects that an act comes after the acts that it cites,
// after its author's previous act, and, unless it is the founder's, after its author's admission; package docket sees
// to that. Nothing else about the order matters.
type State struct {
	founder string // origin of the journal that has the charter
	charter *Charter
	founded act.Ref
	members map[jurisdiction.ID]*Member
	figures map[jurisdiction.ID][]Sized
	seen    map[string]map[jurisdiction.ID][]sighting // journal -> observer -> lengths
	wrote   map[jurisdiction.ID]map[int64]act.Hash    // observer -> index of an observe act -> its leaf hash
}

// A Member is one who was admitted. It belongs to the state and must not be changed.
type Member struct {
	Admission                 // as it is now: later addresses and keys included
	Admitted  act.Ref         // the act that admitted it, the first time
	Left      *act.Ref        // its own act of leaving; nil as long as it belongs
	LeftAt    act.Time        // when it left, as that act claims
	Verifiers []Verifier      // of its journal, by index
	Distrust  []Distrust      // what the secretariat said about its keys
	Under     jurisdiction.ID // its superior by its first admission: what verdicts may rest on, because a later one may be read or not
	terms     int             // how often it was admitted
	leaves    []act.Ref       // its acts of leaving
}

// A Verifier is the key that signs the checkpoints of a journal whose size is greater than From.
type Verifier struct {
	From int64  `json:"from"`
	Key  string `json:"key"`
}

// A Distrust is the secretariat's statement that a member's key must not be believed from an index on. It changes no
// state that others have built on; it is shown beside what the key signed.
type Distrust struct {
	Revocation
	Act act.Ref `json:"act"`
}

// New returns the roster of the alliance whose charter stands in that journal.
func New(founder string) *State {
	return &State{
		founder: founder,
		members: map[jurisdiction.ID]*Member{},
		figures: map[jurisdiction.ID][]Sized{},
		seen:    map[string]map[jurisdiction.ID][]sighting{},
		wrote:   map[jurisdiction.ID]map[int64]act.Hash{},
	}
}

// Apply takes an act of this package's kinds into the state, or says why it is void and changes nothing.
func (s *State) Apply(e act.Entry) error {
	err := s.apply(e)
	if err != nil {
		return fmt.Errorf("roster: %s by %s: %w", e.Act.Kind, e.Act.By, err)
	}
	return nil
}

// Check says why an act that officers put on record would be void, and changes nothing. The other kinds are the node's own.
func (s *State) Check(e act.Entry) error {
	if e.Act.Kind != KindFigures {
		return nil
	}
	_, err := s.size(e)
	if err != nil {
		return fmt.Errorf("roster: %s by %s: %w", e.Act.Kind, e.Act.By, err)
	}
	return nil
}

func (s *State) apply(e act.Entry) error {
	switch e.Act.Kind {
	case KindFound:
		c, err := body[Charter](e.Act.Body)
		if err != nil {
			return err
		}
		return s.found(e, c)
	case KindAdmit:
		a, err := body[Admission](e.Act.Body)
		if err != nil {
			return err
		}
		return s.admit(e, a)
	case KindKey:
		k, err := body[KeyChange](e.Act.Body)
		if err != nil {
			return err
		}
		return s.key(e, k)
	case KindLeave:
		if _, err := body[Leaving](e.Act.Body); err != nil {
			return err
		}
		return s.leave(e)
	case KindFigures:
		f, err := s.size(e)
		if err == nil {
			s.figures[f.Member] = append(s.figures[f.Member], Sized{f, e.Ref})
		}
		return err
	case KindObserve:
		o, err := body[Observation](e.Act.Body)
		if err != nil {
			return err
		}
		return s.observe(e, o)
	}
	return errors.New("no such kind")
}

func (s *State) found(e act.Entry, c Charter) error {
	if e.Journal != s.founder {
		return fmt.Errorf("the alliance is founded in the journal %s", s.founder)
	}
	if s.charter != nil {
		return fmt.Errorf("the alliance was founded by entry %d", s.founded.Index)
	}
	s.charter, s.founded = &c, e.Ref
	return nil
}

// admit: the secretariat decides who is a member. Only the founder and the secretariat itself are admitted by the
// founder: somebody has to be first, and the founder's own acts must not depend on another journal.
func (s *State) admit(e act.Entry, a Admission) error {
	if s.charter == nil {
		return errors.New("the alliance has no charter yet")
	}
	founding := a.Member == s.charter.Secretariat || act.Origin(a.Member) == s.founder
	if founding && e.Journal != s.founder {
		return fmt.Errorf("%s is admitted in the journal %s", a.Member, s.founder)
	}
	if !founding && e.Act.By != s.charter.Secretariat {
		return fmt.Errorf("members are admitted by %s", s.charter.Secretariat)
	}
	m := s.members[a.Member]
	if m == nil {
		s.members[a.Member] = &Member{Admission: a, Admitted: e.Ref, Under: a.Superior, terms: 1,
			Verifiers: []Verifier{{From: 0, Key: a.Verifier}}}
		return nil
	}
	// Whether the leaving has been read yet depends on the order of reading; that it is cited does not.
	if m.terms > len(m.leaves) || !slices.Contains(e.Act.Cites, m.leaves[m.terms-1]) {
		return fmt.Errorf("%s is a member; to admit it again, cite its leaving", a.Member)
	}
	return s.readmit(m, a)
}

func (s *State) readmit(m *Member, a Admission) error {
	if a.Verifier != m.Verifier {
		return errors.New("verifier: differs from the one in use; a returning member changes it in its own journal")
	}
	if err := checkKeys(m.Keys, a.Keys); err != nil {
		return err
	}
	a.Keys = append(slices.Clone(m.Keys), a.Keys...)
	m.Admission = a
	m.terms++
	m.Left, m.LeftAt = nil, 0
	return nil
}

func (s *State) key(e act.Entry, k KeyChange) error {
	if k.Member != "" && k.Member != e.Act.By {
		return s.distrust(e, k)
	}
	m := s.members[e.Act.By]
	if m == nil {
		return errors.New("the author is not a member")
	}
	for i := range k.Add {
		if k.Add[i].From < e.Index {
			return fmt.Errorf("add: %x from index %d: cannot begin before this act, which is entry %d",
				k.Add[i].Public, k.Add[i].From, e.Index)
		}
	}
	if err := checkKeys(m.Keys, k.Add); err != nil {
		return err
	}
	if err := checkURLs(k.URLs); err != nil {
		return err
	}
	if k.Verifier != "" {
		if err := checkVerifier(k.Verifier, m.Member); err != nil {
			return err
		}
	}
	keys, err := revoked(m.Keys, k.Revoke, e.Index)
	if err != nil {
		return err
	}
	m.Keys = append(keys, k.Add...)
	if k.Verifier != "" {
		m.Verifier = k.Verifier
		m.Verifiers = append(m.Verifiers, Verifier{From: e.Index, Key: k.Verifier})
	}
	if len(k.URLs) > 0 {
		m.URLs = k.URLs
	}
	if len(k.TLS) > 0 {
		m.TLS = k.TLS
	}
	return nil
}

// revoked returns the keys with the revocations applied. A member can only revoke for the future: what its earlier
// acts were signed with must not change under those who relied on them.
func revoked(keys []Key, revoke []Revocation, now int64) ([]Key, error) {
	keys = slices.Clone(keys)
	for _, r := range revoke {
		i := slices.IndexFunc(keys, func(k Key) bool { return k.Public == r.Public })
		switch {
		case i < 0:
			return nil, fmt.Errorf("revoke: %x is none of its keys", r.Public)
		case r.From < now:
			return nil, fmt.Errorf("revoke: %x from index %d: cannot reach back before this act, which is entry %d",
				r.Public, r.From, now)
		case keys[i].Until != 0 && keys[i].Until <= r.From:
			return nil, fmt.Errorf("revoke: %x has ended at index %d", r.Public, keys[i].Until)
		}
		keys[i].Until = r.From
		if r.From <= keys[i].From { // before it began: valid nowhere; an end of 0 would mean that there is none
			keys[i].From, keys[i].Until = max(r.From, 1), max(r.From, 1)
		}
	}
	return keys, nil
}

func (s *State) distrust(e act.Entry, k KeyChange) error {
	if s.charter == nil || e.Act.By != s.charter.Secretariat {
		return errors.New("only the secretariat speaks about another member's keys")
	}
	if len(k.Add) > 0 || k.Verifier != "" || len(k.URLs) > 0 || len(k.TLS) > 0 || len(k.Revoke) == 0 {
		return errors.New("the secretariat can only revoke; a member adds its own keys")
	}
	// A member that another journal admitted may be known already or not; in this journal that must not make a difference.
	m := s.members[k.Member]
	if m == nil || m.Admitted.Journal != e.Journal {
		return fmt.Errorf("%s was not admitted in this journal", k.Member)
	}
	for _, r := range k.Revoke {
		m.Distrust = append(m.Distrust, Distrust{Revocation: r, Act: e.Ref})
	}
	return nil
}

func (s *State) leave(e act.Entry) error {
	m := s.members[e.Act.By]
	if m == nil || m.Left != nil {
		return errors.New("the author is not a member")
	}
	m.leaves = append(m.leaves, e.Ref)
	m.Left, m.LeftAt = &m.leaves[len(m.leaves)-1], e.Act.At
	return nil
}

// Charter returns the charter and the act that it is the body of.
func (s *State) Charter() (c Charter, founded act.Ref, ok bool) {
	if s.charter == nil {
		return Charter{}, act.Ref{}, false
	}
	return *s.charter, s.founded, true
}

// Rules returns the rules of the charter; before there is a charter they are zero.
func (s *State) Rules() Rules {
	c, _, _ := s.Charter()
	return c.Rules
}

// Member returns a member, also one who has left.
func (s *State) Member(id jurisdiction.ID) (*Member, bool) {
	m, ok := s.members[id]
	return m, ok
}

// Members returns the members, those who have left included, by their IDs.
func (s *State) Members() []*Member {
	list := slices.Collect(maps.Values(s.members))
	slices.SortFunc(list, func(a, b *Member) int { return cmp.Compare(a.Member, b.Member) })
	return list
}

// Speaks says whether the journal counts at this point: it is the founder's, or its author was admitted and has not
// left since. As journals are read in their own order, the answer for an entry is the same in every order of reading.
func (s *State) Speaks(journal string) bool {
	if journal == s.founder {
		return true
	}
	id, err := act.Author(journal)
	if err != nil || act.Origin(id) != journal {
		return false
	}
	m := s.members[id]
	return m != nil && m.terms > len(m.leaves)
}

// MaySign says whether a key speaks for the author of a journal at an index of it, and for which post.
func (s *State) MaySign(journal string, index int64, key [32]byte) (post string, ok bool) {
	id, err := act.Author(journal)
	if err != nil || s.members[id] == nil {
		return "", false
	}
	for _, k := range s.members[id].Keys {
		if k.Public == key && k.From <= index && (k.Until == 0 || index < k.Until) {
			return k.Post, true
		}
	}
	return "", false
}

// Digest returns a hash of the whole state. It is the same for every order in which the same acts were applied.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	enc := json.NewEncoder(h) // sorts maps
	for _, part := range []any{s.founder, s.charter, s.founded, s.figures, s.seen, s.wrote} {
		_ = enc.Encode(part) // plain values into a hash: neither can fail
	}
	for _, m := range s.Members() {
		_ = enc.Encode(struct {
			*Member
			Terms  int
			Leaves []act.Ref
		}{m, m.terms, m.leaves})
	}
	return act.Hash(h.Sum(nil))
}
