package route

import "math"

// The channel is compound: a trapezoid that carries small flows, and a floodplain that carries what tops the banks, much more slowly. The two are
// joined as the National Water Model joins them: one hydraulic radius of the whole section, one roughness that is the mean over the wetted
// perimeters. Where the banks are overtopped by an inch the perimeter jumps by the width of the floodplain, so Manning's flow falls by a
// large step (in TestOverBank's river from 104 to 23 m3/s) and a river near that flow may run between or over its banks. It is a known
// weakness of that join, kept because parity needs it.

// bed is what a reach needs while its water stays between the banks: one cache line. Sizes that do not change are worked out once.
type bed struct {
	bottom, side float64 // width at the bed; run over rise of the banks
	wet          float64 // wetted perimeter gained per depth, 2 sqrt(1+side^2)
	full         float64 // bankfull depth
	speed        float64 // sqrt(slope)/n: Manning's velocity is speed R^(2/3)
	length       float64
	inverse      float64 // 1/(slope length), of Cunge's X
	each         float64 // 1/length
}

// plain is what a reach needs beside its bed once the banks are overtopped.
type plain struct {
	area, wetted, top float64 // of the bed when it is full
	width             float64 // of the floodplain
	celerity          float64 // 5/3 sqrt(slope)/n of the floodplain
	root              float64 // sqrt(slope)
	n, flood          float64 // roughness of bed and floodplain
}

// shape works out a reach. The reach has been checked: no division by zero is left.
func shape(r *Reach) (bed, plain) {
	root := math.Sqrt(r.Slope)
	b := bed{bottom: r.Bottom, side: 1 / r.Bank, speed: root / r.Roughness, length: r.Length, inverse: 1 / (r.Slope * r.Length), each: 1 / r.Length}
	b.wet = 2 * math.Sqrt(1+b.side*b.side)
	b.full = (r.Top - r.Bottom) / (2 * b.side)
	// A rectangle has no slope to meet the top: the National Water Model gives it the depth at which the trapezoid would have doubled.
	if r.Top == r.Bottom {
		b.full = r.Bottom / (2 * b.side)
	}
	return b, plain{area: (b.bottom + b.side*b.full) * b.full, wetted: b.bottom + b.wet*b.full, top: b.bottom + 2*b.side*b.full,
		width: r.Flood, celerity: 5. / 3 * root / r.FloodRoughness, root: root, n: r.Roughness, flood: r.FloodRoughness}
}

// stream is what the water does at one depth: the celerity of a small wave, 1/width of the surface, Manning's normal flow.
type stream struct{ celerity, inverse, flow float64 }

// at is the stream at depth h.
func at(b *bed, p *plain, h float64) stream {
	if h > b.full {
		return p.at(b, h)
	}
	return b.within(h)
}

// within is the stream between the banks.
func (b *bed) within(h float64) stream {
	if h <= 0 {
		return stream{}
	}
	perimeter := b.bottom + b.wet*h
	width := b.bottom + 2*b.side*h
	area := (b.bottom + b.side*h) * h
	both := 1 / (perimeter * width) // one division for two
	radius := area * width * both
	power := b.speed * twoThirds(radius) // the velocity
	// dQ/dA of Manning's flow; in a trapezoid it cannot fall below 0.
	return stream{power * (5./3 - 2./3*b.wet*radius*perimeter*both), perimeter * both, power * area}
}

// at is the stream above the banks. The celerity is the mean of bed and floodplain, weighted with their areas; the roughness that of their
// wetted perimeters; the hydraulic radius that of the whole section.
func (p *plain) at(b *bed, h float64) stream {
	over := h - b.full
	area, wetted := p.width*over, p.width+2*over
	radius := (p.area + area) / (p.wetted + wetted)
	power := twoThirds(radius)
	inBed := b.speed * power * (5./3 - 2./3*b.wet*radius/p.top)
	onPlain := p.celerity * twoThirds(over)
	n := (p.wetted*p.n + wetted*p.flood) / (p.wetted + wetted)
	return stream{max(0, (inBed*p.area+onPlain*area)/(p.area+area)), 1 / p.width, p.root / n * (p.area + area) * power}
}

// section is the area of the water at depth h, m2. Above the banks the floodplain is as wide at every depth, the bed goes on between its walls.
func section(b *bed, p *plain, h float64) float64 {
	if h > b.full {
		return p.area + p.width*(h-b.full)
	}
	return (b.bottom + b.side*h) * h
}

// Section is the area of the water, the width of its surface and its mean velocity at a depth of an ordinary step, all 0 where it is dry. It is that of a run:
// for what moves with the water.
func (r *Reach) Section(depth float64) (area, width, velocity float64) {
	if !(depth > 0) {
		return 0, 0, 0
	}
	b, p := shape(r)
	s := apart(&b, &p, depth)
	area = section(&b, &p, depth)
	return area, 1 / s.inverse, s.flow / area
}

// twoThirds is x^(2/3) for 0 < x < 1e30, to a few units in the last place and several times faster than a general power: x^(-1/3) is
// guessed from the exponent's third (within 4 %) and improved twice by a step of order four (Householder), without a division.
func twoThirds(x float64) float64 {
	y := math.Float64frombits(0x553ef0ff289dd796 - math.Float64bits(x)/3)
	r := 1 - x*y*(y*y)
	y += y * r * (1./3 + r*(2./9+r*(14./81)))
	r = 1 - x*y*(y*y)
	y += y * r * (1./3 + r*(2./9+r*(14./81)))
	return x * y
}

// normalDepth is the depth at which q flows evenly: where a run starts when only flows are known. Manning's flow falls by a large step where the
// banks are overtopped, because the wetted perimeter and the roughness jump, so that some flows fit two depths: the one between the banks is taken.
func normalDepth(b *bed, p *plain, q float64) float64 {
	if q <= 0 {
		return 0
	}
	low, high := 0.0, b.full
	for at(b, p, high).flow < q && high < 1e4 {
		low, high = high, 2*high
	}
	for range 60 {
		if mid := (low + high) / 2; at(b, p, mid).flow < q {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// velocity is that of the flow between the banks at depth h, as if they went on upwards: what the National Water Model reports.
func velocity(b *bed, h float64) float64 {
	if h <= 0 {
		return 0
	}
	return b.speed * twoThirds((b.bottom+b.side*h)*h/(b.bottom+b.wet*h))
}
