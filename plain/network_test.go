package plain

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tongzhou/table"
)

// net is a fork: 1 and 2 flow into 3, 3 out.
const net = `id,to,length_m,slope,bottom_width_m,top_width_m,bank,roughness,flood_width_m,flood_roughness
1,3,4000,0.001,20,40,0.5,0.03,120,0.06
2,3,4000,0.001,20,40,0.5,0.03,120,0.06
3,,6000,0.0008,30,60,0.5,0.03,200,0.06
`

// storm is an inflow of 10 and 5 m3/s with a pulse in reach 1, and nothing in 3.
func storm() string {
	text := "hour,id,inflow_m3s\n"
	for h := range 24 {
		text += fmt.Sprintf("%d,1,%g\n%d,2,5\n", h, 10+60*math.Exp(-math.Pow(float64(h)-5, 2)/4), h)
	}
	return text
}

func files2(network, inflow string, more map[string]string) RouteFiles {
	f := RouteFiles{}
	set := func(name, text string) *table.Source {
		s := file(name, text)
		return &s
	}
	f.Network, f.Inflow = set("net.csv", network), set("inflow.csv", inflow)
	for name, text := range more {
		switch s := set(name+".csv", text); name {
		case "initial":
			f.Initial = s
		case "reservoirs":
			f.Reservoirs = s
		case "rules":
			f.Rules = s
		case "detentions":
			f.Detentions = s
		case "measures":
			f.Measures = s
		}
	}
	return f
}

// answer is what Route says to programs.
type answer struct {
	Balance balance
	Times   []string
	Places  []routedPlace
}

func routeOf(t *testing.T, o Route, f RouteFiles) (*Result, answer) {
	t.Helper()
	r, err := o.Run(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Result answer }
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return r, v.Result
}

// TestRouteSteady: what flows in flows out and stays so, from the first hour on, in both steps.
func TestRouteSteady(t *testing.T) {
	for _, short := range []bool{false, true} {
		_, a := routeOf(t, Route{Step: 300, Short: short}, files2(net, "hour,id,inflow_m3s\n0,1,10\n0,2,5\n1,1,10\n1,2,5\n2,1,10\n2,2,5\n", nil))
		for _, q := range a.Places[0].Flow {
			if math.Abs(q-15) > 0.01 || a.Places[0].ID != 3 || len(a.Places) != 1 {
				t.Errorf("short %v: %g m3/s at %d, want 15", short, q, a.Places[0].ID)
			}
		}
		if len(a.Times) != 4 || math.Abs(a.Balance.Imbalance) > 1e-3*a.Balance.Inflow {
			t.Errorf("%v, %+v", a.Times, a.Balance)
		}
	}
}

