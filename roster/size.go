package roster

import (
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// Figures are the body of roster.figures: how large a member was in a year, as the registrar puts it on record once a year. Zero is not known.
type Figures struct {
	Member     jurisdiction.ID `json:"member"`
	Year       int             `json:"year"`                 // to which they refer
	Population int64           `json:"population,omitempty"` // residents of the whole jurisdiction
	Urban      int64           `json:"urban,omitempty"`      // residents of its urban area: what its size class goes by
	GDP        int64           `json:"gdp,omitempty"`        // of the year, in the alliance's currency
	Rank       int             `json:"rank,omitempty"`       // in the hierarchy, 1 the highest; shown, and never a key
	Source     act.Text        `json:"source"`               // "statistical yearbook 2025, table 2-3"
}

// Sized are figures with the act that put them on record.
type Sized struct {
	Figures
	Ref act.Ref
}

// Check says what is wrong with figures, for the person who writes them.
func (f Figures) Check() error {
	if f.Member == "" {
		return errors.New("member: empty")
	}
	if f.Year < 1900 || f.Year > 9999 {
		return fmt.Errorf("year: %d, wants the year to which the figures refer", f.Year)
	}
	if err := f.Source.Check(); err != nil {
		return fmt.Errorf("source: %w", err)
	}
	if f.Population < 0 || f.Urban < 0 || f.GDP < 0 || f.Rank < 0 {
		return fmt.Errorf("population: %d, urban: %d, gdp: %d, rank: %d: none may be negative", f.Population, f.Urban, f.GDP, f.Rank)
	}
	if f.Population > 0 && f.Urban > f.Population {
		return fmt.Errorf("urban: %d of a population of %d; the urban area is a part of the jurisdiction", f.Urban, f.Population)
	}
	return nil
}

// size: the registrar, and nobody else, says how large a member is; what a member says of itself is a key that it would choose for itself.
func (s *State) size(e act.Entry) (Figures, error) {
	f, err := body[Figures](e.Act.Body)
	if err == nil && (s.charter == nil || e.Act.By != s.charter.Secretariat) {
		err = errors.New("the secretariat keeps the figures of members")
	}
	return f, err
}

// Figures returns how large a member is: by the figures of the newest year and, of the same year, the last on record; until there are any, by its
// admission, and of no year.
func (s *State) Figures(p jurisdiction.ID) Sized {
	var out Sized
	if m := s.members[p]; m != nil {
		out = Sized{Figures{Member: p, Population: m.Population, Urban: m.Urban, GDP: m.GDP, Rank: m.Rank}, m.Admitted}
	}
	for _, f := range s.figures[p] {
		if f.Year >= out.Year {
			out = f
		}
	}
	return out
}

// Weight is what a member weighs by a key: member, population, urban or gdp. 0: it is not known.
func (f Figures) Weight(key string) int64 {
	switch key {
	case "member", "equal":
		return 1
	case "population":
		return f.Population
	case "urban":
		return f.Urban
	case "gdp":
		return f.GDP
	}
	return 0
}

// SizeClass is the size class of a city by the residents of its urban area (State Council, Guofa [2014] No. 51): supercity from 10 million, megacity
// from 5, large I from 3, large II from 1, medium from 500,000, small I from 200,000, else small II; each lower bound belongs to its class. It counts
// urban residents, not those of the whole jurisdiction, which would put most prefectures too high. It is empty where that number is not known.
func SizeClass(urban int64) string {
	steps := []struct {
		from  int64
		class string
	}{{10_000_000, "supercity"}, {5_000_000, "megacity"}, {3_000_000, "large I"}, {1_000_000, "large II"}, {500_000, "medium"}, {200_000, "small I"}, {1, "small II"}}
	for _, s := range steps {
		if urban >= s.from {
			return s.class
		}
	}
	return ""
}
