package scenario

import (
	_ "embed"
	"math"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/geo"
	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/scenario/colorado"
)

//go:embed lower-colorado.json
var coloradoJSON []byte

// What is simulated on the Lower Colorado. Limit is the maximum contaminant level of benzene, mg/L (40 CFR 141.61); a flood is what flows over the banks of most of the
// main river's reaches in the National Water Model, m3/s.
const (
	benzeneLimit = 0.005
	floodFlow    = 300
	spillKG      = 800
)

// texas is what the builders below share.
type texas struct {
	s        *Scenario
	gauges   []colorado.Gauge
	course   []geo.Point
	counties []geo.Feature
	spill    node.River
	storm    node.River
}

// colorado fills in the members, their counties, the river with its gauges, and the simulated readings.
func (s *Scenario) colorado() error {
	rows, err := colorado.Stretches()
	if err != nil {
		return err
	}
	w := texas{s: s}
	if w.gauges, w.course, err = colorado.Gauges(rows); err != nil {
		return err
	}
	if w.counties, err = colorado.Counties(); err != nil {
		return err
	}
	network, err := colorado.Network(rows)
	if err != nil {
		return err
	}
	w.rivers(network)
	w.members()
	s.charter = roster.Charter{Alliance: s.Alliance, Mode: "voluntary", Secretariat: "travis", Superiors: []jurisdiction.ID{"texas"},
		Rules: roster.Rules{
			TwoPerson:  []roster.TwoPerson{{Status: "Actual", Level: "red"}, {Status: "Exercise", Level: "red"}},
			Accept:     []roster.Accept{{Minutes: 120}, {Level: "red", Minutes: 60}},
			Escalation: []roster.Step{{After: 0, To: "coordinator"}, {After: 30, To: "superior"}},
			MustWarn:   50, Observers: roster.Quorum{Count: 1}, Unreachable: 30, Signed: true,
		}}
	return w.readings()
}

// rivers are the same river twice: as what carries a spill, and as what floods.
func (w *texas) rivers(network *flood.Network) {
	line := make([][2]float64, 0, len(w.course))
	for i, p := range w.course {
		if i%3 == 0 || i == len(w.course)-1 {
			line = append(line, [2]float64{p.Lon, p.Lat})
		}
	}
	name := act.Text{"en": "Colorado River (Texas)", "zh-Hans": "科罗拉多河（得克萨斯州）"}
	both := node.River{Name: name, Status: view.Exercise, Line: line, Also: []jurisdiction.ID{"texas"}, TellLead: 24}
	began := w.s.Start()
	in := river.Inputs{Start: began.UnixMilli(), Issued: began.UnixMilli(), Limit: benzeneLimit, Release: river.Release{At: began.UnixMilli(), Hours: 2, Mass: spillKG, Share: 1},
		Prior: river.DefaultPrior(), Members: 1000, Seed: 20210823}
	in.Prior.Share = 0 // it is benzene alone
	rain := began.Add(8 * 24 * time.Hour)
	storm := flood.Inputs{Network: network.Hash(), Start: rain.Add(-6 * time.Hour).UnixMilli(), Issued: rain.UnixMilli(), Hours: 24 * 7, Step: 900, Members: 40,
		Rain: []flood.Rain{{Lon: -97.5, Lat: 30.15, Radius: 50, At: rain.UnixMilli(), Hours: 12, Depth: 300, Simulated: true}},
		Prior: flood.Prior{Depth: 0.25, Shift: 6, Delay: 1.5, Runoff: 0.4, RunoffSD: 0.25, Lag: 6, LagSD: 0.25, Roughness: 0.1, Reading: 0.3,
			Note: "simulated storm; the doubts are judgements, see doc/hazard/river.md"}}
	w.spill, w.storm = both, both
	w.spill.ID, w.spill.Quantity, w.spill.Event, w.spill.Level, w.spill.Telling = "colorado-spill", "benzene", "OET-198", "red", "spill"
	w.spill.Substance = act.Text{"en": "Benzene", "zh-Hans": "苯"}
	w.spill.Suspect, w.spill.SuspectParty = act.Text{"en": "a tank truck on a bridge in Austin (simulated)", "zh-Hans": "奥斯汀一座桥上的罐车（模拟）"}, "travis"
	w.storm.ID, w.storm.Quantity, w.storm.Event, w.storm.Level, w.storm.Telling = "colorado-storm", "discharge", "OET-081", "orange", "storm"
	w.storm.Substance = act.Text{"en": "Flood", "zh-Hans": "洪水"}
	for i, g := range w.gauges {
		storm.Stations = append(storm.Stations, flood.Station{ID: g.ID, Name: g.Name["en"], Place: g.ID, Reach: g.Stretch.ID, KM: g.KM, Lon: g.Stretch.Lon, Lat: g.Stretch.Lat, Threshold: floodFlow})
		place := node.Place{ID: g.ID, Party: jurisdiction.ID(g.Party), Name: g.Name, People: -1, Sensor: observation.StationID(g.ID)}
		w.storm.Places = append(w.storm.Places, place)
		if i == 0 {
			continue // the spill is there
		}
		above := w.gauges[i-1]
		in.Reaches = append(in.Reaches, river.Reach{ID: above.ID + "-" + g.ID, KM: g.KM - above.KM, KMSD: 1, Discharge: (above.Flow + g.Flow) / 2, MeanDischarge: (above.Flow + g.Flow) / 2,
			Slope: g.Slope, Area: g.Area, Width: g.Stretch.Top * 0.8, Roughness: g.Stretch.Roughness})
		in.Stations = append(in.Stations, river.Station{ID: g.ID, Name: g.Name["en"], Place: g.ID, KM: g.KM, KMSD: 0.5, Lon: g.Stretch.Lon, Lat: g.Stretch.Lat})
		w.spill.Places = append(w.spill.Places, place)
	}
	w.spill.Inputs, w.storm.Flood = in, &node.Flood{Inputs: storm, Network: network, Works: w.works(), Plans: plans()}
}

