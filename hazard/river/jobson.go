package river

import "math"

// Jobson's regressions (USGS Water-Resources Investigations Report 96-4013, 1996) say what a dissolved
// pollutant does in a river in which nobody ever made a tracer test. They rest on dye tests in about 90
// rivers of the United States (980 subreaches for the velocity). Equation numbers are the report's.

const gravity = 9.80665 // m/s2

// jobsonTerm is the dimensionless product of equation 12 that both velocities share, in m/s before its factor.
func jobsonTerm(r Reach, discharge float64) float64 {
	area := r.Area * 1e6 // m2
	dimensionless := math.Pow(area, 1.25) * math.Sqrt(gravity) / r.MeanDischarge
	return math.Pow(dimensionless, 0.919) * math.Pow(discharge/r.MeanDischarge, -0.469) *
		math.Pow(r.Slope, 0.159) * discharge / area
}

// PeakVelocity is the velocity of the peak of a slug in m/s (equation 12) in reach r at its discharge:
// Vp = 0.094 + 0.0143 Da'^0.919 Qa'^-0.469 S^0.159 Q/Da.
func PeakVelocity(r Reach) float64 { return 0.094 + 0.0143*jobsonTerm(r, r.Discharge) }

// MaxVelocity is the highest probable velocity of the peak in m/s (equation 13), the envelope under which
// more than 99 % of Jobson's observations lie: Vmp = 0.25 + 0.02 (the same product).
func MaxVelocity(r Reach) float64 { return 0.25 + 0.02*jobsonTerm(r, r.Discharge) }

// UnitPeak is the unit-peak concentration in 1e-6/s (equation 7), tp hours after the release, where the flow
// is relative times its annual mean: Cup = 857 Tp^(-0.760 Qa'^-0.079). The peak concentration of a
// conservative substance is Cup 1e-6 M/Q.
func UnitPeak(tp, relative float64) float64 {
	return 857 * math.Pow(tp, -0.760*math.Pow(relative, -0.079))
}

// LeadingEdge is the time at which dye is first detected, in the unit of tp (equation 18): 89 % of the peak's.
func LeadingEdge(tp float64) float64 { return 0.89 * tp }

// TailHours is how long it takes from the leading edge until the concentration is down to 10 % of the peak, in
// hours (equation 19: T10d = 2e6/Cup seconds).
func TailHours(unitPeak float64) float64 { return 2e6 / unitPeak / 3600 }

// ManningVelocity is the mean velocity of steady uniform flow in a wide channel, in m/s, from Manning's formula
// with depth eliminated: V = q^0.4 S^0.3 n^-0.6, q = Q/W. It is the second, independent estimate: Jobson's
// regression uses slope only weakly and was fitted to rivers most of which are steeper and smaller than a
// lowland main stem. It is 0 where the reach has no width.
func ManningVelocity(r Reach) float64 {
	if r.Width == 0 {
		return 0
	}
	return math.Pow(r.Discharge/r.Width, 0.4) * math.Pow(r.Slope, 0.3) * math.Pow(r.Roughness, -0.6)
}