// TestRouteForms: the same network in our columns and in those of the National Water Model, the same inflows in long and wide tables, in m3/s and cfs, and
// begun from the flows that were steady, give the same answer.
func TestRouteForms(t *testing.T) {
	want, a := routeOf(t, Route{Step: 300}, files2(net, storm(), nil))
	if p := a.Places[0]; !(p.Peak > 40 && p.Peak < 75) || p.At == "0" || math.Abs(a.Balance.Imbalance) > 0.02*a.Balance.Inflow {
		t.Errorf("peak %g at %s, %+v", p.Peak, p.At, a.Balance)
	}
	theirs := strings.NewReplacer("id,to,length_m,slope,bottom_width_m,top_width_m,bank,roughness,flood_width_m,flood_roughness", "link,to,Length,So,BtmWdth,TopWdth,ChSlp,n,TopWdthCC,nCC,MusK,alt").Replace(net)
	theirs = strings.ReplaceAll(theirs, "0.06\n", "0.06,3600,12\n")
	wide, cfs := "link", "id"
	rows := map[string]string{"1": "1", "2": "2"}
	inCFS := map[string]string{"1": "1", "2": "2"}
	x := table.Read(file("", storm()))
	hour, id, flow := x.Column(table.Want{Name: "hour"}), x.Column(table.Want{Name: "id"}), x.Column(table.Want{Name: "inflow", Quantity: table.Flow})
	for _, r := range x.Rows() {
		if k := id.Text(r); k == "1" {
			wide, cfs = wide+fmt.Sprintf(",20050101%02s00", hour.Text(r)), cfs+","+hour.Text(r)
		}
		rows[id.Text(r)] += fmt.Sprintf(",%v", flow.Number(r))
		inCFS[id.Text(r)] += fmt.Sprintf(",%v", flow.Number(r)/math.Pow(0.3048, 3))
	}
	for name, o := range map[string]struct {
		Route
		inflow, initial string
	}{
		"wide": {Route{Step: 300, Unit: "m3s"}, wide + "\n" + rows["1"] + "\n" + rows["2"] + "\n", ""},
		"cfs":  {Route{Step: 300, Unit: "cfs"}, cfs + "\n" + inCFS["1"] + "\n" + inCFS["2"] + "\n", "id,flow_m3s\n1,10.11582736\n2,5\n3,15.11582736\n"},
	} {
		f := files2(theirs, o.inflow, nil)
		if o.initial != "" {
			f = files2(theirs, o.inflow, map[string]string{"initial": o.initial})
		}
		_, b := routeOf(t, o.Route, f)
		for k, q := range b.Places[0].Flow {
			if math.Abs(q-a.Places[0].Flow[k]) > 1e-4*q {
				t.Errorf("%s, hour %d: %g, want %g", name, k, q, a.Places[0].Flow[k])
				break
			}
		}
	}
	if _, err := (Route{Step: 300}).Run(files2(theirs, wide+"\n"+rows["1"]+"\n", nil)); err == nil || !strings.Contains(err.Error(), "--inflow-unit") {
		t.Errorf("no unit: %v", err)
	}
	// Of inflows that hold until their time the first says nothing.
	_, b := routeOf(t, Route{Step: 300, Ending: true}, files2(net, storm(), nil))
	if len(b.Times) != len(a.Times)-1 || len(want.Rows) != len(a.Times) {
		t.Errorf("%d and %d times", len(b.Times), len(a.Times))
	}
}

const dam = `id,to,area_km2,level_m,top_m,orifice_level_m,orifice_area_m2,orifice_coefficient,weir_level_m,weir_length_m,weir_coefficient
9,,0.5,101,110,100,4,0.6,105,20,1.7
`

// damned is net with the reservoir below reach 3.
func damned() string { return strings.Replace(net, "3,,6000", "3,9,6000", 1) }

// TestRouteMeasures: a gate that is closed keeps the water back, a rule goes before the orifice, a detention area cuts the crest; the balance closes.
func TestRouteMeasures(t *testing.T) {
	at := Route{Step: 300, At: []int64{3, 9}}
	open, a := routeOf(t, at, files2(damned(), storm(), map[string]string{"reservoirs": dam}))
	if !slices.Equal(open.Header, []string{"hour", "flow_3_m3s", "flow_9_m3s", "level_9_m"}) {
		t.Error(open.Header)
	}
	_, shut := routeOf(t, at, files2(damned(), storm(), map[string]string{"reservoirs": dam, "measures": "hour,on,do\n0,9,close\n20,9,open\n"}))
	if !(shut.Places[1].Flow[10] < 1e-6 && a.Places[1].Flow[10] > 5 && shut.Balance.Reservoir > a.Balance.Reservoir+1e5 && shut.Places[1].Flow[22] > 5) {
		t.Errorf("closed %g m3/s, stored %g; open %g, %g", shut.Places[1].Flow[10], shut.Balance.Reservoir, a.Places[1].Flow[10], a.Balance.Reservoir)
	}
	_, ruled := routeOf(t, at, files2(damned(), storm(), map[string]string{"reservoirs": dam, "rules": "id,level_m,flow_m3s\n9,100,3\n9,110,3\n"}))
	if q := ruled.Places[1].Flow[10]; math.Abs(q-3) > 1e-6 {
		t.Errorf("by rule %g m3/s, want 3", q)
	}
	_, cut := routeOf(t, at, files2(damned(), storm(), map[string]string{"reservoirs": dam,
		"detentions": "id,from,back,capacity_hm3,intake_m3s,outlet_m3s,leave_m3s,open_above_m3s,close_below_m3s\n20,3,3,1,100,5,30,30,25\n"}))
	if !(cut.Places[0].Peak < a.Places[0].Peak-5 && cut.Balance.Detained > 1e4) {
		t.Errorf("crest %g m3/s with %g m3 detained, without %g", cut.Places[0].Peak, cut.Balance.Detained, a.Places[0].Peak)
	}
	for name, x := range map[string]answer{"open": a, "shut": shut, "ruled": ruled, "cut": cut} {
		if math.Abs(x.Balance.Imbalance) > 0.02*x.Balance.Inflow {
			t.Errorf("%s: %+v", name, x.Balance)
		}
	}
	full, _ := routeOf(t, at, files2(damned(), strings.ReplaceAll(storm(), ",2,5", ",2,250"), map[string]string{"reservoirs": strings.Replace(dam, ",110,", ",105.5,", 1)}))
	if len(full.Said) == 0 || !strings.Contains(full.Said[0], "9: the dam is overtopped") {
		t.Error(full.Said)
	}
}

