package node

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"
	"sync"
	"time"

	"tongzhou/act"
	"tongzhou/hazard/river"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/store"
	"tongzhou/suspicion"
)

// A Search says where to look when something is met in a river of which nobody upstream has said anything (R58): whose the river is, and within which bounds
// it can have begun. Within them nothing is likelier beforehand than anything else.
type Search struct {
	// Days is how long before the first reading over the limit it can have begun.
	Days float64 `json:"days"`
	// MassLow and MassHigh bound how much it was, kg of the substance.
	MassLow  float64 `json:"massLow"`
	MassHigh float64 `json:"massHigh"`
	// Hours is how long it is taken to have lasted.
	Hours float64 `json:"hours"`
	// Banks say whose each reach is; of a reach that is not named nobody knows.
	Banks []Bank `json:"banks"`
	// Names are of those who are no members: the roster has none for them.
	Names map[jurisdiction.ID]act.Text `json:"names,omitempty"`
	// Outfalls are where it can have got in, if they are known; without any, every km is one.
	Outfalls []Outfall `json:"outfalls,omitempty"`
}

// A Bank says to whom a reach of the river belongs: to several where each has a side.
type Bank struct {
	Reach   string            `json:"reach"`
	Name    act.Text          `json:"name"`
	Parties []jurisdiction.ID `json:"parties"` // also of jurisdictions that are no members
}

// An Outfall is a place at which something can get into the river, and in whose jurisdiction it is.
type Outfall struct {
	ID     string          `json:"id"`
	Name   act.Text        `json:"name"`
	Party  jurisdiction.ID `json:"party"`
	KM     float64         `json:"km"`
	Weight float64         `json:"weight"` // how likely beforehand, beside the others
}

// check says why a river cannot be searched.
func (s *Search) check(r *River) error {
	if s == nil {
		return nil
	}
	if r.Flood != nil {
		return errors.New("search: only what a river carries is looked for, no flood")
	}
	for _, b := range s.Banks {
		if !slices.ContainsFunc(r.Inputs.Reaches, func(x river.Reach) bool { return x.ID == b.Reach }) {
			return fmt.Errorf("search: banks: there is no reach %q", b.Reach)
		}
	}
	if !(s.Days > 0 && s.Days <= 60) || !(s.MassLow > 0 && s.MassLow <= s.MassHigh) {
		return fmt.Errorf("search: %g days, %g to %g kg: wants up to 60 days, and a mass, the lower first", s.Days, s.MassLow, s.MassHigh)
	}
	return nil
}

// whence is what one search found. It is computed from what this node has, kept in memory and made again after a start; nothing of it is on record unless a
// person puts it there.
type whence struct {
	of        act.Ref
	river     River
	key       string // of the readings it was made from
	at        act.Time
	seen      []met
	in        river.Inputs
	source    river.Source
	odd       bool     // a sensor contradicts the others
	exhibit   act.Hash // with everything that is needed to run it again
	sightings []suspicion.Sighting
}

// met is a reading that a search takes into account.
type met struct {
	river.Reading
	place Place
	value float64   // as it was measured, in the unit of the limit
	over  bool      // the limit
	refs  []act.Ref // of signals that put it on record; of an own reading that no signal was given of: none
	out   bool      // it was left out, because no course explains it together with the others
}

// whences are the newest searches, by case.
type whences struct {
	mu    sync.Mutex
	of    map[act.Ref]*whence
	begun map[act.Ref]string // the key of the search that was begun last
}

// begin says whether a search has still to be made, and takes it as begun.
func (w *whences) begin(x *whence) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun == nil {
		w.begun, w.of = map[act.Ref]string{}, map[act.Ref]*whence{}
	}
	if w.begun[x.of] == x.key {
		return false
	}
	w.begun[x.of] = x.key
	return true
}

func (w *whences) put(x *whence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun[x.of] == x.key { // another may have been begun since, with more readings
		w.of[x.of] = x
	}
}

func (w *whences) get(of act.Ref) *whence {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.of[of]
}

