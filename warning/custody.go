package warning

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Custody is where a warning stands with one of those who have it. There is exactly one for each at any moment.
type Custody string

// The ten states. Each is a word on the board, and none is a failure of software: silence is a state.
const (
	Sent       Custody = "sent"       // the issuer says so; that proves nothing
	Received   Custody = "received"   // the other node signed for it, by itself
	Seen       Custody = "seen"       // a named officer there looked at it
	Accepted   Custody = "accepted"   // a named officer took it over
	PassedOn   Custody = "passed-on"  // accepted, and handed to others; each of them answers for itself
	Declined   Custody = "declined"   // a named officer refused it, with a reason
	Overdue    Custody = "overdue"    // no answer when there should have been one
	Expired    Custody = "expired"    // no answer while the warning lived
	Superseded Custody = "superseded" // in the history: a newer version took the place of this one
	Cancelled  Custody = "cancelled"  // the issuer took it back
)

// A Row is one line of the custody board.
type Row struct {
	Party     jurisdiction.ID
	Role      string   // addressee of the newest version, contact (of an escalation), or passed (somebody passed it on)
	State     Custody  // where it stands now
	Since     act.Time // when it came to stand there
	Evidence  act.Ref  // the act that shows it; for overdue and expired the one that set the time
	Version   int      // which version the state is about
	Officer   string   // who saw, accepted or declined
	Reason    act.Text // why it was declined
	Late      bool     // answered, but after it was due
	Backdated bool     // the time of the answer cannot be right; see Event
	Due       act.Time // when the answer is or was due; zero if nobody asked for one
	OverdueBy time.Duration
	Reached   Custody           // sent, received or seen: how far the version got, whatever came of it
	Confirm   Custody           // how far the newest version got: sent, received, seen, accepted, declined or overdue
	ConfirmBy act.Time          // when the newest version must have been seen
	Unreached bool              // it has an older version, and the newest was not sent to it
	PassedOn  []jurisdiction.ID // to whom it passed the warning on
	Next      []Next            // to whom its silence went, in order
	History   []Event           // oldest first
}

// Next is a step that was taken because of a party's silence.
type Next struct {
	To       []jurisdiction.ID
	At       act.Time
	Step     int
	Reason   string
	Version  int
	Evidence act.Ref
}

// An Event is one change in the history of a row, as its author claims its time.
type Event struct {
	State   Custody
	At      act.Time
	Officer string
	Note    act.Text
	Version int
	Late    bool // an answer after it was due, or after the warning had expired
	// Backdated: its author claims a time before that of the act that it answers, or before that of his own earlier answer, by more
	// than clocks differ. Such an act counts, because what it says is on record; but nobody need believe its time (design D6).
	Backdated bool
	Evidence  act.Ref // the act that shows it, or that set the time that was missed
}

// row computes where a warning stands with one holder at a moment, by the clauses of doc/acts.md 6.9.
func (t *thread) row(h *holder, now act.Time) Row {
	newest := t.newest()
	base, overtaken := t.base(h, newest.number)
	sent := base.sentTo(h)
	r := Row{Party: h.id, Role: h.role(newest), State: Sent, Since: sent.At, Evidence: sent.Evidence, Version: base.number,
		Confirm: Sent}
	var deadline act.Ref
	r.Due, deadline, _ = t.due(h, base)
	r.ConfirmBy, _ = newest.dueFor(h)
	if !h.has(newest) {
		r.Unreached, r.Confirm, r.ConfirmBy = true, "", 0
	}
	r.fromAnswers(h, newest, base)
	r.Reached = r.State
	switch standing := t.standing(h, base); {
	case newest.cancel != nil:
		r.moved(Cancelled, newest)
	case overtaken:
		r.moved(Superseded, newest)
	case standing != nil:
		r.answered(standing, h)
	default:
		r.unanswered(newest, now, deadline)
	}
	unseen := r.Confirm == Sent || r.Confirm == Received
	if unseen && newest.number > 1 && r.ConfirmBy > 0 && now > r.ConfirmBy {
		r.Confirm = Overdue
	}
	for _, x := range t.escalations {
		if x.Addressee == h.id {
			r.Next = append(r.Next, Next{To: x.act.To, At: x.act.At, Step: x.Step, Reason: x.Reason, Version: x.version.number, Evidence: x.ref})
		}
	}
	return r
}

// moved says that the issuer changed where it stands.
func (r *Row) moved(to Custody, by *version) {
	r.State, r.Since, r.Evidence, r.Version, r.Officer = to, by.act.At, by.ref, by.number, ""
}

