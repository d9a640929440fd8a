package tracer

// A tree of cells instead of a matrix: each cell has one below it and one or several above, so the equations of a step, which couple every cell
// with its neighbours, are eliminated from the headwaters to the outlets and solved back, in two passes over the cells and without
// anything filled in. Reaches, confluences and dilutions are one system; no reach waits for another to converge.

import (
	"fmt"
	"math"
)

// A Run is the state of a network. It is not safe for use by several goroutines.
type Run struct {
	step     float64
	now      float64
	reaches  []Reach // in topological order
	index    map[ID]int
	start    []int // cells of reach i are start[i] to start[i+1], downstream
	releases []Release
	budget   Budget

	// By cell, upstream cells before those that they flow into. Nothing is allocated after New.
	down   []int32 // the next cell, -1 at an outlet
	volume []float64
	water  []float64 // kg/m3
	store  []float64 // kg/m3, in dead zones
	out    []face    // of the lower face
	up     []float64 // what the matrix has for the cell above a face, in the row of the cell below
	below  []float64 // and for the cell below, in the row of the cell above
	pivot  []float64 // the eliminated diagonal
	right  []float64

	source []float64 // kg in this step
}

// Rows and columns of the cells above and below are kept apart because a junction is not symmetric: water that is taken out, or that joins, makes what
// leaves one cell another thing than what arrives in the next.
//
// A face is what passes from a cell: flux out = a C + b Cdown, of which in = p C + q Cdown arrives in the cell below. The difference is taken out
// with the water. m3/s.
type face struct{ a, b, p, q float64 }

// New checks the inputs, divides the reaches into cells and prepares the equations.
func New(in Inputs) (*Run, error) {
	if !between(in.Step, 0.1, 86400) {
		return nil, fmt.Errorf("tracer: step %g s: wants 0.1 to 86400", in.Step)
	}
	r := &Run{step: in.Step, index: map[ID]int{}}
	for i := range in.Reaches {
		err := in.Reaches[i].validate(in.Step)
		if err == nil {
			err = in.Reaches[i].fits(in.Step)
		}
		if err != nil {
			return nil, fmt.Errorf("tracer: reach %d: %w", in.Reaches[i].ID, err)
		}
	}
	if err := r.order(in.Reaches); err != nil {
		return nil, err
	}
	for i, l := range in.Releases {
		at, ok := r.index[l.On]
		if !ok {
			return nil, fmt.Errorf("tracer: release %d: there is no reach %d", i+1, l.On)
		}
		if err := l.validate(&r.reaches[at]); err != nil {
			return nil, fmt.Errorf("tracer: release %d: %w", i+1, err)
		}
	}
	r.releases = append(r.releases, in.Releases...)
	if err := r.divide(); err != nil {
		return nil, err
	}
	r.assemble()
	return r, nil
}

// order puts reaches after those that flow into them.
func (r *Run) order(reaches []Reach) error {
	known, waits := map[ID]int{}, map[ID]int{}
	for i, x := range reaches {
		if _, twice := known[x.ID]; twice {
			return fmt.Errorf("tracer: reach %d: the id stands twice", x.ID)
		}
		known[x.ID] = i
		if x.To != 0 {
			waits[x.To]++
		}
	}
	var ready []int
	for i, x := range reaches {
		if _, ok := known[x.To]; x.To != 0 && !ok {
			return fmt.Errorf("tracer: reach %d flows into %d, which is not there: give that reach, or 0 where the water leaves the network", x.ID, x.To)
		}
		if waits[x.ID] == 0 {
			ready = append(ready, i)
		}
	}
	// Headwaters first; a reach is ready when the last of those above it is. What never gets ready is in a ring or below one.
	for k := 0; k < len(ready); k++ {
		x := reaches[ready[k]]
		r.index[x.ID] = len(r.reaches)
		r.reaches = append(r.reaches, x)
		if waits[x.To]--; x.To != 0 && waits[x.To] == 0 {
			ready = append(ready, known[x.To])
		}
	}
	if len(r.reaches) < len(reaches) || len(reaches) == 0 {
		return fmt.Errorf("tracer: %d of %d reaches lead out of the network: wants one or more, and no ring", len(r.reaches), len(reaches))
	}
	return nil
}

// divide makes the cells: as few as the Peclet number allows, so that steps may be long. They stay as they are when flows change: mass need not be
// moved between them.
func (r *Run) divide() error {
	total := 0
	for _, x := range r.reaches {
		r.start = append(r.start, total)
		if total += cells(x); total > maxCells {
			return fmt.Errorf("tracer: more than %d cells: wants fewer or shorter reaches, or more dispersion", maxCells)
		}
	}
	r.start = append(r.start, total)
	r.down = make([]int32, total)
	r.out = make([]face, total)
	for _, s := range []*[]float64{&r.volume, &r.water, &r.store, &r.up, &r.below, &r.pivot, &r.right, &r.source} {
		*s = make([]float64, total)
	}
	for i, x := range r.reaches {
		for c := r.start[i]; c < r.start[i+1]; c++ {
			r.down[c] = int32(c + 1)
			r.volume[c] = x.Area * r.size(i)
		}
		last := r.start[i+1] - 1
		if r.down[last] = -1; x.To != 0 {
			r.down[last] = int32(r.start[r.index[x.To]])
		}
	}
	return nil
}

