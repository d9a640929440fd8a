package node_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
	"tongzhou/node"
)

// A node that is not part of a demonstration reads the network of a river that it watches for floods from a file beside its watch; what is wrong with it is said at the start, with the file and the
// river, and not when the flood is there. R4
func TestWatchForFloods(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, v any) {
		t.Helper()
		text, err := json.Marshal(v)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	reach := flood.Reach{Lon: 100, Lat: 30, Area: 20, Base: 0.5, Reach: route.Reach{ID: 1, Length: 4000, Slope: 0.001, Bottom: 20, Top: 40, Flood: 120, Bank: 0.5, Roughness: 0.04, FloodRoughness: 0.08}}
	network := map[string]any{"reaches": []flood.Reach{reach}}
	f := node.Flood{File: "network.json", Inputs: flood.Inputs{Start: 1, Issued: 1, Hours: 24, Step: 900, Members: 20, Rain: []flood.Rain{{Lon: 100, Lat: 30, Radius: 10, At: 1, Hours: 3, Depth: 50}},
		Stations: []flood.Station{{ID: "town", Reach: 1, Lon: 100, Lat: 30, Threshold: 50}}, Prior: flood.Prior{Runoff: 0.4, Lag: 3, Reading: 0.3}}}
	watch := func(f node.Flood) (*node.Watch, error) {
		write("watch.json", node.Watch{Rivers: []node.River{{ID: "brook", Flood: &f}}})
		return node.ReadWatch(filepath.Join(dir, "watch.json"))
	}
	write("network.json", network)
	w, err := watch(f)
	must(t, err)
	got := w.Rivers[0].Flood
	if q, ok := got.Network.Base(1); !ok || q != 0.5 || got.Inputs.Network != got.Network.Hash() {
		t.Errorf("base %g, network %.12s", q, got.Inputs.Network)
	}
	if print, err := flood.Run(got.Network, got.Inputs); err != nil || print.Reaches[0].Intensity.P50 <= 0.5 {
		t.Errorf("%+v, %v", print.Reaches, err)
	}
	for want, change := range map[string]func(){
		"river brook: it names no file": func() { f.File = "" },
		"no such file":                  func() { f.File = "nothing.json" },
		"the inputs want 00":            func() { f.File, f.Inputs.Network = "network.json", strings.Repeat("0", 64) },
		"hours 0":                       func() { f.Inputs.Network, f.Inputs.Hours = "", 0 },
		`unknown field "reach"`:         func() { write("network.json", map[string]any{"reach": 1}) },
		"network.json: flood: reach 1: ": func() {
			bad := reach
			bad.Area = -1
			write("network.json", map[string]any{"reaches": []flood.Reach{bad}})
		},
	} {
		was := f
		change()
		if _, err := watch(f); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "watch.json") {
			t.Errorf("want %q: %v", want, err)
		}
		f = was
		write("network.json", network)
	}
}
