package route

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// texas is the Lower Colorado in Texas as the National Water Model has it; see SOURCE.txt beside the data.
type texas struct {
	reaches []Reach
	lake    map[ID]bool
	lateral [][]float64 // by hour, by reach
	flow    [][]float64
}

// table reads a CSV file of the reference data, or skips the test.
func table(t testing.TB, name string) [][]string {
	t.Helper()
	data := os.Getenv("TONGZHOU_DATA")
	if data == "" {
		t.Skip("TONGZHOU_DATA is not set: it names the directory of the reference data")
	}
	f, err := os.Open(filepath.Join(data, "data", "river", "lower-colorado-tx", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%v: the reference data has no river", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// hours turns a table of reach by hour around; the rows are in the order of the reaches.
func hours(t testing.TB, rows [][]string, reaches []Reach) [][]float64 {
	t.Helper()
	out := make([][]float64, len(rows[0])-1)
	for h := range out {
		out[h] = make([]float64, len(reaches))
		for i, row := range rows[1:] {
			if ID(number(t, row[0])) != reaches[i].ID {
				t.Fatalf("row %d is of reach %s, want %d", i+2, row[0], reaches[i].ID)
			}
			out[h][i] = number(t, row[h+1])
		}
	}
	return out
}

func readTexas(t testing.TB) texas {
	t.Helper()
	w := texas{lake: map[ID]bool{}}
	rows := table(t, "route_link.csv")
	column := func(row []string, name string) float64 { return number(t, row[slices.Index(rows[0], name)]) }
	for _, row := range rows[1:] {
		r := Reach{ID: ID(column(row, "link")), To: ID(column(row, "to")), Length: column(row, "Length"), Slope: column(row, "So"),
			Bottom: column(row, "BtmWdth"), Top: column(row, "TopWdth"), Flood: column(row, "TopWdthCC"), Bank: column(row, "ChSlp"),
			Roughness: column(row, "n"), FloodRoughness: column(row, "nCC")}
		w.reaches = append(w.reaches, r)
		w.lake[r.ID] = column(row, "NHDWaterbodyComID") > 0
	}
	w.lateral = hours(t, table(t, "qlat_m3s.csv"), w.reaches)
	w.flow = hours(t, table(t, "nwm_streamflow_m3s.csv"), w.reaches)
	return w
}

// above keeps the reaches into which no reservoir flows, and their columns.
func (w texas) above() texas {
	to := map[ID]ID{}
	for _, r := range w.reaches {
		to[r.ID] = r.To
	}
	below := map[ID]bool{}
	for _, r := range w.reaches {
		for id := r.ID; w.lake[r.ID] && id != 0 && !below[id]; id = to[id] {
			below[id] = true
		}
	}
	var keep []int
	out := texas{lateral: make([][]float64, len(w.lateral)), flow: make([][]float64, len(w.flow))}
	for i, r := range w.reaches {
		if !below[r.ID] {
			keep = append(keep, i)
			if below[r.To] {
				r.To = 0
			}
			out.reaches = append(out.reaches, r)
		}
	}
	for h := range w.lateral {
		for _, i := range keep {
			out.lateral[h] = append(out.lateral[h], w.lateral[h][i])
			out.flow[h] = append(out.flow[h], w.flow[h][i])
		}
	}
	return out
}

// parity is how far two sets of flows differ: median and 95th percentile of the relative difference where the second is over 0.5 m3/s, and
// over all reaches R2 and both sums.
type parity struct{ median, p95, r2, sum, wanted float64 }

func compare(got, want []float64) parity {
	var p parity
	var d []float64
	for i, q := range want {
		if q > 0.5 {
			d = append(d, math.Abs(got[i]-q)/q)
		}
		p.sum, p.wanted = p.sum+got[i], p.wanted+q
	}
	mean, rest, all := p.wanted/float64(len(want)), 0.0, 0.0
	for i, q := range want {
		rest, all = rest+(got[i]-q)*(got[i]-q), all+(q-mean)*(q-mean)
	}
	slices.Sort(d)
	p.median, p.p95, p.r2 = d[len(d)/2], d[len(d)*95/100], 1-rest/all
	return p
}

// TestValidWaterModel starts from the flows of the National Water Model at 13:00 and goes on for 27 hours as it did, in the reaches into which no
// reservoir flows. Peer is that model's own kernel, built from source and run on the same inputs.
func TestValidWaterModel(t *testing.T) {
	w := readTexas(t).above()
	r := start(t, Inputs{Reaches: w.reaches}, Options{Step: 300, Short: true}, w.flow[0])
	got := make([]float64, len(w.reaches))
	t.Logf("%d reaches, %d h, short step of 300 s; flows over 0.5 m3/s", len(w.reaches), len(w.flow)-1)
	t.Logf("%-34s %10s %10s %10s", "National Water Model parity", "ours", "target", "peer")
	for h := 1; h < len(w.flow); h++ {
		if err := r.Advance(12, w.lateral[h]); err != nil {
			t.Fatal(err)
		}
		r.Flows(got)
		p := compare(got, w.flow[h])
		for _, c := range []struct {
			hour         int
			target, peer float64
		}{{1, 0.14, 0.1385}, {12, 0.27, 0.2669}, {27, 0.505, 0.5004}} {
			if h != c.hour {
				continue
			}
			t.Logf("%-34s %8.4f %% %8.3f %% %8.4f %%", strconv.Itoa(h)+" h: median relative difference", 100*p.median, c.target, c.peer)
			if 100*p.median > c.target {
				t.Errorf("median %.4f %% after %d h, want at most %g", 100*p.median, h, c.target)
			}
		}
		if h == 27 {
			t.Logf("%-34s %8.3f %% %8.2f %% %8.3f %%", "27 h: 95th percentile", 100*p.p95, 1.75, 1.739)
			t.Logf("%-34s %10.6f %10.4f %10.6f", "27 h: R2, all reaches", p.r2, 0.9999, 0.999902)
			t.Logf("%-34s %10.1f %10.1f %10.1f", "27 h: sum of flow, m3/s", p.sum, p.wanted, 730.7)
			if 100*p.p95 > 1.75 || p.r2 < 0.9999 || len(got) != 9949 {
				t.Errorf("%d reaches: %+v", len(got), p)
			}
		}
	}
	kernel(t, w, got)
	t.Log("It proves the kernel and no forecast: on that dry day the National Water Model has 4.6 times the flow of the gauges.")
}

// kernel compares with the peer itself, reach by reach.
func kernel(t *testing.T, w texas, got []float64) {
	t.Helper()
	text, err := os.ReadFile("testdata/kernel.csv")
	if err != nil {
		t.Fatal(err)
	}
	worst, rows := 0.0, strings.Fields(string(text))[1:]
	for _, row := range rows {
		id, flow, _ := strings.Cut(row, ",")
		i := slices.IndexFunc(w.reaches, func(r Reach) bool { return r.ID == ID(number(t, id)) })
		q := number(t, flow)
		worst = max(worst, math.Abs(got[i]/q-1))
	}
	t.Logf("%-34s %10.1e %10.0e %10s", "27 h: worst of 40 from the kernel", worst, 1e-4, "-")
	if worst > 1e-6 || len(rows) != 40 {
		t.Errorf("of %d reaches the worst differs from the kernel by %g", len(rows), worst)
	}
}

// TestValidOrdinary is the same window with the ordinary step, in reaches divided for it: how far the two steps are apart where the National Water Model
// is the measure of neither.
func TestValidOrdinary(t *testing.T) {
	w := readTexas(t).above()
	n, err := New(Inputs{Step: 300, Reaches: w.reaches})
	if err != nil {
		t.Fatal(err)
	}
	r, err := n.Start(Options{Step: 300}, w.flow[0])
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, len(w.reaches))
	for h := 1; h <= 9; h++ {
		if err := r.Advance(12, w.lateral[h]); err != nil {
			t.Fatal(err)
		}
	}
	r.Flows(got)
	p := compare(got, w.flow[9])
	t.Logf("ordinary step, %d parts, 9 h: median difference from the National Water Model %.2f %%, 95th percentile %.1f %%, sum %.1f against %.1f",
		len(n.given), 100*p.median, 100*p.p95, p.sum, p.wanted)
	if !(p.median < 0.1 && math.Abs(p.sum/p.wanted-1) < 0.1) {
		t.Errorf("%+v", p)
	}
}
