package incident

import (
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A line of a story about one subject: who says what, and what then is contested.
type line struct {
	by        jurisdiction.ID
	value     string
	quantity  *act.Quantity
	corrects  int // line, from 1
	withdraws int
	agrees    int
	want      string // "contested", "agreed", or the reason why it is void
}

func TestContested(t *testing.T) { // R78: contradicting values are kept side by side, never overwritten
	stories := map[string][]line{
		"one says so": {{by: "jilin", value: "no", want: "agreed"}},
		"two say the same": {
			{by: "jilin", value: "no", want: "agreed"},
			{by: "songyuan", value: "no", want: "agreed"},
		},
		"two contradict each other": {
			{by: "jilin", value: "no", want: "agreed"},
			{by: "harbin", value: "yes", want: "contested"},
			{by: "jilin", value: "no", want: "contested"},
		},
		"one contradicts himself": {
			{by: "harbin", value: "repair of pipes", want: "agreed"},
			{by: "harbin", value: "pollution upstream", want: "contested"},
		},
		"a correction is not a contradiction": {
			{by: "harbin", value: "repair of pipes", want: "agreed"},
			{by: "harbin", value: "pollution upstream", corrects: 1, want: "agreed"},
			{by: "harbin", value: "both", corrects: 1, want: "corrected or withdrawn already"},
			{by: "harbin", value: "both", corrects: 2, want: "agreed"},
		},
		"a withdrawal": {
			{by: "jilin", value: "no", want: "agreed"},
			{by: "harbin", value: "yes", want: "contested"},
			{by: "jilin", withdraws: 1, want: "agreed"},
			{by: "jilin", withdraws: 1, want: "corrected or withdrawn already"},
			{by: "jilin", value: "no", want: "contested"},
		},
		"nobody withdraws for another": {
			{by: "jilin", value: "no", want: "agreed"},
			{by: "harbin", value: "yes", corrects: 1, want: "only its author, jilin, can correct or withdraw it"},
			{by: "harbin", withdraws: 1, want: "only its author, jilin, can correct or withdraw it"},
		},
		"agreeing in other words": {
			{by: "jilin", value: "no", want: "agreed"},
			{by: "songyuan", value: "nothing was seen", want: "contested"},
			{by: "songyuan", value: "nothing was seen", corrects: 2, agrees: 1, want: "agreed"},
			{by: "harbin", value: "indeed", agrees: 3, want: "agreed"},
			{by: "jilin", value: "yes", corrects: 1, want: "contested"},
		},
		"quantities are numbers": {
			{by: "jilin", value: "half a milligram", quantity: milligrams(500), want: "agreed"},
			{by: "songyuan", value: "0.5", quantity: &act.Quantity{Mantissa: 5, Exponent: -1, Unit: "mg/L"}, want: "agreed"},
			{by: "harbin", value: "0.5", quantity: &act.Quantity{Mantissa: 5, Exponent: -1, Unit: "ug/L"}, want: "contested"},
		},
		"nothing is nothing": {
			{by: "jilin", value: "none", quantity: milligrams(0), want: "agreed"},
			{by: "songyuan", value: "none", quantity: &act.Quantity{Unit: "mg/L"}, want: "agreed"},
			{by: "harbin", value: "none", want: "contested"},
		},
	}
	for name, lines := range stories {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := New(nil, nil)
			opened := w.opens("heilongjiang", nil)
			if err := s.Apply(opened); err != nil {
				t.Fatal(err)
			}
			var written []act.Entry
			ref := func(n int) *act.Ref {
				if n == 0 {
					return nil
				}
				return &written[n-1].Ref
			}
			for i, l := range lines {
				x := Statement{Of: opened.Ref, Subject: "entered-river", Name: said("did it enter the river?"), Quantity: l.quantity,
					Corrects: ref(l.corrects), Withdraws: ref(l.withdraws), Agrees: ref(l.agrees)}
				if l.value != "" {
					x.Value = said(l.value)
				}
				written = append(written, w.says(l.by, noon+act.Time(i)*hour, x))
				got := "agreed"
				if err := s.Apply(written[i]); err != nil {
					got = err.Error()
				} else if s.Subjects(opened.Ref)[0].Contested {
					got = "contested"
				}
				if !strings.HasSuffix(got, l.want) {
					t.Fatalf("line %d: %s, wants %s", i+1, got, l.want)
				}
			}
			checkTimeline(t, s, opened.Ref)
		})
	}
}