// cells is how many a reach needs; two at least, so that something can be read between them.
func cells(x Reach) int {
	return max(2, int(math.Ceil(x.Length*x.Flow/x.Area/(maxPeclet*x.Dispersion)-1e-9)))
}

// size is the length of the cells of reach i.
func (r *Run) size(i int) float64 { return r.reaches[i].Length / float64(r.start[i+1]-r.start[i]) }

// assemble works out the faces and the matrix, and eliminates it once for all steps until a flow changes. Every cell has one below it, so the
// elimination runs down the tree and fills nothing in.
func (r *Run) assemble() {
	// A reach's own flow at its head is its Flow; what those above bring may be more or less.
	inflow := make([]float64, len(r.reaches)) // of all reaches above
	above := make([]int, len(r.reaches))
	for _, x := range r.reaches {
		if x.To != 0 {
			inflow[r.index[x.To]] += x.Flow
			above[r.index[x.To]]++
		}
	}
	half := r.step / 2
	clear(r.pivot)
	for i := range r.reaches {
		x := &r.reaches[i]
		k := rates(x, half)
		for c := r.start[i]; c < r.start[i+1]; c++ {
			switch j := int(r.down[c]); {
			// At an outlet what is in the last cell flows out; the river beyond sends nothing back.
			case j < 0:
				r.out[c] = face{a: x.Flow}
			case j < r.start[i+1]:
				g := x.Dispersion * x.Area / r.size(i)
				r.out[c] = face{x.Flow/2 + g, x.Flow/2 - g, x.Flow/2 + g, x.Flow/2 - g}
			default:
				next := r.index[x.To]
				r.out[c] = r.junction(i, next, above[next], inflow[next])
			}
			f := r.out[c]
			r.pivot[c] += r.volume[c]*(1+half*k.loss) + half*f.a
			r.below[c] = half * f.b
			r.up[c] = -half * f.p
			if j := r.down[c]; j >= 0 {
				r.pivot[j] -= half * f.q
				// The cell below is reached after all above it: eliminate this one from its row.
				r.pivot[j] -= r.up[c] / r.pivot[c] * r.below[c]
			}
		}
	}
}

// junction is the face between the last cell of reach i and the first of the next. Where one reach continues another, what is smooth is the
// flux: clean water that joins dilutes at once, so that the cell below stands for Flow/its flow of its concentration above. Where several meet, each brings what is
// in its last cell: below the confluence it cannot be told whose water disperses back.
func (r *Run) junction(i, next, above int, inflow float64) face {
	x, y := &r.reaches[i], &r.reaches[next]
	kept := min(1, y.Flow/inflow) // less than 1 where water is taken out
	if above > 1 {
		return face{a: x.Flow, p: x.Flow * kept}
	}
	// What the cell below would have without the clean water is C/diluted: that is what the cell above is compared with.
	diluted := min(1, x.Flow/y.Flow)
	dx, dy := r.size(i), r.size(next)
	weight := dy / (dx + dy) // of the cell above, in the value at the face
	g := 2 / (dx/(x.Dispersion*x.Area) + dy/(y.Dispersion*y.Area))
	// A flux back against the stream is left out where unlike cells would make it larger than the dispersion can carry.
	weight, back := max(weight, 1-g/x.Flow), g
	a, b := x.Flow*weight+back, (x.Flow*(1-weight)-back)/diluted
	return face{a, b, x.Flow*kept*weight + back, (x.Flow*kept*(1-weight) - back) / diluted}
}

// A rate is what happens within a cell: loss per s of the moving water to decay and dead zones as the new concentration sees it; hold is how much of the
// old storage is still there after a step.
type rate struct{ loss, hold float64 }

// rates of a reach for half a step. The storage equation is solved for the new storage and put into that of the water (Runkel 1998, OTIS).
func rates(x *Reach, half float64) rate {
	k := x.decay()
	if x.Storage == 0 {
		return rate{k, 1}
	}
	// Both at most 1/2, see validate: the old storage keeps its sign.
	g, d := half*x.Exchange*x.Area/x.Storage, half*x.StorageDecay
	return rate{k + x.Exchange*(1-g/(1+g+d)), (1 - g - d) / (1 + g + d)}
}

// decay is the rate of all loss from the moving water; losses of first order add up.
func (x *Reach) decay() float64 {
	// A closed cover; where it is broken, whoever gives the reach chooses Air between.
	if x.Ice {
		return x.Decay
	}
	return x.Decay + x.Air
}
