package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tongzhou/act"
	"tongzhou/exposure"
	"tongzhou/hazard"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/store"
	"tongzhou/warning"
)

// draft is a warning, an update or a cancellation before it is on record. What officers approve is exactly these bytes.
type draft struct {
	Kind     string            `json:"kind"` // issue, update, cancel
	To       []jurisdiction.ID `json:"to"`
	Cites    []act.Ref         `json:"cites"`
	Exhibits []act.Hash        `json:"exhibits,omitempty"`
	Notice   *warning.Notice   `json:"notice,omitempty"` // acceptBy, expires and approvedBy are set when it is issued
	Hours    float64           `json:"hours,omitempty"`  // how long it is valid from its issue
	Of       *act.Ref          `json:"of,omitempty"`     // the version that is updated or cancelled
	Warning  *act.Ref          `json:"warning,omitempty"`
	Material bool              `json:"material,omitempty"`
	Note     act.Text          `json:"note,omitempty"`
	Status   view.Status       `json:"status"`
}

// draftWarning drafts what a forecast calls for: a new warning, or, where this node has one in force for the case, its update.
func (n *Node) draftWarning(ctx context.Context, o outlook) error {
	to := n.told(o)
	if len(to) == 0 {
		return nil
	}
	_, charter, ok := n.charter()
	if !ok {
		return errNoCharter
	}
	notice := n.notice(o, to)
	notice.Case, notice.Forecast, notice.Rules = o.of, &o.exhibit, charter
	notice.Exhibits = []warning.Exhibit{{Hash: o.exhibit, Simulated: o.signal.Simulated,
		What: n.book.Say("exhibit.forecast", phrase.Args{"members": o.print.Provenance.Members, "model": o.print.Provenance.Model})}}
	d := draft{Kind: "issue", To: to, Cites: append([]act.Ref{*o.of, charter, o.forecast}, o.because...), Exhibits: []act.Hash{o.exhibit}, Notice: &notice, Hours: 24 * 21, Status: o.river.Status}
	if of := n.inForce(*o.of); of != nil {
		d.Kind = "update"
		n.asUpdate(&d, *of)
		d.Material, d.Note = true, notice.Trend.Text
	}
	id := "w-" + o.exhibit.String()[:16]
	if err := n.keepDraft(ctx, id, d, ""); err != nil {
		return err
	}
	n.tell("now", "warnings")
	if o.signal.Quality == observation.Good && n.rulesOf(charter, notice.Status, notice.Level).automatic(notice.Event) { // a doubtful reading is for a person
		_, err := n.issue(ctx, id, d, nil)
		return err
	}
	return nil
}

// inForce finds this node's own warning for a case that is in force.
func (n *Node) inForce(of act.Ref) *act.Ref {
	n.mu.Lock()
	defer n.mu.Unlock()
	for h := range n.docket.Warnings().Issued(n.cfg.ID, n.moment()) {
		if h.InForce == "in-force" && h.Notice.Case != nil && *h.Notice.Case == of {
			return &h.ID
		}
	}
	return nil
}

// asUpdate turns a draft into the update of a warning: it goes to everybody who has it, and to whoever is new.
func (n *Node) asUpdate(d *draft, warningRef act.Ref) {
	n.mu.Lock()
	defer n.mu.Unlock()
	reach, cites := n.docket.Warnings().Reach(warningRef)
	if d.Of != nil && *d.Of != cites[0] { // another update came first: this one replaces that
		d.Cites = slices.DeleteFunc(d.Cites, func(c act.Ref) bool { return c == *d.Of })
	}
	d.Warning, d.Of = &warningRef, &cites[0]
	for _, id := range reach {
		if !slices.Contains(d.To, id) && id != n.cfg.ID {
			d.To = append(d.To, id)
		}
	}
	for _, c := range cites {
		if !slices.Contains(d.Cites, c) {
			d.Cites = append(d.Cites, c)
		}
	}
}

