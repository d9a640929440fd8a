package meeting

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestOrder: whatever is said, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	parties := ids("heilongjiang", "jilin", "songyuan", "harbin")
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		some := func(list []act.Ref, name string) act.Ref { return rapid.SampledFrom(list).Draw(rt, name) }
		at := noon
		var asked, meetings, attendances, minutes []act.Ref
		for range rapid.IntRange(2, 40).Draw(rt, "acts") {
			at += act.Time(rapid.Int64Range(-2, 3).Draw(rt, "hours")) * hour
			by := rapid.SampledFrom(parties).Draw(rt, "by")
			verb := rapid.SampledFrom([]string{"request", "convene", "attend", "attend", "attend", "minute", "minute", "sign", "done"}).Draw(rt, "verb")
			switch {
			case len(meetings) == 0 && verb != "request":
				verb = "convene"
			case len(minutes) == 0 && (verb == "sign" || verb == "done"):
				verb = "minute"
			}
			switch verb {
			case "request":
				asked = append(asked, w.Write(act.Act{Kind: KindRequest, By: by, At: at, Cites: []act.Ref{w.compact}},
					Request{Instrument: w.compact, Body: "coordination", Subject: said("water"), Before: at + hour}).Ref)
			case "convene":
				meetings = append(meetings, w.convenes(func(a *act.Act, c *Convening) {
					a.By, a.At, c.AnswerBy, c.At = rapid.SampledFrom(ids("heilongjiang", "jilin")).Draw(rt, "convener"), at, at, at+hour
					if len(asked) > 0 && rapid.Bool().Draw(rt, "asked") {
						r := some(asked, "request")
						a.Cites, c.Request = append(a.Cites, r), &r
					}
				}).Ref)
			case "attend":
				attendances = append(attendances, w.comes(by, some(meetings, "meeting"), rapid.IntRange(0, 3).Draw(rt, "rank"), rapid.Bool().Draw(rt, "commits")))
			case "minute":
				minutes = append(minutes, minute(rt, w, by, at, meetings, attendances))
			case "sign":
				w.signs(by, some(minutes, "minutes"), rapid.SampledFrom([]string{"", "no"}).Draw(rt, "dissent"))
			case "done":
				w.did(by, some(minutes, "minutes"), rapid.IntRange(1, 2).Draw(rt, "action"), at)
			}
		}
		s, voids := w.apply(w.Entries)
		for range 3 {
			other, v := w.apply(w.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("other verdicts: voids %v, wants %v", v, voids)
			}
			for _, now := range []act.Time{noon, at, at + 24*hour} {
				if !reflect.DeepEqual(s.Meetings(now, weigh), other.Meetings(now, weigh)) || !reflect.DeepEqual(s.Requests(now), other.Requests(now)) {
					rt.Fatalf("another account at %d: %+v, wants %+v", now, other.Meetings(now, weigh), s.Meetings(now, weigh))
				}
			}
			if !reflect.DeepEqual(s.Owed(), other.Owed()) {
				rt.Fatalf("other duties: %+v, wants %+v", other.Owed(), s.Owed())
			}
		}
		for _, m := range s.Meetings(at, weigh) {
			checkMeeting(t, m)
		}
	})
}

// minute writes minutes that are sometimes nonsense: attendances of other meetings, a party twice, an author who is not the convener.
func minute(rt *rapid.T, w *world, by jurisdiction.ID, at act.Time, meetings, attendances []act.Ref) act.Ref {
	x := Minutes{Of: rapid.SampledFrom(meetings).Draw(rt, "meeting")}
	var voters []jurisdiction.ID
	for _, a := range attendances {
		if author, _ := act.Author(a.Journal); len(voters) == 0 || rapid.Bool().Draw(rt, "present") && !slices.Contains(voters, author) {
			x.Present, voters = append(x.Present, a), append(voters, author)
		}
	}
	x.Decisions = []Decision{{Item: 1, Text: said("close"), For: voters}}
	x.Actions = []Action{{rapid.SampledFrom(ids("jilin", "harbin")).Draw(rt, "owner"), said("dam"), at}, {"songyuan", said("sluice"), at + hour}}
	if rapid.IntRange(0, 9).Draw(rt, "mostly the convener") > 0 {
		by, _ = act.Author(x.Of.Journal)
	}
	return w.Write(act.Act{Kind: KindMinute, By: by, At: at + 2*hour, Cites: append([]act.Ref{x.Of}, x.Present...)}, x).Ref
}

// checkMeeting holds a meeting against what must always be true of one.
func checkMeeting(t testing.TB, m Meeting) {
	t.Helper()
	rows := map[jurisdiction.ID]Attendee{}
	for _, a := range m.Attendance {
		rows[a.Party] = a
	}
	for _, d := range m.Decisions {
		if (d.Result == "no-quorum") != (m.Able < m.Quorum || m.Quorum == 0) || d.Result != "carried" && d.Committed != nil || d.Outcome.For > d.Outcome.Total || m.Able > m.Present {
			t.Errorf("%d of %d seats, and %+v", m.Present, m.Quorum, d)
		}
		for _, p := range d.Committed {
			if a := rows[p]; a.State != "present" || !a.Commits || !a.Seated || a.Signed == "dissents" || !slices.Contains(d.For, p) {
				t.Errorf("%s is committed: %+v", p, a)
			}
		}
	}
	for _, x := range m.Actions {
		if (len(x.Done) > 0) != (x.State == "done" || x.State == "done-late") || x.Bound && rows[x.Owner].Signed == "dissents" || x.Nth == 0 {
			t.Errorf("%+v", x)
		}
	}
}
