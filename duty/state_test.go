package duty

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// key names a duty of Jilin towards the province.
func key() Key {
	return Key{Case: ref("jilin", 0), Clause: agreement.Cite{Instrument: ref("province", 7), Clause: "1"}, Party: "jilin", To: "province", Since: ref("jilin", 0)}
}

// Clause 9.9: what makes an act about a duty void.
func TestVoid(t *testing.T) {
	hash := act.Hash{1}
	for _, test := range []struct {
		name   string
		kind   act.Kind
		edit   func(a *act.Act, k *Key)
		body   func(k Key) any
		reason string
	}{
		{"met", KindMeet, nil, nil, ""},
		{"with an exhibit", KindMeet, func(a *act.Act, _ *Key) { a.Exhibits = []act.Hash{hash} }, func(k Key) any {
			return Meeting{Duty: k, Text: text("so"), Exhibits: []act.Hash{hash}}
		}, ""},
		{"of nobody", KindMeet, func(a *act.Act, k *Key) { k.To, a.To = "", nil }, nil, ""},
		{"of minutes", KindMeet, func(a *act.Act, k *Key) { k.Clause, k.Nth = agreement.Cite{}, 3 }, nil, ""},
		{"of another", KindMeet, func(_ *act.Act, k *Key) { k.Party = "harbin" }, nil, "speaks for itself"},
		{"towards itself", KindMeet, func(_ *act.Act, k *Key) { k.To = "jilin" }, nil, "owes itself"},
		{"creditor not addressed", KindMeet, func(a *act.Act, _ *Key) { a.To = []jurisdiction.ID{"harbin"} }, nil, "among the addressees"},
		{"case not cited", KindMeet, func(_ *act.Act, k *Key) { k.Case = ref("jilin", 9) }, nil, "case: is not cited"},
		{"since not cited", KindMeet, func(_ *act.Act, k *Key) { k.Since = act.Ref{} }, nil, "since: is not cited"},
		{"instrument not cited", KindMeet, func(_ *act.Act, k *Key) { k.Clause.Instrument = ref("province", 8) }, nil, "clause: is not cited"},
		{"half a clause", KindMeet, func(_ *act.Act, k *Key) { k.Clause.Clause = "" }, nil, "or neither"},
		{"negative", KindMeet, func(_ *act.Act, k *Key) { k.Nth = -1 }, nil, "negative"},
		{"no text", KindMeet, nil, func(k Key) any { return Meeting{Duty: k, Text: act.Text{}} }, "text"},
		{"exhibit not in the envelope", KindMeet, nil, func(k Key) any { return Meeting{Duty: k, Text: text("so"), Exhibits: []act.Hash{hash}} }, "not in the envelope"},
		{"unknown member", KindMeet, nil, func(k Key) any { return map[string]any{"duty": k, "text": text("so"), "done": true} }, "done"},
		{"excuse", KindExcuse, nil, func(k Key) any { return Excuse{Duty: k, Code: "own-population", Text: text("so")} }, ""},
		{"excuse without a code", KindExcuse, nil, func(k Key) any { return Excuse{Duty: k, Text: text("so")} }, "code"},
		{"excuse without a text", KindExcuse, nil, func(k Key) any { return Excuse{Duty: k, Code: "law", Text: act.Text{}} }, "text"},
		{"excuse that ends first", KindExcuse, nil, func(k Key) any { return Excuse{Duty: k, Code: "outage", Text: text("so"), From: 5, Until: 4} }, "before it begins"},
		{"excuse of another", KindExcuse, func(_ *act.Act, k *Key) { k.Party = "harbin" }, func(k Key) any { return Excuse{Duty: k, Code: "law", Text: text("so")} }, "speaks for itself"},
		{"excuse with a loose exhibit", KindExcuse, nil, func(k Key) any { return Excuse{Duty: k, Code: "law", Text: text("so"), Exhibits: []act.Hash{hash}} }, "envelope"},
		{"another kind", "duty.forget", nil, nil, "not a kind"},
	} {
		h, k := newHand(t), key()
		a := about(test.kind, k, 10)
		if test.edit != nil {
			test.edit(&a, &k)
		}
		var body any = Meeting{Duty: k, Text: text("so")}
		if test.body != nil {
			body = test.body(k)
		}
		err := acttest.Apply(h, h.State, h.Write(a, body))
		if test.reason == "" && err != nil || test.reason != "" && (err == nil || !strings.Contains(err.Error(), test.reason) || !strings.HasPrefix(err.Error(), "duty: ")) {
			t.Errorf("%s: %v, want %q", test.name, err, test.reason)
		}
	}
}

// Clause 9.9: who answers.
func TestVoidAnswer(t *testing.T) {
	h := newHand(t)
	of := h.must(about(KindExcuse, key(), 10), Excuse{Duty: key(), Code: "outage", Text: text("so")})
	loose := key()
	loose.To = ""
	towards := h.must(about(KindMeet, loose, 10), Meeting{Duty: loose, Text: text("so")})
	for _, test := range []struct {
		name   string
		by     jurisdiction.ID
		cites  act.Ref
		answer Answer
		reason string
	}{
		{"the creditor", "province", of, Answer{Of: of, Accepts: true}, ""},
		{"the creditor again", "province", of, Answer{Of: of, Text: text("no")}, ""},
		{"without a reason", "province", of, Answer{Of: of}, "says why"},
		{"an empty reason", "province", of, Answer{Of: of, Accepts: true, Text: act.Text{"en": " "}}, "text"},
		{"not cited", "province", towards, Answer{Of: of, Accepts: true}, "cite"},
		{"itself", "jilin", towards, Answer{Of: towards, Accepts: true}, "own creditor"},
		{"a third party", "harbin", of, Answer{Of: of, Accepts: true}, "the creditor, province, answers"},
		{"anybody for the case", "harbin", towards, Answer{Of: towards, Accepts: true}, ""},
		{"what is neither", "province", key().Case, Answer{Of: key().Case, Accepts: true}, "no duty.meet"},
	} {
		err := acttest.Apply(h, h.State, h.Write(act.Act{Kind: KindAnswer, By: test.by, At: noon, Cites: []act.Ref{test.cites}}, test.answer))
		if test.reason == "" && err != nil || test.reason != "" && (err == nil || !strings.Contains(err.Error(), test.reason)) {
			t.Errorf("%s: %v, want %q", test.name, err, test.reason)
		}
	}
}

// Duties of minutes are derived elsewhere; what is said about them is attached here.
func TestAttach(t *testing.T) {
	k := Key{Case: ref("office", 4), Party: "jilin", Since: ref("office", 4), Nth: 2}
	h := newHand(t)
	of := h.must(about(KindMeet, k, 10), Meeting{Duty: k, Text: text("done")})
	h.answers("office", of, 20, false)
	first, second := Owed{Key: k}, Owed{Key: k}
	first.Nth = 1
	h.Attach(&first, "office")
	h.Attach(&second, "office")
	if first.Sent != nil || second.Denied == nil || second.Sent == nil || second.Met != nil {
		t.Errorf("%+v, %+v", first, second)
	}
	third := Owed{Key: k}
	h.Attach(&third) // nobody is there to judge
	if third.Met == nil {
		t.Errorf("%+v", third)
	}
}
