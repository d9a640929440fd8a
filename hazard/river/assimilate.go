package river

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"tongzhou/hazard"
)

// Assimilation moves the ensemble from the prior to the posterior in steps (a tempered particle method: Neal
// 2001; Del Moral, Doucet and Jasra 2006). The likelihood of the readings is raised to a power b that grows
// from 0 to 1, each time as far as half of the members remain effective; members are resampled by their
// weights (systematic resampling) and moved by two kinds of proposals: some leave the normal prior unchanged
// (preconditioned Crank-Nicolson, Cotter et al. 2013), others go as two further members differ (differential
// evolution, ter Braak 2006). Everything random comes from counters, so the result is a function of the inputs.

const (
	maxStages = 60
	// moves are the proposals a member makes per stage and block; with fewer the bands of the twin experiment
	// were too narrow (doc/hazard/river.md). Where an origin is sought, place, time and speed make up for one
	// another over days and hundreds of km, and it takes seek times as many to spread along that.
	moves   = 6
	seek    = 4
	strange = 0.01 // a likelihood (1 is perfect) at which a reading is about a factor exp(4.6 Prior.Reading) off
)

// Purposes of the random streams.
const (
	streamPrior = iota
	streamResample
	streamOthers
	streamMove
)

// ensemble draws the members' latent numbers, moved to agree with the readings.
func (c *chain) ensemble() ([][]float64, error) {
	d := c.dimension()
	draw := hazard.NewStream(c.in.Seed, streamPrior)
	e := make([][]float64, c.in.Members)
	share(len(e), func(from, to int) {
		for k := from; k < to; k++ {
			e[k] = make([]float64, d)
			for j := range e[k] {
				e[k][j] = draw.Normal(counter(k, j))
			}
		}
	})
	if len(c.in.Readings) == 0 {
		return e, nil
	}
	t := tempering{chain: c, members: e, spare: make([][]float64, len(e)), fit: make([]float64, len(e))}
	for k := range t.spare {
		t.spare[k] = make([]float64, d)
	}
	t.aim()
	defer func(far int) { c.far = far }(c.far)
	c.far = t.reach
	return t.run()
}

// share gives members to the processors, some at a time, so that one that is kept from working holds up few.
// A member is a function of its own numbers and of what all read, so the bytes are the same with any number
// of processors; what a worker writes no other one reads.
func share(members int, work func(from, to int)) {
	const some = 50
	var next atomic.Int64
	take := func() {
		for from := int(next.Add(some)) - some; from < members; from = int(next.Add(some)) - some {
			work(from, min(from+some, members))
		}
	}
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (members+some-1)/some) - 1 {
		done.Go(take)
	}
	take()
	done.Wait()
}

// counter is the place of latent number j of member k in a stream.
func counter(k, j int) uint64 { return uint64(k)<<20 | uint64(j) }

// tempering is an assimilation under way.
type tempering struct {
	*chain
	members, spare [][]float64
	seen           []seen    // the readings, prepared
	at             []int     // the station of each
	order          []int     // the readings by station, so that a passage is made once for all of one station
	weight         []float64 // how much of a reading each counts
	reach          int       // how many reaches there are down to the last reading
	others         []int     // the latent numbers about which the readings say nothing
	fit            []float64 // log likelihood of each member
	power          float64
	blocks         []block
	stage          int
	counter        uint64
}

// A block is latent numbers that are moved together, the others staying where they are.
type block struct {
	moved []int
	step  float64 // of the proposals
	along bool    // as two other members differ, not in any direction
}

