package exposure

import (
	"fmt"
	"math"
	"testing"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// R12: a line is cut where somebody's ground begins or ends: before all, in one, in two that claim the same, in one, in a hole, beyond all; the pieces are the whole line.
func TestStretches(t *testing.T) {
	square := func(id jurisdiction.ID, rings ...[4]float64) Territory {
		var all [][]geo.Point
		for _, r := range rings {
			all = append(all, []geo.Point{{Lon: r[0], Lat: r[1]}, {Lon: r[2], Lat: r[1]}, {Lon: r[2], Lat: r[3]}, {Lon: r[0], Lat: r[3]}})
		}
		a, err := geo.NewArea(all)
		if err != nil {
			t.Fatal(err)
		}
		return Territory{id, a}
	}
	atlas, err := NewAtlas([]Territory{square("a", [4]float64{1, -1, 3, 1}), square("b", [4]float64{2, -1, 6, 1}, [4]float64{4, -0.5, 5, 0.5})})
	if err != nil {
		t.Fatal(err)
	}
	got, err := atlas.Stretches([]geo.Point{{Lon: 0}, {Lon: 2.5}, {Lon: 2.6}, {Lon: 7}})
	if err != nil {
		t.Fatal(err)
	}
	degree := geo.Distance(geo.Point{}, geo.Point{Lon: 1})
	text := ""
	for i, s := range got {
		text += fmt.Sprintf("%v %.2f-%.2f; ", s.In, s.From/degree, s.To/degree)
		if i > 0 && s.From != got[i-1].To || math.Abs(s.At.Lon-(s.From+s.To)/2/degree) > 1e-6 {
			t.Errorf("%+v after %+v", s, got[max(i-1, 0)])
		}
	}
	if want := "[] 0.00-1.00; [a] 1.00-2.00; [a b] 2.00-3.00; [b] 3.00-4.00; [] 4.00-5.00; [b] 5.00-6.00; [] 6.00-7.00; "; text != want {
		t.Errorf("%s\nwants %s", text, want)
	}
	var none *Atlas
	if s, err := none.Stretches([]geo.Point{{}, {Lon: 1}}); err != nil || len(s) != 1 || s[0].In != nil {
		t.Errorf("without territories: %+v, %v", s, err)
	}
	for _, bad := range [][]geo.Point{nil, {{}}, {{Lon: 179}, {Lon: -179}}, {{}, {Lat: 91}}} {
		if _, err := atlas.Stretches(bad); err == nil {
			t.Errorf("%v is cut", bad)
		}
	}
}
