package duty

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// many is a case among 300 members: an origin, six affected, everybody participates; what was done so far differs from case to case.
func many(n int) Facts {
	f := Facts{Case: ref("city0", int64(n)), Title: text("case"), Of: condition.Unknown(), Parties: map[string][]jurisdiction.ID{}, Roles: map[jurisdiction.ID][]string{},
		Above: map[jurisdiction.ID]jurisdiction.ID{}, Rank: map[jurisdiction.ID]string{}}
	f.Of.Status, f.Of.Hazard, f.Of.Classes, f.Of.Grade, f.Of.Phase, f.Of.Mode, f.Of.At = "Actual", "flood", []string{"natural"}, 1+n%4, "emergency", "voluntary", at(n)
	all := crowd()
	origin := all[n%len(all)]
	for i, id := range all {
		f.Above[id], f.Rank[id] = "province", "city"
		if i%40 == n%40 && id != origin && len(f.Parties["affected"]) < 6 {
			f.Parties["affected"] = append(f.Parties["affected"], id)
			f.Roles[id] = []string{"affected"}
		}
	}
	f.Roles[origin] = []string{"lead", "origin"}
	f.Parties["origin"], f.Parties["lead"], f.Parties["coordinator"] = []jurisdiction.ID{origin}, []jurisdiction.ID{origin}, []jurisdiction.ID{"office"}
	f.Parties["participants"] = append(slices.Clone(f.Parties["affected"]), origin)
	f.Parties["adjacent"] = f.Parties["affected"]
	f.Clocks = []Clock{{What: "opened", At: f.Of.At, Since: f.Case}, {What: "occurred", At: f.Of.At, Since: f.Case}, {What: "assessed", At: f.Of.At, Since: f.Case}}
	for i, p := range f.Parties["participants"] {
		f.Clocks = append(f.Clocks, Clock{What: "known", Party: p, At: f.Of.At + act.Time(i)*minute, Since: ref(p, 3)},
			Clock{What: "asked", Party: p, At: f.Of.At + 10*minute, Since: ref(origin, int64(i))})
		f.did("report.initial", p, "province", n+i, int64(n), 1)
	}
	return f
}

func crowd() (out []jurisdiction.ID) {
	for n := range 300 {
		out = append(out, jurisdiction.ID(fmt.Sprintf("city%d", n)))
	}
	slices.Sort(out)
	return out
}

// hundred is a hundred clauses: two that ask every member, the others of what the laws and compacts that ship ask, half of them with a condition and a fourth with a table.
func hundred() []agreement.Version {
	who := []string{"origin", "affected", "lead", "participants", "coordinator"}
	to := [][]string{{"superior"}, {"lead", "superior"}, {"coordinator"}, {"adjacent"}, nil}
	do := []string{"report.initial", "report.supplementary", "warn", "classify", "answer", "tell", "report.final", "own", "measure"}
	clock := []string{"known", "opened", "assessed", "occurred", "asked", "closed"}
	when := []string{"", "grade in [1, 2]", "", `"affected" in roles && grade <= 3`, "", `hazard == "flood" && phase == "emergency"`}
	var v []agreement.Version
	for n := range 4 {
		var clauses []agreement.Clause
		for i := range 25 {
			m := n*25 + i
			d := agreement.Duty{Who: who[m%5], To: to[m%5], Do: do[m%9], Clock: clock[m%6], Limit: int64(30 + m)}
			if m < 2 {
				d = agreement.Duty{Who: "members", To: []string{"coordinator"}, Do: "tell", Clock: "opened", Limit: 600}
			}
			if m%4 == 0 {
				d.Table = []agreement.Limit{{When: "grade <= 2", Minutes: 60}, {When: "grade == 3", Minutes: 240}}
			}
			clauses = append(clauses, owes(fmt.Sprint(m), d, when[m%6]))
		}
		x := binding(fmt.Sprint("compact", n), append(crowd(), "office"), clauses...)
		x.Ref = ref("office", int64(n))
		v = append(v, x)
	}
	return v
}

