package act

import (
	"errors"
	"slices"
)

// Times is a forecast moment: five quantiles of an ensemble.
type Times struct {
	P05 Time `json:"p05"`
	P25 Time `json:"p25"`
	P50 Time `json:"p50"`
	P75 Time `json:"p75"`
	P95 Time `json:"p95"`
}

// Check refuses quantiles that fall.
func (t Times) Check() error {
	if !slices.IsSorted([]Time{t.P05, t.P25, t.P50, t.P75, t.P95}) {
		return errors.New("quantiles do not rise")
	}
	return nil
}

// Sizes is a forecast magnitude: five quantiles of an ensemble, all in one unit and with one exponent, so that their
// order can be checked without rounding.
type Sizes struct {
	P05 Quantity `json:"p05"`
	P25 Quantity `json:"p25"`
	P50 Quantity `json:"p50"`
	P75 Quantity `json:"p75"`
	P95 Quantity `json:"p95"`
}

// Check refuses quantiles that fall, or that differ in unit or exponent.
func (z Sizes) Check() error {
	all := []Quantity{z.P05, z.P25, z.P50, z.P75, z.P95}
	for i, q := range all {
		if q.Unit != all[0].Unit || q.Exponent != all[0].Exponent {
			return errors.New("quantiles differ in unit or exponent")
		}
		if i > 0 && q.Mantissa < all[i-1].Mantissa {
			return errors.New("quantiles do not rise")
		}
	}
	return nil
}
