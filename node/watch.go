package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tongzhou/act"
	"tongzhou/geo"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/observation/ingest"
	"tongzhou/store"
)

// Watch is what a node watches: its own stations, and the rivers on which what they measure travels to others.
type Watch struct {
	Stations []observation.Station `json:"stations"`
	Rivers   []River               `json:"rivers,omitempty"`
	// Territories are the outlines of jurisdictions, members or not, as far as they are known; a member without one is drawn as a circle.
	Territories []Territory `json:"territories,omitempty"`
	// Source says where the outlines and the rivers on the map come from.
	Source act.Text `json:"source,omitempty"`
}

// Territory is what belongs to a jurisdiction on the map.
type Territory struct {
	Party    jurisdiction.ID `json:"party"` // also of a jurisdiction that is no member
	Name     act.Text        `json:"name"`
	Polygons [][][]geo.Point `json:"polygons"`         // each an outer ring and its holes, closed
	People   int64           `json:"people,omitempty"` // who live there; 0: not known
}

// River is a carrier, with what is needed to forecast where a pollutant goes that was met in it.
type River struct {
	ID        string               `json:"id"`
	Name      act.Text             `json:"name"`
	Substance act.Text             `json:"substance"`
	Quantity  observation.Quantity `json:"quantity"`          // the quantity whose thresholds start a forecast
	Event     string               `json:"event"`             // OASIS event term
	Level     string               `json:"level"`             // warning level that is proposed
	Status    view.Status          `json:"status"`            // of the cases and warnings that come of it
	Telling   string               `json:"telling,omitempty"` // of a shipped case: which telling this is
	// Inputs are the river, its prior, and the release that is assumed; readings are added when there are some.
	Inputs river.Inputs `json:"inputs"`
	// Flood, if there is one, takes the place of Inputs.
	Flood *Flood `json:"flood,omitempty"`
	// Suspect is where the release is thought to be, and whose place that is; empty: not known.
	Suspect      act.Text        `json:"suspect,omitempty"`
	SuspectParty jurisdiction.ID `json:"suspectParty,omitempty"`
	// Search says where to look for an origin that keeps silent; without it nothing is looked for.
	Search *Search `json:"search,omitempty"`
	// Places say to whom each station of Inputs belongs and how many people depend on it.
	Places []Place `json:"places"`
	// Line is the course of the river for the map, longitude and latitude.
	Line [][2]float64 `json:"line,omitempty"`
	// TellLead is how many hours before the earliest arrival (5 %) a jurisdiction must have been told.
	TellLead float64 `json:"tellLead"`
	// Borders say who is next to whom; the neighbours of those who are reached are told too.
	Borders []jurisdiction.Edge `json:"borders,omitempty"`
	// Also are members who are told although no place of theirs is reached: superiors, agencies.
	Also []jurisdiction.ID `json:"also,omitempty"`
}

// Place is a station on a river, whose it is, and who depends on it.
type Place struct {
	ID     string          `json:"id"` // as in River.Inputs.Stations.Place
	Party  jurisdiction.ID `json:"party"`
	Name   act.Text        `json:"name"`
	People int64           `json:"people"` // -1: not known
	// Sensor is the station whose readings are readings at this place; empty: none.
	Sensor observation.StationID `json:"sensor,omitempty"`
}