// fromAnswers fills in how far the base version and those after it got, and to whom it was passed on.
func (r *Row) fromAnswers(h *holder, newest, base *version) {
	for i := range h.answers {
		a := &h.answers[i]
		reached := Received
		if a.act.Kind == KindPass {
			r.PassedOn = union(r.PassedOn, a.act.To)
		} else if a.act.Kind != KindReceive {
			reached = Seen
		}
		if a.version.number >= base.number && a.version.cancel == nil && further(r.State, reached) {
			r.State, r.Since, r.Evidence, r.Version = reached, a.act.At, a.ref, a.version.number
			if reached == Seen {
				r.Officer = a.act.Officer
			}
		}
		if a.version != newest {
			continue
		}
		switch a.act.Kind {
		case KindAccept:
			r.Confirm = Accepted
		case KindDecline:
			r.Confirm = Declined
		default:
			if further(r.Confirm, reached) {
				r.Confirm = reached
			}
		}
	}
}

// further says whether b is further than a on the way sent, received, seen.
func further(a, b Custody) bool {
	return a == Sent && b != Sent || a == Received && b == Seen
}

// answered fills in the answer that stands.
func (r *Row) answered(a *answer, h *holder) {
	r.State, r.Since, r.Evidence = Accepted, a.act.At, a.ref
	r.Officer, r.Version, r.Late = a.act.Officer, a.version.number, r.Due > 0 && a.act.At > r.Due
	r.Backdated = a.backdated
	if a.act.Kind == KindDecline {
		r.State, r.Reason = Declined, a.note
		return
	}
	for i := range h.answers {
		p := &h.answers[i]
		if p.act.Kind == KindPass && p.version.cancel == nil {
			r.State, r.Since, r.Evidence = PassedOn, max(a.act.At, p.act.At), p.ref
		}
	}
}

// unanswered fills in what silence means at a moment.
func (r *Row) unanswered(newest *version, now act.Time, deadline act.Ref) {
	switch expires := newest.notice.Expires; {
	case now > expires:
		r.State, r.Since, r.Evidence, r.Version = Expired, expires, newest.ref, newest.number
	case r.Due > 0 && now > r.Due:
		r.State, r.Since, r.Evidence = Overdue, r.Due, deadline
		r.OverdueBy = time.Duration(now-r.Due) * time.Millisecond
	}
}

// base returns the version that a holder must answer, looking at the versions up to a number: the last one it has that changed the
// warning materially for it. An update that is not material neither asks for a new answer nor gives more time for the first.
// overtaken says that there was a material change after it that the holder does not have.
func (t *thread) base(h *holder, upTo int) (base *version, overtaken bool) {
	for _, v := range t.versions[:upTo] {
		overtaken = overtaken || v.material
		if h.has(v) && (base == nil || overtaken) {
			base, overtaken = v, false
		}
	}
	if base == nil { // it got nothing but the cancel
		return t.newest(), false
	}
	return base, overtaken
}

// has says whether a version came to a holder.
func (h *holder) has(v *version) bool {
	return slices.Contains(v.act.To, h.id) || h.handedVersion(v)
}

func (h *holder) handedVersion(v *version) bool {
	return slices.ContainsFunc(h.handings, func(x *handing) bool { return x.version == v })
}

// role says how a holder comes to have the newest version, or came to have an older one.
func (h *holder) role(newest *version) string {
	if slices.Contains(newest.act.To, h.id) {
		return "addressee"
	}
	role := "addressee"
	for _, x := range h.handings {
		if x.act.Kind == KindEscalate {
			return "contact"
		}
		role = "passed"
	}
	return role
}

// sentTo returns how a version was sent to a holder; of several ways the earliest.
func (v *version) sentTo(h *holder) Event {
	sent := Event{State: Sent, At: v.act.At, Version: v.number, Evidence: v.ref}
	if slices.Contains(v.act.To, h.id) {
		return sent
	}
	var first *handing
	for _, x := range h.handings {
		if x.version == v && (first == nil || earlier(x.act.At, x.ref, first.act.At, first.ref)) {
			first = x
		}
	}
	if first != nil {
		sent.At, sent.Evidence, sent.Officer = first.act.At, first.ref, first.act.Officer
	}
	return sent
}

// dueFor returns when a holder must have answered a version, or seen it, and the act that says so: the version itself if it is addressed to the
// holder, else the one that gives most time of those by which it was handed on. Zero: nobody asked for an answer.
func (v *version) dueFor(h *holder) (act.Time, act.Ref) {
	if slices.Contains(v.act.To, h.id) {
		return v.dueBy, v.ref
	}
	var last *handing
	for _, x := range h.handings {
		if x.version == v && x.answerBy > 0 && (last == nil || earlier(last.answerBy, last.ref, x.answerBy, x.ref)) {
			last = x
		}
	}
	if last == nil {
		return 0, act.Ref{}
	}
	return last.answerBy, last.ref
}

