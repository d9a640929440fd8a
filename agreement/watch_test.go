package agreement

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// R25: who speaks for a body hands its watch over; the last hand-over holds, also after an amendment and whoever of the desk wrote it; a desk can be left.
func TestWatch(t *testing.T) {
	w := newWorld(t)
	text := compact()
	host, deputy := text.Bodies[0].Host, text.Bodies[0].Deputy
	id := text.Bodies[0].ID
	of := w.signed(text)
	shift := func(on string, open int64) Watch {
		return Watch{Of: of, Body: id, Off: said("before"), On: said(on), Open: open}
	}
	w.at = noon
	w.write(KindWatch, host, shift("day", 3), of)
	w.at = noon + 8*hour
	last := w.write(KindWatch, host, shift("night", 1), of)
	left := Watch{Of: of, Body: id, Off: said("night")}
	w.at = noon + 20*hour
	w.write(KindWatch, host, left, of)
	if deputy != "" {
		w.at = noon + 21*hour
		w.write(KindWatch, deputy, shift("the deputy's", 1), of)
	}
	s, voids := apply(w.Entries)
	if len(voids) > 0 {
		t.Fatal(voids)
	}
	if x := s.Watching(of, id, noon-1); x != nil {
		t.Errorf("before the first: %+v", x)
	}
	if x := s.Watching(of, id, noon+9*hour); x == nil || x.Ref != last || x.Open != 1 || x.On["und"]+x.On["en"] == "" {
		t.Errorf("at night: %+v, wants %v", x, last)
	}
	if x := s.Watching(of, id, noon+20*hour); x == nil || x.On != nil {
		t.Errorf("left: %+v", x)
	}
	if x := s.Watching(of, id, noon+30*hour); deputy != "" && (x == nil || x.By != deputy) {
		t.Errorf("the deputy stands in: %+v", x)
	}
	for name, c := range map[string]struct {
		by   jurisdiction.ID
		body Watch
		why  string
	}{
		"of a body that is none":    {host, Watch{Of: of, Body: "canteen", On: said("x")}, "no body"},
		"by who does not speak":     {"daqing", shift("x", 0), "does not speak"},
		"nobody goes, nobody comes": {host, Watch{Of: of, Body: id}, "who goes or who comes"},
		"fewer than no matters":     {host, shift("x", -1), "negative"},
		"of what is not cited":      {host, Watch{Of: act.Ref{}, Body: id, On: said("x")}, "not among"},
	} {
		w.write(KindWatch, c.by, c.body, of)
		e := w.Entries[len(w.Entries)-1]
		before := s.Digest()
		if err := s.Apply(e); err == nil || !strings.Contains(err.Error(), c.why) || s.Digest() != before {
			t.Errorf("%s: %v", name, err)
		}
	}
}
