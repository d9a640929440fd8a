package roster

import (
	"testing"

	"tongzhou/act"
)

// R21: the seven classes of the State Council's notice of 2014; lower bounds are inclusive, and nothing is guessed where nothing is known.
func TestSizeClass(t *testing.T) {
	for urban, want := range map[int64]string{
		0: "", 1: "small II", 199_999: "small II", 200_000: "small I", 499_999: "small I", 500_000: "medium", 1_000_000: "large II", 2_999_999: "large II",
		3_000_000: "large I", 5_000_000: "megacity", 9_999_999: "megacity", 10_000_000: "supercity", 24_870_895: "supercity",
	} {
		if got := SizeClass(urban); got != want {
			t.Errorf("SizeClass(%d) = %q, want %q", urban, got, want)
		}
	}
}

// R21: the registrar keeps the figures, year by year; a member does not choose its own key, and rank is no key.
func TestFigures(t *testing.T) {
	h := founded(t)
	admitted := h.s.Figures("jilin")
	if admitted.Year != 0 || admitted.Ref != h.s.members["jilin"].Admitted {
		t.Errorf("before any figures %+v, wants those of its admission", admitted)
	}
	of := func(year int, population, urban, gdp int64) Figures {
		return Figures{Member: "jilin", Year: year, Population: population, Urban: urban, GDP: gdp, Rank: 2, Source: act.Text{"en": "yearbook"}}
	}
	h.does("jilin", KindFigures, of(2024, 9_000_000, 0, 0), "the secretariat keeps the figures")
	bad := of(2024, 4_000_000, 5_000_000, 0)
	h.does("body", KindFigures, bad, "the urban area is a part of the jurisdiction")
	bad = of(24, 1, 1, 0)
	h.does("body", KindFigures, bad, "year: 24")
	bad = of(2024, 1, -1, 0)
	h.does("body", KindFigures, bad, "none may be negative")
	bad = of(2024, 1, 1, 0)
	bad.Source = act.Text{}
	h.does("body", KindFigures, bad, "source")
	h.does("body", KindFigures, of(2024, 4_040_000, 1_900_000, 0), "")
	h.does("body", KindFigures, of(2023, 4_100_000, 1_900_000, 160e9), "") // an older year that comes later changes nothing
	last := h.does("body", KindFigures, of(2024, 4_030_000, 1_800_000, 0), "")
	got := h.s.Figures("jilin")
	if got.Ref != last || got.Population != 4_030_000 {
		t.Errorf("%+v, wants the last of 2024", got)
	}
	for key, want := range map[string]int64{"member": 1, "equal": 1, "population": 4_030_000, "urban": 1_800_000, "gdp": 0, "rank": 0} {
		if w := got.Weight(key); w != want {
			t.Errorf("weight by %s %d, want %d", key, w, want)
		}
	}
	if SizeClass(got.Urban) != "large II" || SizeClass(got.Population) != "large I" {
		t.Error("the two bases put Jilin in the same class; the test shows nothing")
	}
	if f := h.s.Figures("nobody"); f.Weight("population") != 0 {
		t.Errorf("a stranger weighs %+v", f)
	}
}
