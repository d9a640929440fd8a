package roster

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A hand writes acts into journals and gives them to a state, each journal in its order.
type hand struct {
	t    *testing.T
	s    *State
	next map[jurisdiction.ID]int64
}

func newHand(t *testing.T) *hand {
	return &hand{t: t, s: New("body/journal/1"), next: map[jurisdiction.ID]int64{}}
}

// does applies an act and expects that it is void for a reason, or that it is not if the reason is empty. A void act must leave no
// trace.
func (h *hand) does(by jurisdiction.ID, kind act.Kind, body any, reason string, edit ...func(*act.Act)) act.Ref {
	h.t.Helper()
	raw, err := act.Canonical(body)
	if err != nil {
		h.t.Fatal(err)
	}
	a := act.Act{Version: act.Version, Kind: kind, By: by, At: act.Time(h.next[by]), Body: raw}
	for _, f := range edit {
		f(&a)
	}
	b, err := act.Encode(a)
	if err != nil {
		h.t.Fatal(err)
	}
	e := act.Read(act.Origin(by), h.next[by], b)
	h.next[by]++
	before := h.s.Digest()
	err = h.s.Apply(e)
	switch {
	case reason == "" && err != nil:
		h.t.Errorf("entry %d of %s: %v", e.Index, by, err)
	case reason == "" && before == h.s.Digest():
		h.t.Errorf("entry %d of %s: the digest does not show it", e.Index, by)
	case reason != "" && (err == nil || !strings.Contains(err.Error(), reason)):
		h.t.Errorf("entry %d of %s: %v, want %q", e.Index, by, err, reason)
	case reason != "" && before != h.s.Digest():
		h.t.Errorf("entry %d of %s is void and changes the state", e.Index, by)
	}
	return e.Ref
}

func cites(refs ...act.Ref) func(*act.Act) { return func(a *act.Act) { a.Cites = refs } }

func at(t act.Time) func(*act.Act) { return func(a *act.Act) { a.At = t } }

// founded is an alliance whose secretariat is its founder, with one member.
func founded(t *testing.T) *hand {
	h := newHand(t)
	h.does("body", KindFound, songhua(), "")
	h.does("body", KindAdmit, city("jilin"), "")
	return h
}

// Clause 3.1: one charter, in the founder's journal; before it there is no roster.
func TestFound(t *testing.T) {
	h := newHand(t)
	if _, _, ok := h.s.Charter(); ok || h.s.Rules().MustWarn != 0 {
		t.Error("a charter before the founding")
	}
	h.does("body", KindAdmit, city("jilin"), "no charter yet")
	h.does("jilin", KindFound, songhua(), "founded in the journal body/journal/1")
	bad := songhua()
	bad.Mode = "x"
	h.does("body", KindFound, bad, "mode")
	ref := h.does("body", KindFound, songhua(), "")
	h.does("body", KindFound, songhua(), "was founded by entry 2")
	c, founded, ok := h.s.Charter()
	if !ok || founded != ref || c.Secretariat != "body" || h.s.Rules().MustWarn != 50 {
		t.Errorf("%+v, %v, %v", c, founded, ok)
	}
	h.does("body", "roster.dance", map[string]int{"x": 1}, "no such kind")
}

// Clause 3.2: the founder admits itself and the secretariat, the secretariat everybody else.
func TestAdmit(t *testing.T) {
	h := newHand(t)
	c := songhua()
	c.Secretariat = "office"
	h.does("body", KindFound, c, "")
	h.does("body", KindAdmit, city("jilin"), "admitted by office")
	h.does("office", KindAdmit, city("office"), "admitted in the journal body/journal/1")
	h.does("office", KindAdmit, city("body"), "admitted in the journal body/journal/1")
	h.does("body", KindAdmit, city("office"), "")
	h.does("body", KindAdmit, city("body"), "")
	h.does("office", KindAdmit, city("jilin"), "")
	h.does("jilin", KindAdmit, city("daqing"), "admitted by office")
	h.does("office", KindAdmit, city("jilin"), "cite its leaving")
	h.does("office", KindAdmit, Admission{Member: "daqing", Name: act.Text{}}, "name")
	var ids []jurisdiction.ID
	for _, m := range h.s.Members() {
		ids = append(ids, m.Member)
	}
	if len(ids) != 3 || ids[0] != "body" || ids[1] != "jilin" || ids[2] != "office" {
		t.Error(ids)
	}
	m, ok := h.s.Member("jilin")
	if !ok || m.Admitted.Journal != "office/journal/1" || m.Verifiers[0].Key != m.Verifier || m.Population != 4_300_000 {
		t.Errorf("%+v", m)
	}
	if _, ok := h.s.Member("daqing"); ok {
		t.Error("daqing is a member")
	}
}

