package river

import (
	"errors"
	"fmt"
	"math"

	"tongzhou/hazard"
)

// An Origin says that nobody has said where, when and how much got into the river, and between which bounds
// each is sought. It stands in the inputs of a run in the place of the release's time, mass and share. Within
// the bounds everything is equally likely beforehand: each km, each hour, and each factor of the mass. So an
// origin that keeps silent is found by what was measured downstream (R58), and the forecast for those further
// down does not have to wait until it speaks.
type Origin struct {
	// FromKM and ToKM bound the place, along the reaches' nominal lengths: below a dam that would have held
	// it, above the first station that had it.
	FromKM float64 `json:"fromKM"`
	ToKM   float64 `json:"toKM"`
	// Earliest and Latest bound when it began, Unix milliseconds.
	Earliest int64 `json:"earliest"`
	Latest   int64 `json:"latest"`
	// MassLow and MassHigh bound the mass of the substance, kg.
	MassLow  float64 `json:"massLow"`
	MassHigh float64 `json:"massHigh"`
	// Outfalls are the places where it can have entered, if they are known; without any, every km is one.
	Outfalls []Outfall `json:"outfalls,omitempty"`
}

// An Outfall is a place at which something can get into the river: a works, a bridge, a tributary. Weight is
// how likely it is beforehand beside the others; what is beside the point there (another industry, a dry
// stream) has less.
type Outfall struct {
	ID     string  `json:"id"`
	Name   string  `json:"name,omitempty"`
	KM     float64 `json:"km"`
	Weight float64 `json:"weight"`
}

// A Source is where, when and how much got into the river, as far as the readings tell.
type Source struct {
	KM   hazard.Quantiles // along the reaches' nominal lengths
	At   hazard.Quantiles // hours after Start
	Mass hazard.Quantiles // kg of the substance
	// Reaches and Outfalls have the share of the members in each, in the order of the inputs. Without
	// outfalls in the inputs there are none.
	Reaches, Outfalls []Share
}

// A Share is how likely a place is, 0 to 1, by its id.
type Share struct {
	ID          string
	Probability float64
}

// maxOutfalls keeps one run short.
const maxOutfalls = 1000

// Locate finds the source from the readings. The inputs must have an Origin. Without readings it returns what
// was believed beforehand. A narrow answer is only as good as the bounds: what lies outside them is not
// found, and a true source outside shows as an UnexplainedError or not at all.
func Locate(in Inputs) (Source, error) {
	if err := in.Validate(); err != nil {
		return Source{}, err
	}
	if in.Origin == nil {
		return Source{}, errors.New("river: locate: the inputs have no origin to look for; give the bounds of place, time and mass")
	}
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		return Source{}, err
	}
	return c.source(e), nil
}

// source counts where the members of an ensemble begin.
func (c *chain) source(e [][]float64) Source {
	in := c.in
	out := Source{Reaches: make([]Share, len(in.Reaches)), Outfalls: make([]Share, len(in.Origin.Outfalls))}
	for i, r := range in.Reaches {
		out.Reaches[i].ID = r.ID
	}
	for i, o := range in.Origin.Outfalls {
		out.Outfalls[i].ID = o.ID
	}
	one := 1 / float64(len(e))
	// Quantiles of place, time and mass are each for itself: the three hang together (further up is earlier),
	// and who wants a pair takes the members. The share of a reach is what an inspector is sent by.
	var km, at, mass []float64
	for _, z := range e {
		place, outfall := in.Origin.place(normalCDF(z[zPlace]))
		if outfall >= 0 {
			out.Outfalls[outfall].Probability += one
		}
		out.Reaches[c.reachAt(place)].Probability += one
		km = append(km, place)
		at = append(at, in.Origin.begins(in.Start, z[zReleaseHours]))
		mass = append(mass, in.Origin.mass(z[zMass]))
	}
	out.KM, out.At, out.Mass = hazard.QuantilesOf(km), hazard.QuantilesOf(at), hazard.QuantilesOf(mass)
	return out
}

// reachAt is the reach in which a km lies.
func (c *chain) reachAt(km float64) int {
	i := 0
	for i+1 < len(c.end) && km >= c.end[i] {
		i++
	}
	return i
}

// place is the km at the share u of what is likely beforehand, and the outfall there; -1: none is known.
func (o *Origin) place(u float64) (km float64, outfall int) {
	if len(o.Outfalls) == 0 {
		return o.FromKM + u*(o.ToKM-o.FromKM), -1
	}
	// Weights are scaled here and not by who gives them, so that one outfall more does not change what was
	// written of the others.
	total := 0.0
	for _, f := range o.Outfalls {
		total += f.Weight
	}
	for i, f := range o.Outfalls {
		if u -= f.Weight / total; u < 0 || i == len(o.Outfalls)-1 {
			return f.KM, i
		}
	}
	return 0, -1 // not reached: there is a last one
}

// begins is when it began, in hours after start, by a latent number.
func (o *Origin) begins(start int64, z float64) float64 {
	return hours(o.Earliest-start) + normalCDF(z)*hours(o.Latest-o.Earliest)
}

// mass is how much it was, by a latent number.
func (o *Origin) mass(z float64) float64 {
	// Each factor of ten is as likely as another: nobody who looks for a silent origin knows whether it was a
	// drum or a tank.
	return o.MassLow * math.Pow(o.MassHigh/o.MassLow, normalCDF(z))
}

// normalCDF is the distribution function of the standard normal: what makes a latent number a share.
func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// validate refuses bounds between which nothing lies. A mass or a place that is known is given by bounds that
// are equal.
func (o *Origin) validate(start int64, length float64) error {
	switch {
	case !between(o.FromKM, 0, length) || !between(o.ToKM, o.FromKM, length):
		return fmt.Errorf("river: origin: km %g to %g: wants 0 to %g (the end of the last reach), upstream first", o.FromKM, o.ToKM, length)
	case o.Earliest < start || o.Latest < o.Earliest:
		return errors.New("river: origin: wants earliest and latest in this order, not before the start from which hours are counted")
	case !between(o.MassLow, 1e-9, 1e12) || !between(o.MassHigh, o.MassLow, 1e12):
		return fmt.Errorf("river: origin: mass %g to %g kg: wants more than 0, the lower first", o.MassLow, o.MassHigh)
	case len(o.Outfalls) > maxOutfalls:
		return fmt.Errorf("river: origin: %d outfalls: wants at most %d", len(o.Outfalls), maxOutfalls)
	}
	seen := map[string]bool{}
	for i, f := range o.Outfalls {
		switch {
		case f.ID == "" || seen[f.ID]:
			return fmt.Errorf("river: origin: outfall %d: the id %q is empty or stands twice", i+1, f.ID)
		case !between(f.KM, o.FromKM, o.ToKM):
			return fmt.Errorf("river: origin: outfall %q: km %g: wants %g to %g, the bounds of the place", f.ID, f.KM, o.FromKM, o.ToKM)
		case !between(f.Weight, 1e-9, 1e9):
			return fmt.Errorf("river: origin: outfall %q: weight %g: wants more than 0; leave out what cannot be", f.ID, f.Weight)
		}
		seen[f.ID] = true
	}
	return nil
}
