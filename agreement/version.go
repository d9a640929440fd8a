package agreement

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Version is one text of an instrument and where it stands. The instrument belongs to the state and is not to be changed.
type Version struct {
	*Instrument
	Ref       act.Ref // the conclude or issue; of a mere proposal the propose
	Proposal  act.Ref // the propose or issue
	By        jurisdiction.ID
	Issued    bool
	State     string            // proposed, refused, concluded (in force), not-yet, superseded, lapsed, ended
	Concluded act.Time          // 0: not
	Starts    act.Time          // its From, or its conclusion if that is later; 0: not concluded
	Ends      act.Time          // when it is, or was, superseded, lapsed or ended; 0: no end is known
	Signed    []Signed          // the last word of each party that said one, by ID; the proposer, if a party, signed by proposing
	Missing   []jurisdiction.ID // parties that have not signed
	Changes   []Move            // suspensions, their ends, leavings: by effect
	Contracts []Contracted      // with private units, also of the versions before; by place on record
}

// Signed is the last word of a party about a proposal.
type Signed struct {
	Party   jurisdiction.ID
	At      act.Time
	Refused bool
	Reason  act.Text
	Ref     act.Ref
}

// A Move is a change of a party's part in what it signed.
type Move struct {
	Party  jurisdiction.ID
	Kind   act.Kind // agreement.suspend, agreement.resume, agreement.leave
	At     act.Time // as claimed
	Effect act.Time // of a leaving: after the notice
	Reason act.Text
	Ref    act.Ref
}

// Versions returns all instruments: by code, the newest version first.
func (s *State) Versions(now act.Time) []Version {
	out := make([]Version, 0, len(s.deals))
	for _, d := range s.deals {
		out = append(out, s.version(d, now))
	}
	slices.SortFunc(out, func(a, b Version) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(b.Instrument.Version, a.Instrument.Version), act.CompareRefs(a.Ref, b.Ref))
	})
	return out
}

func (s *State) version(d *deal, now act.Time) Version {
	v := Version{Instrument: d.text, Ref: d.proposal, Proposal: d.proposal, By: d.by, Issued: d.issued}
	for _, p := range d.text.Parties {
		if d.issued {
			break
		}
		said, ok := d.signed[p]
		if ok {
			v.Signed = append(v.Signed, said)
		}
		if !ok || said.Refused {
			v.Missing = append(v.Missing, p)
		}
	}
	slices.SortFunc(v.Signed, func(a, b Signed) int { return cmp.Compare(a.Party, b.Party) })
	if d.begun == nil {
		v.State = s.pending(d)
		return v
	}
	v.Ref, v.Concluded, v.Starts = *d.begun, d.concluded, d.starts()
	v.Changes, v.Contracts = s.changes(d), s.contractsOf(d)
	why := ""
	v.Ends, why = s.ends(d, v.Changes)
	switch {
	case v.Ends != 0 && now >= v.Ends:
		v.State = why
	case now < v.Starts:
		v.State = "not-yet"
	default:
		v.State = "concluded"
	}
	return v
}

// pending is the state of a mere proposal.
func (s *State) pending(d *deal) string {
	for _, other := range s.deals {
		switch {
		case other.begun != nil && d.text.Amends != nil && other.text.Amends != nil && *other.text.Amends == *d.text.Amends:
			return "superseded" // another amendment of the same version was concluded
		case other.by == d.by && other.text.Code == d.text.Code && other.text.Version == d.text.Version && other.proposal.Index > d.proposal.Index:
			return "superseded" // its author wrote it anew
		}
	}
	for _, said := range d.signed {
		if said.Refused {
			return "refused"
		}
	}
	return "proposed"
}

func (d *deal) starts() act.Time { return max(d.text.From, d.concluded) }

// successor is the version that replaces one. Each party signs one amendment of a version at most, so that there can be a second one only if nobody is left;
// the one that begins first then counts.
func (s *State) successor(d *deal) *deal {
	var next *deal
	for _, other := range s.deals {
		if other.begun == nil || other.text.Amends == nil || *other.text.Amends != *d.begun {
			continue
		}
		if next == nil || cmp.Or(cmp.Compare(other.starts(), next.starts()), act.CompareRefs(other.proposal, next.proposal)) < 0 {
			next = other
		}
	}
	return next
}

