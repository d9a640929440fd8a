package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"tongzhou/act"
	"tongzhou/exposure"
	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/observation"
	"tongzhou/store"
)

// signal follows a signal of an own station: it goes on record, and one that a river carries on starts a forecast and a draft.
// Every step is on record once, however often it is tried: what is foreseen depends on what was known when the signal was given, so that
// a node that died half-way foresees the same again.
func (n *Node) signal(ctx context.Context, s observation.Signal, given act.Time) error {
	if s.Kind == observation.TooLate {
		return nil // for a person to judge; it is shown on the station
	}
	r, place, carried := n.carrier(s.Key)
	var of *act.Ref
	if carried {
		of = n.openCase(r)
	}
	stretch, below, err := n.before(ctx, s)
	if err != nil {
		return err
	}
	window, err := n.commit(ctx, stretch, of, "window "+s.ID())
	if err != nil {
		return err
	}
	body := incident.Signal{Of: of, Kind: map[observation.Kind]string{observation.Crossed: "over", observation.Rising: "rise", observation.Silent: "missing"}[s.Kind],
		Station: string(s.Station), Quantity: string(s.Quantity), At: act.Time(s.At.UnixMilli()), Simulated: s.Simulated}
	if s.Kind != observation.Silent {
		value, limit := quantity(s.Value, s.Unit), quantity(s.Limit, s.Unit)
		body.Value, body.Threshold = &value, &limit
	}
	if s.Kind == observation.Crossed {
		body.Below = below
	}
	signal, err := n.say(ctx, saying{kind: incident.KindSignal, cites: refs(of, window), body: body, once: "signal " + s.ID()})
	if err != nil {
		return err
	}
	if !carried || s.Kind == observation.Silent {
		return nil
	}
	return n.foresee(ctx, r, event{signal: s, given: given, place: place, of: of, because: refs(&signal, window)})
}

// event is what a forecast is made for.
type event struct {
	signal  observation.Signal
	given   act.Time // when the signal was given here
	place   Place
	of      *act.Ref  // the case, if there is one already
	because []act.Ref // the signal and the window it rests on
}

// outlook is what is foreseen after an event, and whom it concerns.
type outlook struct {
	event
	river    River
	print    hazard.Footprint
	result   exposure.Result
	exhibit  act.Hash // the footprint
	forecast act.Ref  // the act that puts it on record
}

// foresee runs the model, says whom it concerns, and drafts the warning.
func (n *Node) foresee(ctx context.Context, r River, e event) error {
	o := outlook{event: e, river: r}
	var err error
	if o.print, err = n.run(ctx, r, e); err != nil {
		return fmt.Errorf("node: forecast %s: %w", r.ID, err)
	}
	text, err := o.print.Encode()
	if err != nil {
		return err
	}
	sum, err := n.store.PutExhibit(ctx, "application/json", text, n.clock.Now().UnixMilli())
	if err != nil {
		return storeProblem(err)
	}
	o.exhibit = act.Hash(sum)
	if o.result, err = n.across(r, o.print); err != nil {
		return err
	}
	if o.of == nil {
		opened, err := n.say(ctx, saying{kind: incident.KindOpen, to: n.told(o), cites: o.because, exhibits: []act.Hash{o.exhibit}, critical: true,
			body: n.opening(o), once: "case " + r.ID + " " + e.signal.ID()})
		if err != nil {
			return err
		}
		o.of = &opened
	}
	o.forecast, err = n.say(ctx, saying{kind: incident.KindForecast, to: n.told(o), cites: append([]act.Ref{*o.of}, o.because...), exhibits: []act.Hash{o.exhibit},
		body: o.body(), once: "forecast " + o.exhibit.String()})
	if err != nil {
		return err
	}
	return n.draftWarning(ctx, o)
}

// run runs the river's model with the readings that are known here.
func (n *Node) run(ctx context.Context, r River, e event) (hazard.Footprint, error) {
	print, _, _, err := n.suppose(ctx, r, e, false)
	return print, err
}