// aim finds what the readings depend on. The latent numbers are independent beforehand, so those of places
// that no reading has come from stay as they were, and only the others need to be moved.
func (t *tempering) aim() {
	needed := make([]bool, t.dimension())
	for j := range zCommon {
		needed[j] = true
	}
	for i := range t.in.Readings {
		s := t.station(t.in.Readings[i].Station)
		t.seen = append(t.seen, t.in.see(&t.in.Readings[i]))
		t.at = append(t.at, s)
		t.reach = max(t.reach, t.chain.at[s]+1)
		needed[len(needed)-len(t.in.Stations)+s] = true
	}
	if next := t.reach; next < len(t.chain.reach) {
		t.reach++ // a station at the end of its reach may lie a little beyond it
	}
	for i := range t.at {
		t.order = append(t.order, i)
	}
	slices.SortStableFunc(t.order, func(i, j int) int { return t.at[i] - t.at[j] })
	t.weigh()
	for i := range t.reach {
		needed[zCommon+i], needed[zCommon+len(t.chain.reach)+i] = true, true
	}
	all := block{step: 0.5}
	for j, yes := range needed {
		if yes {
			all.moved = append(all.moved, j)
		} else {
			t.others = append(t.others, j)
		}
	}
	// More mass, a longer release, a faster river, a place further up make up for one another: the posterior
	// is a ridge, along which steps in all directions at once hardly get on. The members lie along it, so the
	// difference of two of them is a step that does; of all numbers, and of those that make the ridge.
	ridge := []int{zVelocity, zDischarge, zMass, zPlace, zReleaseHours, zReleaseLength, zPeak}
	for i := range t.reach {
		ridge = append(ridge, zCommon+i)
	}
	t.blocks = []block{all, {all.moved, 0.35, true}, {ridge, 0.6, true}}
}

// run goes from the prior (power 0) to the posterior (power 1). The scratch members of a move and of a
// resampling are the same memory: between two steps t.members and t.fit belong together, t.spare is free.
func (t *tempering) run() ([][]float64, error) {
	share(len(t.members), func(from, to int) {
		var m member
		for k := from; k < to; k++ {
			t.fit[k] = t.likelihood(&m, t.members[k])
		}
	})
	times := moves
	if t.in.Origin != nil {
		times *= seek
	}
	for t.power < 1 {
		if t.stage++; t.stage > maxStages {
			return nil, errors.New("river: assimilate: no member can explain the readings; " +
				"check station, time and unit of each, or widen the prior")
		}
		next := t.nextPower()
		t.resample(next - t.power)
		t.power = next
		t.move(times)
	}
	t.move(2 * times)
	if err := t.unexplained(); err != nil {
		return nil, err
	}
	// Resampling made copies; what the readings say nothing about is drawn anew, so that no two members are
	// alike there.
	draw := hazard.NewStream(t.in.Seed, streamOthers)
	for k, z := range t.members {
		for _, j := range t.others {
			z[j] = draw.Normal(counter(k, j))
		}
	}
	return t.members, nil
}

// nextPower is the largest power at which at least half the members stay effective, by bisection.
func (t *tempering) nextPower() float64 {
	effective := func(step float64) float64 {
		best := math.Inf(-1)
		for _, l := range t.fit {
			best = math.Max(best, l)
		}
		sum, squares := 0.0, 0.0
		for _, l := range t.fit {
			w := math.Exp(step * (l - best))
			sum, squares = sum+w, squares+w*w
		}
		return sum * sum / squares
	}
	half := float64(len(t.members)) / 2
	if effective(1-t.power) >= half {
		return 1
	}
	low, high := 0.0, 1-t.power
	for range 40 {
		if mid := (low + high) / 2; effective(mid) >= half {
			low = mid
		} else {
			high = mid
		}
	}
	return t.power + math.Max(low, 1e-9)
}

// resample draws the members anew in proportion to their weights, by one random offset.
func (t *tempering) resample(step float64) {
	best := math.Inf(-1)
	for _, l := range t.fit {
		best = math.Max(best, l)
	}
	sum := 0.0
	for _, l := range t.fit {
		sum += math.Exp(step * (l - best))
	}
	n := float64(len(t.members))
	u := hazard.NewStream(t.in.Seed, streamResample).Uniform(uint64(t.stage))
	fit := make([]float64, 0, len(t.members))
	passed := 0.0
	for k, l := range t.fit {
		passed += math.Exp(step*(l-best)) / sum * n
		for len(fit) < len(t.members) && (u+float64(len(fit)) < passed || k == len(t.fit)-1) {
			copy(t.spare[len(fit)], t.members[k])
			fit = append(fit, l)
		}
	}
	t.members, t.spare, t.fit = t.spare, t.members, fit
}

