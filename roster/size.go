package roster

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