// The two upper reservoirs in the National Water Model's numbers.
const (
	lakeTravis = 120053393
	lakeAustin = 5781691
)

// works are of what something can be ordered in the storm: two reservoirs above Austin, as the National Water Model has them, and two lowlands that nobody has made into detention areas. Their sizes, and how many
// live in them, are made up.
func (w *texas) works() []node.Work {
	at := map[string]colorado.Gauge{}
	for _, g := range w.gauges {
		at[g.ID] = g
	}
	area := func(id route.ID, gauge string, capacity, intake, outlet float64) *route.Detention {
		s := at[gauge].Stretch
		return &route.Detention{ID: id, From: s.ID, Back: s.To, Capacity: capacity, Intake: intake, Outlet: outlet, Leave: floodFlow}
	}
	return []node.Work{
		{ID: "lake-travis", Name: act.Text{"en": "Lake Travis", "zh-Hans": "特拉维斯湖"}, Party: "travis", Reservoir: lakeTravis},
		{ID: "lake-austin", Name: act.Text{"en": "Lake Austin", "zh-Hans": "奥斯汀湖"}, Party: "travis", Reservoir: lakeAustin},
		{ID: "smithville-lowland", Name: act.Text{"en": "Lowland below Smithville", "zh-Hans": "史密斯维尔下游低地"}, Party: "bastrop", Area: area(1, "smithville", 6e7, 600, 100), People: 240, Simulated: true},
		{ID: "columbus-lowland", Name: act.Text{"en": "Rice fields below Columbus", "zh-Hans": "哥伦布下游稻田"}, Party: "colorado", Area: area(2, "columbus", 1e8, 800, 150), People: 90, Simulated: true},
	}
}

