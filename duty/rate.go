package duty

import (
	"cmp"
	"math"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// An Asking is something that a member was asked, and when it answered.
type Asking struct {
	Party    jurisdiction.ID
	What     string  // "meeting" for an invitation that asks for presence (I27), "exercise" for a part in one (I24); any other word for what asks for an answer (I28)
	Ref      act.Ref // that asked
	Asked    act.Time
	Due      act.Time // 0: none was set
	Answered act.Time // 0: not; of a meeting: when it came
	Excused  bool     // the excuse was accepted, or whoever came was of too low a rank and the body let it be
	Online   string   // on, off or unknown, while an answer was awaited
}

// Kind is the rate in which an asking counts: answer, meeting, exercise.
func (a Asking) Kind() string {
	if a.What == "meeting" || a.What == "exercise" {
		return a.What
	}
	return "answer"
}

// State is where an asking stands: in-time, late, open, silent; excused and off do not count as silence.
func (a Asking) State(now act.Time) string {
	answered := a.Answered != 0 && a.Answered <= now
	switch {
	case a.Excused:
		return "excused"
	case answered && (a.Due == 0 || a.Answered <= a.Due):
		return "in-time"
	case answered:
		return "late"
	case a.Due == 0 || now <= a.Due:
		return "open"
	case a.Online == "off":
		return "off"
	}
	return "silent"
}

// A Rate is how a member answers (R39). It is shown as numbers: a share of two is no share, and a member that was never asked is unknown, not bad.
type Rate struct {
	Party    jurisdiction.ID
	What     string // meeting: I27, attendance; answer: I28, response; exercise: I24, part taken
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

// Interval is between what shares the true one lies with 95 per cent confidence, by Wilson's score: of few askings it is wide, and says so.
func (r Rate) Interval() (low, high float64, ok bool) {
	if r.Asked == 0 {
		return 0, 1, false
	}
	const z = 1.959964
	n, p := float64(r.Asked), float64(r.InTime)/float64(r.Asked)
	middle, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-half)/(1+z*z/n)), min(1, (middle+half)/(1+z*z/n)), true
}

// An Idle is a member that took less part than a clause asks for (R60). It is proposed to people, who see what speaks for it.
type Idle struct {
	Rate
	Evidence []act.Ref // what it was asked and did not answer, or answered late
}

// Idles are those who took less part in the days of a clause than it asks for, of those who were asked often enough to be judged.
func Idles(list []Asking, c *agreement.Consequence, now act.Time) []Idle {
	recent := slices.DeleteFunc(slices.Clone(list), func(a Asking) bool {
		return a.Asked > now || a.Asked <= now-act.Time(c.Days)*day || !slices.Contains(c.Rates, a.Kind())
	})
	var out []Idle
	for _, r := range Rates(recent, now) {
		if r.Asked < c.Least || r.InTime*100 >= c.Below*r.Asked {
			continue
		}
		x := Idle{Rate: r}
		for _, a := range recent {
			if s := a.State(now); a.Party == r.Party && a.Kind() == r.What && (s == "silent" || s == "late") && !slices.Contains(x.Evidence, a.Ref) {
				x.Evidence = append(x.Evidence, a.Ref)
			}
		}
		slices.SortFunc(x.Evidence, act.CompareRefs)
		out = append(out, x)
	}
	return out
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
		what := a.Kind()
		r := rates[key{a.Party, what}]
		if r == nil {
			r = &Rate{Party: a.Party, What: what}
			rates[key{a.Party, what}] = r
		}
		switch a.State(now) {
		case "excused":
			r.Excused++
		case "in-time":
			r.Asked, r.Answered, r.InTime = r.Asked+1, r.Answered+1, r.InTime+1
		case "late":
			r.Asked, r.Answered = r.Asked+1, r.Answered+1
		case "open":
			r.Open++
		case "off":
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
		a := Asking{Party: o.Party, What: o.Do, Ref: o.Since, Asked: o.Start, Due: o.Due, Excused: st.State == "excused"}
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
