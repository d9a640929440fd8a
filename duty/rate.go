package duty

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// An Asking is something that a member was asked, and when it answered.
type Asking struct {
	Party    jurisdiction.ID
	What     string // "meeting" for an invitation that asks for presence (I27); any other word for what asks for an answer (I28)
	Asked    act.Time
	Due      act.Time // 0: none was set
	Answered act.Time // 0: not; of a meeting: when it came
	Excused  bool     // the excuse was accepted, or whoever came was of too low a rank and the body let it be
	Online   string   // on, off or unknown, while an answer was awaited
}

// A Rate is how a member answers (R39). It is shown as numbers: a share of two is no share, and a member that was never asked is unknown, not bad.
type Rate struct {
	Party    jurisdiction.ID
	What     string // meeting: I27, attendance; answer: I28, response
	Asked    int    // what counts: due by now, not excused, and not silent because its node was off
	Answered int    // of these, at any time
	InTime   int    // of these, in time
	Open     int    // not due yet
	Off      int    // not answered while the node was not heard of: an outage, not slackness
	Excused  int
}

// Share is what was answered in time of what was asked. ok is false if nothing was.
func (r Rate) Share() (share float64, ok bool) {
	if r.Asked == 0 {
		return 0, false
	}
	return float64(r.InTime) / float64(r.Asked), true
}

// Rates counts what members were asked and how they answered, by member. It does not depend on the order of askings. What has no due time counts once it
// is answered.
func Rates(list []Asking, now act.Time) []Rate {
	type key struct {
		party jurisdiction.ID
		what  string
	}
	rates := map[key]*Rate{}
	for _, a := range list {
		what := "answer"
		if a.What == "meeting" {
			what = a.What
		}
		r := rates[key{a.Party, what}]
		if r == nil {
			r = &Rate{Party: a.Party, What: what}
			rates[key{a.Party, what}] = r
		}
		answered := a.Answered != 0 && a.Answered <= now
		switch {
		case a.Excused:
			r.Excused++
		case answered:
			r.Asked++
			r.Answered++
			if a.Due == 0 || a.Answered <= a.Due {
				r.InTime++
			}
		case a.Due == 0 || now <= a.Due:
			r.Open++
		case a.Online == "off":
			r.Off++
		default:
			r.Asked++
		}
	}
	out := make([]Rate, 0, len(rates))
	for _, r := range rates {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Rate) int { return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.What, b.What)) })
	return out
}

// Askings are what the duties of a case ask for: an answer, a confirmation, a part. Judged by testimony where there is any.
func Askings(owed []Owed, from Standpoint) []Asking {
	var out []Asking
	for n := range owed {
		o := &owed[n]
		if o.Clock != "asked" || o.Stricter != nil || o.Waits != "" {
			continue
		}
		st := o.At(from.Now, from.Journals)
		a := Asking{Party: o.Party, What: o.Do, Asked: o.Start, Due: o.Due, Excused: st.State == "excused"}
		if o.Sent != nil {
			a.Answered = o.Sent.At
			if st.Judged == "late" && o.Due != 0 { // testimony is believed before the act's own time
				a.Answered = max(a.Answered, o.Due+act.Time(st.Late)*minute)
			} else if st.Judged == "kept" {
				a.Answered = min(a.Answered, o.Due)
			}
		} else {
			a.Online, _ = from.heard(o.Party, o.Start, o.Due)
		}
		out = append(out, a)
	}
	return out
}
