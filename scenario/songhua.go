package scenario

import (
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/scenario/songhua"
)

// limit is the limit value of nitrobenzene in surface water that is a source of drinking water, mg/L (GB 3838-2002).
const limit = 0.017

// withTongzhou is the telling that the readings and warnings belong to.
const withTongzhou = "with-tongzhou"

// taolaizhao is a station of the demonstration on the upper Second Songhua, in the county of Fuyu, which belongs to Songyuan. Nobody measured
// nitrobenzene there in 2005: all its readings are simulated. The kilometre is the end of the first reach of river.csv.
const taolaizhao = "taolaizhao"

// songhua fills in what the tables say: the members, the river with its sensors, the rules, what was observed.
func (s *Scenario) songhua() error {
	register, err := songhua.Register()
	if err != nil {
		return err
	}
	stations, err := songhua.Stations()
	if err != nil {
		return err
	}
	carrier, err := s.river(register, stations)
	if err != nil {
		return err
	}
	for _, id := range []jurisdiction.ID{"sepa", "jilin-province", "heilongjiang", "jilin", "songyuan", "daqing", "harbin", "jiamusi"} {
		j, _ := register.Get(id)
		m := drill.Member{ID: id, Self: node.Self{Name: j.Names, Role: string(j.Role), Lon: j.Seat.Lon, Lat: j.Seat.Lat, Population: j.People},
			Watch: &node.Watch{Rivers: []node.River{carrier}, Stations: sensors(carrier, id)}}
		switch id {
		case "sepa":
		case "jilin-province", "heilongjiang":
			m.Self.Superior = "sepa"
		default:
			m.Self.Superior = j.Parent
			m.Self.Contacts = []roster.Contact{{Post: act.Text{"en": "provincial duty desk", "zh-Hans": "省级值班室"}, Party: j.Parent}}
		}
		s.members = append(s.members, m)
	}
	s.charter = roster.Charter{Alliance: s.Alliance, Mode: "superior-led", Secretariat: "sepa", Superiors: []jurisdiction.ID{"sepa"},
		Rules: roster.Rules{
			TwoPerson:  []roster.TwoPerson{{Status: "Actual", Level: "red"}, {Status: "Exercise", Level: "red"}},
			Accept:     []roster.Accept{{Minutes: 120}, {Level: "red", Minutes: 60}},
			Escalation: []roster.Step{{After: 0, To: "next-contact"}, {After: 30, To: "coordinator"}},
			MustWarn:   50, Observers: roster.Quorum{Count: 1}, Unreachable: 30, Signed: true,
		}}
	return s.observed(register, stations)
}

// river is the carrier with the places on it, whose they are, and which sensors stand there.
func (s *Scenario) river(register *jurisdiction.Register, stations []songhua.Station) (node.River, error) {
	in, err := songhua.Inputs()
	if err != nil {
		return node.River{}, err
	}
	in.Members = 1000
	upper := river.Station{ID: taolaizhao, Name: "Taolaizhao", Place: taolaizhao, KM: in.Reaches[0].KM, KMSD: in.Reaches[0].KMSD, Lon: 125.93, Lat: 44.79}
	in.Stations = append([]river.Station{upper}, in.Stations...)
	slices.SortStableFunc(in.Stations, func(a, b river.Station) int { return int(1000*a.KM - 1000*b.KM) })
	r := node.River{ID: "songhua", Name: act.Text{"en": "Songhua River", "zh-Hans": "松花江"}, Substance: act.Text{"en": "Nitrobenzene", "zh-Hans": "硝基苯"},
		Quantity: "nitrobenzene", Event: "OET-198", Level: "red", Status: view.Exercise, Telling: withTongzhou, Inputs: in, TellLead: 24,
		Suspect: act.Text{"en": "the plant in Jilin that exploded on 13 November", "zh-Hans": "11月13日爆炸的吉林双苯厂"}, SuspectParty: "jilin",
		Also: []jurisdiction.ID{"jilin-province", "heilongjiang", "sepa"}}
	r.Search = search(register)
	owned, err := songhua.Places(register)
	if err != nil {
		return r, err
	}
	r.Places = append(r.Places, node.Place{ID: taolaizhao, Party: "songyuan", Name: act.Text{"en": "Taolaizhao", "zh-Hans": "陶赖昭"}, People: -1, Sensor: taolaizhao})
	for _, st := range stations {
		for _, p := range owned {
			if p.ID == st.Place && st.ID != "outfall" {
				r.Places = append(r.Places, node.Place{ID: st.ID, Party: p.Jurisdiction, Name: act.Text{"en": st.EN, "zh-Hans": st.ZH}, People: p.People, Sensor: observation.StationID(st.ID)})
			}
		}
		r.Line = append(r.Line, [2]float64{st.Lon, st.Lat})
		if st.ID == "outfall" {
			r.Line = append(r.Line, [2]float64{126.30, 44.30}, [2]float64{upper.Lon, upper.Lat})
		}
	}
	return r, nil
}

