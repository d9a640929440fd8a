package node

import (
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/node/view"
	"tongzhou/warning"
)

// readingSubject begins the key of a statement about a measured value at a place: "reading/harbin-intake".
const readingSubject = "reading/"

// observed is a value on record for a place; of an arrival also until when the place was free of it by the same word (0: it does not say).
type observed struct {
	place string
	free  act.Time
	view.ChartObserved
}

// chart draws a case as it stands now.
func (n *Node) chart(id act.Ref, now act.Time) *view.Chart {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.chartOf(n.docket, id, now)
}

// chartOf draws a case as a docket has it at a moment. The caller holds mu if the docket is the node's own.
func (n *Node) chartOf(d *docket.Docket, id act.Ref, now act.Time) *view.Chart {
	forecasts := d.Incidents().Forecasts(id)
	c, ok := d.Incidents().Case(id)
	if !ok || len(forecasts) == 0 {
		return nil
	}
	slices.SortStableFunc(forecasts, func(a, b incident.Issued) int { return int(a.Issued - b.Issued) })
	current := forecasts[len(forecasts)-1]
	out := &view.Chart{Case: warningID(id), Title: c.Open.Title, Unit: "mg/L", Now: n.at(now), Start: n.at(c.Opened), End: n.at(now)}
	for _, f := range forecasts {
		out.Forecasts = append(out.Forecasts, view.ChartIssue{Issued: n.at(f.Issued), By: n.partyLocked(f.By), Current: f.Ref == current.Ref, Exhibit: f.Exhibit.String(), Ref: refOrNil(f.Ref), Officer: f.Officer, Note: f.Note})
	}
	seen, boards := n.observedIn(d, id, now), boardsOf(d, c, now)
	for _, r := range current.Reaches {
		line := n.line(r)
		if line.Peak != nil {
			out.Unit = line.Peak.Unit
		}
		for _, f := range forecasts[:len(forecasts)-1] {
			if t := arrivalAt(f, r.Place); t != nil {
				line.Earlier = append(line.Earlier, view.ChartEarlier{Issued: n.at(f.Issued), Arrival: n.timeBand(t)})
			}
		}
		for _, o := range seen {
			if o.place == r.Place {
				line.Observed = append(line.Observed, o.ChartObserved)
			}
		}
		line.Marks, line.Overrides = n.marks(boards, r, now), n.overridden(d, id, r.Place, current.Ref)
		out.Lines = append(out.Lines, line)
		extend(out, line)
	}
	return out
}

// line is a place without what happened there.
func (n *Node) line(r incident.Reach) view.ChartLine {
	name := r.Name
	if name == nil { // another's forecast may name its places by their keys alone
		name = text(r.Place)
	}
	l := view.ChartLine{Place: r.Place, Party: n.partyLocked(r.Party), Name: name, KM: float64(r.Metres) / 1000, Probability: float64(r.Probability) / 1e6, Marks: []view.ChartMark{}}
	l.Lon, l.Lat = n.position(r.Place)
	if r.People != nil {
		l.People = *r.People
	}
	for _, t := range []struct {
		from *act.Times
		to   **view.TimeBand
	}{{r.Arrival, &l.Arrival}, {r.Peak, &l.PeakAt}, {r.End, &l.End}} {
		if t.from != nil {
			band := n.timeBand(t.from)
			*t.to = &band
		}
	}
	if z := r.Intensity; z != nil {
		l.Peak = &view.Band{P05: z.P05.Float(), P25: z.P25.Float(), P50: z.P50.Float(), P75: z.P75.Float(), P95: z.P95.Float(), Unit: z.P50.Unit}
	}
	return l
}

func (n *Node) timeBand(t *act.Times) view.TimeBand {
	return view.TimeBand{P05: n.at(t.P05), P25: n.at(t.P25), P50: n.at(t.P50), P75: n.at(t.P75), P95: n.at(t.P95)}
}

// extend makes room on the time axis for a line.
func extend(c *view.Chart, l view.ChartLine) {
	room := func(t time.Time) {
		if t.Before(c.Start) {
			c.Start = t
		}
		if t.After(c.End) {
			c.End = t
		}
	}
	if l.Arrival != nil {
		room(l.Arrival.P05)
		room(l.Arrival.P95)
	}
	if l.PeakAt != nil {
		room(l.PeakAt.P95)
	}
	for _, o := range l.Observed {
		room(o.At)
	}
}

