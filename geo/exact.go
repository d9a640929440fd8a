package geo

import (
	"math"
	"math/big"
)

// side is above 0 if p lies west of the edge, below 0 if east, 0 if just on it. The sign is always right: where the plain
// sum is too near to 0 for its rounding (Shewchuk 1997, the bound of orient2d's first stage), it is done again with rational numbers.
func (e edge) side(p Point) float64 {
	left, right := (e.x0-p.Lon)*(e.y1-p.Lat), (e.x1-p.Lon)*(e.y0-p.Lat)
	d := left - right
	const bound = 3.3306690738754716e-16 // (3 + 16 u) u with u = 2^-53
	if math.Abs(d) > bound*(math.Abs(left)+math.Abs(right)) {
		return d
	}
	return e.exact(p)
}

// plain is the same without care for the sign: twice the area of the triangle in degrees.
func (e edge) plain(p Point) float64 { return (e.x0-p.Lon)*(e.y1-p.Lat) - (e.x1-p.Lon)*(e.y0-p.Lat) }

func (e edge) exact(p Point) float64 {
	less := func(a, b float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b))
	}
	left := new(big.Rat).Mul(less(e.x0, p.Lon), less(e.y1, p.Lat))
	right := new(big.Rat).Mul(less(e.x1, p.Lon), less(e.y0, p.Lat))
	return float64(left.Cmp(right))
}