// TestRouteEnsemble: members differ by their inflow, the bands have the flow of the files in them, the same seed gives the same bytes. R4
func TestRouteEnsemble(t *testing.T) {
	o := Route{Step: 300, Members: 60, InflowSD: 0.3, Seed: 5}
	r, a := routeOf(t, o, files2(net, storm(), nil))
	again, _ := routeOf(t, o, files2(net, storm(), nil))
	one, _ := r.CSV()
	two, _ := again.CSV()
	if p := a.Places[0]; string(one) != string(two) || !(p.Peaks.P05 < 0.8*p.Peak && p.Peaks.P95 > 1.2*p.Peak && math.Abs(p.Peaks.P50/p.Peak-1) < 0.15) {
		t.Errorf("peak %g of %+v", p.Peak, p.Peaks)
	}
	if _, err := r.Draw("fan", "svg"); err != nil || !slices.Equal(r.Kinds, []string{"fan", "hydrograph"}) {
		t.Errorf("%v: %v", r.Kinds, err)
	}
	gone, asked := errors.New("interrupted"), 0
	o.Progress = func(done float64) error {
		if asked++; asked == 3 {
			return gone
		}
		return nil
	}
	if _, err := o.Run(files2(net, storm(), nil)); !errors.Is(err, gone) || asked != 3 {
		t.Errorf("a run that is stopped: %v after %d", err, asked)
	}
	if _, err := (Route{Step: 300, Members: 5}).Run(files2(net, storm(), nil)); err == nil {
		t.Error("members without doubt")
	}
}