// move proposes some steps to every member, in each block by turns.
func (t *tempering) move(times int) {
	for range times {
		for i := range t.blocks {
			t.propose(&t.blocks[i])
		}
	}
}

// propose proposes one step to every member and adapts the length of the block's steps so that about a third
// are taken. First one half of the members moves and then the other, so that those by whose difference a
// member goes stand still meanwhile: it is what keeps such a step reversible, and the bytes the same with any
// number of processors.
func (t *tempering) propose(b *block) {
	draw := hazard.NewStream(t.in.Seed, streamMove+t.counter)
	t.counter++
	var taken atomic.Int64 // a sum of whole numbers is the same in whatever order they come
	n := len(t.members)
	for _, half := range [2][2]int{{0, n / 2}, {n / 2, n}} {
		still := t.members[n/2:]
		if half[0] > 0 {
			still = t.members[:n/2]
		}
		share(half[1]-half[0], func(from, to int) {
			var m member
			for k := half[0] + from; k < half[0]+to; k++ {
				z, y := t.members[k], t.spare[k]
				copy(y, z)
				prior := b.next(draw, k, y, still)
				l := t.likelihood(&m, y)
				if math.Log(draw.Uniform(counter(k, 1<<19))) < prior+t.power*(l-t.fit[k]) {
					t.members[k], t.spare[k], t.fit[k] = y, z, l
					taken.Add(1)
				}
			}
		})
	}
	part := float64(taken.Load()) / float64(n)
	b.step = math.Min(0.95, math.Max(0.02, b.step*math.Exp(part-0.33)))
}

// next moves the numbers y of member k and returns the log ratio of the prior there and here: nothing for a step
// that leaves it unchanged. Of the steps along a difference one in ten has all of it: it leads from one outfall
// to another.
func (b *block) next(draw hazard.Stream, k int, y []float64, still [][]float64) (prior float64) {
	if !b.along {
		keep := math.Sqrt(1 - b.step*b.step)
		for _, j := range b.moved {
			y[j] = keep*y[j] + b.step*draw.Normal(counter(k, j))
		}
		return 0
	}
	one := int(draw.Uniform(counter(k, 1<<18)) * float64(len(still)))
	other := int(draw.Uniform(counter(k, 1<<18+1)) * float64(len(still)-1))
	if other >= one {
		other++
	}
	step := b.step
	if draw.Uniform(counter(k, 1<<18+2)) < 0.1 {
		step = 1
	}
	for _, j := range b.moved {
		next := y[j] + step*(still[one][j]-still[other][j])
		prior += (y[j]*y[j] - next*next) / 2
		y[j] = next
	}
	return prior
}

// likelihood is the log likelihood of all readings under latent numbers z.
func (t *tempering) likelihood(m *member, z []float64) float64 {
	m.run(t.chain, z)
	var p passage
	sum, station := 0.0, -1
	for _, i := range t.order {
		if t.at[i] != station {
			station = t.at[i]
			p = m.passage(t.chain, station, z[len(z)-len(t.in.Stations)+station])
		}
		sum += t.weight[i] * t.in.logLikelihood(&t.seen[i], &p)
	}
	return sum
}

// weigh says how much each reading counts. What makes a reading differ from the model (a cross-section that
// is not mixed, a front that is steeper) lasts for hours, so twelve readings of one hour are hardly more than
// one. A reading's weight is one over the sum of the correlations with all readings of its kind (a value, or
// "below") at its station, itself among them; they fade exponentially over Prior.ReadingHours.
func (t *tempering) weigh() {
	t.weight = make([]float64, len(t.in.Readings))
	for i, r := range t.in.Readings {
		sum := 1.0
		for j, o := range t.in.Readings {
			if i != j && o.Station == r.Station && o.Below == r.Below && t.in.Prior.ReadingHours > 0 {
				sum += math.Exp(-math.Abs(hours(o.At-r.At)) / t.in.Prior.ReadingHours)
			}
		}
		t.weight[i] = 1 / sum
	}
}

