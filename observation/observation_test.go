package observation

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Both forms of an excess, against what bulletins of 2005 gave.
func TestExcessOfBulletins(t *testing.T) {
	f, err := os.Open("testdata/bulletins.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		part := strings.Split(in.Text(), ",")
		if strings.HasPrefix(in.Text(), "#") || part[0] == "time" {
			continue
		}
		n++
		c, err := strconv.ParseFloat(part[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		e := Excess{Value: c, Limit: 0.017, Unit: "mg/L"}
		if got := fmt.Sprintf("%.2f", e.Over()); got != part[3] {
			t.Errorf("%s: %s times over, bulletin %s", in.Text(), got, part[3])
		}
		if math.Abs(e.Times()-e.Over()-1) > 1e-12 {
			t.Errorf("%s: %g and %g do not differ by one", in.Text(), e.Times(), e.Over())
		}
	}
	if n != 26 {
		t.Errorf("%d rows", n)
	}
}

func TestExcessText(t *testing.T) {
	for _, c := range []struct {
		e      Excess
		en, zh string
	}{
		{Excess{0.525, 0.017, "mg/L"}, "0.525 mg/L is 30.88 times the limit of 0.017 mg/L (29.88 times over it)", "0.525 mg/L，为限值 0.017 mg/L 的 30.88 倍（超标 29.88 倍）"},
		{Excess{0.0085, 0.017, "mg/L"}, "0.0085 mg/L is 0.50 times the limit of 0.017 mg/L (not over it)", "0.0085 mg/L，为限值 0.017 mg/L 的 0.50 倍（未超标）"},
		{Excess{1, 0, "m"}, "1 m, limit 0 m", "1 m，限值 0 m"},
	} {
		if c.e.String() != c.en || c.e.Text()["zh-Hans"] != c.zh {
			t.Errorf("%+v: %s / %s", c.e, c.e, c.e.Text()["zh-Hans"])
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		v        float64
		from, to string
		want     float64
	}{
		{525, "µg/L", "mg/L", 0.525},
		{525, "μg/L", "mg/L", 0.525}, // Greek mu
		{525, "ug/l", "mg/L", 0.525},
		{525, "mg/m³", "mg/L", 0.525},
		{0.0342, "mg/L", "µg/L", 34.2},
		{0.07, "mg/L", "µg/L", 70}, // binary64 alone says 70.00000000000001
		{4.35, "m", "cm", 435},
		{35, "ug/m3", "ng/L", 35},
		{2970, "cm", "m", 29.7},
		{29.7, "m", "m", 29.7},
		{7200, "m3/h", "m³/s", 2},
		{36, "km/h", "m/s", 10},
		{0, "°C", "K", 273.15},
		{273.15, "K", "℃", 0},
		{24, "mm/d", "mm/h", 1},
		{0.1, "mSv/h", "µSv/h", 100},
		{50, "%", "1", 0.5},
		{-1.5, "米", "厘米", -150},
	} {
		if got, err := Convert(c.v, c.from, c.to); err != nil || got != c.want {
			t.Errorf("%g %s in %s: %v, %v; want %g", c.v, c.from, c.to, got, err, c.want)
		}
	}
	for _, c := range []struct{ from, to, want string }{
		{"mg/L", "m", "unit mg/L (mass in volume) cannot be turned into m (length)"},
		{"furlong", "m", `unit "furlong" is not known`},
		{"", "m", "unit is empty"},
		{"ppm", "mg/L", `unit "ppm" means different things in water and in air: give mg/L, µg/L or µg/m3`},
		{"M", "m", `unit "M" is not known`},
		{"MG/L", "mg/L", `unit "MG/L" is not known`},
		{"m", "what", `unit "what" is not known`},
	} {
		if _, err := Convert(1, c.from, c.to); err == nil || err.Error() != c.want {
			t.Errorf("%s in %s: %v", c.from, c.to, err)
		}
	}
}

func TestParseTime(t *testing.T) {
	const want = "2005-11-20T07:00:00+08:00"
	for _, s := range []string{want, "2005-11-20 07:00:00+08:00", "2005/11/20 7:00 +0800", "2005-11-20T07:00+08:00", "2005-11-19T23:00:00Z", "2005-11-19 23:00z", "2005-11-20T07:00:00.0004+08:00"} {
		got, err := ParseTime(s)
		if err != nil || got.In(time.FixedZone("", 8*3600)).Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for s, want := range map[string]string{
		"2005-11-20T07:00:00":       "has no zone",
		"2005-11-20 07:00":          "has no zone",
		"2005/11/20 7:00":           "has no zone",
		"2005-11-20 07:00 CST":      "not a moment with a zone", // five zones are called CST
		"2005-11-20":                "not a moment with a zone",
		"20.11.2005 07:00 +01:00":   "not a moment with a zone",
		"":                          "not a moment with a zone",
		"1132441200":                "not a moment with a zone",
		"2005-11-20 07:00 +25:00":   "does not exist",
		"2005-11-20T07:00:00+15:00": "does not exist",
		"2005-02-29T07:00:00+08:00": "calendar",
		"2005-02-29 07:00 +08:00":   "calendar",
		"2005-11-20 24:00 +08:00":   "calendar",
		"0205-11-20T07:00:00+08:00": "year 205",
	} {
		if got, err := ParseTime(s); err == nil {
			t.Errorf("%s: taken as %v", s, got)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", s, err, want)
		}
	}
}

// A clock a day off, ahead: refused, with a guess. Behind: told.
func TestClock(t *testing.T) {
	c, now := DefaultClock(), t0
	for _, x := range []struct {
		ahead time.Duration
		late  bool
		want  string
	}{
		{0, false, ""},
		{30 * time.Second, false, ""},
		{31 * time.Second, false, "is the station's clock right?"},
		{24*time.Hour + time.Minute, false, "is the date of the station's clock right?"},
		{8 * time.Hour, false, "is the zone right?"},
		{-2 * time.Hour, false, ""},
		{-2*time.Hour - time.Second, true, ""},
	} {
		late, err := c.Judge(now.Add(x.ahead), now)
		if late != x.late || (err == nil) != (x.want == "") || err != nil && !strings.HasSuffix(err.Error(), x.want) {
			t.Errorf("%s ahead: late %v, %v", x.ahead, late, err)
		}
	}
	for behind, want := range map[time.Duration]bool{time.Minute: false, 3 * time.Hour: false, 24 * time.Hour: true, 23*time.Hour + 55*time.Minute: true, 23 * time.Hour: false, 48 * time.Hour: true, 240 * time.Hour: false} {
		if why, off := c.DayOff(now.Add(-behind), now); off != want || off && !strings.Contains(why, "date") {
			t.Errorf("%s behind: %v %q", behind, off, why)
		}
	}
}

func TestNames(t *testing.T) {
	for _, s := range []string{"zhaoyuan", "0a.b-c_d", strings.Repeat("a", 64)} {
		if _, err := ParseStationID(s); err != nil {
			t.Error(err)
		}
	}
	for _, s := range []string{"", "A", "肇源", "-a", "a b", "a/b", "a\t", strings.Repeat("a", 65)} {
		if _, err := ParseQuantity(s); err == nil {
			t.Errorf("%q: taken", s)
		}
	}
}

func TestQuality(t *testing.T) {
	for s, want := range map[string]Quality{"": Good, "GOOD": Good, "可疑": Suspect, " est ": Estimated, "缺测": Missing} {
		if got, err := ParseQuality(s); err != nil || got != want {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
	if _, err := ParseQuality("fine"); err == nil {
		t.Error("fine: taken")
	}
}

func TestNormal(t *testing.T) {
	s := Series{Key: river, Unit: "mg/L", Least: 0, Most: 10}
	r := at(0, 525)
	r.Unit = "µg/L"
	if got, note, err := s.Normal(r); err != nil || note != "" || got.Value != 0.525 || got.Unit != "mg/L" || got.Quality != Good {
		t.Errorf("got %+v, %q, %v", got, note, err)
	}
	r.Value = 1e6
	if got, note, err := s.Normal(r); err != nil || got.Quality != Suspect || !strings.Contains(note, "outside") {
		t.Errorf("got %+v, %q, %v", got, note, err)
	}
	r.Quality, r.Unit = Missing, ""
	if got, _, err := s.Normal(r); err != nil || got.Value != 0 || got.Quality != Missing {
		t.Errorf("missing: %+v, %v", got, err)
	}
	r.Quantity = "stage"
	if _, _, err := s.Normal(r); err == nil {
		t.Error("another series: taken")
	}
	for name, bad := range map[string]Series{
		"unit":   {Key: river, Unit: "furlong"},
		"bounds": {Key: river, Unit: "m", Least: 1},
		"name":   {Key: Key{"", "x"}, Unit: "m"},
		"what":   {Key: Key{"x", "X"}, Unit: "m"},
		"rules":  {Key: river, Unit: "m", Rules: Rules{Silence: -1}},
	} {
		if bad.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestCompare(t *testing.T) {
	a := at(0, 1)
	other := func(f func(*Reading)) Reading { r := a; f(&r); return r }
	for _, c := range []struct {
		b    Reading
		want Relation
	}{
		{a, Duplicate},
		{other(func(r *Reading) { r.Time = r.Time.In(time.FixedZone("", 3600)) }), Duplicate},
		{other(func(r *Reading) { r.Value = 2 }), Conflict},
		{other(func(r *Reading) { r.Quality = Missing; r.Value = 0 }), Conflict},
		{other(func(r *Reading) { r.Quality = Suspect }), Regraded},
		{other(func(r *Reading) { r.Simulated = true }), Regraded},
		{at(1, 1), Apart},
	} {
		if got := Compare(a, c.b); got != c.want {
			t.Errorf("%+v: %s, want %s", c.b, got, c.want)
		}
	}
	if at(0, math.NaN()).Check() == nil || at(0, math.Inf(1)).Check() == nil || (Reading{Key: river}).Check() == nil || a.Check() != nil {
		t.Error("Check")
	}
}

func salt() []byte { return []byte("0123456789abcdef") }

// window makes n readings, one a minute, and their window.
func window(n int) (Window, []Reading) {
	var rr []Reading
	for i := range n {
		rr = append(rr, at(i, float64(i)/8))
	}
	return Window{Key: river, Unit: "mg/L", From: t0, To: t0.Add(24 * 30 * time.Hour)}, rr
}

// The bytes are fixed: another implementation must come to the same digest
// (this one is what sha256sum says of them).
func TestCanonical(t *testing.T) {
	w := WindowAt(Series{Key: river, Unit: "mg/L"}, at(5, 0).Time, time.Hour)
	a, b, c := at(0, 0.525), at(10, 0), at(5, 0.1)
	c.Value += 0.2 // a sum in binary64
	b.Quality, c.Simulated, c.Quality = Missing, true, Estimated
	got, err := w.Canonical(salt(), []Reading{b, a, c, a})
	const want = "tongzhou window 1\n" +
		"zhaoyuan\tnitrobenzene\tmg/L\t1132444800000\t1132448400000\t30313233343536373839616263646566\n" +
		"1132444800000\t0.525\tgood\t-\n" +
		"1132445100000\t0.30000000000000004\testimated\ts\n" +
		"1132445400000\t-\tmissing\t-\n"
	if err != nil || string(got) != want {
		t.Errorf("got %v\n%s", err, got)
	}
	d, err := w.Digest(salt(), []Reading{c, b, a})
	if err != nil || d.Sum != "6fb26555e762ad4aa9b3609acb0cad10de009fb6f05c1ace50aa3d200fffef08" || d.Rows != 3 || len(d.Marks) != 3 {
		t.Errorf("digest %+v, %v", d, err)
	}
	if w.Closed(w.To.Add(time.Hour-1), time.Hour) || !w.Closed(w.To.Add(time.Hour), time.Hour) {
		t.Error("Closed")
	}
}

func TestDigestNamesTheFirstDifference(t *testing.T) {
	w, rows := window(10)
	d, err := w.Digest(salt(), rows)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(i int, f func(*Reading)) []Reading {
		out := append([]Reading(nil), rows...)
		f(&out[i])
		return out
	}
	for _, c := range []struct {
		name string
		rows []Reading
		row  int
		want string
	}{
		{"value", edit(4, func(r *Reading) { r.Value += 1e-9 }), 5, "is not what was put on record"},
		{"quality", edit(9, func(r *Reading) { r.Quality = Suspect }), 10, "is not what was put on record"},
		{"simulated hidden", edit(0, func(r *Reading) { r.Simulated = true }), 1, "is not what was put on record, or the salt"},
		{"time", edit(2, func(r *Reading) { r.Time = r.Time.Add(time.Millisecond) }), 3, "is not what was put on record"},
		{"left out", append(append([]Reading(nil), rows[:6]...), rows[7:]...), 7, "is not what was put on record"},
		{"cut short", rows[:8], 9, "is missing: 10 rows were put on record, 8 are shown"},
		{"one more", append(append([]Reading(nil), rows...), at(100, 1)), 11, "was not there when 10 rows were put on record"},
		{"none", nil, 1, "is missing"},
	} {
		var diff *Difference
		if err := d.Check(salt(), c.rows); !errors.As(err, &diff) || diff.Row != c.row || diff.Last != c.row || !strings.Contains(diff.Reason, c.want) {
			t.Errorf("%s: %v", c.name, err)
		} else {
			t.Log(diff)
		}
	}
	mixed := append([]Reading(nil), rows...)
	slices.Reverse(mixed)
	if err := d.Check(salt(), mixed); err != nil {
		t.Errorf("another order: %v", err)
	}
	if err := d.Check([]byte("0123456789abcdeF"), rows); err == nil {
		t.Error("another salt: taken")
	}
	if err := (Digest{Window: w}).Check(salt(), rows); err == nil {
		t.Error("a digest without marks: taken")
	}
}

// Whatever one row is changed, the check names it, or the rows among which it
// is; and what is not changed passes in any order.
func TestDigestProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, rows := window(rapid.IntRange(1, 1300).Draw(t, "rows"))
		d, err := w.Digest(salt(), rows)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(rows)-1).Draw(t, "changed")
		r := &rows[i]
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			r.Value += rapid.Float64Range(1e-6, 1).Draw(t, "by")
		case 1:
			r.Quality = Suspect
		case 2:
			r.Simulated = true
		case 3:
			r.Time = r.Time.Add(time.Millisecond)
		}
		var diff *Difference
		if err := d.Check(salt(), rows); !errors.As(err, &diff) || diff.Row > i+1 || diff.Last < i+1 || diff.Last-diff.Row >= d.Every {
			t.Fatalf("row %d: %v", i+1, err)
		}
	})
}

// A long window is marked every so many rows; the difference is then among
// those.
func TestDigestOfLongWindow(t *testing.T) {
	w, rows := window(5000)
	d, err := w.Digest(salt(), rows)
	if err != nil || len(d.Marks) > mostMarks || d.Every != 16 {
		t.Fatalf("%d marks, every %d, %v", len(d.Marks), d.Every, err)
	}
	rows[1234].Value++
	var diff *Difference
	if err := d.Check(salt(), rows); !errors.As(err, &diff) || diff.Row > 1235 || diff.Last < 1235 || diff.Last-diff.Row != 15 {
		t.Errorf("%v", err)
	}
	rows[1234].Value--
	if err := d.Check(salt(), rows[:4999]); !errors.As(err, &diff) || diff.Row > 5000 || diff.Last < 5000 {
		t.Errorf("last row missing: %v", err)
	}
	if err := d.Check(salt(), rows); err != nil {
		t.Error(err)
	}
}

func TestWindowRefuses(t *testing.T) {
	w, rows := window(3)
	other := rows[0]
	other.Station = "sujiatun"
	unit := rows[0]
	unit.Unit = "µg/L"
	for name, f := range map[string]func() error{
		"short salt":     func() error { _, err := w.Digest([]byte("short"), rows); return err },
		"another series": func() error { _, err := w.Digest(salt(), []Reading{other}); return err },
		"another unit":   func() error { _, err := w.Digest(salt(), []Reading{unit}); return err },
		"after the end": func() error {
			_, err := w.Digest(salt(), []Reading{{Key: river, Time: w.To, Unit: "mg/L", Quality: Good}})
			return err
		},
		"not a number": func() error { _, err := w.Digest(salt(), []Reading{at(0, math.NaN())}); return err },
		"no length":    func() error { w.To = w.From; _, err := w.Digest(salt(), nil); return err },
	} {
		if f() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	w, rows := window(1000)
	for b.Loop() {
		if _, err := w.Digest(salt(), rows); err != nil {
			b.Fatal(err)
		}
	}
}
