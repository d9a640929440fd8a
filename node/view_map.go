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
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// circleKM is the radius of the circle that stands for a city whose borders are not known here.
const circleKM = 18

// Map shows who is reached and when, as GeoJSON: the carriers, the places on them, and the territories; a member whose outline is not known is a circle, which is not its border.
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
	if n.watch.what.Source != nil {
		out.Source = n.watch.what.Source
	}
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
	out.Areas, err = json.Marshal(n.areas(chart))
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

// areas are the outlines that this node knows, and circles for the members of whom it knows none. Those that the forecast reaches say so.
func (n *Node) areas(chart *view.Chart) *geojson.FeatureCollection {
	out, drawn := geojson.NewFeatureCollection(), map[jurisdiction.ID]bool{}
	n.mu.Lock()
	defer n.mu.Unlock()
	add := func(shape orb.Geometry, id jurisdiction.ID, name act.Text, kind string) {
		f := geojson.NewFeature(shape)
		m, ok := n.docket.Roster().Member(id)
		f.Properties["party"], f.Properties["name"], f.Properties["kind"], f.Properties["member"] = string(id), name, kind, ok && m.Left == nil
		f.Properties["expected"] = chart != nil && slices.ContainsFunc(chart.Lines, func(l view.ChartLine) bool { return l.Party.ID == string(id) && l.Probability > 0.5 })
		out.Append(f)
	}
	for _, t := range n.watch.what.Territories {
		shape := orb.MultiPolygon{}
		for _, rings := range t.Polygons {
			polygon := orb.Polygon{}
			for _, ring := range rings {
				polygon = append(polygon, orbRing(ring))
			}
			shape = append(shape, polygon)
		}
		drawn[t.Party] = true
		add(shape, t.Party, t.Name, "territory")
	}
	for _, m := range n.docket.Roster().Members() {
		if m.Left == nil && m.Role == "city" && !drawn[m.Member] && (m.Lon != 0 || m.Lat != 0) {
			ring := geo.Circle(geo.Point{Lon: float64(m.Lon) / 1e6, Lat: float64(m.Lat) / 1e6}, circleKM, 48)
			add(orb.MultiPolygon{{orbRing(ring)}}, m.Member, m.Name, "circle")
		}
	}
	return out
}

// orbRing is a ring as GeoJSON wants it: closed.
func orbRing(points []geo.Point) orb.Ring {
	ring := make(orb.Ring, 0, len(points)+1)
	for _, p := range points {
		ring = append(ring, orb.Point{p.Lon, p.Lat})
	}
	if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0])
	}
	return ring
}