// Clauses 3.3, 3.4, 5.4, R18: who left does not speak until an admission cites the leaving.
func TestLeave(t *testing.T) {
	h := founded(t)
	if !h.s.Speaks("body/journal/1") || !h.s.Speaks("jilin/journal/1") {
		t.Error("a member does not speak")
	}
	for _, j := range []string{"daqing/journal/1", "jilin/journal/2", "jilin", ""} {
		if h.s.Speaks(j) {
			t.Errorf("%q speaks", j)
		}
	}
	h.does("daqing", KindLeave, Leaving{}, "not a member")
	left := h.does("jilin", KindLeave, Leaving{Reason: act.Text{"en": "other river"}}, "")
	m, _ := h.s.Member("jilin")
	if h.s.Speaks("jilin/journal/1") || m.Left == nil || *m.Left != left {
		t.Error("jilin left and speaks")
	}
	h.does("jilin", KindLeave, Leaving{}, "not a member")
	again := city("jilin")
	again.Keys = []Key{{Public: PublicKey{3}, From: 30}}
	h.does("body", KindAdmit, again, "cite its leaving")
	h.does("body", KindAdmit, city("jilin"), "keys: 01", cites(left))
	h.does("body", KindAdmit, again, "", cites(left))
	if !h.s.Speaks("jilin/journal/1") || m.Left != nil || len(m.Keys) != 3 {
		t.Errorf("readmitted: %+v", m)
	}
	h.does("body", KindAdmit, again, "cite its leaving", cites(left))
	second := h.does("jilin", KindLeave, Leaving{}, "")
	again.Keys = nil
	h.does("body", KindAdmit, again, "cite its leaving", cites(left)) // the former one
	h.does("body", KindAdmit, again, "", cites(left, second))
}

// A returning member keeps the verifier of its journal; to change it is for itself alone.
func TestReadmitVerifier(t *testing.T) {
	h := founded(t)
	left := h.does("jilin", KindLeave, Leaving{}, "")
	a := city("jilin")
	a.Verifier, a.Keys = "jilin/journal/1"+strings.TrimPrefix(verifierOf("jilin/journal/1"), "jilin/journal/1"), nil
	m, _ := h.s.Member("jilin")
	m.Verifier = "rotated" // as if by roster.key
	h.does("body", KindAdmit, a, "changes it in its own journal", cites(left))
}