// seek looks for the origin of what was met in each watched river, when there are readings that no search had yet. The search itself is made apart: what it
// finds can wait a second, and a receipt cannot.
func (n *Node) seek(ctx context.Context) error {
	var errs []error
	for _, r := range n.watch.what.Rivers {
		if r.Search == nil || r.Flood != nil {
			continue
		}
		of := n.openCase(r)
		if of == nil {
			continue
		}
		seen, err := n.metIn(ctx, r, *of)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		x := newWhence(*of, r, seen, n.moment())
		if len(x.sightings) > 0 && n.whences.begin(x) {
			n.fetches.add(job{name: "where it comes from: " + r.ID, do: func(ctx context.Context) error { return n.search(ctx, x) }})
		}
	}
	return errors.Join(errs...)
}

// metIn are the readings on a river in a case: those of own sensors, and those that others put on record with their signals. A reading that is doubted, or
// simulated in a case that is none, is no ground for a suspicion.
func (n *Node) metIn(ctx context.Context, r River, of act.Ref) ([]met, error) {
	var out []met
	for _, p := range r.Places {
		if p.Sensor == "" {
			continue
		}
		rows, err := n.store.Readings(ctx, store.Span{Station: string(p.Sensor), Quantity: string(r.Quantity), To: int64(n.moment()) + 1, Limit: 24})
		if err != nil {
			return nil, storeProblem(err)
		}
		for i, row := range rows {
			revised := i+1 < len(rows) && rows[i+1].At == row.At
			if revised || row.Quality == "missing" || row.Quality == "suspect" || row.Simulated && r.Status == "Actual" {
				continue
			}
			out = append(out, r.met(p, row.At, row.Value))
		}
	}
	n.mu.Lock()
	events := n.docket.Incidents().Timeline(of)
	n.mu.Unlock()
	for _, e := range events {
		s, ok := e.Body.(*incident.Signal)
		if !ok || s.Value == nil || s.Quantity != string(r.Quantity) || s.Simulated && r.Status == "Actual" {
			continue
		}
		for _, p := range r.Places {
			if string(p.Sensor) != s.Station || p.Party != e.By && e.By != n.cfg.ID {
				continue // nobody puts words into the mouth of another's sensor
			}
			m := r.met(p, int64(s.At), s.Value.Float())
			i := slices.IndexFunc(out, func(o met) bool { return o.Station == m.Station && o.At == m.At })
			if i < 0 {
				i, out = len(out), append(out, m)
			}
			out[i].refs = append(out[i].refs, e.Ref)
		}
	}
	slices.SortStableFunc(out, func(a, b met) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Station, b.Station)) })
	return out, nil
}

func (r *River) met(p Place, at int64, value float64) met {
	return met{Reading: r.asReading(p.ID, at, value), place: p, value: value, over: value >= r.Inputs.Limit}
}

// newWhence prepares a search: its bounds follow from the readings over the limit. What comes later tells less and less about where it began, so it is looked
// for again when another sensor has it, at the second and third reading, and then after twice the time each time.
func newWhence(of act.Ref, r River, seen []met, now act.Time) *whence {
	x := &whence{of: of, river: r, at: now, seen: seen}
	in := r.Inputs
	first, furthest := int64(0), 0.0
	for _, m := range seen {
		if !m.over {
			continue
		}
		x.sightings = append(x.sightings, suspicion.Sighting{Station: m.Station, At: act.Time(m.At)})
		i := slices.IndexFunc(in.Stations, func(s river.Station) bool { return s.ID == m.Station })
		if first == 0 || m.At < first {
			first = m.At
		}
		if i >= 0 && (furthest == 0 || in.Stations[i].KM < furthest) {
			furthest = in.Stations[i].KM
		}
	}
	last := first
	for _, m := range seen {
		last = max(last, m.At)
	}
	many := suspicion.Silence{Sightings: x.sightings}
	x.key = fmt.Sprint(min(many.Sensors(), 4), min(len(x.sightings), 3), bits.Len64(uint64((last-first)/time.Hour.Milliseconds())))
	s := r.Search
	in.Start = first - int64(s.Days*24*float64(time.Hour.Milliseconds()))
	in.Issued, in.Release = int64(now), river.Release{Hours: s.Hours}
	if in.Rise != nil && in.Rise.At < in.Start {
		in.Rise = nil // the river has had its new flow all the time that is looked at
	}
	in.Members = min(in.Members, searchers)
	in.Origin = &river.Origin{ToKM: furthest, Earliest: in.Start, Latest: first, MassLow: s.MassLow, MassHigh: s.MassHigh}
	for _, o := range s.Outfalls {
		if o.KM <= furthest { // what is below the first sensor that had it cannot be it
			in.Origin.Outfalls = append(in.Origin.Outfalls, river.Outfall{ID: o.ID, Name: o.Name["en"], KM: o.KM, Weight: o.Weight})
		}
	}
	h := fnv.New64a()
	fmt.Fprint(h, of.Journal, of.Index, x.key)
	in.Seed = h.Sum64()
	x.in = in
	return x
}