// TestBoard: a board on which cases were put in whatever order, and one of them twice, is the board of a full derivation.
func TestBoard(t *testing.T) {
	r := Compile(hundred(), func(jurisdiction.ID) jurisdiction.ID { return "province" })
	full, other := NewBoard(r), NewBoard(r)
	for n := range 4 {
		full.Put(many(n), nil)
	}
	old := many(2)
	old.Deeds = nil
	for _, f := range []Facts{many(3), old, many(9), many(0), many(1), many(2)} {
		other.Put(f, nil)
	}
	other.Drop(many(9).Case)
	collect := func(b *Board) (out []Owed) {
		for o := range b.All() {
			out = append(out, *o)
		}
		return out
	}
	if a, b := collect(full), collect(other); len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Error("two boards with the same cases differ")
	}
	if len(other.Case(many(9).Case)) != 0 || !reflect.DeepEqual(full.Case(many(1).Case), Derive(r, many(1), nil)) {
		t.Error("a case is not as it is derived")
	}
	next := full.Next(20)
	if len(next) != 20 || !slices.IsSortedFunc(next, func(a, b *Owed) int { return int(a.Due - b.Due) }) || !reflect.DeepEqual(next, other.Next(20)) {
		t.Errorf("next: %d", len(next))
	}
	for o := range full.All() {
		if o.Due != 0 && o.Due < next[0].Due && o.Sent == nil && o.Stricter == nil && o.Waits == "" {
			t.Errorf("%+v is due before the next", o)
		}
	}
	for _, o := range next {
		if o.Sent != nil || o.Waits != "" || o.Stricter != nil {
			t.Errorf("next is %+v", o)
		}
	}
	mine := full.Of("city0")
	count := 0
	for o := range full.All() {
		if o.Party == "city0" {
			count++
		}
	}
	if len(mine) != count || count == 0 || mine[0].Party != "city0" {
		t.Errorf("%d of %d", len(mine), count)
	}
	for range full.All() {
		break // who stops early is heard
	}
	if got := full.Next(100000); len(got) == 0 {
		t.Error("none next")
	}
}

// BenchmarkDerive: one case, 300 members, a hundred clauses.
func BenchmarkDerive(b *testing.B) {
	r := Compile(hundred(), func(jurisdiction.ID) jurisdiction.ID { return "province" })
	f, s := many(7), New()
	n := len(Derive(r, f, s))
	b.ReportAllocs()
	for b.Loop() {
		Derive(r, f, s)
	}
	b.ReportMetric(float64(n), "duties")
}

// BenchmarkThousandCases: what an act costs when a thousand cases are open: the case that it touches is derived again, and what is next is told.
func BenchmarkThousandCases(b *testing.B) {
	r, s := Compile(hundred(), func(jurisdiction.ID) jurisdiction.ID { return "province" }), New()
	board, cases := NewBoard(r), make([]Facts, 1000)
	for n := range cases {
		cases[n] = many(n)
		board.Put(cases[n], s)
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		f := cases[n%1000]
		f.did("report.initial", f.Parties["origin"][0], "province", 1, 77, 1)
		board.Put(f, s)
		for _, o := range board.Next(50) {
			o.At(at(2000), nil)
		}
		n++
	}
}

// BenchmarkAllCases: the same thousand cases derived from nothing.
func BenchmarkAllCases(b *testing.B) {
	r, s := Compile(hundred(), func(jurisdiction.ID) jurisdiction.ID { return "province" }), New()
	cases := make([]Facts, 1000)
	for n := range cases {
		cases[n] = many(n)
	}
	duties := 0
	for b.Loop() {
		board := NewBoard(r)
		duties = 0
		for _, f := range cases {
			duties += len(board.Put(f, s))
		}
	}
	b.ReportMetric(float64(duties), "duties")
}

// BenchmarkAt: where one duty stands, with testimony of two.
func BenchmarkAt(b *testing.B) {
	f := facts()
	f.did("report.initial", "jilin", "province", 60, 5, 5)
	o, journals := derive(f, nil, pack(report(120)))[0], witnessed(b, sight{"province", 6, 119})
	b.ReportAllocs()
	for b.Loop() {
		o.At(at(500), journals)
	}
}
