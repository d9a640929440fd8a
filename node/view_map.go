package node

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tongzhou/act"
	"tongzhou/geo"
	"tongzhou/node/view"
)

// circleKM is the radius of the circle that stands for a city whose borders are not known here.
const circleKM = 18

// Map shows who is reached and when, as GeoJSON: the carriers, the places on them, and a circle for each member, which is not its border.
func (n *Node) Map(ctx context.Context, id string) (view.Map, error) {
	now := n.moment()
	of, ok := act.Ref{}, false
	if id != "" {
		var err error
		if of, err = n.refOf(ctx, id); err != nil {
			return view.Map{}, err
		}
		n.mu.Lock()
		_, ok = n.docket.Incidents().Case(of)
		n.mu.Unlock()
		if !ok {
			return view.Map{}, refuse(NotFound, "there is no case %s here", id)
		}
	} else {
		n.mu.Lock()
		heads := slices.Collect(n.docket.Warnings().Open(n.cfg.ID, now))
		n.mu.Unlock()
		of, ok = n.leadingCase(heads)
	}
	out := view.Map{Now: n.at(now), Start: n.at(now), End: n.at(now).Add(24 * time.Hour), Source: n.book.Say("map.source", nil)}
	var chart *view.Chart
	if ok {
		out.Case = warningID(of)
		chart = n.chart(of, now)
	}
	places := geojson.NewFeatureCollection()
	if chart != nil {
		out.Start, out.End = chart.Start, chart.End
		for _, l := range chart.Lines {
			places.Append(n.placeFeature(l, n.at(now)))
		}
	}
	var err error
	if out.Places, err = json.Marshal(places); err != nil {
		return out, err
	}
	if out.Carriers, err = json.Marshal(n.carriers()); err != nil {
		return out, err
	}
	out.Areas, err = json.Marshal(n.circles(chart))
	return out, err
}

// placeFeature is a place as a point, with what is forecast for it and what its jurisdiction has done.
func (n *Node) placeFeature(l view.ChartLine, now time.Time) *geojson.Feature {
	f := geojson.NewFeature(orb.Point{l.Lon, l.Lat})
	state := "none"
	if l.Arrival != nil {
		state = "forecast"
		f.Properties["arrival"] = l.Arrival
		if l.End != nil && now.After(l.End.P50) {
			state = "passed"
		} else if now.After(l.Arrival.P50) {
			state = "reached"
		}
	}
	for _, o := range l.Observed {
		if state == "forecast" && o.What == "arrival" {
			state = "reached"
		}
	}
	f.Properties["place"], f.Properties["party"], f.Properties["name"], f.Properties["state"] = l.Place, l.Party.ID, l.Name, state
	f.Properties["probability"], f.Properties["people"], f.Properties["km"] = l.Probability, l.People, l.KM
	f.Properties["partyName"] = l.Party.Name
	custody := ""
	for _, m := range l.Marks {
		if m.Kind != "deadline" {
			custody = m.Kind
		}
	}
	f.Properties["custody"] = custody
	return f
}

// carriers are the rivers that this node knows, as lines.
func (n *Node) carriers() *geojson.FeatureCollection {
	out := geojson.NewFeatureCollection()
	for _, r := range n.watch.what.Rivers {
		line := make(orb.LineString, 0, len(r.Line))
		for _, p := range r.Line {
			line = append(line, orb.Point{p[0], p[1]})
		}
		f := geojson.NewFeature(line)
		f.Properties["id"], f.Properties["name"] = r.ID, r.Name
		out.Append(f)
	}
	return out
}

// circles stand for the members of the alliance that have a place on the map. Their state is the strongest of their places.
func (n *Node) circles(chart *view.Chart) *geojson.FeatureCollection {
	out := geojson.NewFeatureCollection()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range n.docket.Roster().Members() {
		if m.Left != nil || m.Role != "city" || m.Lon == 0 && m.Lat == 0 {
			continue
		}
		ring := orb.Ring{}
		for _, p := range geo.Circle(geo.Point{Lon: float64(m.Lon) / 1e6, Lat: float64(m.Lat) / 1e6}, circleKM, 48) {
			ring = append(ring, orb.Point{p.Lon, p.Lat})
		}
		if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
			ring = append(ring, ring[0])
		}
		f := geojson.NewFeature(orb.Polygon{ring})
		f.Properties["party"], f.Properties["name"], f.Properties["kind"] = string(m.Member), m.Name, "circle"
		if chart != nil {
			i := slices.IndexFunc(chart.Lines, func(l view.ChartLine) bool { return l.Party.ID == string(m.Member) })
			f.Properties["onCarrier"] = i >= 0
		}
		out.Append(f)
	}
	return out
}
