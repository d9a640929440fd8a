package hazard

import "math"

// A Stream is a counter-based generator: the i-th number of a stream depends on its key and i alone, not on how many were drawn before. So a
// member of an ensemble is the same however many others there are, and a forecast is the same bit for bit wherever one architecture runs it.
type Stream uint64

// NewStream derives the stream of one purpose of one seed.
func NewStream(seed, purpose uint64) Stream {
	return Stream(mix(seed + 0x9e3779b97f4a7c15*(purpose+1)))
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uniform is the i-th number of the stream, in (0, 1): never 0 or 1, so that its logarithm and its normal quantile are finite.
func (s Stream) Uniform(i uint64) float64 {
	z := mix(uint64(s) + 0x9e3779b97f4a7c15*(i+1))
	return (float64(z>>12) + 0.5) / (1 << 52)
}

// Normal is the i-th number of the stream as a standard normal deviate, by inversion: one counter, one number.
func (s Stream) Normal(i uint64) float64 {
	return math.Sqrt2 * math.Erfinv(2*s.Uniform(i)-1)
}