// search says whose each reach of the river is, so that an origin that keeps silent is looked for. The counties of Changchun lie between Jilin and Songyuan on
// one bank or the other, so the reaches above Songyuan are named for all who have a side; Changchun takes no part in the telling.
func search(register *jurisdiction.Register) *node.Search {
	s := &node.Search{Days: 14, MassLow: 1_000, MassHigh: 1_000_000, Hours: 14, Names: map[jurisdiction.ID]act.Text{}}
	for _, b := range []struct {
		reach, en, zh string
		of            []jurisdiction.ID
	}{
		{"second-songhua-upper", "Jilin outfall to Taolaizhao", "吉林排口至陶赖昭", []jurisdiction.ID{"jilin", "changchun", "songyuan"}},
		{"second-songhua-lower", "Taolaizhao to Songyuan", "陶赖昭至松原", []jurisdiction.ID{"songyuan", "changchun"}},
		{"songyuan-sanchahe", "Songyuan to Sanchahe", "松原至三岔河", []jurisdiction.ID{"songyuan"}},
		{"sanchahe-zhaoyuan", "Sanchahe to Zhaoyuan", "三岔河至肇源", []jurisdiction.ID{"songyuan", "daqing"}},
		{"zhaoyuan-sujiatun", "Zhaoyuan to Sujiatun", "肇源至苏家屯", []jurisdiction.ID{"daqing", "harbin", "songyuan"}},
		{"sujiatun-bayangang", "Sujiatun to Bayangang", "苏家屯至巴彦港", []jurisdiction.ID{"harbin", "suihua"}},
		{"bayangang-tonghe", "Bayangang to Tonghe", "巴彦港至通河", []jurisdiction.ID{"harbin"}},
		{"tonghe-dalianhe", "Tonghe to Dalianhe", "通河至达连河", []jurisdiction.ID{"harbin"}},
	} {
		s.Banks = append(s.Banks, node.Bank{Reach: b.reach, Name: act.Text{"en": b.en, "zh-Hans": b.zh}, Parties: b.of})
		for _, id := range b.of {
			if j, ok := register.Get(id); ok {
				s.Names[id] = j.Names
			}
		}
	}
	return s
}

// sensors are the stations of one city, each watched for the limit value.
func sensors(r node.River, id jurisdiction.ID) []observation.Station {
	var out []observation.Station
	for _, p := range r.Places {
		if p.Party != id || p.Sensor == "" {
			continue
		}
		i := slices.IndexFunc(r.Inputs.Stations, func(st river.Station) bool { return st.ID == p.ID })
		out = append(out, observation.Station{ID: p.Sensor, Name: p.Name, Place: p.ID, Lon: r.Inputs.Stations[i].Lon, Lat: r.Inputs.Stations[i].Lat,
			Rows: []observation.Series{{Key: observation.Key{Station: p.Sensor, Quantity: r.Quantity}, Unit: "mg/L", Most: 50,
				Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "limit value GB 3838-2002", Level: limit, Clear: limit * 0.8}}}}}})
	}
	return out
}

// observed notes, for each city, the first of its places at which the arrival of the front is known to an hour or between two readings; of two
// readings the later counts, because it is the first that shows the slick there.
func (s *Scenario) observed(register *jurisdiction.Register, stations []songhua.Station) error {
	arrivals, err := songhua.Arrivals()
	if err != nil {
		return err
	}
	s.arrivals, s.place = map[jurisdiction.ID]time.Time{}, map[jurisdiction.ID]string{}
	for _, a := range arrivals {
		i := slices.IndexFunc(stations, func(st songhua.Station) bool { return st.ID == a.Station })
		id, ok := register.ByCode(jurisdiction.GBT2260, stations[i].GB2260, songhua.At(time.November, 13, 0, 0))
		if !ok || s.place[id] != "" || a.Kind == "side" {
			continue
		}
		s.place[id], s.arrivals[id] = a.Station, time.UnixMilli(a.To)
	}
	return nil
}
