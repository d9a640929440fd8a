package geo

import (
	"encoding/json"
	"fmt"
)

// ReadGeoJSON reads the areas of a feature collection, a feature or a bare geometry (RFC 7946): polygons, multipolygons and collections
// of them. Points and lines have no area and are left out with a remark, as are rings of fewer than three corners; open rings are
// closed. The way round of a ring does not matter. What cannot be read at all, or lies off the globe, is an error that names the feature.
func ReadGeoJSON(text []byte) ([]Feature, []Remark, error) {
	r := reading{format: "geojson"}
	var o jsonObject
	if err := json.Unmarshal(text, &o); err != nil {
		return nil, nil, fmt.Errorf("geo: geojson: %w", err)
	}
	if o.Type != "FeatureCollection" {
		return r.one(o, "1")
	}
	for i, raw := range o.Features {
		var f jsonObject
		if err := json.Unmarshal(raw, &f); err != nil {
			return nil, nil, fmt.Errorf("geo: geojson: feature %d: %w", i+1, err)
		}
		if f.Type != "Feature" {
			return nil, nil, fmt.Errorf("geo: geojson: feature %d is a %.40q", i+1, f.Type)
		}
		if err := r.feature(f, fmt.Sprint(i+1)); err != nil {
			return nil, nil, err
		}
	}
	return r.features, r.remarks, nil
}

// jsonObject is any object of GeoJSON.
type jsonObject struct {
	Type        string            `json:"type"`
	Features    []json.RawMessage `json:"features"`
	ID          json.RawMessage   `json:"id"`
	Properties  map[string]any    `json:"properties"`
	Geometry    *jsonObject       `json:"geometry"`
	Geometries  []jsonObject      `json:"geometries"`
	Coordinates json.RawMessage   `json:"coordinates"`
}

func (r *reading) one(o jsonObject, number string) ([]Feature, []Remark, error) {
	if o.Type != "Feature" {
		bare := o
		o = jsonObject{Type: "Feature", Geometry: &bare}
	}
	err := r.feature(o, number)
	return r.features, r.remarks, err
}

func (r *reading) feature(o jsonObject, number string) error {
	id, err := name(o.ID)
	if err != nil {
		return r.errorf(number, "%v", err)
	}
	if id == "" {
		id = number
	}
	f := Feature{ID: id, Properties: o.Properties}
	if o.Geometry != nil {
		if f.Polygons, err = r.polygons(id, *o.Geometry); err != nil {
			return err
		}
	}
	return r.add(f)
}

func (r *reading) polygons(id string, g jsonObject) ([][][]Point, error) {
	var raw [][][][]float64
	switch g.Type {
	case "Polygon":
		raw = make([][][][]float64, 1)
		if err := json.Unmarshal(g.Coordinates, &raw[0]); err != nil {
			return nil, r.errorf(id, "coordinates: %v", err)
		}
	case "MultiPolygon":
		if err := json.Unmarshal(g.Coordinates, &raw); err != nil {
			return nil, r.errorf(id, "coordinates: %v", err)
		}
	case "GeometryCollection":
		var all [][][]Point
		for _, part := range g.Geometries {
			polygons, err := r.polygons(id, part)
			if err != nil {
				return nil, err
			}
			all = append(all, polygons...)
		}
		return all, nil
	case "Point", "MultiPoint", "LineString", "MultiLineString":
		r.remark("kind", id, "a %s has no area; left out", g.Type)
		return nil, nil
	default:
		return nil, r.errorf(id, "geometry of type %.40q", g.Type)
	}
	out := make([][][]Point, 0, len(raw))
	for _, polygon := range raw {
		var rings [][]Point
		for _, ring := range polygon {
			points := make([]Point, len(ring))
			for i, c := range ring {
				var err error
				if points[i], err = position(c); err != nil {
					return nil, r.errorf(id, "%v", err)
				}
			}
			rings = append(rings, points)
		}
		out = append(out, rings)
	}
	return out, nil
}