// plans are the sets of measures that are thought out before the storm.
func plans() []node.Plan {
	smithville := func(hour float64) []node.Order {
		return []node.Order{{Work: "smithville-lowland", Hour: hour, Do: route.Open}, {Work: "smithville-lowland", Hour: 120, Do: route.Discharge, Flow: 80}}
	}
	return []node.Plan{
		{ID: "smithville-crest", Name: act.Text{"en": "Open the lowland below Smithville on the second day", "zh-Hans": "第二天启用史密斯维尔下游低地"}, Orders: smithville(30)},
		{ID: "smithville-early", Name: act.Text{"en": "Open it on the first day", "zh-Hans": "第一天即启用该低地"}, Orders: smithville(10)},
		{ID: "both-lowlands", Name: act.Text{"en": "Open both lowlands", "zh-Hans": "两处低地均启用"},
			Orders: append(smithville(30), node.Order{Work: "columbus-lowland", Hour: 48, Do: route.Open}, node.Order{Work: "columbus-lowland", Hour: 144, Do: route.Discharge, Flow: 100})},
		{ID: "travis-releases", Name: act.Text{"en": "Release from Lake Travis before the storm", "zh-Hans": "暴雨前特拉维斯湖预泄"},
			Orders: []node.Order{{Work: "lake-travis", Hour: 0, Do: route.Discharge, Flow: 150}}},
	}
}

// members are the counties on the main river, and the state.
func (w *texas) members() {
	territories, seat, people := []node.Territory{}, map[jurisdiction.ID]geo.Point{}, map[jurisdiction.ID]int64{}
	for _, f := range w.counties {
		label, _ := f.Properties["name"].(string)
		count, _ := f.Properties["people"].(float64)
		t := node.Territory{Party: jurisdiction.ID("us-" + f.ID), Name: act.Text{"en": label + " County", "zh-Hans": label + "县"}, Polygons: f.Polygons, People: int64(count)}
		for id, of := range w.fips() {
			if of.code == f.ID {
				t.Party, t.Name, people[id] = id, of.name, int64(count)
			}
		}
		territories = append(territories, t)
	}
	for _, g := range slices.Backward(w.gauges) {
		seat[jurisdiction.ID(g.Party)] = geo.Point{Lon: g.Stretch.Lon, Lat: g.Stretch.Lat}
	}
	source := act.Text{"en": "Counties: US Census Bureau, generalised to 1:10 million. River: NOAA National Water Model. No base map, no outside server.",
		"zh-Hans": "县界：美国人口普查局，1:1000万综合；河流：NOAA国家水模型。无底图，不访问外部服务器。"}
	for _, id := range []jurisdiction.ID{"travis", "texas", "bastrop", "fayette", "colorado", "wharton", "matagorda"} {
		m := drill.Member{ID: id, Watch: &node.Watch{Rivers: []node.River{w.spill, w.storm}, Stations: w.stations(id), Territories: territories, Source: source}}
		if id == "texas" {
			m.Self = node.Self{Name: act.Text{"en": "State of Texas", "zh-Hans": "得克萨斯州"}, Role: "province", Lon: -97.74, Lat: 30.27}
		} else {
			m.Self = node.Self{Name: w.fips()[id].name, Role: "city", Superior: "texas", Lon: seat[id].Lon, Lat: seat[id].Lat, Population: people[id]}
		}
		w.s.members = append(w.s.members, m)
	}
}

// county is a member by the code of the Census Bureau.
type county struct {
	code string
	name act.Text
}

func (w *texas) fips() map[jurisdiction.ID]county {
	return map[jurisdiction.ID]county{
		"travis": {"48453", act.Text{"en": "Travis County", "zh-Hans": "特拉维斯县"}}, "bastrop": {"48021", act.Text{"en": "Bastrop County", "zh-Hans": "巴斯特罗普县"}},
		"fayette": {"48149", act.Text{"en": "Fayette County", "zh-Hans": "费耶特县"}}, "colorado": {"48089", act.Text{"en": "Colorado County", "zh-Hans": "科罗拉多县"}},
		"wharton": {"48481", act.Text{"en": "Wharton County", "zh-Hans": "沃顿县"}}, "matagorda": {"48321", act.Text{"en": "Matagorda County", "zh-Hans": "马塔戈达县"}},
	}
}

