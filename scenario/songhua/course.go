package songhua

import (
	_ "embed"

	"tongzhou/geo"
)

//go:embed course.csv
var courseCSV []byte

// Course is the river from the outfall to Khabarovsk as a polyline. Its kilometres are those of the stations, from the outfall;
// between stations they follow the straight lines in proportion, below the mouth with the sinuosity of the Heilongjiang, about 1.2.
func Course() (geo.Line, error) {
	rows, err := table(courseCSV)
	if err != nil {
		return geo.Line{}, err
	}
	stations, err := Stations()
	if err != nil {
		return geo.Line{}, err
	}
	km := make(map[string]float64, len(stations))
	for _, s := range stations {
		km[s.ID] = stations[0].KM - s.KM
	}
	var l geo.Line
	last := 0 // the last point with a kilometre
	for i, r := range rows {
		l.Points = append(l.Points, geo.Point{Lon: r.number("lon"), Lat: r.number("lat")})
		l.KM = append(l.KM, 0)
		if *r.err != nil {
			return geo.Line{}, *r.err
		}
		if at, ok := km[r.text("station")]; ok {
			l.KM[i] = at
			spread(l, last, i)
			last = i
		}
	}
	for i := last + 1; i < len(rows); i++ {
		l.KM[i] = l.KM[i-1] + 1.2*geo.Distance(l.Points[i-1], l.Points[i])
	}
	return l, nil
}

// spread gives the points between two stations kilometres in proportion to the straight lines.
func spread(l geo.Line, from, to int) {
	way := []float64{0}
	for i := from; i < to; i++ {
		way = append(way, way[len(way)-1]+geo.Distance(l.Points[i], l.Points[i+1]))
	}
	for i := from + 1; i < to; i++ {
		l.KM[i] = l.KM[from] + (l.KM[to]-l.KM[from])*way[i-from]/way[to-from]
	}
}