// notice is the text of a warning, drafted in both languages.
func (n *Node) notice(o outlook, to []jurisdiction.ID) warning.Notice {
	r, signal := o.river, o.signal
	amount := func(v float64) act.Text { return text(fmt.Sprintf("%g %s", v, signal.Unit)) }
	args := phrase.Args{"substance": r.Substance, "river": r.Name, "station": o.place.Name, "at": n.at(act.Time(signal.At.UnixMilli())), "value": amount(signal.Value),
		"threshold": amount(signal.Limit), "times": fmt.Sprintf("%.1f", observation.Excess{Value: signal.Value, Limit: signal.Limit}.Times()),
		"simulated": text(""), "origin": r.Suspect}
	say := func(part string) act.Text { return n.book.Say("warn."+part, args) }
	category := "Env"
	if r.Flood != nil {
		say, category = func(part string) act.Text { return n.book.Say("flood."+part, args) }, "Met"
	}
	w := warning.Notice{Status: warning.Status(r.Status), Category: category, Event: r.Event, Urgency: "Expected", Severity: "Severe", Certainty: "Likely", Level: warning.Level(r.Level), Basis: "real"}
	if signal.Simulated {
		args["simulated"], w.Basis = n.book.Say("simulated", nil), "simulated"
	}
	var places []act.Text
	for _, f := range o.result.Findings {
		if !f.Tell || f.Outside || !n.ahead(o.print.Start, f) {
			continue
		}
		if args["first"] == nil && slices.Contains(to, f.Jurisdiction) && f.Probability > 0 {
			args["first"], args["p50"] = n.party(f.Jurisdiction).Name, n.at(times(o.print.Start, f.Arrival).P50)
		}
		places = append(places, n.party(f.Jurisdiction).Name)
		if slices.Contains(to, f.Jurisdiction) {
			w.Arrivals = append(w.Arrivals, arrivalOf(f, o.print, o.result.Situation))
		}
	}
	args["places"] = places
	w.Headline, w.Description, w.Instruction = say("headline"), say("description"), say("instruction")
	w.Source = warning.Statement{Confidence: "unknown", Text: say("source")}
	if r.Suspect != nil {
		w.Source = warning.Statement{Confidence: "possible", Text: say("source.origin")}
	}
	w.Extent = warning.Statement{Confidence: "likely", Text: say("extent")}
	w.Nature = warning.Statement{Confidence: "observed", Text: say("nature")}
	w.Trend = warning.Statement{Confidence: "likely", Text: say("trend")}
	return w
}

