package exposure

import (
	"fmt"
	"slices"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// A Stretch is a piece of a line that lies in the same territories from end to end (R12): in none, in one, or in several that claim it.
type Stretch struct {
	In       []jurisdiction.ID // in the order of the atlas
	From, To float64           // km along the line as it is drawn
	At       geo.Point         // its middle, by length
}

// Stretches cuts a line at the borders that it crosses and says of each piece in whose territories it lies. Pieces follow one another without a gap. Between two
// points the line is straight in degrees; its length is as long as it is drawn, which is less than the river's.
func (a *Atlas) Stretches(points []geo.Point) ([]Stretch, error) {
	if len(points) < 2 {
		return nil, fmt.Errorf("exposure: stretches: %d points, wants 2 or more", len(points))
	}
	line, err := geo.NewLine(points, 1)
	if err != nil {
		return nil, err
	}
	var out []Stretch
	run := 0.0
	for i, p := range points[1:] {
		from := points[i]
		if d := p.Lon - from.Lon; d > 180 || d < -180 {
			return nil, fmt.Errorf("exposure: stretches: from %v to %v: cut it at the antimeridian", from, p)
		}
		for _, to := range append(a.crossed(from, p), p) {
			in := a.At(geo.Point{Lon: (from.Lon + to.Lon) / 2, Lat: (from.Lat + to.Lat) / 2})
			end := run + geo.Distance(from, to)
			if k := len(out); k > 0 && slices.Equal(out[k-1].In, in) {
				out[k-1].To = end
			} else if end > run {
				out = append(out, Stretch{In: in, From: run, To: end})
			}
			run, from = end, to
		}
	}
	for i := range out {
		if out[i].At, err = line.At((out[i].From + out[i].To) / 2); err != nil {
			return nil, err
		}
	}
	return out, nil
}
