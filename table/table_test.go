package table

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func csvOf(text string) *Table { return Read(Source{"x.csv", strings.NewReader(text)}) }

// lengths reads the columns id and length of a table.
func lengths(t *Table) (ids []string, metres []float64) {
	id, length := t.Column(Want{Name: "id"}), t.Column(Want{Name: "length", Quantity: Length, Also: map[string]string{"Length": "m"}})
	for _, r := range t.Rows() {
		ids, metres = append(ids, id.Identifier(r)), append(metres, length.Required(r))
	}
	return ids, metres
}

// TestRead: columns in any order, any unit of a quantity, comments, notes, a byte-order mark, Windows line ends, quotes.
func TestRead(t *testing.T) {
	for text, want := range map[string]float64{
		"id,length_m\na,1500\n":                                 1500,
		"length_km,id\n1.5,a\n":                                 1500,
		"# of 1986\nid,length_ft\n# next\na,100\n":              30.48,
		"\xef\xbb\xbfid,length_mi,note\r\na,1,\"by, the road\"": 1609.344,
		"id,Length,_x\na, 7 ,y\n":                               7,
		"id,length_m\na,1e3\n":                                  1000,
	} {
		x := csvOf(text)
		ids, m := lengths(x)
		if x.Err() != nil || !slices.Equal(ids, []string{"a"}) || !slices.Equal(m, []float64{want}) {
			t.Errorf("%q: %q %g, %v; want %g", text, ids, m, x.Err(), want)
		}
	}
}

