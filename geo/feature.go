package geo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// A Feature is a territory as a file has it: its name there, what else the file says, and its polygons, each an outer ring and its holes.
type Feature struct {
	ID         string
	Properties map[string]any
	Polygons   [][][]Point
}

// Area is the feature's area.
func (f Feature) Area() (*Area, error) {
	var rings [][]Point
	for _, p := range f.Polygons {
		rings = append(rings, p...)
	}
	a, err := NewArea(rings)
	if err != nil {
		return nil, fmt.Errorf("geo: feature %.60q: %w", f.ID, err)
	}
	return a, nil
}

// A Remark is something in a file that is not as its format asks and that was read nevertheless, or left out.
type Remark struct {
	Code    string // "ring-open", "ring-short", "no-area", "arcs-apart", "kind"
	Feature string
	Text    string
}

// The limits of what is read. They are far above any real file; the second holds TopoJSON, which can name one long arc many times.
const (
	maxFeatures = 1_000_000
	maxCorners  = 20_000_000
)

// reading is what readers collect.
type reading struct {
	format   string
	features []Feature
	remarks  []Remark
	corners  int
}

func (r *reading) remark(code, feature, format string, args ...any) {
	r.remarks = append(r.remarks, Remark{code, feature, fmt.Sprintf(format, args...)})
}

func (r *reading) errorf(feature, format string, args ...any) error {
	return fmt.Errorf("geo: %s: feature %.60q: %s", r.format, feature, fmt.Sprintf(format, args...))
}

// add takes a feature up and mends its rings: closes those that are open, leaves out those that enclose nothing.
func (r *reading) add(f Feature) error {
	if len(r.features) == maxFeatures {
		return r.errorf(f.ID, "more than %d features", maxFeatures)
	}
	polygons := f.Polygons[:0]
	for _, rings := range f.Polygons {
		kept := rings[:0]
		for i, ring := range rings {
			for _, p := range ring {
				if err := p.Validate(); err != nil {
					return r.errorf(f.ID, "%v", err)
				}
			}
			if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
				r.remark("ring-open", f.ID, "ring %d does not end where it begins; closed", i+1)
				ring = append(ring[:len(ring):len(ring)], ring[0])
			}
			if len(ring) < 4 {
				r.remark("ring-short", f.ID, "ring %d has %d corners and encloses nothing; left out", i+1, max(0, len(ring)-1))
				if i == 0 {
					break // its holes are holes in nothing
				}
				continue
			}
			kept = append(kept, ring)
		}
		if len(kept) > 0 {
			polygons = append(polygons, kept)
		}
	}
	if f.Polygons = polygons; len(polygons) == 0 {
		r.remark("no-area", f.ID, "has no area; left out")
		return nil
	}
	r.features = append(r.features, f)
	return nil
}

// name reads an id: a string or a number, as it stands in the file.
func name(raw json.RawMessage) (string, error) {
	text := string(bytes.TrimSpace(raw))
	switch {
	case text == "" || text == "null":
		return "", nil
	case text[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case strings.ContainsAny(text[:1], "-0123456789"):
		return text, nil
	}
	return "", fmt.Errorf("id %.40s: wants a string or a number", text)
}

// position reads a longitude and a latitude; heights and what follows are left.
func position(c []float64) (Point, error) {
	if len(c) < 2 {
		return Point{}, fmt.Errorf("a position of %d numbers, wants longitude and latitude", len(c))
	}
	return Point{c[0], c[1]}, nil
}