// stations are the gauges of one county, each watched for benzene and for flow.
func (w *texas) stations(id jurisdiction.ID) []observation.Station {
	var out []observation.Station
	for _, g := range w.gauges {
		if g.Party != string(id) {
			continue
		}
		key := observation.StationID(g.ID)
		out = append(out, observation.Station{ID: key, Name: g.Name, Place: g.ID, Lon: g.Stretch.Lon, Lat: g.Stretch.Lat, Rows: []observation.Series{
			{Key: observation.Key{Station: key, Quantity: "benzene"}, Unit: "mg/L", Most: 50,
				Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "maximum contaminant level 40 CFR 141.61", Level: benzeneLimit, Clear: benzeneLimit * 0.8}}}},
			{Key: observation.Key{Station: key, Quantity: "discharge"}, Unit: "m3/s", Most: 50_000,
				Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "flow over the banks (National Water Model)", Level: floodFlow, Clear: floodFlow * 0.8}}}}}})
	}
	return out
}

// simulatedBy is the seed of what is measured. No forecast has it: none may know the truth.
const simulatedBy = 7

// readings are what the gauges measure: one course of the spill and one of the storm that the models can imagine, every six hours.
func (w *texas) readings() error {
	in := w.spill.Inputs
	in.Seed, in.Members = simulatedBy, 20
	spills, err := river.Courses(in)
	if err != nil {
		return err
	}
	storm := w.storm.Flood.Inputs
	storm.Seed = simulatedBy
	flows, err := flood.Hydrographs(w.storm.Flood.Network, storm, 0)
	if err != nil {
		return err
	}
	over := map[string]bool{}
	for i, g := range w.gauges {
		for at := w.s.Start(); at.Before(w.s.End()); at = at.Add(6 * time.Hour) {
			if h := at.Sub(time.UnixMilli(in.Start)).Hours(); i > 0 && h < 14*24 {
				w.reads(g, "benzene", at, concentration(spills[i-1][0], h))
				w.mark(over, g, "benzene", benzeneLimit, act.Text{"en": "Benzene over the limit: ", "zh-Hans": "苯超标："})
			}
			if h := int(at.Sub(time.UnixMilli(storm.Start)).Hours()); h >= 0 && h < len(flows[i]) {
				w.reads(g, "discharge", at, flows[i][h])
				w.mark(over, g, "discharge", floodFlow, act.Text{"en": "Flood: ", "zh-Hans": "洪水："})
			}
		}
	}
	slices.SortStableFunc(w.s.Steps, func(a, b Step) int { return w.s.at(a.At).Compare(w.s.at(b.At)) })
	return nil
}

// concentration is a slug's at a station so many hours after the start: a bell through the course's arrival and peak, mg/L.
func concentration(c river.Course, h float64) float64 {
	if !c.Over {
		return 0
	}
	width := (c.Peak - c.Arrival) / math.Sqrt(2*math.Log(c.Intensity/benzeneLimit))
	return c.Intensity * math.Exp(-(h-c.Peak)*(h-c.Peak)/(2*width*width))
}

// mark makes the last reading a moment worth going to if it is the first over the limit at its gauge.
func (w *texas) mark(over map[string]bool, g colorado.Gauge, quantity string, limit float64, what act.Text) {
	step := &w.s.Steps[len(w.s.Steps)-1]
	if v, _ := step.Values[0][1].(float64); v >= limit && !over[quantity+g.ID] {
		over[quantity+g.ID] = true
		step.Mark = act.Text{"en": what["en"] + g.Name["en"] + " (simulated)", "zh-Hans": what["zh-Hans"] + g.Name["zh-Hans"] + "（模拟）"}
	}
}

// reads adds a simulated reading, with the error of an instrument: 5 per cent.
func (w *texas) reads(g colorado.Gauge, quantity string, at time.Time, value float64) {
	value *= math.Exp(0.05 * hazard.NewStream(simulatedBy, uint64(len(w.s.Steps))).Normal(0))
	local := at.In(w.s.zone()).Format("2006-01-02T15:04")
	w.s.Steps = append(w.s.Steps, Step{At: local, Who: jurisdiction.ID(g.Party), Do: "readings", Sensor: g.ID, Series: quantity, Simulated: true, Values: [][2]any{{local, math.Round(value*1e5) / 1e5}}})
}
