package hazard

import "testing"

// Known answer: SplitMix64 with seed 0 gives 0xe220a8397b1dcdaf first (the reference implementation of Steele, Lea and Flood);
// our i-th number is the finaliser of the key plus i+1 times the golden gamma, so key 0 and i = 0 is that number.
func TestSplitMix64(t *testing.T) {
	if got := mix(0x9e3779b97f4a7c15); got != 0xe220a8397b1dcdaf {
		t.Errorf("mix = %#x, want 0xe220a8397b1dcdaf", got)
	}
	want := (float64(uint64(0xe220a8397b1dcdaf)>>12) + 0.5) / (1 << 52)
	if got := Stream(0).Uniform(0); got != want {
		t.Errorf("uniform = %v, want %v", got, want)
	}
}
