package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

// Report is what a scenario came to, for each city that lies on the river. Times that nobody observed or that did not happen are absent.
type Report struct {
	Scenario string  `json:"scenario"`
	Cities   []City  `json:"cities"`
	Duties   []Duty  `json:"duties"`
	Command  []Holds `json:"command"`
}

// City is one city's part.
type City struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	NameZh   string    `json:"name_zh"`
	Place    string    `json:"place"`
	Forecast *Arrival  `json:"forecast_arrival,omitempty"` // by the forecast that the first warning to the city cites
	Observed *string   `json:"observed_arrival,omitempty"`
	Warning  *Warned   `json:"warning,omitempty"` // the first warning to the city
	Lead     *LeadTime `json:"lead_hours,omitempty"`
}

// Arrival is a forecast arrival, RFC 3339 with zone.
type Arrival struct {
	P05 string `json:"p05"`
	P50 string `json:"p50"`
	P95 string `json:"p95"`
}

// Warned is when a warning was issued and what the city did, by the acts in the journals.
type Warned struct {
	Issued   *string `json:"issued,omitempty"`
	Received *string `json:"received,omitempty"`
	Seen     *string `json:"seen,omitempty"`
	Accepted *string `json:"accepted,omitempty"`
}

// LeadTime is how many hours before the observed arrival the city was first told, in each telling.
type LeadTime struct {
	AsItHappened *float64 `json:"as_it_happened,omitempty"`
	WithTongzhou *float64 `json:"with_tongzhou,omitempty"`
}

// Report says what the play came to so far.
func (p *Play) Report(ctx context.Context) (Report, error) {
	r := Report{Scenario: p.Scenario.Name}
	for _, c := range p.Alliance.Cities() {
		if c.Self.Role != "city" {
			continue
		}
		city := City{ID: string(c.ID), Name: c.Self.Name["en"], NameZh: c.Self.Name["zh-Hans"], Place: p.place[c.ID]}
		observed, known := p.arrivals[c.ID]
		if known {
			city.Observed = stamp(observed, p.zone())
		}
		if err := p.warned(ctx, c.Node, &city); err != nil {
			return r, fmt.Errorf("scenario: report %s: %w", c.ID, err)
		}
		p.lead(&city, c.ID, observed, known)
		r.Cities = append(r.Cities, city)
	}
	return r, p.owed(ctx, &r)
}

// warned finds the first warning to a city, what the city did about it, and what the forecast said that it cites.
func (p *Play) warned(ctx context.Context, n *node.Node, city *City) error {
	first, ok, err := n.FirstWarning(ctx)
	if err != nil || !ok {
		return err
	}
	w := &Warned{Issued: stamp(first.Issued, p.zone())}
	for _, row := range first.Custody {
		if row.Party.ID != city.ID {
			continue
		}
		for _, h := range row.History {
			slot := map[string]**string{"received": &w.Received, "seen": &w.Seen, "accepted": &w.Accepted}[h.State]
			if slot != nil && *slot == nil {
				*slot = stamp(h.At, p.zone())
			}
		}
	}
	city.Warning = w
	for _, a := range first.Arrivals {
		if a.Party.ID == city.ID && a.Arrival != nil {
			city.Forecast = p.arrival(*a.Arrival)
		}
	}
	if city.Place == "" {
		return nil
	}
	chart, err := n.ChartOf(ctx, first)
	if err != nil || chart == nil {
		return err
	}
	i := slices.IndexFunc(chart.Lines, func(l view.ChartLine) bool { return l.Place == city.Place })
	if i >= 0 && chart.Lines[i].Arrival != nil {
		city.Forecast = p.arrival(*chart.Lines[i].Arrival)
	}
	return nil
}

func (p *Play) arrival(b view.TimeBand) *Arrival {
	return &Arrival{*stamp(b.P05, p.zone()), *stamp(b.P50, p.zone()), *stamp(b.P95, p.zone())}
}

func (s *Scenario) zone() *time.Location {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil { // Load has used it
		return time.UTC
	}
	return zone
}

// lead compares the two tellings.
func (p *Play) lead(city *City, id jurisdiction.ID, observed time.Time, known bool) {
	if !known {
		return
	}
	l := &LeadTime{}
	for _, s := range p.Steps {
		if slices.Contains(s.First, id) {
			h := hours(observed.Sub(p.at(s.At)))
			l.AsItHappened = &h
		}
	}
	if city.Warning != nil && city.Warning.Received != nil {
		if at, err := time.Parse(time.RFC3339, *city.Warning.Received); err == nil {
			h := hours(observed.Sub(at))
			l.WithTongzhou = &h
		}
	}
	city.Lead = l
}

// hours is a duration in hours, to a tenth.
func hours(d time.Duration) float64 { return float64(int64(d.Hours()*10+0.5)) / 10 }

func stamp(t time.Time, zone *time.Location) *string {
	s := t.In(zone).Format(time.RFC3339)
	return &s
}

// JSON writes the report as one object.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// Print writes the report for people.
func (r Report) Print(w io.Writer) error {
	for _, c := range r.Cities {
		fmt.Fprintf(w, "%s\n", c.Name)
		if c.Warning != nil {
			fmt.Fprintf(w, "  warned    issued %s, received %s, seen %s, accepted %s\n", or(c.Warning.Issued), or(c.Warning.Received), or(c.Warning.Seen), or(c.Warning.Accepted))
		}
		if c.Forecast != nil {
			fmt.Fprintf(w, "  forecast  %s (90 %%: %s to %s) at %s\n", c.Forecast.P50, c.Forecast.P05, c.Forecast.P95, c.Place)
		}
		if c.Observed != nil {
			fmt.Fprintf(w, "  observed  %s\n", *c.Observed)
		}
		if l := c.Lead; l != nil && l.AsItHappened != nil && l.WithTongzhou != nil {
			fmt.Fprintf(w, "  lead time %g h as it happened, %g h with Tongzhou\n", *l.AsItHappened, *l.WithTongzhou)
		}
	}
	r.printDuties(w)
	return nil
}

func or(s *string) string {
	if s == nil {
		return "never"
	}
	return *s
}