// ReadWatch reads the file that Config.Watch names.
func ReadWatch(path string) (*Watch, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("node: watch: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var w Watch
	if err := d.Decode(&w); err != nil {
		return nil, fmt.Errorf("node: watch %s: %w", path, err)
	}
	for i := range w.Rivers {
		if err := w.Rivers[i].Search.check(&w.Rivers[i]); err != nil {
			return nil, fmt.Errorf("node: watch %s: river %s: %w", path, w.Rivers[i].ID, err)
		}
		if f := w.Rivers[i].Flood; f != nil {
			if err := f.read(filepath.Dir(path)); err != nil {
				return nil, fmt.Errorf("node: watch %s: river %s: %w", path, w.Rivers[i].ID, err)
			}
			if err := w.Rivers[i].checkWorks(); err != nil {
				return nil, fmt.Errorf("node: watch %s: river %s: %w", path, w.Rivers[i].ID, err)
			}
		}
	}
	return &w, nil
}

// watcher folds the readings of a node's own stations. Readings of one batch are folded in the order in which they stand in it.
type watcher struct {
	mu     sync.Mutex // guards folds
	what   *Watch
	series map[observation.Key]observation.Series
	folds  map[observation.Key]*observation.Watch

	replayed []observation.Signal // what the stored readings say, until the first Tick has looked at it
}

// newWatcher starts a watch of every series and folds what is stored, so that a restart neither forgets nor repeats a signal.
func (n *Node) newWatcher(ctx context.Context) (*watcher, error) {
	w := &watcher{what: n.opt.Watch, series: map[observation.Key]observation.Series{}, folds: map[observation.Key]*observation.Watch{}}
	if w.what == nil && n.cfg.Watch != "" {
		path := n.cfg.Watch
		if !filepath.IsAbs(path) {
			path = n.cfg.path(path)
		}
		var err error
		if w.what, err = ReadWatch(path); err != nil {
			return nil, err
		}
	}
	if w.what == nil {
		w.what = &Watch{}
	}
	for _, s := range w.what.Stations {
		for _, series := range s.Rows {
			fold, err := observation.NewWatch(series)
			if err != nil {
				return nil, fmt.Errorf("node: watch: station %s: %w", s.ID, err)
			}
			w.series[series.Key], w.folds[series.Key] = series, fold
			stored, err := n.store.Readings(ctx, store.Span{Station: string(series.Station), Quantity: string(series.Quantity), To: 1 << 62, Limit: 5000})
			if err != nil {
				return nil, err
			}
			for _, r := range stored {
				w.replayed = append(w.replayed, fold.Next(reading(r), time.UnixMilli(r.ReceivedAt))...)
			}
		}
	}
	return w, nil
}

func reading(r store.Reading) observation.Reading {
	return observation.Reading{Key: observation.Key{Station: observation.StationID(r.Station), Quantity: observation.Quantity(r.Quantity)},
		Time: time.UnixMilli(r.At), Value: r.Value, Unit: r.Unit, Quality: observation.Quality(r.Quality), Simulated: r.Simulated}
}

// Ingest takes readings, as CSV or JSON. Every row is accepted, known already, or refused with its number and the reason; a refused row is kept for
// the operator. What they signal is acted on before it returns.
func (n *Node) Ingest(ctx context.Context, who view.Officer, mediaType string, body []byte) (view.Ingested, error) {
	if who.Login == "" {
		return view.Ingested{}, refuse(NotAllowed, "log in first: readings are taken from known people and stations")
	}
	if len(n.watch.series) == 0 {
		return view.Ingested{}, refuse(Invalid, "this node watches no stations; name a file with stations in its configuration")
	}
	now := n.clock.Now()
	batch, err := ingest.Read(mediaType, bytes.NewReader(body), now, ingest.Options{Series: n.watch.series})
	var large *ingest.TooLarge
	if errors.As(err, &large) {
		return view.Ingested{}, refuse(TooLarge, "%v", err)
	} else if err != nil {
		return view.Ingested{}, refuse(Invalid, "%v", err)
	}
	out := view.Ingested{Late: batch.Late, Rejected: []view.Rejected{}}
	b := store.Batch{Source: mediaType + " " + who.Login, Sum: batch.Sum[:], ReceivedAt: now.UnixMilli()}
	for _, r := range batch.Rows {
		b.Readings = append(b.Readings, store.Reading{Station: string(r.Reading.Station), Quantity: string(r.Reading.Quantity), At: r.Reading.Time.UnixMilli(),
			Value: r.Reading.Value, Unit: r.Reading.Unit, Quality: string(r.Reading.Quality), Simulated: r.Reading.Simulated, Note: r.Note})
	}
	for _, r := range batch.Refused {
		reason := r.Reason
		if r.Column != "" {
			reason = r.Column + ": " + reason
		}
		out.Rejected = append(out.Rejected, view.Rejected{Row: r.Row, Reason: reason})
		b.Refused = append(b.Refused, store.Refusal{ReceivedAt: b.ReceivedAt, Source: b.Source, Row: int64(r.Row), Column: r.Column, Reason: r.Reason, Text: r.Text})
	}
	taken, err := n.store.Ingest(ctx, b)
	if err != nil {
		return view.Ingested{}, storeProblem(err)
	}
	out.Accepted, out.Duplicates = len(taken.Fresh), taken.Duplicates
	n.tell("now", "stations")
	return out, errors.Join(n.watchReadings(ctx, taken.Fresh, now), n.seek(ctx))
}

// storeProblem says what a person can do about the store.
func storeProblem(err error) error {
	for _, known := range []error{store.ErrFull, store.ErrReadOnly, store.ErrBusy, store.ErrCorrupt} {
		if errors.Is(err, known) {
			return refuse(Busy, "%v", known)
		}
	}
	return err
}

// watchReadings folds fresh readings and acts on what they signal.
func (n *Node) watchReadings(ctx context.Context, fresh []store.Reading, now time.Time) error {
	n.watch.mu.Lock()
	var signals []observation.Signal
	for _, r := range fresh {
		o := reading(r)
		if fold := n.watch.folds[o.Key]; fold != nil {
			signals = append(signals, fold.Next(o, now)...)
		}
	}
	n.watch.mu.Unlock()
	return n.signalled(ctx, signals)
}

// signalled acts once on each signal. One that was given and not acted on, because the node died or something failed, is acted on later.
func (n *Node) signalled(ctx context.Context, signals []observation.Signal) error {
	var errs []error
	for _, s := range signals {
		if s.Change != observation.Raised {
			continue // what is over is shown on the station; a person decides what it means for a warning
		}
		text, err := json.Marshal(s)
		if err != nil {
			return err
		}
		given := n.moment()
		undone, err := n.store.AddSignal(ctx, store.Signal{ID: s.ID(), GivenAt: int64(given), Body: text})
		if err != nil {
			return storeProblem(err)
		}
		if undone {
			errs = append(errs, n.followUp(ctx, s, given))
		}
	}
	return errors.Join(errs...)
}

// followUp acts on a signal and notes that it is done.
func (n *Node) followUp(ctx context.Context, s observation.Signal, given act.Time) error {
	if err := n.signal(ctx, s, given); err != nil {
		return err
	}
	return storeProblem(n.store.SignalDone(ctx, s.ID(), n.clock.Now().UnixMilli()))
}

// unfinished acts on what was signalled before the node last stopped and not followed up: what the store has as undone, and what the
// stored readings say that was never noted.
func (n *Node) unfinished(ctx context.Context) error {
	undone, err := n.store.UndoneSignals(ctx)
	if err != nil {
		return storeProblem(err)
	}
	var errs []error
	noted := map[string]bool{}
	for _, u := range undone {
		var s observation.Signal
		if err := json.Unmarshal(u.Body, &s); err != nil {
			return err
		}
		noted[u.ID] = true
		errs = append(errs, n.followUp(ctx, s, act.Time(u.GivenAt)))
	}
	rest := slices.DeleteFunc(n.watch.replayed, func(s observation.Signal) bool { return noted[s.ID()] })
	if err = n.signalled(ctx, rest); err == nil {
		n.watch.replayed = nil
	}
	return errors.Join(append(errs, err)...)
}

// Stations shows the node's stations with their last readings.
func (n *Node) Stations(ctx context.Context) (view.Stations, error) {
	out := view.Stations{Stations: []view.Station{}}
	for _, s := range n.watch.what.Stations {
		for _, series := range s.Rows {
			shown, err := n.station(ctx, s, series)
			if err != nil {
				return out, err
			}
			out.Stations = append(out.Stations, shown)
		}
	}
	return out, nil
}

func (n *Node) station(ctx context.Context, s observation.Station, series observation.Series) (view.Station, error) {
	out := view.Station{ID: string(s.ID), Name: act.Text(s.Name), Quantity: string(series.Quantity), Unit: series.Unit, Place: s.Place, State: "normal",
		Thresholds: []view.Threshold{}, Series: []view.StationPoint{}}
	for _, t := range series.Rules.Thresholds {
		out.Thresholds = append(out.Thresholds, view.Threshold{Name: t.Name, Value: t.Level})
	}
	rows, err := n.store.Readings(ctx, store.Span{Station: string(series.Station), Quantity: string(series.Quantity), To: 1 << 62, Limit: 500})
	if err != nil {
		return out, storeProblem(err)
	}
	for _, r := range rows {
		out.Series = append(out.Series, view.StationPoint{T: n.at(act.Time(r.At)), V: r.Value, Q: r.Quality, Simulated: r.Simulated})
	}
	if k := len(rows); k > 0 {
		last := rows[k-1]
		out.Quality = last.Quality
		out.Last = n.measure(series, last)
	}
	n.watch.mu.Lock()
	defer n.watch.mu.Unlock()
	for _, up := range n.watch.folds[series.Key].Standing() {
		out.State = map[observation.Kind]string{observation.Crossed: "over", observation.TooLate: "over", observation.Rising: "rising", observation.Silent: "missing"}[up.Kind]
	}
	return out, nil
}

// measure shows a stored reading, with the multiple of the series' lowest threshold.
func (n *Node) measure(series observation.Series, r store.Reading) *view.Measure {
	at := n.at(act.Time(r.At))
	m := &view.Measure{Value: r.Value, Unit: r.Unit, Simulated: r.Simulated, Station: r.Station, At: &at}
	if t := series.Rules.Thresholds; len(t) > 0 && t[0].Level > 0 {
		m.Times = observation.Excess{Value: r.Value, Limit: t[0].Level}.Times()
	}
	return m
}
