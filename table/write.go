package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// An Input is a file that a result rests on.
type Input struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// Digest is the input that a file is which is no table.
func Digest(name string, data []byte) Input {
	sum := sha256.Sum256(data)
	return Input{name, hex.EncodeToString(sum[:])}
}

// A Provenance says how a result came about: with the same program, command and inputs anybody gets the same bytes. It has no time in it.
type Provenance struct {
	Command string            `json:"command"`
	Model   string            `json:"model"`
	Version string            `json:"version"`
	Inputs  []Input           `json:"inputs"`
	Seed    uint64            `json:"seed,omitempty"`
	Members int               `json:"members,omitempty"`
	Given   map[string]string `json:"given,omitempty"` // settings of the command line
}

// comments are the provenance as the lines that stand on top of a CSV file.
func (p Provenance) comments() []string {
	lines := []string{p.Command, "model " + p.Model + " version " + p.Version}
	for _, in := range p.Inputs {
		lines = append(lines, "input "+in.File+" sha256 "+in.SHA256)
	}
	if p.Members > 0 {
		lines = append(lines, fmt.Sprintf("members %d seed %d", p.Members, p.Seed))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Given)) {
		lines = append(lines, name+" "+p.Given[name])
	}
	return lines
}

// Write writes a CSV file: the provenance as comments, then header and rows. Read takes it back.
func Write(w io.Writer, p Provenance, header []string, rows [][]string) error {
	for _, line := range p.comments() {
		if _, err := fmt.Fprintf(w, "# %s\n", strings.NewReplacer("\n", " ", "\r", " ").Replace(line)); err != nil {
			return err
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{header}, rows...) {
		for i, field := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(field))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// quoted is a field as it stands in a file. Not left to encoding/csv, which does not quote what then reads as a comment, or is trimmed.
func quoted(field string) string {
	if strings.ContainsAny(field, ",\"\n\r") || strings.HasPrefix(field, "#") || strings.TrimSpace(field) != field {
		return `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
	}
	return field
}

// Digits is a number with at most six significant digits: more are not meant by any of the models.
func Digits(v float64) string {
	if v == 0 {
		return "0" // and never -0
	}
	if math.Abs(v) >= 1e6 && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// A Point is a place on a map with what is said of it; or, where it has a Line (lon, lat), that line.
type Point struct {
	Lon, Lat   float64
	Line       [][2]float64
	Properties map[string]any
}

// The GeoJSON that is written and read, RFC 7946.
type (
	feature struct {
		Type       string         `json:"type"`
		Geometry   geometry       `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	geometry struct {
		Type        string    `json:"type"`
		Coordinates []float64 `json:"coordinates"`
	}
)

// WritePoints writes a FeatureCollection of points and lines; the provenance is a member of its own.
func WritePoints(w io.Writer, p Provenance, points []Point) error {
	type shape struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	type drawn struct {
		Type       string         `json:"type"`
		Geometry   shape          `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	all := make([]drawn, len(points))
	for i, x := range points {
		at := shape{"Point", [2]float64{x.Lon, x.Lat}}
		if len(x.Line) > 0 {
			at = shape{"LineString", x.Line}
		}
		all[i] = drawn{"Feature", at, x.Properties}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(struct {
		Type       string     `json:"type"`
		Provenance Provenance `json:"provenance"`
		Features   []drawn    `json:"features"`
	}{"FeatureCollection", p, all})
}