// TestFaults: whatever is wrong is said with file and line, and what would be right.
func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "x.csv: is empty",
		"# only a comment\n":                  "x.csv: is empty",
		"id,length_m\n":                       "x.csv: has a header and no row",
		"id;length_m\na;3\n":                  "x.csv:1: columns are separated by semicolons",
		"id,length_m\na\n":                    "x.csv:2: 1 columns, the header has 2",
		"id,length_m\na,\"3\nb,4\n":           "x.csv:3: extraneous or missing \" in quoted-field",
		"id,length_m,id\na,3,b\n":             `x.csv:1: column "id" stands twice`,
		"id,,length_m\na,1,3\n":               "x.csv:1: column 2 has no name",
		"id,length\na,3\n":                    `x.csv:1: column "length": wants length_m, length_km, length_ft or length_mi`,
		"id,length_m3s\na,3\n":                `x.csv:1: column "length_m3s": wants length_m`,
		"id\na\n":                             "x.csv:1: has no column length_m, length_km, length_ft or length_mi",
		"# x\nid,length_m,lenght_km\na,3,4\n": `x.csv:2: column "lenght_km": nothing is known of it`,
		"id,length_m,length_km\na,3,4\n":      `x.csv:1: columns "length_m" and "length_km" are the same thing`,
		"id,length_m\na,3\nb,three\n":         `x.csv:3: length_m: "three" is no number`,
		"id,length_m\na,\"3,5\"\n":            `x.csv:2: length_m: "3,5" is no number: wants digits with a point`,
		"id,length_m\na,NaN\n":                `x.csv:2: length_m: "NaN" is no number`,
		"id,length_m\na,inf\n":                `x.csv:2: length_m: "inf" is no number`,
		"id,length_m\na,\n":                   "x.csv:2: length_m: is empty",
		"id,length_m\n,3\n":                   "x.csv:2: id: is empty",
		"id,length_m\n\xff,3\n":               "x.csv: is not UTF-8",
	} {
		x := csvOf(text)
		lengths(x)
		var f *Fault
		if err := x.Err(); !errors.As(err, &f) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	x := Read(Source{"x.csv", broken{}})
	if x.Err() == nil || !strings.Contains(x.Err().Error(), "the disk is gone") {
		t.Errorf("a file that cannot be read: %v", x.Err())
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// TestCells: times, yes and no, whole numbers.
func TestCells(t *testing.T) {
	read := func(text string) (string, error) {
		x := csvOf("v\n" + text + "\n")
		c := x.Column(Want{Name: "v"})
		out := ""
		for _, r := range x.Rows() {
			switch {
			case strings.Contains(text, ":"):
				out = c.Time(r).UTC().Format("01-02 15:04:05")
			case strings.ContainsAny(text, "0123456789"):
				out = fmt.Sprint(c.Whole(r))
			default:
				out = fmt.Sprint(c.YesNo(r))
			}
		}
		return out, x.Err()
	}
	for text, want := range map[string]string{"2005-11-24T05:00+08:00": "11-23 21:00:00", "2005-11-24 05:00:30Z": "11-24 05:00:30", "2005-11-24T05:00:30Z": "11-24 05:00:30",
		"yes": "true", "no": "false", "TRUE": "true", "-17": "-17"} {
		if got, err := read(text); got != want || err != nil {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"2005-11-24T05:00": "wants a time with its zone", "24.11.2005 05:00+08:00": "wants a time with its zone", "0005-11-24T05:00Z": "wants a year",
		"maybe": "wants yes or no", "1.5": "wants a whole number"} {
		if _, err := read(text); err == nil || !strings.HasPrefix(err.Error(), "x.csv:2: v: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestUnits: there and back, in every unit of every quantity; a spelling belongs to one quantity.
func TestUnits(t *testing.T) {
	seen := map[string]bool{}
	for q := Length; q <= Depth; q++ {
		for i, u := range q.units() {
			got, ok := q.Convert(u.factor*3, u.name)
			if d := got - 3; !ok || d > 1e-12 || d < -1e-12 || seen[u.name] || i == 0 && u.factor != 1 {
				t.Errorf("%s: %g, twice %v", u.name, got, seen[u.name])
			}
			if of, ok := QuantityOf(u.name); !ok || of != q {
				t.Errorf("%s is of %d, want %d", u.name, of, q)
			}
			seen[u.name] = true
		}
	}
	if v, _ := Flow.Convert(1, "cfs"); v < 35.3146 || v > 35.3148 { // of the exact foot
		t.Errorf("1 m3/s = %g cfs", v)
	}
	x := csvOf("id,length_m\na,1\n")
	if c := x.Column(Want{Name: "dose", Quantity: Mass, Optional: true}); c.Found() || c.Number(Row{}) != 0 {
		t.Error("a column that is not there")
	}
	x = csvOf("dose_g\n250\n")
	c := x.Column(Want{Name: "dose", Quantity: Mass})
	for _, r := range x.Rows() {
		if c.Number(r) != 0.25 || c.Unit != "g" || Spelt("m3s") != "m³/s" || Spelt("kg") != "kg" {
			t.Errorf("250 g is %g kg", c.Number(r))
		}
	}
}

func provenance() Provenance {
	return Provenance{Command: "tongzhou x", Model: "x", Version: "1", Inputs: []Input{Digest("a.csv", []byte("abc"))}, Seed: 3, Members: 20,
		Given: map[string]string{"k": "2 h", "b": "line\nfeed"}}
}

// TestWrite: what is written can be read again, and the provenance is in the comments, one line each.
func TestWrite(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, provenance(), []string{"id", "length_m"}, [][]string{{"a, b", "3"}}); err != nil {
		t.Fatal(err)
	}
	const want = `# tongzhou x
# model x version 1
# input a.csv sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
# members 20 seed 3
# b line feed
# k 2 h
id,length_m
"a, b",3
`
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	x := csvOf(b.String())
	if ids, m := lengths(x); x.Err() != nil || ids[0] != "a, b" || m[0] != 3 {
		t.Errorf("read again: %q %g %v", ids, m, x.Err())
	}
	for v, want := range map[float64]string{0: "0", 1.0 / 3: "0.333333", 1234567.8: "1234568", 1e-9: "1e-09", 2.5e20: "2.5e+20", -12: "-12"} {
		if Digits(v) != want {
			t.Errorf("%g: %s, want %s", v, Digits(v), want)
		}
	}
}

// TestPoints: points are a table; what is no point is refused with its line.
func TestPoints(t *testing.T) {
	var b bytes.Buffer
	points := []Point{{Lon: 126.5, Lat: 45.7, Properties: map[string]any{"id": "a", "length_m": 3, "note": "x", "_up": true}}, {Lon: 127, Lat: 46, Properties: map[string]any{"id": "b", "length_m": 4.5, "note": nil, "_up": false}}}
	if err := WritePoints(&b, provenance(), points); err != nil {
		t.Fatal(err)
	}
	x := ReadPoints(Source{"x.geojson", bytes.NewReader(b.Bytes())})
	lon := x.Column(Want{Name: "lon", Quantity: Plain})
	x.Column(Want{Name: "lat", Quantity: Plain})
	ids, m := lengths(x)
	for _, r := range x.Rows() {
		if v := lon.Number(r); v != 126.5 && v != 127 {
			t.Errorf("lon %g", v)
		}
	}
	if x.Err() != nil || !slices.Equal(ids, []string{"a", "b"}) || !slices.Equal(m, []float64{3, 4.5}) || x.Len() != 2 {
		t.Errorf("%q %g %v", ids, m, x.Err())
	}
	point := func(p string) string {
		return `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":` + p + `}`
	}
	for text, want := range map[string]string{
		"":                 "x:1: is no FeatureCollection",
		"[]":               "x:1: is no FeatureCollection",
		`{"type":"Point"}`: "x:1: is no FeatureCollection",
		`{"features":[]}`:  "x: is empty",
		"{\"features\":[\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[]}}]}": "x:2: ",
		"{\"features\":[" + point(`{"a":1}`) + ",\n" + point(`{"b":1}`) + "]}":                                `x:2: has no property "a"`,
		"{\"features\":[" + point(`{"a":1}`) + ",\n" + point(`{"a":1,"b":1}`) + "]}":                          "x:2: 2 properties, the feature before has 1",
		"{\"features\":[" + point(`{"a":[1]}`) + "]}":                                                         `x:1: property "a": wants a text or a number`,
		"{\"features\":[" + point(`{"a":1}`):                                                                  "x:1: ",
	} {
		if x := ReadPoints(Source{"x", strings.NewReader(text)}); x.Err() == nil || !strings.HasPrefix(x.Err().Error(), want) {
			t.Errorf("%s: %v, want %s", text, x.Err(), want)
		}
	}
}

// FuzzRead: whatever a file holds, reading it ends, with rows or with a fault, and what was read can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte("id,length_m\na,1\n"))
	f.Add([]byte("\xef\xbb\xbf# x\nid,length_km,note\n\"a\nb\",1.5,x\n"))
	f.Add([]byte("length_m,id\n1,\"#a\"\n2,\" b\"\n"))
	f.Add([]byte(`{"features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"id":"a","length_m":1}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func(Source) *Table{Read, ReadPoints} {
			x := read(Source{"x", bytes.NewReader(data)})
			ids, m := lengths(x)
			if x.Err() != nil {
				if s := x.Err().Error(); !strings.HasPrefix(s, "x:") {
					t.Fatalf("%q", s)
				}
				continue
			}
			var rows [][]string
			for i := range ids {
				rows = append(rows, []string{ids[i], fmt.Sprint(m[i])})
			}
			var b bytes.Buffer
			if err := Write(&b, provenance(), []string{"id", "length_m"}, rows); err != nil {
				t.Fatal(err)
			}
			again := csvOf(b.String())
			ids2, m2 := lengths(again)
			if again.Err() != nil || len(ids2) != len(ids) || !slices.Equal(m, m2) {
				t.Fatalf("%q, again %q: %v", ids, ids2, again.Err())
			}
		}
	})
}
