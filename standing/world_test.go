package standing

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = 60 * minute

// A world is some journals and what was written into them.
type world struct {
	*acttest.Journals
	compact act.Ref // the instrument with the consequences
	opened  act.Ref // a case whose origin is Jilin
	report  act.Ref // of Jilin: evidence
	receipt act.Ref // of Harbin: evidence
}

func newWorld(t testing.TB) *world {
	w := &world{Journals: acttest.New(t)}
	other := func(kind act.Kind, by jurisdiction.ID, cites ...act.Ref) act.Ref {
		return w.Write(act.Act{Kind: kind, By: by, At: noon - 1000*hour, Cites: cites}, struct{}{}).Ref
	}
	w.compact = w.Write(act.Act{Kind: agreement.KindIssue, By: "beijing", At: noon - 1000*hour}, instrument("superior-led")).Ref
	w.opened = other("incident.open", "jilin")
	w.report = other("incident.report", "jilin", w.opened)
	w.receipt = other("incident.receive", "harbin", w.report)
	return w
}

// instrument is a compact of three cities. Its coordinating body, which sits with Heilongjiang and has Daqing for a deputy, finds and decides; Beijing settles appeals.
// A committee has a chair that goes from Heilongjiang to Changchun twelve hours after noon. Clause 6.4 gives neither a limit nor an appeal, 6.5 leaves the decision to Jilin alone, 6.6 to the committee, and by 6.7 the
// coordinating body settles its own appeals.
func instrument(mode string) *agreement.Instrument {
	in := &agreement.Instrument{Code: "songhua-compact", Version: 1, Type: "pack", Mode: mode, Title: said("Compact"), From: noon - 900*hour, Parties: ids("jilin", "songyuan", "harbin"),
		Bodies: []agreement.Body{{ID: "coordination", Kind: "coordinating-body", Name: said("Coordination"), Host: "heilongjiang", Deputy: "daqing"},
			{ID: "committee", Kind: "working-group", Name: said("Committee"), Host: "heilongjiang", Seats: []agreement.Seat{{Party: "heilongjiang"}, {Party: "changchun"}},
				Chair: &agreement.Chair{Order: ids("heilongjiang", "changchun"), Days: 38}}}}
	clause := func(c agreement.Clause) {
		c.Force, c.Title, c.Text = "agreement", said("clause"), said("text")
		in.Clauses = append(in.Clauses, c)
	}
	power := func(id, holder, do string) {
		clause(agreement.Clause{ID: id, Power: &agreement.Power{Holder: holder, Do: do}})
	}
	consequence := func(id string, c agreement.Consequence) {
		c.Ladder = []act.Text{said("notice among the members"), said("public notice"), said("loss of the chair")}
		clause(agreement.Clause{ID: id, Consequence: &c})
	}
	clause(agreement.Clause{ID: "1"})
	power("6.1", "body:coordination", "find")
	power("6.2", "members", "find")
	consequence("6.3", agreement.Consequence{Of: []string{"late", "incomplete", "concealed", "false", "absent", "slow", "refused"}, Decides: "body:coordination", Within: 30,
		Appeal: "party:beijing", Replies: 60})
	consequence("6.4", agreement.Consequence{Of: []string{"late"}, Decides: "body:coordination"})
	consequence("6.5", agreement.Consequence{Of: []string{"late"}, Decides: "party:jilin", Appeal: "party:jilin"})
	consequence("6.6", agreement.Consequence{Of: []string{"late"}, Decides: "body:committee"})
	consequence("6.7", agreement.Consequence{Of: []string{"late"}, Decides: "body:coordination", Appeal: "body:coordination"})
	power("7.1", "members", "advise")
	return in
}

// rules answers as the docket does: from the instruments on record, the charter and the case of this world.
func (w *world) rules(instruments *agreement.State) Rules {
	return Rules{
		May:    instruments.May,
		Clause: instruments.Clause,
		Holder: func(c agreement.Cite, selector string, a act.Act) []jurisdiction.ID {
			_, in, _ := instruments.Clause(c)
			list, _ := in.Stands(selector, a.At)
			return list
		},
		Superior: func(id jurisdiction.ID) bool { return id == "beijing" },
		Origins: func(c act.Ref) []jurisdiction.ID {
			if c == w.opened {
				return ids("jilin")
			}
			return nil
		},
	}
}

// finds has the coordinating body find that Jilin reported late, with 6 hours to reply.
func (w *world) finds(spoil func(*act.Act, *Finding)) act.Ref {
	w.Helper()
	a := act.Act{Kind: KindFind, By: "heilongjiang", At: noon, Officer: "secretary", To: ids("jilin"), Cites: []act.Ref{w.compact, w.report, w.receipt, w.opened}}
	f := Finding{Party: "jilin", Violation: "late", Clause: agreement.Cite{Instrument: w.compact, Clause: "6.3"}, Power: agreement.Cite{Instrument: w.compact, Clause: "6.1"},
		Case: &w.opened, Evidence: []act.Ref{w.report, w.receipt}, Text: said("reported after five days"), ReplyBy: noon + 6*hour}
	if spoil != nil {
		spoil(&a, &f)
	}
	return w.Write(a, f).Ref
}

// says puts a body of kind reply, hear, appeal, fulfil or explain on record.
func (w *world) says(kind act.Kind, by jurisdiction.ID, at act.Time, of act.Ref) act.Ref {
	w.Helper()
	return w.Write(act.Act{Kind: kind, By: by, At: at, Cites: []act.Ref{of}}, Reply{Of: of, Text: said("word of " + string(by))}).Ref
}

// decides rules on a finding or an appeal. A step of zero or more is founded; below zero it is not.
func (w *world) decides(kind act.Kind, by jurisdiction.ID, at act.Time, step int, of act.Ref, cites ...act.Ref) act.Ref {
	w.Helper()
	d := Decision{Of: of, Founded: step >= 0, Step: max(step, 0), Text: said("because")}
	return w.Write(act.Act{Kind: kind, By: by, At: at, Cites: append(cites, of)}, d).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, acttest.Voids) {
	instruments, voids := agreement.New(), acttest.Voids{}
	s := New(w.rules(instruments))
	for _, e := range entries {
		if e.Act.Kind == agreement.KindIssue {
			voids.Apply(instruments, e)
		}
		if !strings.HasPrefix(string(e.Act.Kind), "standing.") {
			continue
		}
		voids.Apply(s, e)
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return acttest.Fold(w.Journals, w.apply, "")
}

// void wants the last act void, for a reason that has these words, and nothing before it.
func (w *world) void(reason string) {
	w.Helper()
	acttest.Fold(w.Journals, w.apply, reason)
}

// found returns the one finding, as it stands at a time.
func (w *world) found(now act.Time) Found {
	w.Helper()
	list := w.must().Findings(now)
	if len(list) != 1 {
		w.Fatalf("%d findings", len(list))
	}
	return list[0]
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func ids(list ...jurisdiction.ID) []jurisdiction.ID { return list }