// standing returns the answer that holds for a base version: the last acceptance or refusal of it or of a later version, given while
// the warning lived. Older answers have lapsed.
func (t *thread) standing(h *holder, base *version) *answer {
	for i := len(h.answers) - 1; i >= 0; i-- {
		a := &h.answers[i]
		if a.decides() && a.version.number >= base.number && !t.tooLate(a) {
			return a
		}
	}
	return nil
}

// tooLate says whether an answer came when the warning had expired.
func (t *thread) tooLate(a *answer) bool {
	return a.act.At > max(a.version.notice.Expires, t.newest().notice.Expires)
}

// decides says whether an answer accepts or declines.
func (a *answer) decides() bool { return a.act.Kind == KindAccept || a.act.Kind == KindDecline }

// history lists what happened with a holder, and what should have and did not, up to a moment.
func (t *thread) history(h *holder, now act.Time) []Event {
	var out []Event
	for i, v := range t.versions {
		if v.cancel != nil {
			out = append(out, Event{State: Cancelled, At: v.act.At, Officer: v.act.Officer, Note: v.note, Version: v.number, Evidence: v.ref})
		} else if h.has(v) {
			out = append(out, v.sentTo(h))
			if i+1 < len(t.versions) && t.versions[i+1].cancel == nil {
				next := t.versions[i+1]
				out = append(out, Event{State: Superseded, At: next.act.At, Note: next.note, Version: v.number, Evidence: next.ref})
			}
		}
		if due, by := v.dueFor(h); due > 0 && due < min(now, t.asksUntil(h, v)) && !t.doneBy(h, v, due) {
			out = append(out, Event{State: Overdue, At: due, Version: v.number, Evidence: by})
		}
	}
	if newest := t.newest(); newest.cancel == nil && now > newest.notice.Expires {
		if base, _ := t.base(h, newest.number); t.standing(h, base) == nil {
			out = append(out, Event{State: Expired, At: newest.notice.Expires, Version: newest.number, Evidence: newest.ref})
		}
	}
	for i := range h.answers {
		out = append(out, t.event(h, &h.answers[i]))
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Version, b.Version), act.CompareRefs(a.Evidence, b.Evidence))
	})
	return out
}

// due returns when a holder must have answered a base version, the act that says so, and the version that it is about. To whom the
// version only came because somebody passed it on, without asking for an answer, it is the next version that is addressed to him.
func (t *thread) due(h *holder, base *version) (act.Time, act.Ref, *version) {
	due, by := base.dueFor(h)
	for _, v := range t.versions[base.number:] {
		if due > 0 || v.material || v.cancel != nil {
			break
		}
		due, by = v.dueFor(h)
		base = v
	}
	return due, by, base
}

// asksAnew says whether a version asks a holder for an answer, or only to be seen.
func (t *thread) asksAnew(h *holder, v *version) bool {
	base, _ := t.base(h, v.number)
	_, _, asks := t.due(h, base)
	return v.cancel == nil && (base == v || asks == v)
}

// asksUntil returns when what a version asks of a holder is asked no longer, because a later version asks for something else.
func (t *thread) asksUntil(h *holder, v *version) act.Time {
	until := act.Time(math.MaxInt64)
	for _, next := range t.versions[v.number:] {
		if next.material || next.cancel != nil || !t.asksAnew(h, v) {
			return next.act.At
		}
	}
	return until
}

// doneBy says whether what a version asks for was done at a moment: an answer, or a sight if that is enough.
func (t *thread) doneBy(h *holder, v *version, due act.Time) bool {
	anew := t.asksAnew(h, v)
	return slices.ContainsFunc(h.answers, func(a answer) bool {
		return a.act.At <= due && a.version.number >= v.number && (a.decides() || !anew && a.act.Kind == KindSee)
	})
}

// event is the line of an answer in the history.
func (t *thread) event(h *holder, a *answer) Event {
	e := Event{At: a.act.At, Officer: a.act.Officer, Note: a.note, Version: a.version.number, Evidence: a.ref, Backdated: a.backdated}
	switch a.act.Kind {
	case KindReceive:
		e.State = Received
	case KindSee:
		e.State = Seen
	case KindAccept:
		e.State = Accepted
	case KindDecline:
		e.State = Declined
	case KindPass:
		e.State = PassedOn
	}
	if a.decides() {
		base, _ := t.base(h, a.version.number)
		due, _, _ := t.due(h, base)
		e.Late = due > 0 && a.act.At > due || t.tooLate(a)
	}
	return e
}

// earlier orders by claimed time and then by place, so that the order never depends on who was read first.
func earlier(at act.Time, ref act.Ref, bt act.Time, bref act.Ref) bool {
	return cmp.Or(cmp.Compare(at, bt), act.CompareRefs(ref, bref)) < 0
}
