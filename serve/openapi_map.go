package serve

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"tongzhou/act"
	"tongzhou/node/view"
)

// What stands in the three members of a view.Map, as GeoJSON (RFC 7946). Nothing is made of these types: the node writes the features, and the
// test that holds real answers against the document keeps the two together.
type (
	carriers struct {
		Type     string        `json:"type" enum:"FeatureCollection"`
		Features []lineFeature `json:"features"`
	}
	lineFeature struct {
		Type       string         `json:"type" enum:"Feature"`
		Properties lineProperties `json:"properties"`
		Geometry   line           `json:"geometry"`
	}
	lineProperties struct {
		ID   string   `json:"id"`
		Name act.Text `json:"name"`
	}
	line struct {
		Type        string       `json:"type" enum:"LineString"`
		Coordinates [][2]float64 `json:"coordinates" doc:"longitude, latitude"`
	}

	places struct {
		Type     string         `json:"type" enum:"FeatureCollection"`
		Features []placeFeature `json:"features"`
	}
	placeFeature struct {
		Type       string          `json:"type" enum:"Feature"`
		Properties placeProperties `json:"properties"`
		Geometry   point           `json:"geometry"`
	}
	placeProperties struct {
		Place       string         `json:"place"`
		Party       string         `json:"party"`
		PartyName   act.Text       `json:"partyName"`
		Name        act.Text       `json:"name"`
		KM          float64        `json:"km"`
		State       string         `json:"state" enum:"none,forecast,reached,passed"`
		Arrival     *view.TimeBand `json:"arrival,omitempty"`
		People      int64          `json:"people" doc:"0 where it is not known"`
		Probability float64        `json:"probability"`
		Custody     string         `json:"custody" enum:"sent,received,seen,accepted,declined,overdue," doc:"empty where the place's jurisdiction was not addressed"`
	}
	point struct {
		Type        string     `json:"type" enum:"Point"`
		Coordinates [2]float64 `json:"coordinates" doc:"longitude, latitude"`
	}

	areas struct {
		Type     string        `json:"type" enum:"FeatureCollection"`
		Features []areaFeature `json:"features"`
	}
	areaFeature struct {
		Type       string         `json:"type" enum:"Feature"`
		Properties areaProperties `json:"properties"`
		Geometry   polygons       `json:"geometry"`
	}
	areaProperties struct {
		Party    string   `json:"party"`
		Name     act.Text `json:"name"`
		Kind     string   `json:"kind" enum:"territory,circle" doc:"a circle stands for a member whose borders are not known here"`
		Member   bool     `json:"member"`
		Expected bool     `json:"expected" doc:"the current forecast more likely than not reaches a place of it"`
	}
	polygons struct {
		Type        string           `json:"type" enum:"MultiPolygon"`
		Coordinates [][][][2]float64 `json:"coordinates" doc:"polygons of rings of longitude, latitude"`
	}
)

// geoJSON puts into the document what the features of a map are: for the type of view.Map they are just JSON.
func geoJSON(doc *huma.OpenAPI) {
	shapes := doc.Components.Schemas
	for name, t := range map[string]reflect.Type{"carriers": reflect.TypeFor[carriers](), "places": reflect.TypeFor[places](), "areas": reflect.TypeFor[areas]()} {
		shapes.Map()["Map"].Properties[name] = shapes.Schema(t, true, "")
	}
}
