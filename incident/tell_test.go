package incident

import (
	"testing"

	"tongzhou/act"
)

// R18: that somebody outside the alliance was told stands on its teller's word, with by what means, when, and who answered; it gives whoever was told no part in the case.
func TestTelling(t *testing.T) {
	sc := newScene(t, nil)
	good := Telling{Of: sc.id, Whom: "khabarovsk", Means: "telephone", At: noon + hour, What: said("a slick"), Answered: said("duty desk"), Answer: said("we close the intake")}
	before, _ := sc.Case(sc.id)
	sc.does("jilin", 2, good, nil)
	tried, passed := good, good
	tried.Answered, tried.Answer, tried.Means = nil, nil, "fax"
	passed.Means, passed.Through = "superior", "province"
	sc.does("songyuan", 2, tried, nil)
	sc.does("songyuan", 2, passed, to("province"))
	for want, spoil := range map[string]func(*Telling){
		`whom: "songyuan"`:    func(x *Telling) { x.Whom = "songyuan" },
		`whom: "harbin"`:      func(x *Telling) { x.Whom = "harbin" },
		`means: "pigeon"`:     func(x *Telling) { x.Means = "pigeon" },
		"through: ":           func(x *Telling) { x.Means = "superior" },
		"through: who":        func(x *Telling) { x.Through = "province" },
		"through: who was":    func(x *Telling) { x.Means, x.Through = "superior", "khabarovsk" },
		"at: ":                func(x *Telling) { x.At = 0 },
		"nobody is told":      func(x *Telling) { x.At = noon + 2*hour + skew + 1 },
		"what: ":              func(x *Telling) { x.What = act.Text{} },
		"answer: somebody":    func(x *Telling) { x.Answered = nil },
		"text: en has 0 byte": func(x *Telling) { x.Name = act.Text{"en": ""} },
	} {
		bad := good
		spoil(&bad)
		sc.fails(want, "songyuan", 2, bad, to("harbin"))
	}
	after, _ := sc.Case(sc.id)
	if len(after.Parts) != len(before.Parts) || partOf(after, "khabarovsk").Party != "" {
		t.Errorf("who was told has a part: %+v", after.Parts)
	}
	told := 0
	for _, e := range sc.Timeline(sc.id) {
		if x, ok := e.Body.(*Telling); ok {
			if told++; e.At != x.At {
				t.Errorf("it stands at %s in the record, and was at %s", e.At.RFC3339(), x.At.RFC3339())
			}
		}
	}
	if told != 3 {
		t.Errorf("%d tellings are on record", told)
	}
	sc.settled()
}
