package songhua

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/skill"
)

// load is the record: inputs of the forecast from the release alone, observations, arrivals.
func load(t *testing.T) (river.Inputs, []Observation, []Arrival) {
	t.Helper()
	in, err := Inputs()
	if err != nil {
		t.Fatal(err)
	}
	observed, err := Observations()
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := Arrivals()
	if err != nil {
		t.Fatal(err)
	}
	return in, observed, arrivals
}

func forecast(t *testing.T, in river.Inputs) map[string]hazard.Reach {
	t.Helper()
	f, err := river.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	by := make(map[string]hazard.Reach)
	for _, r := range f.Reaches {
		by[r.ID] = r
	}
	return by
}

// bracket is what is known of an arrival, in hours after the release; open ends are infinite.
func bracket(a Arrival) skill.Bracket {
	b := skill.Bracket{Low: math.Inf(-1), High: math.Inf(1)}
	if a.From != 0 {
		b.Low = since(a.From)
	}
	if a.To != 0 {
		b.High = since(a.To)
	}
	return b
}

func since(ms int64) float64 { return float64(ms-At(time.November, 13, 13, 45)) / 3.6e6 }

func clock(h float64) string {
	if math.IsInf(h, 0) {
		return "open"
	}
	return time.UnixMilli(At(time.November, 13, 13, 45)).Add(time.Duration(h * float64(time.Hour))).In(Zone()).Format("02 Jan 15:04")
}

// border is the forecast after the readings at the border of 20 November; harbin that after the first crest upstream of Harbin.
func border(in river.Inputs, observed []Observation) river.Inputs {
	in.Issued = At(time.November, 20, 12, 0)
	in.Readings = Readings(observed, in.Issued, "zhaoyuan")
	return in
}

func harbin(in river.Inputs, observed []Observation) river.Inputs {
	in.Issued = At(time.November, 25, 3, 0)
	in.Readings = Readings(observed, in.Issued, "zhaoyuan", "sujiatun")
	return in
}

// (a) From the release alone at least 80 % of the observed arrivals lie in the 90 % band. A bracket counts as inside only if the
// whole bracket is; open ends count neither way as long as the known end leaves the band possible. R14
func TestValidateReleaseAlone(t *testing.T) {
	in, _, arrivals := load(t)
	by := forecast(t, in)
	strict, inside, possible, outside := 0, 0, 0, 0
	for _, a := range arrivals {
		if a.From == 0 && a.To == 0 {
			continue
		}
		r := by[a.Station]
		v := skill.Judge(bracket(a), r.Arrival.P05, r.Arrival.P95)
		t.Logf("%-10s %-8s forecast %s | %s | %s  observed %s - %s  %s", a.Station, a.Kind,
			clock(r.Arrival.P05), clock(r.Arrival.P50), clock(r.Arrival.P95), clock(bracket(a).Low), clock(bracket(a).High), v)
		if a.Kind != "side" {
			strict++
			if v == skill.Inside {
				inside++
			}
		}
		switch v {
		case skill.Outside:
			outside++
		default:
			possible++
		}
	}
	t.Logf("two-sided: %d of %d inside; with one-sided: %d of %d not contradicted", inside, strict, possible, possible+outside)
	if float64(inside) < 0.8*float64(strict) || float64(possible) < 0.8*float64(possible+outside) {
		t.Errorf("%d of %d two-sided arrivals inside, %d of all contradicted; want 80 %%", inside, strict, outside)
	}
}

// A band that holds everything because it is wide is worth nothing: the ensemble's CRPS is compared with the absolute error of plain
// advection at the mean velocity (the prior's median velocity over the whole river, no rise, no ice), from the release or, once there
// is one, from the last front that was read; and with the CRPS from the release alone at the same stations. Only arrivals known within
// 24 h and still to come are scored.
func TestValidateSharpness(t *testing.T) {
	in, observed, arrivals := load(t)
	hours, length := 0.0, 0.0
	for _, r := range in.Reaches {
		hours += r.KM / (math.Pow(river.PeakVelocity(r), in.Prior.Jobson) * math.Pow(river.ManningVelocity(r), 1-in.Prior.Jobson) * 3.6)
		length += r.KM
	}
	mean := length / hours
	prior := ensembleArrivals(t, in)
	for _, f := range []struct {
		name     string
		in       river.Inputs
		km, from float64 // of the last front read
	}{{"release alone", in, 0, 0}, {"border reading", border(in, observed), 383, since(At(time.November, 20, 0, 0))},
		{"first crest", harbin(in, observed), 553.4, since(At(time.November, 24, 2, 0))}} {
		ours, before, plain, width, n := 0.0, 0.0, 0.0, 0.0, 0.0
		members := ensembleArrivals(t, f.in)
		for _, s := range f.in.Stations {
			b, ok := known(arrivals, s.ID, f.in.Issued)
			if !ok {
				continue
			}
			at := (b.Low + b.High) / 2
			q := hazard.QuantilesOf(members[s.ID])
			ours, before = ours+crps(t, members[s.ID], at), before+crps(t, prior[s.ID], at)
			plain, width, n = plain+math.Abs(f.from+(s.KM-f.km)/mean-at), width+q.P95-q.P05, n+1
		}
		t.Logf("%-15s %2.0f stations: CRPS %.1f h, from the release alone %.1f h, advection at %.2f km/h %.1f h, mean 90 %% band %.0f h",
			f.name, n, ours/n, before/n, mean, plain/n, width/n)
		if !(ours < plain) {
			t.Errorf("%s: CRPS %.1f h is not below the plain forecast's error %.1f h", f.name, ours/n, plain/n)
		}
	}
}

