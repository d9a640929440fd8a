package agreement

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// zoned is the compact with a zone of Jilin and a joint zone on the border of Jilin and Songyuan.
func zoned() Instrument {
	i := compact()
	i.Clauses = append(i.Clauses,
		Clause{ID: "z1", Force: "agreement", Title: said("quay"), Text: said("so"), Zone: &Zone{Name: said("quay"), Of: []jurisdiction.ID{"jilin"},
			Holders: []jurisdiction.ID{"jilin"}, Deputies: []jurisdiction.ID{"songyuan", "harbin"}, Post: said("head of the port")}},
		Clause{ID: "z2", Force: "agreement", Title: said("mouth"), Text: said("so"), Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"jilin", "songyuan"},
			Holders: []jurisdiction.ID{"jilin", "songyuan"}, Deputies: []jurisdiction.ID{"harbin"}}})
	return i
}

// stands is who stands in the zones at a moment, since when in hours after noon, and why.
func stands(areas []Area) string {
	var out []string
	for _, a := range areas {
		for _, x := range a.Sides {
			text := fmt.Sprintf("%s: %s/%d@%d", x.Holder, x.Stands, x.Deputy, (x.Since-noon)/hour)
			if x.Stands == "" {
				text = fmt.Sprintf("%s: VACANT@%d", x.Holder, (x.Since-noon)/hour)
			}
			for _, y := range x.Absent {
				text += fmt.Sprintf(" %s %s", y.Party, y.Why)
				if y.Until != 0 {
					text += fmt.Sprintf(" to %d", (y.Until-noon)/hour)
				}
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

// away puts an absence on record.
func (w *world) away(by jurisdiction.ID, of act.Ref, zone string, from, until act.Time) act.Ref {
	w.Helper()
	return w.write(KindAppoint, by, Appointment{Of: of, Zone: zone, From: from, Until: until, Reason: said("a journey")}, of)
}

// TestZones (R12, R48): a zone has a holder, a joint zone on a border one from each side; who is absent by its own word, suspends its part, leaves the agreement or leaves
// the alliance is stood in for by the first deputy who is there, and if none is, the zone is vacant, which is shown.
func TestZones(t *testing.T) {
	w := newWorld(t)
	of := w.signed(zoned())
	w.at = noon + 3*hour
	w.away("jilin", of, "z1", noon, noon+10*hour)   // not from before it was said
	w.away("jilin", of, "z2", noon, noon+10*hour)   // its side of the border; the other side stays
	w.move(KindLeave, "songyuan", of)               // in 30 days
	w.away("songyuan", of, "z1", w.at, noon+5*hour) // and is away until then
	w.at = noon + 4*hour
	w.move(KindSuspend, "harbin", of)
	w.at = noon + 7*hour
	back := Appointment{Of: of, Zone: "z1", Holder: said("vice head of the port"), From: noon + 8*hour, Until: noon + 9*hour} // back for an hour, by another post
	w.write(KindAppoint, "jilin", back, of)
	s := w.must()
	for _, c := range []struct {
		at     act.Time
		want   string
		unheld int
	}{
		{noon, "jilin: jilin/0@0; jilin: jilin/0@0; songyuan: songyuan/0@0", 0},
		{noon + 3*hour, "jilin: harbin/2@3 jilin absent to 10 songyuan absent to 5; jilin: harbin/1@3 jilin absent to 10; songyuan: songyuan/0@0", 0},
		{noon + 4*hour, "jilin: VACANT@4 jilin absent to 10 songyuan absent to 5 harbin suspended; jilin: VACANT@4 jilin absent to 10 harbin suspended; songyuan: songyuan/0@0", 2},
		{noon + 5*hour, "jilin: songyuan/1@5 jilin absent to 10; jilin: VACANT@4 jilin absent to 10 harbin suspended; songyuan: songyuan/0@0", 1},
		{noon + 8*hour, "jilin: jilin/0@8; jilin: VACANT@4 jilin absent to 10 harbin suspended; songyuan: songyuan/0@0", 1},
		{noon + 9*hour, "jilin: songyuan/1@9 jilin absent to 10; jilin: VACANT@4 jilin absent to 10 harbin suspended; songyuan: songyuan/0@0", 1},
		{noon + 10*hour, "jilin: jilin/0@10; jilin: jilin/0@10; songyuan: songyuan/0@0", 0},
		{noon + 31*day, "jilin: jilin/0@10; jilin: jilin/0@10; songyuan: VACANT@723 songyuan left harbin suspended", 1},
	} {
		areas := s.Zones(c.at, nil)
		if got := stands(areas); got != c.want || len(Unheld(areas)) != c.unheld {
			t.Errorf("after %d hours: %s, %d unheld\nwants %s, %d", (c.at-noon)/hour, got, len(Unheld(areas)), c.want, c.unheld)
		}
	}
	if a := s.Zones(noon+8*hour, nil); a[0].Sides[0].Post["en"] != "vice head of the port" || a[0].Shared || !a[1].Shared || s.Zones(noon, nil)[0].Sides[0].Post["en"] != "head of the port" {
		t.Errorf("posts and borders: %+v", a)
	}
	gone := func(p jurisdiction.ID) (act.Time, act.Ref, bool) {
		return noon + 6*hour, act.Ref{Index: 9}, p == "songyuan"
	}
	want := "jilin: VACANT@6 jilin absent to 10 songyuan gone harbin suspended; jilin: VACANT@4 jilin absent to 10 harbin suspended; songyuan: VACANT@6 songyuan gone harbin suspended"
	if got := stands(s.Zones(noon+6*hour, gone)); got != want {
		t.Errorf("who left the alliance: %s\nwants %s", got, want)
	}
}

// TestZoneOfAnAmendment (R48): an amendment does not bring back who is absent; a clause that had no zone before has no past.
func TestZoneOfAnAmendment(t *testing.T) {
	w := newWorld(t)
	first := zoned()
	of := w.signed(first)
	w.away("jilin", of, "z1", noon, noon+100*day)
	second := first.next(of)
	second.From = noon + hour
	w.signed(second, of)
	if got := stands(w.must().Zones(noon+2*hour, nil)); got != "jilin: songyuan/1@1 jilin absent to 2400; jilin: jilin/0@1; songyuan: songyuan/0@1" {
		t.Error(got)
	}
}

// TestZoneAppointment (R48): each puts its own absence on record, with a reason and an end; nobody speaks of another.
func TestZoneAppointment(t *testing.T) {
	zone := func(of act.Ref) Appointment {
		return Appointment{Of: of, Zone: "z1", From: noon, Until: noon + day, Reason: said("a journey")}
	}
	for _, c := range []struct {
		words string
		by    jurisdiction.ID
		spoil func(*Appointment)
	}{
		{"", "harbin", func(*Appointment) {}}, // a deputy may be absent too
		{"", "jilin", func(a *Appointment) { a.Holder, a.Until, a.Reason = said("head of the port"), 0, nil }},
		{"neither a holder nor a deputy", "songyuan", func(a *Appointment) { a.Zone = "z3" }},
		{"wants a body, or a zone", "jilin", func(a *Appointment) { a.Zone = "" }},
		{"wants a body, or a zone", "jilin", func(a *Appointment) { a.Body = "joint-office" }},
		{"clause \"5\" of songhua-compact has none", "jilin", func(a *Appointment) { a.Zone = "5" }},
		{"reason and until", "jilin", func(a *Appointment) { a.Reason = nil }},
		{"reason and until", "jilin", func(a *Appointment) { a.Until = 0 }},
		{"belong to a seat", "jilin", func(a *Appointment) { a.Rank = 1 }},
		{"belongs to an absence from a zone", "jilin", func(a *Appointment) { a.Zone, a.Body = "", "joint-office" }},
		{"wants a beginning", "jilin", func(a *Appointment) { a.Until = noon }},
	} {
		w := newWorld(t)
		i := zoned()
		i.Clauses = append(i.Clauses, Clause{ID: "z3", Force: "agreement", Title: said("lock"), Text: said("so"),
			Zone: &Zone{Name: said("lock"), Of: []jurisdiction.ID{"jilin"}, Holders: []jurisdiction.ID{"jilin"}}})
		a := zone(w.signed(i))
		c.spoil(&a)
		w.write(KindAppoint, c.by, a, a.Of)
		w.void(c.words)
	}
}

// R12: a zone may say where it lies; what is no ground on the globe, or more than people can read, is refused.
func TestZoneOutline(t *testing.T) {
	square := [][]int64{{126_000_000, 45_000_000}, {127_000_000, 45_000_000}, {127_000_000, 46_000_000}}
	long := [][]int64{}
	for range outlined + 1 {
		long = append(long, square[0])
	}
	for _, c := range []struct {
		want  string
		rings [][][]int64
	}{
		{"", nil},
		{"", [][][]int64{square}},
		{"a ring of 2 corners", [][][]int64{square, square[:2]}},
		{"corner [1 2 3]", [][][]int64{{square[0], square[1], {1, 2, 3}}}},
		{"corner [180000001 0]", [][][]int64{{square[0], square[1], {180_000_001, 0}}}},
		{"corner [0 -90000001]", [][][]int64{{square[0], square[1], {0, -90_000_001}}}},
		{"1001 corners", [][][]int64{long}},
	} {
		i := zoned()
		i.Clauses[len(i.Clauses)-1].Zone.Outline = c.rings
		err := i.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, wants %q", c.rings, err, c.want)
		}
	}
}
