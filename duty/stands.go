package duty

import (
	"tongzhou/act"
	"tongzhou/roster"
)

// Soon is the longest that a duty is shown as due soon before it is due.
const Soon = 12 * minute

// Stands says where a duty stands at a moment.
type Stands struct {
	// State is waiting (its clock has not started), open, due-soon (in the last tenth of the time given, at most in the last 12 minutes), overdue,
	// sent (done, and nothing shows that the creditor has it), met, met-late, excused or disputed.
	State string
	Left  int64 // whole minutes until it is due; open and due-soon only
	// Late is how many minutes, begun ones counted, it is or was done after it was due, as far as the acts claim or testimony proves, whichever is more; of what has no
	// figure ("immediately") how many it took since its clock started, which is no verdict.
	Late int64
	// Judged is kept or late by the testimony of others; missed: it is past due and nothing is on record; claimed: only the acts' own times tell; open:
	// there is nothing to judge.
	Judged     string
	Witnesses  []act.Ref // the observe acts on which Judged rests
	Backdated  bool      // the acts claim a time in time, and testimony says otherwise
	Awaits     bool      // an excuse awaits the creditor's answer
	Incomplete []string  // mandatory fields that what was done leaves out without a word (R57)
}

// At says where a duty stands at a moment by the testimony on record. journals may be nil: nobody testifies.
func (o Owed) At(now act.Time, journals *roster.State) Stands {
	st := Stands{Judged: "open"}
	switch {
	case o.Waits != "":
		st.State = "waiting"
		return st
	case o.Met != nil:
		st.met(&o, journals)
		st.Incomplete = o.Met.Missing
	case o.Sent != nil:
		st.sent(&o, now, journals)
		st.Incomplete = o.Sent.Missing
	default:
		st.nothing(&o, now)
	}
	st.excused(&o, now)
	return st
}

// Until returns the first moment after now at which the state of a duty may be another, as long as nothing more is put on record; 0: never. Counts that are kept are counted
// again then.
func (o *Owed) Until(now act.Time) act.Time {
	if o.Waits != "" || o.Due == 0 || now > o.Due {
		return 0
	}
	if soon := o.soon(); now < soon {
		return soon
	}
	return o.Due + 1
}

// soon is from when on a duty is due soon. What is planned too near is due before it starts.
func (o *Owed) soon() act.Time { return o.Due - max(0, min(Soon, (o.Due-o.Start)/10)) }

// nothing: nothing is on record.
func (st *Stands) nothing(o *Owed, now act.Time) {
	switch {
	case o.Due == 0:
		st.State, st.Late = "open", minutes(now-o.Start)
	case now > o.Due:
		st.State, st.Judged, st.Late = "overdue", "missed", minutes(now-o.Due)
	case now >= o.soon():
		st.State, st.Left = "due-soon", int64((o.Due-now)/minute)
	default:
		st.State, st.Left = "open", int64((o.Due-now)/minute)
	}
}

// met: it was done, and the creditor has it where it is owed to one.
func (st *Stands) met(o *Owed, journals *roster.State) {
	st.State = "met"
	ref, claimed := o.Met.Ref, o.Met.At
	if o.receipted() && !o.Met.Word && o.Met.Received != nil {
		ref, claimed = *o.Met.Received, o.Met.ReceivedAt
	}
	if o.Due == 0 {
		st.Late = minutes(claimed - o.Start)
		return
	}
	st.judge(o, ref, claimed, journals)
	switch st.Judged {
	case "kept":
	case "late":
		st.State = "met-late"
	default:
		if st.Late > 0 {
			st.State = "met-late"
		}
	}
}

// sent: it was done as far as its author says. That nobody has received it proves neither that it was sent in time nor that it was not; but if the act itself
// did not exist when it was due, no receipt can make it have been in time.
func (st *Stands) sent(o *Owed, now act.Time, journals *roster.State) {
	st.State = "sent"
	if o.Denied != nil {
		st.State = "disputed"
	}
	if o.Due == 0 {
		st.Late = minutes(o.Sent.At - o.Start)
		return
	}
	st.judge(o, o.Sent.Ref, o.Sent.At, journals)
	if st.Judged == "kept" {
		st.Judged = "claimed" // that it existed is witnessed; that it was received is not
	}
	if o.Sent.At <= o.Due && st.Judged == "claimed" && now < o.Due {
		st.Left = int64((o.Due - now) / minute)
	}
}

// judge says by testimony whether an entry existed when a duty was due.
func (st *Stands) judge(o *Owed, ref act.Ref, claimed act.Time, journals *roster.State) {
	st.Judged, st.Late = "claimed", minutes(claimed-o.Due)
	if journals == nil {
		return
	}
	was, wasNot := journals.AtLeast(ref.Journal, ref.Index+1, o.Due), journals.AtMost(ref.Journal, ref.Index, o.Due)
	switch {
	case was.Holds && wasNot.Holds: // witnesses against witnesses: people decide
		st.Witnesses = append(was.Acts, wasNot.Acts...)
	case was.Holds:
		st.Judged, st.Late, st.Witnesses = "kept", 0, was.Acts
	case wasNot.Holds:
		st.Judged, st.Witnesses, st.Backdated = "late", wasNot.Acts, claimed <= o.Due
		st.Late = max(st.Late, 1, proven(ref, o.Due, journals))
	}
}

// proven is for how many minutes after a time testimony says that an entry did not exist yet. Observers count who saw a journal without it at a time or later, so that the
// answer is no from some time on; that time is looked for by halving.
func proven(ref act.Ref, since act.Time, journals *roster.State) int64 {
	low, step := int64(0), int64(1)
	absent := func(n int64) bool { return journals.AtMost(ref.Journal, ref.Index, since+act.Time(n)*minute).Holds }
	for absent(low + step) {
		low += step
		if step < 1<<30 {
			step *= 2
		} else {
			return low
		}
	}
	for ; step > 0; step /= 2 {
		if absent(low + step) {
			low += step
		}
	}
	return low
}

// excused takes an excuse into account. It excuses what is not done in time; it does not change what was done in time. A disputed one leaves a duty as it is until
// it is due, because until then it can be done.
func (st *Stands) excused(o *Owed, now act.Time) {
	if o.Excuse == nil || st.State == "met" {
		return
	}
	a := o.Excuse.Answer
	switch {
	case a == nil:
		st.Awaits = true
	case a.Accepts:
		st.State = "excused"
	case o.Due == 0 || now > o.Due:
		st.State = "disputed"
	}
}

// minutes are those between two moments, begun ones counted; none if there is nothing between them.
func minutes(t act.Time) int64 { return max(0, int64((t+minute-1)/minute)) }