// TestRouteRefuses: whatever is wrong is said with file and line.
func TestRouteRefuses(t *testing.T) {
	swap := func(text, old, with string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(text, old, with, 1)
	}
	for want, f := range map[string]RouteFiles{
		"net.csv:3: reach 2: slope 10: wants":                         files2(swap(net, "2,3,4000,0.001", "2,3,4000,10"), storm(), nil),
		"net.csv:3: reach 2: length 4 m: wants 1 to":                  {},
		"net.csv:3: 2 flows into 7, which is not there":               files2(swap(net, "2,3,", "2,7,"), storm(), nil),
		"net.csv:4: water that leaves 3 comes back":                   files2(swap(net, "3,,", "3,3,"), storm(), nil),
		"net.csv:3: id 1 stands twice":                                files2(swap(net, "2,3,", "1,3,"), storm(), nil),
		"net.csv:1: has no column bottom_width_m":                     files2(swap(net, "bottom_width_m", "_x"), storm(), nil),
		"net.csv:1: has only one of the columns flood_width_m":        files2(swap(net, "flood_width_m", "_x"), storm(), nil),
		`net.csv:2: id: "one": wants a whole number`:                  files2(swap(net, "1,3,", "one,3,"), storm(), nil),
		"inflow.csv:2: id: 8 is not in the network":                   files2(net, swap(storm(), "0,1,", "0,8,"), nil),
		"inflow.csv: has inflows 23 h after the first, but the first": {},
		"inflow.csv: has inflows of one time":                         files2(net, "hour,id,inflow_m3s\n0,1,1\n", nil),
		"inflow.csv:4: is at an earlier time":                         files2(net, "hour,id,inflow_m3s\n0,1,1\n1,1,1\n0,2,1\n", nil),
		`inflow.csv:1: column "noon": wants a time`:                   files2(net, "id,noon\n1,3\n", nil),
		"inflow.csv:3: id: 1 is not in the network, or stands twice":  files2(net, "id,0,1\n1,3,4\n1,3,4\n", nil),
		"initial.csv:2: id: 7 is not in the network":                  files2(net, storm(), map[string]string{"initial": "id,flow_m3s\n7,1\n"}),
		"initial.csv: has no flow of reach 2":                         files2(net, storm(), map[string]string{"initial": "id,flow_m3s\n1,1\n"}),
		"initial.csv:2: flow_m3s: -1: wants 0 or more":                files2(net, storm(), map[string]string{"initial": "id,flow_m3s\n1,-1\n"}),
		"reservoirs.csv:2: reservoir 9: level 200 m: wants":           files2(damned(), storm(), map[string]string{"reservoirs": swap(dam, ",101,", ",200,")}),
		"rules.csv:2: id: 3 is no reservoir":                          files2(damned(), storm(), map[string]string{"reservoirs": dam, "rules": "id,level_m,flow_m3s\n3,1,1\n"}),
		"rules.csv:3: reservoir 9: rule 2":                            files2(damned(), storm(), map[string]string{"reservoirs": dam, "rules": "id,level_m,flow_m3s\n9,105,1\n9,104,1\n"}),
		"detentions.csv:2: detention area 20: takes from 8":           files2(net, storm(), map[string]string{"detentions": "id,from,back,capacity_m3,intake_m3s,outlet_m3s\n20,8,3,100,1,1\n"}),
		`measures.csv:2: do: "burst": wants open, close`:              files2(damned(), storm(), map[string]string{"reservoirs": dam, "measures": "hour,on,do\n0,9,burst\n"}),
		"measures.csv:2: on: 3 is no reservoir":                       files2(damned(), storm(), map[string]string{"reservoirs": dam, "measures": "hour,on,do\n0,3,open\n"}),
		"measures.csv:3: is earlier than the line before":             files2(damned(), storm(), map[string]string{"reservoirs": dam, "measures": "hour,on,do\n3,9,open\n2,9,close\n"}),
		"measures.csv:1: wants the column hour":                       files2(damned(), storm(), map[string]string{"reservoirs": dam, "measures": "time,on,do\n2005-01-01T00:00Z,9,open\n"}),
	} {
		switch {
		case strings.Contains(want, "length 4 m"): // a file in km
			f = files2(strings.ReplaceAll(swap(net, "length_m", "length_km"), ",4000,", ",0.0005,"), storm(), nil)
			want = "net.csv:2: reach 1: length 0.5 m: wants 1 to"
		case strings.Contains(want, "has inflows 23 h"):
			f = files2(net, storm()+"25,1,3\n", nil)
			want = "inflow.csv: has inflows 25 h after the first, but the first two are 1 h apart"
		}
		if _, err := (Route{Step: 300, Unit: "m3s"}).Run(f); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	for want, o := range map[string]Route{
		"step 700 s: wants 1 s or more, of which the 1 h":    {Step: 700},
		"at 77: is not in the network":                       {Step: 300, At: []int64{77}},
		`language "fr": wants en or zh-Hans`:                 {Step: 300, Lang: "fr"},
		"step 0.5 s: wants 1 s or more, of which the 1 h be": {Step: 0.5},
	} {
		if _, err := o.Run(files2(net, storm(), nil)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}