// Clauses 3.5 and 3.6, R20: keys are valid by index; a change reaches forward, never back, and is taken whole or not at all.
func TestKeys(t *testing.T) {
	h := founded(t)
	h.does("daqing", KindKey, KeyChange{Add: []Key{{Public: PublicKey{9}}}}, "not a member")
	h.does("jilin", KindObserve, heads(0), "")
	h.does("jilin", KindKey, KeyChange{Add: []Key{{Public: PublicKey{9}}}}, "cannot begin before this act, which is entry 1")
	h.does("jilin", KindKey, KeyChange{Add: []Key{{Public: PublicKey{1}, From: 5}}}, "not taken up again")
	h.does("jilin", KindKey, KeyChange{Revoke: []Revocation{{Public: PublicKey{1}, From: 1}}}, "cannot reach back")
	h.does("jilin", KindKey, KeyChange{Revoke: []Revocation{{Public: PublicKey{8}, From: 9}}}, "none of its keys")
	h.does("jilin", KindKey, KeyChange{Revoke: []Revocation{{Public: PublicKey{2}, From: 20}}}, "has ended at index 20")
	h.does("jilin", KindKey, KeyChange{URLs: []string{"node.example"}}, "urls")
	h.does("jilin", KindKey, KeyChange{Verifier: verifierOf("daqing/journal/1")}, "is for")
	h.does("jilin", KindKey, KeyChange{Add: []Key{{Public: PublicKey{3}, From: 30}}, Revoke: []Revocation{{Public: PublicKey{8}, From: 30}}}, "none of its keys")
	h.does("jilin", KindKey, KeyChange{
		Add:      []Key{{Public: PublicKey{3}, Post: "deputy", From: 12}},
		Revoke:   []Revocation{{Public: PublicKey{1}, From: 12}, {Public: PublicKey{2}, From: 9}},
		URLs:     []string{"https://new.example"},
		TLS:      []act.Hash{{8}},
		Verifier: verifierOf("jilin/journal/1"),
	}, "")
	for _, test := range []struct {
		key   byte
		index int64
		post  string
		ok    bool
	}{
		{1, 0, "duty officer", true}, {1, 11, "duty officer", true}, {1, 12, "", false},
		{2, 9, "", false}, {2, 10, "", false}, {2, 11, "", false}, // ended before it began: valid nowhere
		{3, 11, "", false}, {3, 12, "deputy", true}, {3, 1 << 40, "deputy", true}, {4, 12, "", false},
	} {
		post, ok := h.s.MaySign("jilin/journal/1", test.index, [32]byte{test.key})
		if post != test.post || ok != test.ok {
			t.Errorf("key %d at index %d: %q, %v, want %q, %v", test.key, test.index, post, ok, test.post, test.ok)
		}
	}
	if _, ok := h.s.MaySign("daqing/journal/1", 0, [32]byte{1}); ok {
		t.Error("a stranger may sign")
	}
	if _, ok := h.s.MaySign("jilin", 0, [32]byte{1}); ok {
		t.Error("something that is no journal may sign")
	}
	m, _ := h.s.Member("jilin")
	if m.URLs[0] != "https://new.example" || m.TLS[0] != (act.Hash{8}) || len(m.Verifiers) != 2 || m.Verifiers[1].From != 9 {
		t.Errorf("%+v", m)
	}
}

// The founder admits itself in its own journal. Whether the secretariat's node has read that must not matter to what it says.
func TestDistrustFounder(t *testing.T) {
	h := newHand(t)
	c := songhua()
	c.Secretariat = "office"
	h.does("body", KindFound, c, "")
	h.does("body", KindAdmit, city("office"), "")
	lost := KeyChange{Member: "body", Revoke: []Revocation{{Public: PublicKey{1}}}}
	h.does("office", KindKey, lost, "not admitted in this journal")
	h.does("body", KindAdmit, city("body"), "")
	h.does("office", KindKey, lost, "not admitted in this journal")
}

// A key may be given up in the very first entry of its owner's journal; it is then valid nowhere.
func TestRevokeAtOnce(t *testing.T) {
	h := founded(t)
	h.does("jilin", KindKey, KeyChange{Revoke: []Revocation{{Public: PublicKey{1}, From: 0}}}, "")
	for _, index := range []int64{0, 1, 2, 1 << 40} {
		if _, ok := h.s.MaySign(jilin, index, [32]byte{1}); ok {
			t.Errorf("valid at %d", index)
		}
	}
	h.does("jilin", KindKey, KeyChange{Revoke: []Revocation{{Public: PublicKey{1}, From: 5}}}, "has ended")
}

// Clause 3.7, R103: the secretariat's distrust is shown and changes nothing that was built on the key.
func TestDistrust(t *testing.T) {
	h := founded(t)
	h.does("body", KindAdmit, city("daqing"), "")
	lost := []Revocation{{Public: PublicKey{1}, From: 0, Reason: act.Text{"en": "stolen"}}}
	h.does("daqing", KindKey, KeyChange{Member: "jilin", Revoke: lost}, "only the secretariat")
	h.does("body", KindKey, KeyChange{Member: "harbin", Revoke: lost}, "harbin was not admitted in this journal")
	h.does("body", KindKey, KeyChange{Member: "jilin", Revoke: lost, URLs: []string{"https://x.example"}}, "can only revoke")
	h.does("body", KindKey, KeyChange{Member: "jilin"}, "can only revoke")
	ref := h.does("body", KindKey, KeyChange{Member: "jilin", Revoke: lost}, "")
	m, _ := h.s.Member("jilin")
	if len(m.Distrust) != 1 || m.Distrust[0].Act != ref || m.Distrust[0].Public != (PublicKey{1}) {
		t.Errorf("%+v", m.Distrust)
	}
	if _, ok := h.s.MaySign("jilin/journal/1", 0, [32]byte{1}); !ok {
		t.Error("distrust undoes what was signed")
	}
}
