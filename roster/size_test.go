package roster

import "testing"

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