// An UnexplainedError names a reading from which more than half of the ensemble is far away after everything
// was tried to make it fit: most often the wrong station, unit or hour. Leave it out, correct it, or widen
// the prior; a forecast that silently ignored it would look as if it had been used.
type UnexplainedError struct {
	Reading Reading
	Share   float64 // of the members
}

// Error says which reading and what may be wrong with it.
func (e *UnexplainedError) Error() string {
	return fmt.Sprintf("river: reading of %g mg/L at %q: %.0f %% of the ensemble cannot explain it together with the others; "+
		"check its station, unit and hour, leave it out, or widen the prior", e.Reading.Value, e.Reading.Station, 100*e.Share)
}

// unexplained looks for a reading that the final ensemble is far away from. It is looked for only now,
// because a reading that seems impossible beforehand may be just the one that teaches something.
func (t *tempering) unexplained() error {
	count := make([]int, len(t.in.Readings))
	var m member
	for _, z := range t.members {
		m.run(t.chain, z)
		for i := range count {
			s := t.at[i]
			p := m.passage(t.chain, s, z[len(z)-len(t.in.Stations)+s])
			if t.in.logLikelihood(&t.seen[i], &p) < math.Log(strange) {
				count[i]++
			}
		}
	}
	for i, n := range count {
		if share := float64(n) / float64(len(t.members)); share > 0.5 {
			return &UnexplainedError{t.in.Readings[i], share}
		}
	}
	return nil
}

// station is the index of a station that Validate has seen.
func (c *chain) station(id string) int {
	for i := range c.in.Stations {
		if c.in.Stations[i].ID == id {
			return i
		}
	}
	return 0 // validated before
}

// A seen is a reading as the likelihood needs it: hours since Start, the logarithm of the value over the
// floor.
type seen struct {
	at, sd, value float64
	below         bool
}

// see prepares a reading, once for all members. What is under a ten-thousandth of the limit is as good as
// nothing; nobody tells values under a twentieth apart.
func (in *Inputs) see(r *Reading) seen {
	o := seen{at: hours(r.At - in.Start), sd: r.TimeSD, below: r.Below || r.Value < in.Limit/20}
	o.value = math.Log(math.Max(r.Value, in.Limit/20) + in.floor())
	return o
}

// floor is what counts as nothing, mg/L.
func (in *Inputs) floor() float64 { return in.Limit / 1e4 }

// logLikelihood says how well one reading agrees with a passage. A reading is the concentration times an
// error whose logarithm has Student's distribution with four degrees of freedom: mostly within Prior.Reading,
// now and then far off, so that one bad sample bends the forecast a little and breaks nothing. Doubt about
// the time of the sample is averaged over five equally likely times.
func (in *Inputs) logLikelihood(r *seen, p *passage) float64 {
	one := func(t float64) float64 {
		e := (r.value - math.Log(p.concentration(t)+in.floor())) / in.Prior.Reading
		if r.below {
			return studentCDF(e)
		}
		w := 1 + e*e/4
		return 1 / (w * w * math.Sqrt(w))
	}
	if r.sd == 0 {
		return math.Log(one(r.at))
	}
	sum := 0.0
	for _, u := range [...]float64{-1.2816, -0.5244, 0, 0.5244, 1.2816} {
		sum += one(r.at + u*r.sd)
	}
	return math.Log(sum / 5)
}

// studentCDF is the distribution function of Student's t with four degrees of freedom, which has a closed
// form; kept above 0, so that its logarithm is finite.
func studentCDF(t float64) float64 {
	if t < -8 {
		return 3 / (t * t * t * t) // the tail
	}
	w := 1 + t*t/4
	return 0.5 + 0.375*t/math.Sqrt(w)*(1-t*t/(12*w))
}
