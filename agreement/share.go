package agreement

import (
	"math/bits"
	"slices"

	"tongzhou/jurisdiction"
)

// A Share is what a party bears, or what its vote weighs, by a key.
type Share struct {
	Party  jurisdiction.ID
	Weight int64 // residents, or gross product; 1 where each counts as one
	Part   int64 // of a whole of 1,000,000
}

// whole is what shares add up to.
const whole = 1_000_000

// Shares divides a whole in proportion to weights, exactly: what is left by rounding down goes to the largest remainders, of equal ones to the party
// whose ID comes first, so that everybody computes the same and the sum is the whole. Where any weight is not known there are no shares, and unknown says whose:
// a key that leaves somebody out would burden the others. A weight is at most 2^46, so that sums stay numbers.
func Shares(parties []jurisdiction.ID, weigh func(jurisdiction.ID) int64) (shares []Share, unknown []jurisdiction.ID) {
	parties = slices.Clone(parties)
	slices.Sort(parties)
	var total uint64
	for _, p := range slices.Compact(parties) {
		w := weigh(p)
		if w <= 0 || w > maxWeight {
			unknown = append(unknown, p)
			continue
		}
		shares = append(shares, Share{Party: p, Weight: w})
		total += uint64(w)
	}
	if len(unknown) > 0 || total == 0 {
		return nil, unknown
	}
	left := int64(whole)
	rest := make([]uint64, len(shares))
	for i := range shares {
		hi, lo := bits.Mul64(uint64(shares[i].Weight), whole)
		part, r := bits.Div64(hi, lo, total)
		shares[i].Part, rest[i] = int64(part), r
		left -= shares[i].Part
	}
	for ; left > 0; left-- {
		most := 0
		for i := range rest {
			if rest[i] > rest[most] {
				most = i
			}
		}
		shares[most].Part++
		rest[most] = 0
	}
	return shares, nil
}