// position is where a place lies, by the rivers that this node knows.
func (n *Node) position(place string) (lon, lat float64) {
	for _, r := range n.watch.what.Rivers {
		for _, s := range r.stations() {
			if s.id == place {
				return s.lon, s.lat
			}
		}
	}
	return 0, 0
}

// observedIn are the measured values on record in a case, up to now: the first over the threshold at a place is its arrival.
func (n *Node) observedIn(d *docket.Docket, id act.Ref, now act.Time) []observed {
	places := map[string]string{}
	for _, r := range n.watch.what.Rivers {
		for _, p := range r.Places {
			places[string(p.Sensor)] = p.ID
		}
	}
	var out []observed
	arrived := map[string]bool{}
	for _, e := range d.Incidents().Timeline(id) {
		if e.At > now || e.Withdrawn {
			continue
		}
		at := n.at(e.At)
		switch b := e.Body.(type) {
		case *incident.Signal:
			place := places[b.Station]
			if b.Value == nil || place == "" {
				continue
			}
			what, free := "reading", act.Time(0)
			if b.Kind == "over" && !arrived[place] {
				what, free, arrived[place] = "arrival", b.Below, true
			}
			m := &view.Measure{Value: b.Value.Float(), Unit: b.Value.Unit, Simulated: b.Simulated, Station: b.Station, At: &at}
			if b.Threshold != nil && b.Threshold.Float() > 0 {
				m.Times = b.Value.Float() / b.Threshold.Float()
			}
			out = append(out, observed{place, free, view.ChartObserved{At: at, What: what, Measure: m}})
		case *incident.Statement:
			if place, ok := strings.CutPrefix(b.Subject, FrontSubject); ok && !arrived[place] {
				arrived[place] = true
				out = append(out, observed{place, e.At, view.ChartObserved{At: at, What: "arrival"}}) // seen to arrive
			}
			place, ok := strings.CutPrefix(b.Subject, readingSubject)
			if ok && b.Quantity != nil {
				m := &view.Measure{Value: b.Quantity.Float(), Unit: b.Quantity.Unit, Simulated: e.Simulated, At: &at, Source: b.Source["en"]}
				out = append(out, observed{place, 0, view.ChartObserved{At: at, What: "reading", Measure: m}})
			}
		}
	}
	return out
}

func arrivalAt(f incident.Issued, place string) *act.Times {
	for _, r := range f.Reaches {
		if r.Place == place {
			return r.Arrival
		}
	}
	return nil
}

// mostMarked is how many warnings of a case, the newest, have marks on its chart. More could be neither drawn nor read.
const mostMarked = 12

// boardsOf are the newest warnings of a case that have been issued.
func boardsOf(d *docket.Docket, c incident.Case, now act.Time) []warning.Board {
	var out []warning.Board
	for h := range d.Warnings().All(now) {
		if len(out) == mostMarked || h.Issued < c.Opened-act.Time(late.Milliseconds()) {
			break // the newest come first, and none is older than its case
		}
		if h.Notice.Case != nil && *h.Notice.Case == c.ID {
			b, _ := d.Warnings().Board(h.ID, now)
			out = append(out, b)
		}
	}
	return out
}

// marks are what happened to warnings of the case at the jurisdiction of a place, each at its own time.
func (n *Node) marks(boards []warning.Board, r incident.Reach, now act.Time) []view.ChartMark {
	out := []view.ChartMark{}
	for _, b := range boards {
		i := slices.IndexFunc(b.Rows, func(row warning.Row) bool { return row.Party == r.Party })
		if i < 0 {
			continue
		}
		for _, e := range b.Rows[i].History {
			kind := map[warning.Custody]string{warning.Sent: "sent", warning.Received: "received", warning.Seen: "seen", warning.Accepted: "accepted",
				warning.Declined: "declined", warning.Overdue: "overdue"}[e.State]
			if kind != "" && e.At <= now {
				ref := view.Ref(e.Evidence)
				out = append(out, view.ChartMark{At: n.at(e.At), Kind: kind, Evidence: &ref})
			}
		}
		if due := b.Rows[i].Due; due > 0 {
			out = append(out, view.ChartMark{At: n.at(due), Kind: "deadline"})
		}
	}
	return out
}