// text is a text that is the same in every language.
func text(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

// arrivalOf is what a footprint says about one addressee.
func arrivalOf(f exposure.Finding, print hazard.Footprint, situation int) warning.Arrival {
	a := warning.Arrival{To: f.Jurisdiction, Situation: max(situation, 1), TellBy: act.Time(f.TellBy)}
	if f.Counted == exposure.AtPlaces { // everybody in the jurisdiction is not who is exposed: then it is unknown
		people := f.People
		a.People = &people
	}
	if f.Probability > 0 {
		t, z := times(print.Start, f.Arrival), sizes(f.Intensity, print.Unit)
		a.Arrival = t
		a.Peak = z
	}
	if a.TellBy <= 0 {
		a.TellBy = act.Time(print.Provenance.Issued)
	}
	return a
}

// rules are the terms of the charter that a warning relies on.
type rules struct{ warning.Rules }

func (r rules) automatic(event string) bool { return slices.Contains(r.Automatic, event) }

// needs is how many officers must approve a draft.
func (r rules) needs(d draft) int {
	if d.Kind == "cancel" || d.Kind == "update" && !d.Material {
		return max(1, r.ToCancel)
	}
	return max(1, r.Approvals)
}

// charter is the charter in force and the act it stands in.
func (n *Node) charter() (c roster.Charter, ref act.Ref, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.docket.Roster().Charter()
}

func (n *Node) rulesOf(charter act.Ref, status warning.Status, level warning.Level) rules {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, _ := n.docket.Rules(charter, status, level)
	return rules{r}
}

// keepDraft stores a draft; the same id again replaces it and takes back its approvals.
func (n *Node) keepDraft(ctx context.Context, id string, d draft, by string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, charter, _ := n.charter()
	var level warning.Level
	if d.Notice != nil {
		level = d.Notice.Level
	}
	_, err = n.store.PutDraft(ctx, store.Draft{ID: id, Kind: d.Kind, Body: body, By: by, MadeAt: n.clock.Now().UnixMilli(), Needs: n.rulesOf(charter, warning.Status(d.Status), level).needs(d)})
	if errors.Is(err, store.ErrStale) {
		return nil // it was sent or discarded before: tried again after a restart
	}
	return err
}

// Approve counts an officer's approval of a draft. The approval that completes the number issues it. confirm is the status of the draft, said once
// more by the person who approves, so that an exercise is never sent as the real thing or the other way round.
func (n *Node) Approve(ctx context.Context, who view.Officer, id string, confirm view.Status) (view.Outcome, error) {
	if !mayAnswer(who.Role) {
		return view.Outcome{}, refuse(NotAllowed, "a duty officer or a coordinator approves warnings")
	}
	kept, d, err := n.readDraft(ctx, id)
	if err != nil {
		return view.Outcome{}, err
	}
	if confirm != d.Status {
		return view.Outcome{}, refuse(Conflict, "this draft is %s and you confirmed %s; nothing was approved", d.Status, confirm)
	}
	kept, err = n.store.Approve(ctx, id, who.Name, kept.Sum, n.clock.Now().UnixMilli())
	if errors.Is(err, store.ErrStale) {
		return view.Outcome{}, refuse(Conflict, "the draft was changed, sent or discarded in the meantime; look at it again")
	} else if err != nil {
		return view.Outcome{}, storeProblem(err)
	}
	n.tell("now", "warnings")
	if len(kept.Approved) < kept.Needs {
		shown := n.showDraft(kept, d)
		return view.Outcome{Draft: &shown}, nil
	}
	var officers []string
	for _, a := range kept.Approved {
		officers = append(officers, a.Officer)
	}
	ref, err := n.issue(ctx, id, d, officers)
	if err != nil {
		return view.Outcome{}, err
	}
	head, err := n.warningHead(ref)
	return view.Outcome{Warning: &head}, err
}

// issue puts a draft on record and closes it. It returns the warning's own reference.
func (n *Node) issue(ctx context.Context, id string, d draft, officers []string) (act.Ref, error) {
	officer := ""
	if len(officers) > 0 {
		officer = officers[len(officers)-1]
	}
	if d.Warning != nil {
		n.asUpdate(&d, *d.Warning) // somebody may have passed it on, or silence have climbed, since it was drafted
	}
	s := saying{to: d.To, cites: d.Cites, exhibits: d.Exhibits, officer: officer, critical: true, once: "draft " + id}
	now := n.clock.Now()
	if d.Notice != nil {
		d.Notice.AcceptBy = n.answerBy(string(d.Notice.Level))
		d.Notice.Expires = act.Time(now.Add(time.Duration(d.Hours * float64(time.Hour))).UnixMilli())
		d.Notice.ApprovedBy = officers
	}
	switch d.Kind {
	case "issue":
		s.kind, s.body = warning.KindIssue, d.Notice
	case "update":
		s.kind, s.body = warning.KindUpdate, warning.Update{Of: *d.Of, Material: d.Material, Note: d.Note, Notice: *d.Notice}
	case "cancel":
		s.kind, s.body = warning.KindCancel, warning.Cancel{Of: *d.Of, Status: warning.Status(d.Status), Reason: d.Note, ConfirmBy: n.answerBy(""), ApprovedBy: officers}
	}
	ref, err := n.say(ctx, s)
	if err != nil {
		return ref, err
	}
	if err := n.store.CloseDraft(ctx, id, store.Sent, officer, now.UnixMilli()); err != nil && !errors.Is(err, store.ErrStale) {
		return ref, storeProblem(err)
	}
	n.tell("now", "warnings")
	if d.Warning != nil {
		return *d.Warning, nil
	}
	return ref, nil
}

// answerBy is when a warning of this level, issued now, must have been answered.
func (n *Node) answerBy(level string) act.Time {
	n.mu.Lock()
	minutes, ok := n.docket.Roster().Rules().AcceptWithin(level)
	n.mu.Unlock()
	if !ok {
		minutes = 60
	}
	return act.Time(n.clock.Now().Add(time.Duration(minutes) * time.Minute).UnixMilli())
}

func (n *Node) readDraft(ctx context.Context, id string) (store.Draft, draft, error) {
	var d draft
	kept, err := n.store.Draft(ctx, id)
	if errors.Is(err, store.ErrNone) {
		return kept, d, refuse(NotFound, "there is no draft %q here", id)
	} else if err != nil {
		return kept, d, storeProblem(err)
	}
	return kept, d, json.Unmarshal(kept.Body, &d)
}

// Draft shows one draft.
func (n *Node) Draft(ctx context.Context, id string) (view.Draft, error) {
	kept, d, err := n.readDraft(ctx, id)
	if err != nil {
		return view.Draft{}, err
	}
	return n.showDraft(kept, d), nil
}

func (n *Node) drafts(ctx context.Context) ([]view.Draft, error) {
	list, err := n.store.Drafts(ctx)
	if err != nil {
		return nil, storeProblem(err)
	}
	var out []view.Draft
	for _, kept := range list {
		var d draft
		if err := json.Unmarshal(kept.Body, &d); err != nil {
			return nil, err
		}
		out = append(out, n.showDraft(kept, d))
	}
	return out, nil
}

func (n *Node) showDraft(kept store.Draft, d draft) view.Draft {
	out := view.Draft{ID: kept.ID, Kind: d.Kind, Status: d.Status, To: n.parties(d.To), By: kept.By, Needs: kept.Needs, ApprovedBy: []string{}, CreatedAt: n.at(act.Time(kept.MadeAt)),
		Headline: d.Note}
	for _, a := range kept.Approved {
		out.ApprovedBy = append(out.ApprovedBy, a.Officer)
	}
	if d.Notice != nil {
		out.Headline, out.Level = d.Notice.Headline, string(d.Notice.Level)
		content := n.content(d.Notice)
		out.Content = &content
		if d.Notice.Case != nil {
			out.Case = warningID(*d.Notice.Case)
		}
	}
	if d.Warning != nil {
		out.Warning = warningID(*d.Warning)
	}
	return out
}

// Discard throws a draft away. It was never on record.
func (n *Node) Discard(ctx context.Context, who view.Officer, id string) (view.Outcome, error) {
	if !mayAnswer(who.Role) {
		return view.Outcome{}, refuse(NotAllowed, "a duty officer or a coordinator discards drafts")
	}
	kept, d, err := n.readDraft(ctx, id)
	if err != nil {
		return view.Outcome{}, err
	}
	if err := n.store.CloseDraft(ctx, id, store.Discarded, who.Name, n.clock.Now().UnixMilli()); err != nil {
		return view.Outcome{}, refuse(Conflict, "the draft was sent or discarded in the meantime")
	}
	n.tell("now", "warnings")
	shown := n.showDraft(kept, d)
	return view.Outcome{Draft: &shown}, nil
}

// Change is what an officer changes about a warning. What is absent stays.
type Change struct {
	Headline    act.Text   `json:"headline,omitempty"`
	Description act.Text   `json:"description,omitempty"`
	Material    bool       `json:"material" doc:"whoever has accepted must answer again"`
	Expires     *time.Time `json:"expires,omitempty"`
	Note        act.Text   `json:"note,omitempty"`
}

// Update changes a warning of this node for everybody who has it. Where the rules ask for a second officer it becomes a draft first.
func (n *Node) Update(ctx context.Context, who view.Officer, id string, c Change) (view.Outcome, error) {
	return n.amend(ctx, who, id, func(b warning.Board, d *draft) {
		w := *b.Notice
		if c.Headline != nil {
			w.Headline = c.Headline
		}
		if c.Description != nil {
			w.Description = c.Description
		}
		d.Notice, d.Material, d.Note = &w, c.Material, c.Note
		d.Hours = time.UnixMilli(int64(w.Expires)).Sub(n.clock.Now()).Hours()
		if c.Expires != nil {
			d.Hours = c.Expires.Sub(n.clock.Now()).Hours()
		}
		d.Cites = refs(w.Case, &w.Rules)
		for _, x := range w.Exhibits {
			d.Exhibits = append(d.Exhibits, x.Hash)
		}
		if w.Forecast != nil && !slices.Contains(d.Exhibits, *w.Forecast) {
			d.Exhibits = append(d.Exhibits, *w.Forecast)
		}
	})
}

// Cancel takes a warning of this node back from everybody who has it.
func (n *Node) Cancel(ctx context.Context, who view.Officer, id, reason string) (view.Outcome, error) {
	return n.amend(ctx, who, id, func(_ warning.Board, d *draft) {
		d.Note = n.book.Say("cancel.note", phrase.Args{"reason": reason})
	})
}

// amend drafts a change of an own warning and approves it in the officer's name.
func (n *Node) amend(ctx context.Context, who view.Officer, id string, change func(warning.Board, *draft)) (view.Outcome, error) {
	if !mayAnswer(who.Role) {
		return view.Outcome{}, refuse(NotAllowed, "a duty officer or a coordinator changes warnings")
	}
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Outcome{}, err
	}
	b, ok := n.board(of)
	switch {
	case !ok:
		return view.Outcome{}, refuse(NotFound, "there is no warning %s here", id)
	case b.By != n.cfg.ID:
		return view.Outcome{}, refuse(NotAllowed, "only its issuer, %s, can change this warning", b.By)
	case b.InForce != "in-force":
		return view.Outcome{}, refuse(Conflict, "this warning is %s", b.InForce)
	}
	d := draft{Status: view.Status(b.Notice.Status)}
	change(b, &d)
	d.Kind = "update"
	if d.Notice == nil {
		d.Kind = "cancel"
	}
	n.asUpdate(&d, b.ID)
	draftID := "c-" + warningID(b.Newest) + "-" + strconv.FormatInt(n.clock.Now().UnixMilli(), 36)
	if err := n.keepDraft(ctx, draftID, d, who.Name); err != nil {
		return view.Outcome{}, err
	}
	return n.Approve(ctx, who, draftID, d.Status)
}
