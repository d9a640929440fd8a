package ingest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tongzhou/observation"
)

var update = flag.Bool("update", false, "write the .want files again")

// now is when all the files arrive.
var now = time.Date(2005, 11, 20, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// river is what the files may speak of.
func river() Options {
	o := Options{Series: map[observation.Key]observation.Series{}, Live: true}
	for _, s := range []observation.Series{
		{Key: observation.Key{Station: "zhaoyuan", Quantity: "nitrobenzene"}, Unit: "mg/L"},
		{Key: observation.Key{Station: "sujiatun", Quantity: "nitrobenzene"}, Unit: "mg/L"},
		{Key: observation.Key{Station: "zhaoyuan", Quantity: "stage"}, Unit: "m", Least: 100, Most: 200},
	} {
		o.Series[s.Key] = s
	}
	return o
}

// show writes a batch as a person reads it.
func show(b Batch) string {
	var t strings.Builder
	for _, r := range b.Rows {
		fmt.Fprintf(&t, "%d %s %s %g %s %s", r.Number, r.Reading.Path(), r.Reading.Time.In(now.Location()).Format(time.RFC3339), r.Reading.Value, r.Reading.Unit, r.Reading.Quality)
		if r.Late {
			t.WriteString(" late")
		}
		if r.Note != "" {
			t.WriteString(": " + r.Note)
		}
		t.WriteString("\n")
	}
	for _, r := range b.Refused {
		fmt.Fprintf(&t, "refused %s\n\t%q\n", r.Error(), r.Text)
	}
	return t.String()
}

// Each file of testdata, and what becomes of its rows: good ones, wrong units
// and zones named by row, a clock a day off either way, late, out of order and
// twice, malformed, mixed line ends, other encodings.
func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			o := river()
			if strings.Contains(name, "not-text") {
				o.Charset = "utf-8"
			}
			b, err := CSV(f, now, o)
			if err != nil {
				t.Fatal(err)
			}
			golden, got := strings.TrimSuffix(name, ".csv")+".want", show(b)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

const header = "station,time,quantity,value,unit\n"

func TestCSVRefusesTheWhole(t *testing.T) {
	row := "zhaoyuan,2005-11-20T07:00:00+08:00,stage,127,m\n"
	for _, c := range []struct {
		name, text string
		o          Options
		want       string
		large      bool
	}{
		{"empty", "", Options{}, "no header line", false},
		{"blank", "\n\n \n", Options{}, "no header line", false},
		{"no unit", "station,time,quantity,value\n", Options{}, "no column unit", false},
		{"a column twice", "station,time,quantity,value,unit,Value\n", Options{}, "column value is there twice", false},
		{"data first", row, Options{}, "no column station", false},
		{"rows", header + row + row + row, Options{MaxRows: 2}, "more than 2 rows; split it", true},
		{"bytes", header + row, Options{MaxBytes: 20}, "more than 20 bytes; split it", true},
		{"charset", header, Options{Charset: "latin1"}, "is not utf-8 or gb18030", false},
		{"a workbook", "PK\x03\x04\x00\x00\xff\xfe", Options{}, "is zero: this is not a text", false},
		{"open quote in the header", "station,\"time\n", Options{}, "quote", false},
	} {
		b, err := CSV(strings.NewReader(c.text), now, c.o)
		var large *TooLarge
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &large) != c.large || len(b.Rows)+len(b.Refused) > 0 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCSVOptions(t *testing.T) {
	b, err := CSV(strings.NewReader("station;time;quantity;value;unit\nz;2005-11-20T07:00:00+08:00;stage;127,5;cm\nz;2005-11-20T07:00:00+08:00;stage;1.127,5;cm\n"), now,
		Options{Decimal: ',', Simulated: true})
	if err != nil || len(b.Rows) != 1 || b.Rows[0].Reading.Value != 127.5 || b.Rows[0].Reading.Unit != "cm" || !b.Rows[0].Reading.Simulated || len(b.Refused) != 1 {
		t.Errorf("%v\n%s", err, show(b))
	}
	long := header + "z," + strings.Repeat("x", 5000) + ",stage,1,m\n" + "z,2005-11-20T07:00:00+08:00,stage,1,m\n"
	if b, err = CSV(strings.NewReader(long), now, Options{}); err != nil || len(b.Rows) != 1 || len(b.Refused) != 1 || len(b.Refused[0].Text) != maxLine {
		t.Errorf("a long row: %v\n%s", err, show(b))
	}
}

func TestSameBytesSameBatch(t *testing.T) {
	raw, err := os.ReadFile("testdata/malformed.csv")
	if err != nil {
		t.Fatal(err)
	}
	one, err1 := CSV(strings.NewReader(string(raw)), now, river())
	two, err2 := CSV(strings.NewReader(string(raw)), now, river())
	if err1 != nil || err2 != nil || !reflect.DeepEqual(one, two) {
		t.Errorf("%v, %v: two readings of one file differ", err1, err2)
	}
}

func TestJSON(t *testing.T) {
	const body = `{"rows":[
		{"station":"zhaoyuan","time":"2005-11-20T07:00:00+08:00","quantity":"nitrobenzene","value":0.525,"unit":"mg/L"},
		{"station":"zhaoyuan","time":"2005-11-20T07:10:00+08:00","quantity":"nitrobenzene","value":525,"unit":"ug/L","quality":"suspect","simulated":true},
		{"station":"zhaoyuan","time":"2005-11-20T07:20:00+08:00","quantity":"nitrobenzene","unit":"mg/L","quality":"missing"},
		{"station":"zhaoyuan","time":"2005-11-20T07:30:00","quantity":"nitrobenzene","value":1,"unit":"mg/L"},
		{"station":"zhaoyuan","time":"2005-11-20T07:40:00+08:00","quantity":"nitrobenzene","value":"much","unit":"mg/L"},
		{"station":"zhaoyuan","time":"2005-11-20T07:50:00+08:00","quantity":"nitrobenzene","valeu":1,"unit":"mg/L"},
		{"station":"zhaoyuan","time":"2005-11-20T08:00:00+08:00","quantity":"nitrobenzene","unit":"mg/L"},
		7]}`
	b, err := Read("application/json; charset=utf-8", strings.NewReader(body), now, river())
	if err != nil {
		t.Fatal(err)
	}
	const want = `1 zhaoyuan/nitrobenzene 2005-11-20T07:00:00+08:00 0.525 mg/L good
2 zhaoyuan/nitrobenzene 2005-11-20T07:10:00+08:00 0.525 mg/L suspect
3 zhaoyuan/nitrobenzene 2005-11-20T07:20:00+08:00 0 mg/L missing
`
	got := show(b)
	if !strings.HasPrefix(got, want) || !b.Rows[1].Reading.Simulated {
		t.Errorf("got\n%s", got)
	}
	for i, reason := range []string{"row 4, column time: time \"2005-11-20T07:30:00\" has no zone", "row 5: ", "row 6: unknown field \"valeu\"", "row 7, column value: value is empty", "row 8: "} {
		if i >= len(b.Refused) || !strings.HasPrefix(b.Refused[i].Error(), reason) {
			t.Errorf("refusal %d is not %q in\n%s", i, reason, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ media, body, want string }{
		{"application/json", `{"rows":[]} {}`, "goes on"},
		{"application/json", `[]`, "is not"},
		{"application/json", `{"row":[]}`, "unknown field"},
		{"application/json", `{"rows":[1,2,3]}`, "more than 2"},
		{"text/html", ``, "is not text/csv or application/json"},
		{"", ``, "media type"},
		{"text/csv; charset=latin1", header, "charset"},
	} {
		if _, err := Read(c.media, strings.NewReader(c.body), now, Options{MaxRows: 2}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v", c.media, c.body, err)
		}
	}
	if _, err := CSV(broken{}, now, Options{}); err == nil || !strings.Contains(err.Error(), "the line was cut") {
		t.Errorf("a reader that breaks: %v", err)
	}
}

// broken is a connection that is cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

// Nothing is lost: every line that is not blank is a row or a refusal, once,
// and what is taken can be taken again from its own text.
func FuzzCSV(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, false)
		f.Add(raw, true)
	}
	f.Fuzz(func(t *testing.T, raw []byte, gb bool) {
		o := river()
		if gb {
			o.Charset, o.Series = "gb18030", nil
		}
		b, err := CSV(strings.NewReader(string(raw)), now, o)
		if err != nil {
			return
		}
		text, err := decode(raw, o.Charset)
		if err != nil {
			t.Fatalf("decoded once, not twice: %v", err)
		}
		lines := -1 // the header
		for text != "" {
			var line string
			if line, text = cutLine(text); strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if len(b.Rows)+len(b.Refused) != lines {
			t.Fatalf("%d lines, %d taken, %d refused", lines, len(b.Rows), len(b.Refused))
		}
		for _, r := range b.Rows {
			if err := r.Reading.Check(); err != nil || r.Reading.Time.After(now.Add(30*time.Second)) {
				t.Fatalf("taken: %+v, %v", r, err)
			}
		}
		for _, r := range b.Refused {
			if r.Reason == "" || r.Row < 2 {
				t.Fatalf("refused: %+v", r)
			}
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	var t strings.Builder
	t.WriteString("station,time,quantity,value,unit,quality\n")
	const rows = 100_000
	for i := range rows {
		fmt.Fprintf(&t, "zhaoyuan,%s,nitrobenzene,%g,mg/L,good\n", now.Add(-time.Duration(i)*time.Second).Format(time.RFC3339), float64(i)/1e5)
	}
	text := t.String()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		got, err := CSV(strings.NewReader(text), now, river())
		if err != nil || len(got.Rows) != rows {
			b.Fatal(len(got.Refused), err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