// suppose runs it with them, or blind, and says how many were taken into account, and how the arrivals are spread.
func (n *Node) suppose(ctx context.Context, r River, e event, blind bool) (hazard.Footprint, int, spreads, error) {
	var readings []river.Reading
	var err error
	if !blind {
		if readings, err = n.readingsOn(ctx, r, e); err != nil {
			return hazard.Footprint{}, 0, nil, err
		}
	}
	used := readings
	print, arrivals, err := r.course(e, used)
	var odd *river.UnexplainedError
	for errors.As(err, &odd) && len(used) > 1 { // leave out just what does not fit
		n.log.Warn("a reading does not fit the model and is left out", "river", r.ID, "err", err)
		used = slices.DeleteFunc(slices.Clone(used), func(r river.Reading) bool { return r == odd.Reading })
		odd = nil
		print, arrivals, err = r.course(e, used)
	}
	if err != nil && len(readings) > 0 {
		// Readings that no course of the accident can explain must not stop the warning: the prior alone is wide, but it is an answer.
		n.log.Warn("the readings do not fit the model; forecast without them", "river", r.ID, "err", err)
		used = nil
		print, arrivals, err = r.course(e, nil)
	}
	return print, len(used), arrivals, err
}

// readingsOn are the readings of the river's own sensors here, and those that neighbours put on record with their signals.
func (n *Node) readingsOn(ctx context.Context, r River, e event) ([]river.Reading, error) {
	out := []river.Reading{}
	at := map[string]string{} // sensor -> station of the model
	for _, p := range r.Places {
		if p.Sensor != "" {
			at[string(p.Sensor)] = p.ID
		}
	}
	for sensor, station := range at {
		rows, err := n.store.Readings(ctx, store.Span{Station: sensor, Quantity: string(r.Quantity), To: int64(e.given) + 1, KnownAt: int64(e.given), Limit: 6})
		if err != nil {
			return nil, storeProblem(err)
		}
		for _, row := range rows {
			if row.Quality != "missing" && row.At >= r.since() {
				out = append(out, r.asReading(station, row.At, row.Value))
			}
		}
	}
	if e.of != nil {
		n.mu.Lock()
		events := n.docket.Incidents().Timeline(*e.of)
		n.mu.Unlock()
		for _, ev := range events {
			s, ok := ev.Body.(*incident.Signal)
			if at, had := n.known.at(ev.Ref); !had || at > e.given {
				continue
			}
			if ok && ev.By != n.cfg.ID && s.Value != nil && at[s.Station] != "" && s.Quantity == string(r.Quantity) && int64(s.At) >= r.since() {
				out = append(out, r.asReading(at[s.Station], int64(s.At), s.Value.Float()))
			}
		}
	}
	// Stations come in any order out of the map; the inputs of a forecast that is made again must be the same bytes.
	slices.SortStableFunc(out, func(a, b river.Reading) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Station, b.Station))
	})
	return out, nil
}

// across says whom a footprint concerns, by the roster and the rules of the charter.
func (n *Node) across(r River, print hazard.Footprint) (exposure.Result, error) {
	n.mu.Lock()
	members, rules := n.docket.Roster().Members(), n.docket.Roster().Rules()
	people := map[jurisdiction.ID]int64{}
	for _, m := range members {
		people[m.Member] = n.docket.Roster().Figures(m.Member).Population
	}
	n.mu.Unlock()
	rows := make([]jurisdiction.Jurisdiction, 0, len(members))
	for _, m := range members {
		row := jurisdiction.Jurisdiction{ID: m.Member, Names: m.Name, Role: jurisdiction.Role(m.Role), People: people[m.Member]}
		if _, ok := n.Member(m.Superior); ok {
			row.Parent = m.Superior
		}
		row.Outside = m.Left != nil
		rows = append(rows, row)
	}
	rows = append(rows, outsiders(r, rows)...)
	register, err := jurisdiction.NewRegister(rows)
	if err != nil {
		return exposure.Result{}, err
	}
	q := exposure.Query{Footprint: print, Register: register, Rules: exposure.Rules{Probability: float64(rules.MustWarn) / 1000, Lead: r.TellLead, Basis: "charter: must_warn"}}
	for _, p := range r.Places {
		if _, ok := register.Get(p.Party); ok {
			q.Places = append(q.Places, exposure.Place{ID: p.ID, Jurisdiction: p.Party, People: p.People})
		}
	}
	if r.SuspectParty != "" {
		q.Sources = []jurisdiction.ID{r.SuspectParty}
	}
	if q.Neighbours, err = neighboursIn(register, r.Borders); err != nil {
		return exposure.Result{}, err
	}
	q.Rules.Bordering = q.Neighbours != nil
	return exposure.Across(q)
}