// checkTimeline: what the timeline calls contested is what the subjects call contested, and nothing that was said is missing.
func checkTimeline(t *testing.T, s *State, id act.Ref) {
	t.Helper()
	subjects := s.Subjects(id)
	for _, e := range s.Timeline(id) {
		i := slices.IndexFunc(subjects, func(x Subject) bool {
			return slices.ContainsFunc(x.Said, func(y *Said) bool { return y.Ref == e.Ref })
		})
		if i < 0 {
			if e.Contested || e.Withdrawn {
				t.Errorf("%v is contested and no statement", e.Ref)
			}
			continue
		}
		j := slices.IndexFunc(subjects[i].Said, func(y *Said) bool { return y.Ref == e.Ref })
		standing := subjects[i].Said[j].Standing()
		if e.Withdrawn == standing || e.Contested != (standing && subjects[i].Contested) {
			t.Errorf("%v: contested %v, withdrawn %v; standing %v", e.Ref, e.Contested, e.Withdrawn, standing)
		}
	}
	c, _ := s.Case(id)
	n := 0
	for _, x := range subjects {
		if x.Contested {
			n++
		}
	}
	if c.Contested != n {
		t.Errorf("case has %d contested subjects, wants %d", c.Contested, n)
	}
}

func TestSubjectName(t *testing.T) { // the first name that somebody gave it
	w := newWorld(t)
	opened := w.opens("heilongjiang", nil)
	for i, name := range []act.Text{nil, said("front"), said("head of the slick")} {
		w.says("harbin", noon+act.Time(i)*hour, Statement{Of: opened.Ref, Subject: "front.km", Name: name, Value: said("200")})
	}
	if got := w.must().Subjects(opened.Ref); len(got) != 1 || got[0].Name["en"] != "front" || got[0].Key != "front.km" {
		t.Errorf("got %+v", got)
	}
}

func TestTwoNotices(t *testing.T) { // R78, Songhua 2005: one actor, two notices on one day, and both stay
	w := newWorld(t)
	opened := w.opens("heilongjiang", nil)
	for i, n := range []Notice{
		{Channel: "notice 25", Text: said("water is off for four days"), Value: said("maintenance of pipes")},
		{Channel: "notice 26", Text: said("water is off"), Value: said("possible pollution upstream")},
	} {
		n.Of, n.Subject, n.Published = opened.Ref, "reason-of-water-cut", noon+act.Time(i)*hour
		w.Write(act.Act{Kind: KindNotice, By: "harbin", At: noon + 30*hour, Cites: []act.Ref{opened.Ref}}, n)
	}
	s := w.must()
	subjects := s.Subjects(opened.Ref)
	if len(subjects) != 1 || !subjects[0].Contested || len(subjects[0].Said) != 2 || subjects[0].Said[0].Value["en"] != "maintenance of pipes" {
		t.Errorf("got %+v", subjects)
	}
	checkTimeline(t, s, opened.Ref)
}

func TestOneLanguage(t *testing.T) { // statements are compared in the languages that both have
	zh, en, both := act.Text{"zh-Hans": "没有"}, act.Text{"en": "no"}, act.Text{"en": "no", "zh-Hans": "没有"}
	for _, c := range []struct {
		a, b act.Text
		same bool
	}{{zh, both, true}, {en, both, true}, {both, both, true}, {zh, en, false}, {both, act.Text{"en": "no", "zh-Hans": "有"}, false}} {
		a, b := &Said{Statement: Statement{Value: c.a}}, &Said{Statement: Statement{Value: c.b}}
		if a.same(b) != c.same || b.same(a) != c.same {
			t.Errorf("%v and %v: %v, wants %v", c.a, c.b, a.same(b), c.same)
		}
	}
}
