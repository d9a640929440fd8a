package warning

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// answer applies an act of one who has the warning. Whether it counts depends on the version and the handing that it cites
// and on the author's own earlier acts, on nothing else: so the verdict is the same for every order of journals.
func (s *State) answer(e act.Entry, a *Answer) (func(), error) {
	v := s.versions[a.Of]
	if v == nil {
		return nil, errors.New("cites no warning on record")
	}
	if a.Status != v.notice.Status {
		return nil, fmt.Errorf("is %s, the warning is %s", a.Status, v.notice.Status)
	}
	if err := s.entitled(e.Act.By, v, a.Via); err != nil {
		return nil, err
	}
	h := v.thread.holders[e.Act.By]
	if err := h.allows(e.Act, v); err != nil {
		return nil, err
	}
	if e.Act.Kind == KindPass && slices.Contains(e.Act.To, v.thread.issuer()) {
		return nil, errors.New("goes back to its issuer")
	}
	return func() {
		backdated := e.Act.At < v.act.At-skew
		if n := len(h.answers); n > 0 {
			backdated = backdated || e.Act.At < h.answers[n-1].act.At-skew
		}
		h.answers = append(h.answers, answer{version: v, ref: e.Ref, act: bare(e.Act), note: a.Note, backdated: backdated})
		h.known = max(h.known, v.number)
		if e.Act.Kind == KindPass {
			s.hand(&handing{version: v, ref: e.Ref, act: bare(e.Act), answerBy: a.AnswerBy})
		}
	}, nil
}

// entitled says whether a party has a version (doc/acts.md 6.5): because the version is addressed to it, or because the act via brought it.
func (s *State) entitled(id jurisdiction.ID, v *version, via *act.Ref) error {
	if slices.Contains(v.act.To, id) {
		return nil
	}
	if via == nil {
		return fmt.Errorf("version %d is not addressed to it, and it does not say who passed it on", v.number)
	}
	h := s.handings[*via]
	if h == nil || h.version != v || !slices.Contains(h.act.To, id) {
		return fmt.Errorf("entry %d of %s did not bring it version %d", via.Index, via.Journal, v.number)
	}
	return nil
}

// allows says whether an act makes sense after what its author did before (doc/acts.md 6.6):
//   - a receipt or a sight of a version counts once (a sight once for each officer);
//   - an answer to a version that its author knows to be superseded or cancelled is void; if it did not know, the answer stands
//     and counts as far as the later versions let it;
//   - the same answer to the same version twice is void; a changed answer (accept after decline, decline after accept)
//     replaces the earlier one, and both stay in the history;
//   - a cancel is received, seen and passed on; there is nothing in it to accept or decline;
//   - passing on is allowed before, after and without an answer, and never is one.
func (h *holder) allows(a act.Act, v *version) error {
	answers := a.Kind == KindAccept || a.Kind == KindDecline
	if answers && v.cancel != nil {
		return errors.New("it is cancelled; a cancel is confirmed by seeing it")
	}
	if (answers || a.Kind == KindPass) && v.number < h.known {
		return fmt.Errorf("answers version %d, but its own journal shows version %d", v.number, h.known)
	}
	for i := len(h.answers) - 1; i >= 0; i-- {
		old := &h.answers[i]
		if old.version != v {
			continue
		}
		switch {
		case a.Kind == old.act.Kind && a.Kind == KindReceive:
			return fmt.Errorf("received already at %s", old.act.At.RFC3339())
		case a.Kind == old.act.Kind && a.Kind == KindSee && a.Officer == old.act.Officer:
			return fmt.Errorf("seen already by the same officer at %s", old.act.At.RFC3339())
		case answers && a.Kind == old.act.Kind:
			return fmt.Errorf("the same answer was given already at %s", old.act.At.RFC3339())
		case answers && (old.act.Kind == KindAccept || old.act.Kind == KindDecline):
			return nil // a change of mind
		}
	}
	return nil
}