// searchers is how many members of an ensemble are enough for shares that are good to a few per cent: more would not make the readings say more.
const searchers = 400

// mostReadings is how many one search takes into account, the newest.
const mostReadings = 200

// search runs the model. A reading that no course explains together with the others is left out, and noted.
func (n *Node) search(ctx context.Context, x *whence) error {
	var err error
	for range len(x.seen) {
		if err = x.locate(); err == nil {
			break
		}
		var odd *river.UnexplainedError
		if !errors.As(err, &odd) {
			break
		}
		i := slices.IndexFunc(x.seen, func(m met) bool { return !m.out && m.Reading == odd.Reading })
		if i < 0 {
			break
		}
		x.seen[i].out = true
	}
	if err != nil { // no course of the matter explains the readings: then nobody can be suspected by them
		n.log.Warn("where it comes from was not found", "river", x.river.ID, "err", err)
		x.source = river.Source{}
	}
	x.odd = err != nil || x.contradicted()
	x.sightings = nil
	for _, m := range x.seen {
		if m.over && !m.out {
			x.sightings = append(x.sightings, suspicion.Sighting{Station: m.Station, At: act.Time(m.At)})
		}
	}
	text, err := json.Marshal(struct {
		Model, Version, What string
		Inputs               river.Inputs
		Source               river.Source
	}{river.Model, river.Version, "origin", x.in, x.source})
	if err != nil {
		return err
	}
	sum, err := n.store.PutExhibit(ctx, "application/json", text, n.clock.Now().UnixMilli())
	if err != nil {
		return storeProblem(err)
	}
	x.exhibit = act.Hash(sum)
	n.whences.put(x)
	n.tell("now", "cases", "findings")
	return nil
}

func (x *whence) locate() (err error) {
	x.in.Readings = nil
	for _, m := range x.seen {
		if !m.out && m.At >= x.in.Start {
			x.in.Readings = append(x.in.Readings, m.Reading)
		}
	}
	x.in.Readings = x.in.Readings[max(0, len(x.in.Readings)-mostReadings):]
	x.source, err = river.Locate(x.in)
	return err
}

// contradicted says whether of some sensor nothing is left: then one of the sensors is wrong, and nobody here knows which.
func (x *whence) contradicted() bool {
	left := map[string]bool{}
	for _, m := range x.seen {
		left[m.Station] = left[m.Station] || !m.out
	}
	for _, some := range left {
		if !some {
			return true
		}
	}
	return false
}

// banks are the stretches or outfalls with their shares.
func (x *whence) banks() []suspicion.Bank {
	var out []suspicion.Bank
	if len(x.source.Outfalls) > 0 {
		for _, share := range x.source.Outfalls {
			b := suspicion.Bank{ID: share.ID, Share: share.Probability}
			if i := slices.IndexFunc(x.river.Search.Outfalls, func(o Outfall) bool { return o.ID == share.ID }); i >= 0 && x.river.Search.Outfalls[i].Party != "" {
				b.Parties = []jurisdiction.ID{x.river.Search.Outfalls[i].Party}
			}
			out = append(out, b)
		}
		return out
	}
	for _, share := range x.source.Reaches {
		b := suspicion.Bank{ID: share.ID, Share: share.Probability}
		if i := slices.IndexFunc(x.river.Search.Banks, func(o Bank) bool { return o.Reach == share.ID }); i >= 0 {
			b.Parties = x.river.Search.Banks[i].Parties
		}
		out = append(out, b)
	}
	return out
}
