package colorado

import (
	"fmt"
	"testing"

	"tongzhou/hazard/river/flood"
)

// BenchmarkFlood is the forecast of the simulated storm on the network of 11,248 reaches, seven days: by 20 members and steps of 20 minutes, which is the first answer that an officer sees, and by 40 and
// steps of a quarter of an hour, which is what a node puts on record.
func BenchmarkFlood(b *testing.B) {
	rows, err := Stretches()
	if err != nil {
		b.Fatal(err)
	}
	n, err := Network(rows)
	if err != nil {
		b.Fatal(err)
	}
	gauges, _, err := Gauges(rows)
	if err != nil {
		b.Fatal(err)
	}
	const start = 1_630_000_000_000
	in := flood.Inputs{Network: n.Hash(), Start: start, Issued: start, Hours: 24 * 7, Seed: 1, Rain: []flood.Rain{{Lon: -97.5, Lat: 30.15, Radius: 50, At: start + 6*3600_000, Hours: 12, Depth: 300, Simulated: true}},
		Prior: flood.Prior{Depth: 0.25, Shift: 6, Delay: 1.5, Runoff: 0.4, RunoffSD: 0.25, Lag: 6, LagSD: 0.25, Roughness: 0.1, Reading: 0.3}}
	for _, g := range gauges {
		in.Stations = append(in.Stations, flood.Station{ID: g.ID, Place: g.ID, Reach: g.Stretch.ID, KM: g.KM, Lon: g.Stretch.Lon, Lat: g.Stretch.Lat, Threshold: 300})
	}
	for _, x := range [][2]int{{20, 1200}, {40, 900}} {
		in.Members, in.Step = x[0], x[1]
		b.Run(fmt.Sprintf("members=%d/step=%ds", x[0], x[1]), func(b *testing.B) {
			for b.Loop() {
				if _, err := flood.Run(n, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
