package agreement

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// national is a pack that gives a central office a host, and nothing else.
func national() Instrument {
	return Instrument{Code: "central-office", Version: 1, Type: "pack", Title: said("central office"), Mode: "voluntary", From: noon,
		Bodies: []Body{{ID: "national", Kind: "central-office", Name: said("central office"), Host: "beijing"}, {ID: "desk", Kind: "hazard-office", Name: said("desk"), Host: "beijing"}}}
}

// listed is an alliance as the office registers it.
func listed(of act.Ref) Registration {
	return Registration{Of: of, Body: "national", Name: said("Songhua alliance"), Founder: "jilin/journal/1", Charter: strings.Repeat("1f", 32), Mode: "voluntary",
		Members: []jurisdiction.ID{"jilin", "harbin"}, Area: said("the Songhua"), Classes: []string{"accident"}, Contact: said("duty desk"), Party: "jilin", From: noon}
}

// R32: an office registers, changes and strikes, each by its own acts and with its reason; all of it stays in the log. The last word about how an alliance stands is its own or the office's.
func TestDirectory(t *testing.T) {
	w := newWorld(t)
	of := w.issue("beijing", national())
	first := w.write(KindRegister, "beijing", listed(of), of)
	changed := listed(of)
	changed.Replaces, changed.Reason, changed.Until = &first, said("an end"), noon+50*day
	w.at += hour
	second := w.write(KindRegister, "beijing", changed, of, first)
	w.write(KindTell, "jilin", Telling{Of: first, AsOf: noon, Cases: 3, Gravest: 1}, first)
	w.at += hour
	w.write(KindTell, "beijing", Telling{Of: second, AsOf: w.at, Cases: 2, Gravest: 2, Source: said("by telephone")}, second)
	w.write(KindTell, "jilin", Telling{Of: second, AsOf: noon + 1, Cases: 9}, second)
	got := w.must().Directory(w.at)
	if len(got) != 1 || got[0].ID != first || got[0].Ref != second || got[0].State != "listed" || len(got[0].Log) != 2 || got[0].Log[1].Why["en"] != "an end" {
		t.Fatalf("it was changed once: %+v", got)
	}
	if told := got[0].Told; told == nil || told.Cases != 2 || told.By != "beijing" {
		t.Errorf("the last word by the moment of which it speaks is the office's: %+v", told)
	}
	for at, state := range map[act.Time]string{noon - 1: "not-yet", noon + 50*day: "lapsed"} {
		if x := w.must().Directory(at)[0]; x.State != state {
			t.Errorf("at %s it is %s, wants %s", at.RFC3339(), x.State, state)
		}
	}
	w.write(KindStrike, "beijing", Striking{Of: second, Reason: said("dissolved")}, second)
	if x := w.must().Directory(w.at)[0]; x.State != "struck" || len(x.Log) != 3 || x.Ref != second {
		t.Errorf("it was struck: %+v", x)
	}
	w.write(KindStrike, "beijing", Striking{Of: second, Reason: said("again")}, second)
	w.void("was struck")
}

// R32: what a directory refuses, and that nothing but itself refuses or takes anything because of it.
func TestDirectoryRefused(t *testing.T) {
	for name, c := range map[string]struct {
		by     jurisdiction.ID
		change func(*Registration)
		why    string
	}{
		"by who does not speak for it": {"jilin", func(*Registration) {}, "does not speak for national"},
		"of another kind of body":      {"beijing", func(r *Registration) { r.Body = "desk" }, "no central office"},
		"without a hash":               {"beijing", func(r *Registration) { r.Charter = "" }, "wants the hash of its charter"},
		"with half a head":             {"beijing", func(r *Registration) { r.Root = r.Charter }, "size and root"},
		"with a hash that is none":     {"beijing", func(r *Registration) { r.Charter = "1F" }, "64 lower-case"},
		"of no journal":                {"beijing", func(r *Registration) { r.Founder = "jilin" }, "origin line"},
		"in no mode":                   {"beijing", func(r *Registration) { r.Mode = "loose" }, "mode"},
		"of nobody":                    {"beijing", func(r *Registration) { r.Members = []jurisdiction.ID{} }, "members: none"},
		"of one twice":                 {"beijing", func(r *Registration) { r.Members = append(r.Members, "jilin") }, "jilin twice"},
		"of a class that is none":      {"beijing", func(r *Registration) { r.Classes = []string{"comet"} }, "classes"},
		"that ends first":              {"beijing", func(r *Registration) { r.Until = noon }, "from and until"},
		"a change without a reason":    {"beijing", func(r *Registration) { r.Replaces = &r.Of }, "reason"},
		"a change of what is none":     {"beijing", func(r *Registration) { r.Replaces, r.Reason = &r.Of, said("so") }, "no registration of its author"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			of := w.issue("beijing", national())
			r := listed(of)
			c.change(&r)
			w.write(KindRegister, c.by, r, of)
			w.void(c.why)
		})
	}
	for name, c := range map[string]struct {
		by   jurisdiction.ID
		body Telling
		why  string
	}{
		"by a stranger":             {"harbin", Telling{AsOf: noon, Cases: 1}, "only who speaks"},
		"hearsay without a source":  {"beijing", Telling{AsOf: noon, Cases: 1}, "source"},
		"of tomorrow":               {"jilin", Telling{AsOf: noon + day, Cases: 1}, "asOf"},
		"a response without a case": {"jilin", Telling{AsOf: noon, Gravest: 1}, "gravest"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			of := w.issue("beijing", national())
			c.body.Of = w.write(KindRegister, "beijing", listed(of), of)
			w.write(KindTell, c.by, c.body, c.body.Of)
			w.void(c.why)
		})
	}
}