// changes are the moves of all parties, by effect. What a party did to the version before, after it had signed this one, holds for this one too: who signs
// an amendment and then gives notice does not begin anew when the amendment is concluded.
func (s *State) changes(d *deal) []Move {
	out := slices.Concat(valuesOf(d.moves)...)
	if d.text.Amends != nil && !d.issued {
		for _, m := range s.changes(s.binding[*d.text.Amends]) {
			ref := d.signed[m.Party].Ref
			if m.Party == d.by {
				ref = *d.begun
			}
			if m.Ref.Journal == ref.Journal && m.Ref.Index > ref.Index {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(a, b Move) int { return cmp.Or(cmp.Compare(a.Effect, b.Effect), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

func valuesOf[K comparable, V any](m map[K]V) []V {
	out := make([]V, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// ends says when an instrument ceases to be in force, and what that is called.
func (s *State) ends(d *deal, changes []Move) (at act.Time, why string) {
	first := func(t act.Time, what string) {
		if at == 0 || t < at {
			at, why = t, what
		}
	}
	if next := s.successor(d); next != nil {
		first(next.starts(), "superseded")
	}
	if d.text.Until != 0 {
		first(d.text.Until, "lapsed")
	}
	left := len(d.text.Parties)
	gone := map[jurisdiction.ID]bool{}
	for _, m := range changes {
		if m.Kind == KindLeave && !gone[m.Party] {
			gone[m.Party] = true
			if left--; left < d.text.least() {
				first(m.Effect, "ended")
				break
			}
		}
	}
	return at, why
}

// out says how a party, by its own acts, has no part in what it signed at a time: left, suspended, or "" if it has.
func (d *deal) out(p jurisdiction.ID, at act.Time) string { return out(d.moves[p], p, at) }

func out(moves []Move, p jurisdiction.ID, at act.Time) string {
	switch m := lastMove(moves, p, at); {
	case m == nil || m.Kind == KindResume:
		return ""
	case m.Kind == KindLeave:
		return "left"
	}
	return "suspended"
}

// lastMove is what a party did last of what has taken effect; nothing follows a leaving.
func lastMove(moves []Move, p jurisdiction.ID, at act.Time) *Move {
	var last *Move
	for n := range moves {
		if m := &moves[n]; m.Party == p && m.Effect <= at {
			last = m
			if m.Kind == KindLeave {
				break
			}
		}
	}
	return last
}

// Binds says whether the instrument binds a party at a time: it is in force then, and the party signed it and has neither left nor suspended its part. What was
// issued binds its issuer and whoever is below it or, if it names parties, those of them. above gives each party's superior, "" for none.
func (v *Version) Binds(p jurisdiction.ID, at act.Time, above func(jurisdiction.ID) jurisdiction.ID) bool {
	if v.Concluded == 0 || at < v.Starts || v.Ends != 0 && at >= v.Ends {
		return false
	}
	named := slices.Contains(v.Parties, p)
	if !v.Issued {
		return named && out(v.Changes, p, at) == ""
	}
	if len(v.Parties) > 0 && !named {
		return false
	}
	return p == v.By || isAbove(v.By, p, above)
}

// Rests says how a party has no part in what it signed at a time: left, suspended, or "" if it has. Who gave notice has its part until that takes effect.
func (v *Version) Rests(p jurisdiction.ID, at act.Time) string { return out(v.Changes, p, at) }

// isAbove says whether one is above another. The chain is short; the bound keeps a circle in somebody's roster from being one here.
func isAbove(upper, lower jurisdiction.ID, above func(jurisdiction.ID) jurisdiction.ID) bool {
	if above == nil {
		return false
	}
	for range 16 {
		lower = above(lower)
		if lower == "" || lower == upper {
			return lower == upper && upper != ""
		}
	}
	return false
}

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between
// journals was. It covers which acts count; what they say is covered by their leaf hashes, and what they add up to follows from it.
func (s *State) Digest() act.Hash { return s.counted.Digest() }