func crps(t *testing.T, members []float64, at float64) float64 {
	t.Helper()
	score, err := skill.CRPS(members, at)
	if err != nil {
		t.Fatal(err)
	}
	return score
}

// ensembleArrivals are the arrivals of the members that arrive, by station.
func ensembleArrivals(t *testing.T, in river.Inputs) map[string][]float64 {
	t.Helper()
	courses, err := river.Courses(in)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][]float64)
	for i, s := range in.Stations {
		for _, o := range courses[i] {
			if o.Over {
				out[s.ID] = append(out[s.ID], o.Arrival)
			}
		}
	}
	return out
}

// TestValidateTable prints the table of doc/hazard/river.md: per station 5 %, 50 % and 95 % of the arrival of each forecast, and what
// was observed.
func TestValidateTable(t *testing.T) {
	in, observed, arrivals := load(t)
	forecasts := []map[string]hazard.Reach{forecast(t, in), forecast(t, border(in, observed)), forecast(t, harbin(in, observed))}
	for _, s := range in.Stations {
		line := fmt.Sprintf("| %s | %.0f |", s.Name, s.KM)
		for _, f := range forecasts {
			q := f[s.ID].Arrival
			line += fmt.Sprintf(" %s / %s / %s |", day(q.P05), day(q.P50), day(q.P95))
		}
		seen := "-"
		for _, a := range arrivals {
			if b := bracket(a); a.Station == s.ID && (a.From != 0 || a.To != 0) {
				switch {
				case a.From == a.To:
					seen = day(b.Low)
				case a.From == 0:
					seen = "not after " + day(b.High)
				case a.To == 0:
					seen = "not before " + day(b.Low)
				default:
					seen = day(b.Low) + " to " + day(b.High)
				}
			}
		}
		t.Log(line + " " + seen + " |")
	}
}

// day is a time to the hour, "24 Nov 05".
func day(h float64) string { return clock(h + 0.5)[:9] }

// known returns an arrival bracketed within 24 h that was still to come when a forecast was issued.
func known(arrivals []Arrival, station string, issued int64) (skill.Bracket, bool) {
	for _, a := range arrivals {
		if a.Station == station && a.Kind != "side" && a.From > issued && a.To-a.From <= 24*3600_000 {
			return bracket(a), true
		}
	}
	return skill.Bracket{}, false
}

// (b) After the readings at the border, taken on 20 November, the median front at the Harbin intake is within 12 h of 24 November 05:00. It is
// judged on many members, so that the model is judged and not a seed; the shipped number of members scatters by about 1.5 h.
func TestValidateHarbinFront(t *testing.T) {
	in, observed, _ := load(t)
	for _, c := range []struct {
		name string
		in   river.Inputs
	}{{"release alone", in}, {"border reading", border(in, observed)}} {
		c.in.Members = 10_000
		by := forecast(t, c.in)
		for _, s := range []struct {
			id string
			at int64
		}{{"sujiatun", At(time.November, 24, 2, 0)}, {"sifangtai", At(time.November, 24, 5, 0)}} {
			q := by[s.id].Arrival
			off := q.P50 - since(s.at)
			t.Logf("%-15s %-10s %s | %s | %s  observed %s, median %+.1f h", c.name, s.id, clock(q.P05), clock(q.P50), clock(q.P95), clock(since(s.at)), off)
			if s.id == "sifangtai" && math.Abs(off) > 12 {
				t.Errorf("%s: the median front at the intake is %.1f h off, want 12 h", c.name, off)
			}
		}
	}
}

// (c) After the first crest upstream of Harbin is known the crests further down are within a factor 1.5.
func TestValidatePeaks(t *testing.T) {
	in, observed, arrivals := load(t)
	in = harbin(in, observed)
	by := forecast(t, in)
	n := 0
	for _, a := range arrivals {
		if a.Value == 0 || a.Crest <= in.Issued {
			continue
		}
		q := by[a.Station].Intensity
		ratio := q.P50 / a.Value
		t.Logf("%-10s %.3f | %.3f | %.3f mg/L  observed %.4f, ratio %.2f", a.Station, q.P05, q.P50, q.P95, a.Value, ratio)
		if ratio > 1.5 || ratio < 1/1.5 {
			t.Errorf("%s: the median peak is %.2f times the observed crest", a.Station, ratio)
		}
		n++
	}
	if n < 4 {
		t.Errorf("%d crests compared, want 4 or more", n)
	}
}

