package warning

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A drawer writes acts that nobody planned: mostly such as a node could write, some that make no sense.
type drawer struct {
	*world
	*rapid.T
	at       act.Time
	versions []act.Ref // acts that a later act may continue or answer
	notices  map[act.Ref]Status
	handings []act.Ref
}

func (d *drawer) parties(label string) []jurisdiction.ID {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]jurisdiction.ID{"jilin", "songyuan", "harbin", "jiamusi", "body"}), 1, 5, rapid.ID[jurisdiction.ID]).Draw(d.T, label)
}

// step writes one act.
func (d *drawer) step() {
	d.at += act.Time(rapid.Int64Range(0, 30).Draw(d.T, "minutes")) * 60000
	verb := rapid.SampledFrom([]string{"issue", "update", "cancel", "receive", "see", "accept", "accept", "decline", "pass", "pass", "escalate"}).Draw(d.T, "verb")
	by := rapid.SampledFrom([]jurisdiction.ID{"jilin", "songyuan", "harbin", "jiamusi", "body"}).Draw(d.T, "by")
	a := act.Act{Kind: act.Kind("warning." + verb), By: by, At: d.at, Officer: rapid.SampledFrom([]string{"li", "wang"}).Draw(d.T, "officer")}
	if verb == "issue" || len(d.versions) == 0 {
		a.Kind, a.To, a.Cites = KindIssue, d.others(by), []act.Ref{d.ref("charter")}
		d.wrote(a, d.content(a, Actual))
		return
	}
	of := rapid.SampledFrom(d.versions).Draw(d.T, "of")
	a.Cites = []act.Ref{of, d.ref("charter")}
	status := d.notices[of]
	var via *act.Ref
	if len(d.handings) > 0 && rapid.Bool().Draw(d.T, "via?") {
		r := rapid.SampledFrom(d.handings).Draw(d.T, "via")
		via = &r
		a.Cites = append(a.Cites, r)
	}
	switch verb {
	case "update":
		a.To = d.others(by)
		d.wrote(a, Update{Of: of, Material: rapid.Bool().Draw(d.T, "material"), Notice: d.content(a, status)})
	case "cancel":
		a.To = d.others(by)
		d.wrote(a, Cancel{Of: of, Status: status, Reason: said("false alarm"), ConfirmBy: d.at + 600000, ApprovedBy: []string{a.Officer}})
	case "escalate":
		a.To = d.parties("to")
		d.handings = append(d.handings, d.wrote(a, Escalation{Of: of, Status: status, Addressee: d.parties("for")[0], Step: rapid.IntRange(1, 3).Draw(d.T, "step"),
			Reason: "unreachable", Deadline: d.at, AnswerBy: d.at + 600000}))
	default:
		body := Answer{Of: of, Via: via, Status: status}
		switch verb {
		case "receive":
			a.Officer = ""
		case "decline":
			body.Note = said("no intake")
		case "pass":
			a.To = d.parties("to")
		}
		r := d.wrote(a, body)
		if verb == "pass" {
			d.handings = append(d.handings, r)
		}
	}
}

// others draws addressees; mostly everybody else, so that updates and cancels are often valid.
func (d *drawer) others(by jurisdiction.ID) []jurisdiction.ID {
	to := []jurisdiction.ID{"jilin", "songyuan", "harbin", "jiamusi", "body"}
	if rapid.IntRange(0, 2).Draw(d.T, "everybody?") == 0 {
		to = d.parties("to")
	}
	return slices.DeleteFunc(to, func(id jurisdiction.ID) bool { return id == by })
}

func (d *drawer) content(a act.Act, status Status) Notice {
	n := d.notice(a.At, a.To)
	n.Status, n.Level, n.ApprovedBy = status, "orange", []string{a.Officer}
	return n
}

func (d *drawer) wrote(a act.Act, body any) act.Ref {
	e := d.write("", a, body)
	if k := a.Kind; k == KindIssue || k == KindUpdate || k == KindCancel {
		d.versions = append(d.versions, e.Ref)
		d.notices[e.Ref] = Actual
	}
	return e.Ref
}

// TestOrder: whatever is written, the order in which the journals are read makes no difference to anything (design D4), R103: and nobody
// but the party itself moves it to a state that says it did something.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawer{world: newWorld(t), T: rt, at: day, notices: map[act.Ref]Status{}}
		for range rapid.IntRange(3, 40).Draw(rt, "acts") {
			d.step()
		}
		now := day + act.Time(rapid.Int64Range(0, 24*60).Draw(rt, "now"))*60000
		s, voids := d.apply(d.Entries)
		for range 3 {
			other, v := d.apply(d.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) {
				rt.Fatalf("other voids: %v, wants %v", v, voids)
			}
			if s.Digest() != other.Digest() {
				rt.Fatal("another digest")
			}
			for _, id := range d.versions {
				a, ok := s.Board(id, now)
				b, _ := other.Board(id, now)
				if !reflect.DeepEqual(a, b) {
					rt.Fatalf("another board of %v:\n%+v\n%+v", id, a, b)
				}
				if why := wrong(a); ok && why != "" {
					rt.Fatalf("board of %v: %s:\n%+v", id, why, a)
				}
			}
			for _, party := range []jurisdiction.ID{"jilin", "songyuan", "harbin", "jiamusi", "body"} {
				if a, b := slices.Collect(s.Open(party, now)), slices.Collect(other.Open(party, now)); !reflect.DeepEqual(a, b) {
					rt.Fatalf("other open warnings of %s:\n%+v\n%+v", party, a, b)
				}
			}
		}
	})
}

// wrong says what cannot be on any board.
func wrong(b Board) string {
	total := 0
	for _, n := range b.Counts {
		total += n
	}
	if total != len(b.Rows) {
		return fmt.Sprintf("%d counted of %d rows", total, len(b.Rows))
	}
	for i, r := range b.Rows {
		if slices.ContainsFunc(b.Rows[:i], func(o Row) bool { return o.Party == r.Party }) {
			return fmt.Sprintf("%s has two rows", r.Party)
		}
		switch own := r.Evidence.Journal == act.Origin(r.Party); r.State {
		case Received, Seen, Accepted, PassedOn, Declined:
			if !own {
				return fmt.Sprintf("%s is %s by the word of %s", r.Party, r.State, r.Evidence.Journal)
			}
		case Sent, Overdue, Expired, Superseded, Cancelled:
			if own {
				return fmt.Sprintf("%s is %s by its own word", r.Party, r.State)
			}
		default:
			return fmt.Sprintf("%s is %q", r.Party, r.State)
		}
		if (r.State == Cancelled) != (b.InForce == "cancelled") {
			return fmt.Sprintf("%s is %s, the warning %s", r.Party, r.State, b.InForce)
		}
		if len(r.History) == 0 || !slices.ContainsFunc(r.History, func(e Event) bool { return e.State == Sent || e.State == Cancelled }) {
			return fmt.Sprintf("nobody sent anything to %s", r.Party)
		}
		if (r.Officer != "") && (r.State == Received || r.State == Sent) {
			return fmt.Sprintf("%s is %s by an officer", r.Party, r.State)
		}
	}
	return ""
}