// outsiders are those who have a place on a river and were never members.
func outsiders(r River, members []jurisdiction.Jurisdiction) []jurisdiction.Jurisdiction {
	var out []jurisdiction.Jurisdiction
	for _, p := range r.Places {
		is := func(j jurisdiction.Jurisdiction) bool { return j.ID == p.Party }
		if p.Party != "" && !slices.ContainsFunc(members, is) && !slices.ContainsFunc(out, is) {
			out = append(out, jurisdiction.Jurisdiction{ID: p.Party, Names: p.Name, Role: jurisdiction.City, Outside: true})
		}
	}
	return out
}

// neighboursIn is who is next to whom, among those in the register; nil when the river's file says nothing about it.
func neighboursIn(register *jurisdiction.Register, borders []jurisdiction.Edge) (*jurisdiction.Neighbours, error) {
	var among []jurisdiction.Edge
	for _, e := range borders {
		_, from := register.Get(e.From)
		if _, to := register.Get(e.To); from && to {
			among = append(among, e)
		}
	}
	if len(among) == 0 {
		return nil, nil
	}
	return jurisdiction.NewNeighbours("watch", among)
}

// told is who is told of a footprint: those it reaches, those the river's file names, and where it is thought to come from.
func (n *Node) told(o outlook) []jurisdiction.ID {
	var out []jurisdiction.ID
	add := func(id jurisdiction.ID) {
		m, ok := n.Member(id)
		if ok && m.Left == nil && id != n.cfg.ID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, f := range o.result.Findings {
		if f.Tell && n.ahead(o.print.Start, f) {
			add(f.Jurisdiction)
		}
	}
	for _, id := range o.river.Also {
		add(id)
	}
	if o.river.SuspectParty != "" {
		add(o.river.SuspectParty)
	}
	return out
}

// ahead says whether a hazard is still to reach a jurisdiction, as far as the forecast can tell: a city that it has passed is not warned of it.
func (n *Node) ahead(start int64, f exposure.Finding) bool {
	return f.Status == exposure.Bordering || int64(times(start, f.Arrival).P95) > n.clock.Now().UnixMilli()
}

// carrier finds the river and the place at which a series measures.
func (n *Node) carrier(k observation.Key) (River, Place, bool) {
	for _, r := range n.watch.what.Rivers {
		for _, p := range r.Places {
			if r.Quantity == k.Quantity && p.Sensor == k.Station {
				return r, p, true
			}
		}
	}
	return River{}, Place{}, false
}

// openCase finds the case that a river's readings belong to: the newest one of its kind that is not closed.
func (n *Node) openCase(r River) *act.Ref {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.docket.Incidents().Cases() {
		if c.Phase != "closed" && c.Open.Hazard == r.hazard() && c.Open.Status == string(r.Status) && c.Open.Telling == r.Telling {
			return &c.ID
		}
	}
	return nil
}

// refs are those of the given references that are there.
func refs(list ...*act.Ref) []act.Ref {
	var out []act.Ref
	for _, r := range list {
		if r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// quantity writes a measured value as an act does, with six significant digits, which is more than any sensor has.
func quantity(v float64, unit string) act.Quantity {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return act.Quantity{Unit: unit}
	}
	e := int(math.Floor(math.Log10(math.Abs(v)))) - 5
	m := math.Round(v / math.Pow10(e))
	for m != 0 && math.Mod(m, 10) == 0 {
		m, e = m/10, e+1
	}
	return act.Quantity{Mantissa: int64(m), Exponent: e, Unit: unit}
}

// opening is the body of the act that opens a case.
func (n *Node) opening(f outlook) incident.Open {
	o := incident.Open{Status: string(f.river.Status), Hazard: f.river.hazard(), Phase: "watch", Telling: f.river.Telling,
		Title: n.book.Say("case."+f.river.hazard(), phrase.Args{"substance": f.river.Substance, "river": f.river.Name}),
		Situation: incident.Situation{Class: f.result.Situation, Sources: f.result.Sources, Exposed: f.exposed(),
			Threshold: int64(math.Round(f.result.Rules.Probability * 1e6)), Footprint: &f.exhibit},
		Roles: []incident.Role{{Party: n.cfg.ID, Role: "lead"}}}
	for _, id := range o.Situation.Exposed {
		if id != n.cfg.ID {
			o.Roles = append(o.Roles, incident.Role{Party: id, Role: "affected"})
		}
	}
	return o
}

// exposed are the members that are reached, in the order of arrival. Who is no member has no part in a case: it is shown apart (see outside).
func (o outlook) exposed() []jurisdiction.ID {
	return slices.DeleteFunc(slices.Clone(o.result.Exposed), func(id jurisdiction.ID) bool {
		return slices.ContainsFunc(o.result.Findings, func(f exposure.Finding) bool { return f.Jurisdiction == id && f.Outside })
	})
}

// body puts a footprint on record in short.
func (o outlook) body() incident.Forecast {
	p := o.print.Provenance
	return incident.Forecast{Of: *o.of, Exhibit: o.exhibit, Model: p.Model, Version: p.Version, Seed: strconv.FormatUint(p.Seed, 10), Members: p.Members,
		Issued: act.Time(p.Issued), Simulated: o.signal.Simulated, Reaches: o.reaches()}
}

// reaches are what a footprint says about the places whose owners are known.
func (o outlook) reaches() []incident.Reach {
	var out []incident.Reach
	for _, reach := range o.print.Reaches {
		i := slices.IndexFunc(o.river.Places, func(p Place) bool { return p.ID == reach.Place })
		if i >= 0 {
			out = append(out, o.reach(reach, o.river.Places[i]))
		}
	}
	return out
}

func (o outlook) reach(from hazard.Reach, place Place) incident.Reach {
	out := incident.Reach{Place: from.ID, Name: place.Name, Party: place.Party, Metres: int64(math.Round(from.KM * 1000)),
		Probability: int64(math.Round(from.Probability * 1e6)), Situation: o.result.Situation}
	if place.People >= 0 {
		out.People = &place.People
	}
	if from.Probability > 0 {
		out.Arrival, out.Peak, out.End = times(o.print.Start, from.Arrival), times(o.print.Start, from.Peak), times(o.print.Start, from.End)
		out.Intensity = sizes(from.Intensity, o.print.Unit)
	}
	for _, found := range o.result.Findings {
		if found.Jurisdiction == place.Party {
			out.TellBy = act.Time(max(found.TellBy, 0))
		}
	}
	return out
}

func times(start int64, q hazard.Quantiles) *act.Times {
	at := func(h float64) act.Time { return act.Time(start + int64(math.Round(h*60))*60_000) } // to the minute
	return &act.Times{P05: at(q.P05), P25: at(q.P25), P50: at(q.P50), P75: at(q.P75), P95: at(q.P95)}
}

// sizes writes quantiles in one unit and with one exponent, to three digits of the largest.
func sizes(q hazard.Quantiles, unit string) *act.Sizes {
	e := 0
	if q.P95 > 0 {
		e = int(math.Floor(math.Log10(q.P95))) - 3
	}
	at := func(v float64) act.Quantity {
		return act.Quantity{Mantissa: int64(math.Round(v / math.Pow10(e))), Exponent: e, Unit: unit}
	}
	return &act.Sizes{P05: at(q.P05), P25: at(q.P25), P50: at(q.P50), P75: at(q.P75), P95: at(q.P95)}
}

var errNoCharter = errors.New("node: the alliance has no charter yet")