// How much of the figures hangs on choices that could have been made otherwise. Nothing here is asserted but that it runs: it is the
// honest context of the figures, printed by make validate and quoted in doc/hazard/river.md.
func TestValidateSensitivity(t *testing.T) {
	base, observed, arrivals := load(t)
	variants := []struct {
		name  string
		spoil func(*river.Inputs)
	}{
		{"as shipped", func(*river.Inputs) {}},
		{"another seed", func(in *river.Inputs) { in.Seed++ }},
		{"Jobson and Manning in equal parts", func(in *river.Inputs) { in.Prior.Jobson = 0.5 }},
		{"Jobson alone", func(in *river.Inputs) { in.Prior.Jobson = 1 }},
		{"Manning alone", func(in *river.Inputs) { in.Prior.Jobson = 0 }},
		{"smooth ice (0.76)", func(in *river.Inputs) { in.Prior.IceSpeed = 0.76 }},
		{"no rise at Fengman", func(in *river.Inputs) { in.Rise = nil }},
		{"Jilin-Sujiatun 380 km", func(in *river.Inputs) { shorten(in) }},
		{"velocity error doubled", func(in *river.Inputs) { in.Prior.Velocity *= 2; in.Prior.LocalVelocity *= 2 }},
		{"border: the value alone", func(in *river.Inputs) { dropBelow(in) }},
		{"border: hour as printed", func(in *river.Inputs) { exactHour(in) }},
	}
	for _, v := range variants {
		alone, after, crest := base, border(base, observed), harbin(base, observed)
		for _, in := range []*river.Inputs{&alone, &after, &crest} {
			v.spoil(in)
			if os.Getenv("TONGZHOU_DATA") == "" {
				in.Members = 200 // not asked for figures, only whether it runs
			}
		}
		t.Logf("%-34s %s", v.name, strings.Join(figures(t, alone, after, crest, arrivals), "  "))
	}
}

func figures(t *testing.T, alone, after, crest river.Inputs, arrivals []Arrival) []string {
	first, second, third := forecast(t, alone), forecast(t, after), forecast(t, crest)
	inside, strict, worst := 0, 0, 1.0
	for _, a := range arrivals {
		if a.Kind != "side" {
			strict++
			if r := first[a.Station]; skill.Judge(bracket(a), r.Arrival.P05, r.Arrival.P95) == skill.Inside {
				inside++
			}
		}
		if a.Value > 0 && a.Crest > crest.Issued {
			ratio := third[a.Station].Intensity.P50 / a.Value
			worst = math.Max(worst, math.Max(ratio, 1/ratio))
		}
	}
	at := since(At(time.November, 24, 5, 0))
	return []string{fmt.Sprintf("(a) %d/%d", inside, strict),
		fmt.Sprintf("intake from the release %+.0f h", first["sifangtai"].Arrival.P50-at),
		fmt.Sprintf("(b) %+.0f h", second["sifangtai"].Arrival.P50-at), fmt.Sprintf("(c) worst factor %.2f", worst)}
}

// shorten makes the way to Sujiatun the 380 km that the press gave.
func shorten(in *river.Inputs) {
	factor := 380 / 553.4
	in.Reaches = append([]river.Reach(nil), in.Reaches...)
	in.Stations = append([]river.Station(nil), in.Stations...)
	rise := *in.Rise
	rise.KM *= factor
	in.Rise = &rise
	for i := range 5 {
		in.Reaches[i].KM *= factor
	}
	for i := range in.Stations {
		if s := &in.Stations[i]; s.KM <= 553.5 {
			s.KM *= factor
		} else {
			s.KM -= 553.4 - 380
		}
	}
}

func dropBelow(in *river.Inputs) {
	var keep []river.Reading
	for _, r := range in.Readings {
		if !r.Below {
			keep = append(keep, r)
		}
	}
	in.Readings = keep
}

func exactHour(in *river.Inputs) {
	in.Readings = append([]river.Reading(nil), in.Readings...)
	for i := range in.Readings {
		in.Readings[i].TimeSD = 0
	}
}

// The tables are consistent: stations in order, observations at stations, no crest over what the release could make.
func TestTables(t *testing.T) {
	in, observed, arrivals := load(t)
	stations, err := Stations()
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for i, s := range stations {
		known[s.ID] = true
		if i > 0 && s.KM >= stations[i-1].KM {
			t.Errorf("%s at km %g does not lie below %s", s.ID, s.KM, stations[i-1].ID)
		}
		if s.EN == "" || s.ZH == "" || len(s.GB2260) != 6 {
			t.Errorf("%s: wants an English and a Chinese name and a code of six digits", s.ID)
		}
	}
	for _, o := range observed {
		if !known[o.Station] || o.Agency == "" {
			t.Errorf("observation %v: wants a known station and an agency", o)
		}
	}
	for _, a := range arrivals {
		if !known[a.Station] || a.Agency == "" || a.From != 0 && a.To != 0 && a.From > a.To {
			t.Errorf("arrival %v: wants a known station, an agency and an end after its start", a)
		}
	}
	if err := in.Validate(); err != nil {
		t.Error(err)
	}
}
