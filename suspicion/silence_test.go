package suspicion

import (
	"fmt"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

const anHour = act.Time(3_600_000)

// sighted is a case in which two stations met something of which nobody upstream has said anything.
func sighted() Silence {
	return Silence{Self: "lower", In: func(id jurisdiction.ID) bool { return id != "abroad" }, Words: map[jurisdiction.ID]Word{}, Cut: map[jurisdiction.ID]bool{},
		Sightings: []Sighting{{"middle", 10 * anHour}, {"lower", 12 * anHour}},
		Banks:     []Bank{{"a", []jurisdiction.ID{"upper"}, 0.7}, {"b", []jurisdiction.ID{"middle"}, 0.2}, {"c", nil, 0.04}, {"d", []jurisdiction.ID{"lower"}, 0.06}}}
}

func proposed(list []Candidate) string {
	out := ""
	for _, c := range list {
		if c.Proposed {
			out += fmt.Sprintf("%s %.2f ", c.Party, c.Share)
		}
	}
	return out
}

// R58: what others observe contradicts the silence upstream, and whom it is put to. Edges: sensor fault (one reading never suffices, sensors contradict each other), wrong origin
// (several jurisdictions, both banks, outside the alliance, one's own stretch), a node that is cut off, and what was reported after all.
func TestSilence(t *testing.T) {
	for _, c := range []struct {
		name, state, proposed string
		change                func(s *Silence)
	}{
		{"two stations saw it", "silent", "upper 0.70 middle 0.20 ", func(*Silence) {}},
		{"nothing was seen", "quiet", "", func(s *Silence) { s.Sightings = nil }},
		{"one reading", "one", "", func(s *Silence) { s.Sightings = s.Sightings[:1] }},
		{"two of one visit", "one", "", func(s *Silence) { s.Sightings[1] = Sighting{"middle", 10*anHour + anHour/2} }},
		{"two of one sensor, an hour apart", "silent", "upper 0.70 middle 0.20 ", func(s *Silence) { s.Sightings[1] = Sighting{"middle", 11 * anHour} }},
		{"the sensors contradict each other", "odd", "", func(s *Silence) { s.Odd = true }},
		{"one reported", "silent", "middle 0.20 ", func(s *Silence) { s.Words["upper"] = Word{At: 20 * anHour} }},
		{"one says where it comes from", "told", "", func(s *Silence) { s.Words["upper"] = Word{At: 20 * anHour, Source: true} }},
		{"one beside the point says where it comes from", "silent", "upper 0.70 middle 0.20 ", func(s *Silence) { s.Words["delta"] = Word{Source: true} }},
		{"all reported", "answered", "", func(s *Silence) { s.Words["upper"], s.Words["middle"] = Word{At: 1}, Word{At: 1} }},
		{"one is not heard", "silent", "middle 0.20 ", func(s *Silence) { s.Cut["upper"] = true }},
		{"none is heard", "unheard", "", func(s *Silence) { s.Cut["upper"], s.Cut["middle"] = true, true }},
		{"both banks", "silent", "middle 0.90 upper 0.70 ", func(s *Silence) { s.Banks[0].Parties = []jurisdiction.ID{"upper", "middle"} }},
		{"abroad", "nobody", "", func(s *Silence) { s.Banks = []Bank{{"a", []jurisdiction.ID{"abroad"}, 0.8}, {"b", nil, 0.2}} }},
		{"hardly anybody", "nobody", "", func(s *Silence) { s.Banks = []Bank{{"a", nil, 0.96}, {"b", []jurisdiction.ID{"upper"}, 0.04}} }},
		{"at home", "answered", "", func(s *Silence) { s.Banks = []Bank{{"a", []jurisdiction.ID{"lower"}, 1}, {"b", nil, 0}} }},
	} {
		s := sighted()
		c.change(&s)
		state, list := s.Weigh()
		if state != c.state || proposed(list) != c.proposed {
			t.Errorf("%s: %s, proposed %q; wants %s, %q", c.name, state, proposed(list), c.state, c.proposed)
		}
	}
	if s := sighted(); s.Sensors() != 2 {
		t.Errorf("%d sensors", s.Sensors())
	}
	if _, list := sighted().Weigh(); len(list) != 4 || list[3].Party != "" || list[3].Member {
		t.Errorf("those who are not known are named with their share: %+v", list)
	}
}
