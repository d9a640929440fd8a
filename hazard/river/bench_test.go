package river

import "testing"

// What a city waits for: 1,000 members down a river of twelve reaches with sixteen stations (the size of the Songhua), on one core;
// without and with two readings. The whole path from a threshold to signed receipts has a second.
func BenchmarkRun(b *testing.B) {
	in := songhuaSize()
	b.Run("release", func(b *testing.B) { run(b, in) })
	in.Readings = []Reading{{Station: "c", At: hour(155), Value: 0.017, Below: true}, {Station: "c", At: hour(162), Value: 0.5, TimeSD: 6}}
	b.Run("assimilate", func(b *testing.B) { run(b, in) })
	for i := range 24 {
		in.Readings = append(in.Readings, Reading{Station: "d", At: hour(200 + float64(i)/2), Value: 0.05 * float64(i+1)})
	}
	b.Run("assimilate 26", func(b *testing.B) { run(b, in) })
}

func run(b *testing.B, in Inputs) {
	b.Helper()
	for b.Loop() {
		if _, err := Run(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(in.Members*len(in.Stations))*float64(b.N)/b.Elapsed().Seconds(), "passages/s")
}

func songhuaSize() Inputs {
	in := three()
	in.Members, in.Issued = 1000, hour(240)
	r := in.Reaches[0]
	in.Reaches, in.Stations = nil, nil
	for i := range 12 {
		r.ID, r.KM, r.Freeze = string(rune('a'+i)), 105, hour(float64(280+10*i))
		in.Reaches = append(in.Reaches, r)
	}
	for i := range 16 {
		in.Stations = append(in.Stations, Station{ID: string(rune('a' + i)), KM: 126 * float64(i+1) * 10 / 16.1, KMSD: 1, Lon: 126, Lat: 45})
	}
	return in
}
