package songhua

import (
	_ "embed"

	"tongzhou/exposure"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

//go:embed jurisdictions.csv
var jurisdictionsCSV []byte

//go:embed neighbours.csv
var neighboursCSV []byte

// Register are the jurisdictions on and by the river, with the superiors of both provinces and one abroad.
func Register() (*jurisdiction.Register, error) {
	rows, err := table(jurisdictionsCSV)
	if err != nil {
		return nil, err
	}
	list := make([]jurisdiction.Jurisdiction, 0, len(rows))
	for _, r := range rows {
		j := jurisdiction.Jurisdiction{ID: jurisdiction.ID(r.text("id")), Role: jurisdiction.Role(r.text("role")),
			Names: map[string]string{"en": r.text("en"), "zh-Hans": r.text("zh")}, Parent: jurisdiction.ID(r.text("parent")),
			Outside: r.text("outside") == "yes", Seat: geo.Point{Lon: r.number("lon"), Lat: r.number("lat")}}
		if r.text("people") != "" {
			j.People = int64(r.number("people"))
		}
		if code := r.text("code"); code != "" {
			system := jurisdiction.GBT2260
			if code[0] > '9' {
				system = "ISO 3166-2"
			}
			j.Codes = []jurisdiction.Code{{System: system, Value: code}}
		}
		if *r.err != nil {
			return nil, *r.err
		}
		list = append(list, j)
	}
	return jurisdiction.NewRegister(list)
}

// Neighbours are the neighbourhoods by land and by river.
func Neighbours() (*jurisdiction.Neighbours, error) {
	rows, err := table(neighboursCSV)
	if err != nil {
		return nil, err
	}
	edges := make([]jurisdiction.Edge, 0, len(rows))
	for _, r := range rows {
		e := jurisdiction.Edge{From: jurisdiction.ID(r.text("from")), To: jurisdiction.ID(r.text("to")),
			Link: jurisdiction.Link(r.text("link")), Via: r.text("via"), Touching: r.text("touching") == "yes"}
		if r.text("km") != "" {
			e.KM = r.number("km")
		}
		if *r.err != nil {
			return nil, *r.err
		}
		edges = append(edges, e)
	}
	return jurisdiction.NewNeighbours("songhua-1", edges)
}

// Places say in whose territory each station lies, by its code, and how many people depend on it where that is known: 3.8 million
// in urban Harbin on the intake (Xinhua 2005); of the others nobody printed it.
func Places(register *jurisdiction.Register) ([]exposure.Place, error) {
	stations, err := Stations()
	if err != nil {
		return nil, err
	}
	places := make([]exposure.Place, 0, len(stations))
	for _, s := range stations {
		id, ok := register.ByCode(jurisdiction.GBT2260, s.GB2260, At(11, 13, 0, 0))
		if !ok {
			continue
		}
		p := exposure.Place{ID: s.Place, Jurisdiction: id, People: -1}
		if s.ID == "sifangtai" {
			p.People = 3_800_000
		}
		places = append(places, p)
	}
	return places, nil
}
