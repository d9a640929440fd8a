package flood

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"runtime"

	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// Traces are what the members of a forecast do, for whoever draws
// them: a fan, a histogram of arrivals, a map. Every list of members
// is that of the members which the footprint counts, in one order: a
// member to which the readings give much weight stands there several
// times, so that quantiles of a list are those of the forecast.
type Traces struct {
	// Stations are those of the inputs, in their order.
	Stations []Trace
	// Reaches are the reaches that rain can change, but for springs:
	// when each is out of its banks.
	Reaches []Bank
}

// A Trace is how the flood goes past one station.
type Trace struct {
	// Flow is by member and by hour since Start, the hours 0 to Hours;
	// m3/s.
	Flow [][]float64
	// Arrival and End are by member, hours since Start; not a number of
	// a member that stays under the threshold. A member that is over
	// it when the run ends has the end of the run as its End.
	Arrival, End []float64
}

// A Bank is when a reach is out of its banks: its flow at or over
// Bankfull, m3/s. Arrival and End are as those of a Trace.
type Bank struct {
	ID           route.ID
	Bankfull     float64
	Arrival, End []float64
}

// Touches says whether any member's rain of a cell of the inputs (by
// its place among them) can fall on the network. A storm of which no
// cell does is refused by Run.
func Touches(n *Network, in Inputs, cell int) bool {
	for k := range n.reaches {
		if in.under(&in.Rain[cell], &n.reaches[k]) {
			return true
		}
	}
	return false
}

// Trace forecasts as Run does, with the same bytes, and hands over
// what its members do. done is told from time to time what share of
// the members has run, 0 to 1; an error of it ends the run with that
// error. It may be nil.
func (n *Network) Trace(in Inputs, done func(share float64) error) (hazard.Footprint, Traces, error) {
	fail := func(err error) (hazard.Footprint, Traces, error) { return hazard.Footprint{}, Traces{}, err }
	if err := n.accepts(&in); err != nil {
		return fail(err)
	}
	b, err := n.basin(&in)
	if err != nil {
		return fail(err)
	}
	t := newTracing(n, b)
	if err := each(in.Members, runtime.GOMAXPROCS(0), done, t.member); err != nil {
		return fail(err)
	}
	weights, err := in.weights(t.courses)
	if err != nil {
		return fail(err)
	}
	counted := chosen(weights)
	f, err := in.footprint(in.summary(t.courses, counted))
	if err != nil {
		return fail(err)
	}
	return f, t.traces(counted), nil
}

// footprint is what Run hands on, of a summary of its stations.
func (in *Inputs) footprint(reaches []hazard.Reach) (hazard.Footprint, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return hazard.Footprint{}, fmt.Errorf("flood: encode inputs: %w", err)
	}
	hash := sha256.Sum256(raw)
	f := hazard.Footprint{Hazard: "flood", Carrier: "river", Start: in.Start, Unit: "m3/s", Threshold: in.Stations[0].Threshold, Reaches: reaches, Inputs: raw,
		Provenance: hazard.Provenance{Model: Model, Version: Version, Seed: in.Seed, Members: in.Members, Inputs: hex.EncodeToString(hash[:]), Prior: in.Prior.Note, Issued: in.Issued}}
	for _, s := range in.Stations {
		f.Threshold = min(f.Threshold, s.Threshold)
	}
	if err := f.Validate(); err != nil {
		return hazard.Footprint{}, fmt.Errorf("flood: the run made no footprint: %w", err)
	}
	return f, nil
}

// tracing is a run that keeps what its members do.
type tracing struct {
	b       *basin
	banks   []Bank     // of each reach of the basin, without members
	courses [][]course // by station, by member
	members []traced
}

// traced is what one member did: at stations, and at reaches since
// when and until when they were out of their banks.
type traced struct {
	flow      [][]float64 // by station, by hour
	from, end []float32   // by reach of the basin, h; from is -1 of one that never is
}

func newTracing(n *Network, b *basin) *tracing {
	t := &tracing{b: b, courses: b.in.courses(), members: make([]traced, b.in.Members)}
	for i := range b.reaches {
		full, _ := n.Bankfull(b.reaches[i].ID)
		t.banks = append(t.banks, Bank{ID: b.reaches[i].ID, Bankfull: full})
	}
	return t
}

// member runs one member.
func (t *tracing) member(k int) error {
	w, m := newWatch(t.b), traced{flow: make([][]float64, len(t.b.at)), from: make([]float32, len(t.banks)), end: make([]float32, len(t.banks))}
	for i := range m.from {
		m.from[i] = -1
	}
	err := t.b.run(k, func(at float64, flow []float64) {
		w.see(at, flow)
		for i := range t.banks {
			if flow[i] >= t.banks[i].Bankfull {
				if m.end[i] = float32(at); m.from[i] < 0 {
					m.from[i] = m.end[i]
				}
			}
		}
		if at != math.Trunc(at) {
			return
		}
		for i := range m.flow {
			m.flow[i] = append(m.flow[i], t.b.flow(i, flow))
		}
	})
	w.tell(t.courses, k)
	t.members[k] = m
	return err
}

// traces puts the counted members in their order.
func (t *tracing) traces(counted []int) Traces {
	var out Traces
	for i := range t.b.at {
		var x Trace
		for _, k := range counted {
			arrival, end := math.NaN(), math.NaN()
			if c := &t.courses[i][k]; c.over {
				arrival, end = c.arrival, c.end
			}
			x.Flow, x.Arrival, x.End = append(x.Flow, t.members[k].flow[i]), append(x.Arrival, arrival), append(x.End, end)
		}
		out.Stations = append(out.Stations, x)
	}
	for i, x := range t.banks {
		for _, k := range counted {
			arrival, end := math.NaN(), math.NaN()
			if m := &t.members[k]; m.from[i] >= 0 {
				arrival, end = float64(m.from[i]), float64(m.end[i])
			}
			x.Arrival, x.End = append(x.Arrival, arrival), append(x.End, end)
		}
		out.Reaches = append(out.Reaches, x)
	}
	return out
}
