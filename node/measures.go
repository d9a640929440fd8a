package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"runtime"
	"slices"
	"strconv"
	"time"

	"tongzhou/act"
	"tongzhou/hazard"
	"tongzhou/hazard/river/flood"
	measures "tongzhou/hazard/river/measure"
	"tongzhou/hazard/river/route"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/observation"
)

// firstMeasured is by how many members a first answer about measures is given: what can be there within two seconds on a river of a thousand reaches.
const firstMeasured = 6

// riverWithWorks finds a river of which something can be ordered.
func (n *Node) riverWithWorks(id string) (River, error) {
	i := slices.IndexFunc(n.watch.what.Rivers, func(r River) bool { return r.ID == id })
	if i < 0 {
		return River{}, refuse(NotFound, "there is no river %q here; there are those that the watch names", id)
	}
	r := n.watch.what.Rivers[i]
	if r.Flood == nil || r.Flood.Network == nil {
		return River{}, refuse(Invalid, "nothing can be ordered on %q: it is not watched for floods, and gates change only where water is routed", id)
	}
	return r, nil
}

// Works lists of what something can be ordered on a river, and what is planned.
func (n *Node) Works(ctx context.Context, id string) (view.Works, error) {
	r, err := n.riverWithWorks(id)
	if err != nil {
		return view.Works{}, err
	}
	f := r.Flood
	out := view.Works{ID: id, Name: r.Name, Now: n.at(n.moment()), Start: n.at(f.at(0)), End: n.at(f.at(float64(f.Inputs.Hours))), Works: []view.RiverWork{}, Sets: []view.OrderSet{}}
	if of := n.openCase(r); of != nil {
		out.Case = warningID(*of)
	}
	for i := range f.Works {
		out.Works = append(out.Works, n.riverWork(&f.Works[i]))
	}
	for _, p := range f.Plans {
		out.Sets = append(out.Sets, n.orderSet(f, p))
	}
	return out, ctx.Err()
}

func (n *Node) riverWork(w *Work) view.RiverWork {
	out := view.RiverWork{ID: w.ID, Name: w.Name, Party: n.party(w.Party), Kind: "reservoir", Can: []string{}, Simulated: w.Simulated}
	for _, a := range w.can() {
		out.Can = append(out.Can, string(a))
	}
	most := w.Most
	if w.Area != nil {
		out.Kind, most = "area", w.Area.Outlet
		out.Intake, out.Capacity = &view.Measure{Value: w.Area.Intake, Unit: "m3/s"}, &view.Measure{Value: w.Area.Capacity, Unit: "m3"}
		if w.People >= 0 {
			out.People = &w.People
		}
	}
	if most > 0 {
		out.Most = &view.Measure{Value: most, Unit: "m3/s"}
	}
	return out
}

func (n *Node) orderSet(f *Flood, p Plan) view.OrderSet {
	out := view.OrderSet{ID: p.ID, Name: p.Name, Orders: []view.RiverOrder{}}
	for _, o := range p.Orders {
		out.Orders = append(out.Orders, view.RiverOrder{Work: o.Work, At: n.at(f.at(o.Hour)), Do: string(o.Do), Flow: o.Flow})
	}
	return out
}

// A comparison is everything that one depends on, and what came out: the exhibit of an account of the loss that was avoided.
type comparison struct {
	Model   string       `json:"model"`
	Inputs  flood.Inputs `json:"inputs"`
	Works   []Work       `json:"works"`
	Plans   []Plan       `json:"plans"`
	Done    string       `json:"done,omitempty"`
	Members int          `json:"members"` // that were run; those that do not agree with the readings were left out
	// Result is what came out; it is not part of the hash by which the inputs are known.
	Result *measures.Result `json:"result,omitempty"`

	river River
	asked measures.Inputs
	hash  string
}

// Measures says what sets of measures would change for everybody on a river, over the futures that its model and the readings leave open. Nothing is on record by it unless the avoided loss is
// asked to be.
func (n *Node) Measures(ctx context.Context, who view.Officer, id string, want view.MeasuresAsked) (view.Compared, error) {
	r, err := n.riverWithWorks(id)
	if err != nil {
		return view.Compared{}, err
	}
	account, err := n.mayAccount(r, want)
	if err != nil {
		return view.Compared{}, err
	}
	supposed := view.Assumptions{Amount: want.Amount, Later: want.Later, Blind: want.Blind}
	c, err := n.compare(ctx, r.supposing(supposed), want)
	if err != nil {
		return view.Compared{}, err
	}
	if !n.comparing.TryLock() {
		return view.Compared{}, refuse(Busy, "another comparison of measures is being computed here; ask again when it is done, in half a minute at the most")
	}
	defer n.comparing.Unlock()
	began := time.Now()
	if err := c.run(ctx); err != nil {
		return view.Compared{}, err
	}
	out := view.Compared{ID: id, First: want.First, Members: c.Members, Readings: len(c.Inputs.Readings), Model: c.Model, Seed: strconv.FormatUint(c.Inputs.Seed, 10), Inputs: c.hash,
		Took: time.Since(began).Milliseconds(), Said: n.supposed(supposed), Sets: n.comparedSets(c)}
	if account != nil {
		ref, err := n.recordAvoided(ctx, who, c, account)
		if err != nil {
			return out, err
		}
		at := view.Ref(ref)
		out.Ref = &at
	}
	return out, nil
}

// compare puts together what is asked, and refuses what nobody could carry out before anything is computed.
func (n *Node) compare(ctx context.Context, r River, want view.MeasuresAsked) (*comparison, error) {
	f := r.Flood
	c := &comparison{Model: measures.Model + " " + measures.Version + ", " + flood.Model + " " + flood.Version, Inputs: f.Inputs, Works: f.Works, Done: want.Done, Members: f.Inputs.Members, river: r}
	for _, name := range want.Sets {
		i := slices.IndexFunc(f.Plans, func(p Plan) bool { return p.ID == name })
		if i < 0 {
			return nil, refuse(Invalid, "there is no planned set %q on this river", name)
		}
		c.Plans = append(c.Plans, f.Plans[i])
	}
	for _, s := range want.Typed {
		p := Plan{ID: s.ID, Name: s.Name}
		for _, o := range s.Orders {
			p.Orders = append(p.Orders, Order{Work: o.Work, Hour: f.hour(o.At), Do: route.Action(o.Do), Flow: o.Flow})
		}
		c.Plans = append(c.Plans, p)
	}
	switch {
	case len(c.Plans) == 0:
		return nil, refuse(Invalid, "no set of measures was asked about: name a planned one, or write orders")
	case want.Done != "" && !slices.ContainsFunc(c.Plans, func(p Plan) bool { return p.ID == want.Done }):
		return nil, refuse(Invalid, "the set %q that was carried out is not among those that are asked about", want.Done)
	}
	e := event{given: n.moment(), of: n.openCase(r), signal: observation.Signal{Key: observation.Key{Station: "trial", Quantity: observation.Quantity(r.ID)}}}
	h := fnv.New64a()
	h.Write([]byte(e.signal.ID()))
	// The same numbers are drawn as for a trial: both speak of the same futures.
	c.Inputs.Issued, c.Inputs.Seed, c.Inputs.Readings = int64(e.given), h.Sum64(), nil
	if want.First {
		c.Members, c.Inputs.Step = min(c.Members, firstMeasured), max(c.Inputs.Step, firstStep)
	}
	if !want.Blind && !want.First { // a first answer does not wait for what the readings leave
		if err := n.read(ctx, c, e); err != nil {
			return nil, err
		}
	}
	return c, c.check()
}

// read takes the readings that fall into the run.
func (n *Node) read(ctx context.Context, c *comparison, e event) error {
	readings, err := n.readingsOn(ctx, c.river, e)
	if err != nil {
		return err
	}
	end := c.Inputs.Start + int64(c.Inputs.Hours)*int64(time.Hour/time.Millisecond)
	for _, x := range readings {
		if x.At <= end {
			c.Inputs.Readings = append(c.Inputs.Readings, flood.Reading{Station: x.Station, At: x.At, Value: x.Value})
		}
	}
	return nil
}

// check refuses sets that nobody could carry out, and names the inputs by their hash.
func (c *comparison) check() error {
	f := c.river.flood(c.Inputs)
	var err error
	if c.asked, err = f.questions(c.river.Places, c.Plans); err != nil {
		return refuse(Invalid, "%v", err)
	}
	futures, err := f.Network.Futures(c.Inputs, f.routed())
	if err != nil {
		return refuse(Invalid, "the model does not answer: %v", err)
	}
	if err := c.asked.Check(f.member(futures.Member(0))); err != nil {
		return refuse(Invalid, "%v", err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	c.hash = hex.EncodeToString(sum[:])
	return nil
}

// flood is the river's with other inputs.
func (r River) flood(in flood.Inputs) *Flood {
	f := *r.Flood
	f.Inputs = in
	return &f
}

// run runs every member under every set, and under none.
func (c *comparison) run(ctx context.Context) error {
	f := c.river.flood(c.Inputs)
	futures, err := f.Network.Futures(c.Inputs, f.routed())
	if err != nil {
		return refuse(Invalid, "the model does not answer: %v", err)
	}
	futures.Take(c.Members)
	var done []route.Measure
	for _, s := range c.asked.Sets {
		if s.Name == c.Done {
			done = s.Measures
		}
	}
	if err := futures.Weigh(f.areas(), done, runtime.GOMAXPROCS(0)); err != nil {
		return refuse(Invalid, "the readings cannot be taken into account: %v", err)
	}
	c.Result, err = measures.Compare(c.asked, futures.Len(), func(k int) (measures.Member, error) {
		return f.member(futures.Member(k)), ctx.Err()
	}, runtime.GOMAXPROCS(0))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return refuse(Invalid, "the model does not answer: %v", err)
	}
	return nil
}

// comparedSets shows what came out, nothing first.
func (n *Node) comparedSets(c *comparison) []view.ComparedSet {
	var out []view.ComparedSet
	for i, o := range c.Result.Sets {
		x := view.ComparedSet{OrderSet: view.OrderSet{ID: o.Name, Orders: []view.RiverOrder{}}, Nothing: i == 0, Hash: o.Hash, Run: c.Result.EnsembleID(i), Missing: o.Missing,
			Losers: []view.Party{}, Parties: []view.ComparedParty{}, Flooded: []view.RiverWork{}, Topped: []view.ToppedWork{}}
		if i > 0 {
			p := c.Plans[i-1]
			x.OrderSet, x.Done = n.orderSet(c.river.Flood, p), p.ID == c.Done
			for _, w := range c.opened(p) {
				x.Flooded = append(x.Flooded, n.riverWork(w))
			}
		} else {
			x.Done = c.Done == ""
		}
		for _, t := range o.Topped {
			x.Topped = append(x.Topped, view.ToppedWork{Name: c.nameOf(t.On), Share: t.Share})
		}
		for _, p := range o.Parties {
			x.Parties = append(x.Parties, n.comparedParty(c, o, p))
		}
		slices.SortStableFunc(x.Parties, func(a, b view.ComparedParty) int { return c.order(a) - c.order(b) })
		for _, p := range x.Parties {
			if act.OneOf(p.Side, "worse both") {
				x.Losers = append(x.Losers, p.Party)
			}
		}
		for _, w := range x.Flooded {
			if !slices.ContainsFunc(x.Losers, func(p view.Party) bool { return p.ID == w.Party.ID }) {
				x.Losers = append(x.Losers, w.Party)
			}
		}
		out = append(out, x)
	}
	return out
}

// order is where a party's first place stands, downstream.
func (c *comparison) order(p view.ComparedParty) int {
	return slices.IndexFunc(c.asked.Places, func(x measures.Place) bool { return x.Party == p.Party.ID })
}

// opened are the areas that a plan opens.
func (c *comparison) opened(p Plan) []*Work {
	var out []*Work
	for i := range c.Works {
		w := &c.Works[i]
		if w.Area != nil && slices.ContainsFunc(p.Orders, func(o Order) bool { return o.Work == w.ID && o.Do == route.Open }) {
			out = append(out, w)
		}
	}
	return out
}

// nameOf is what a reservoir is called: by its work, or by its number in the network.
func (c *comparison) nameOf(id route.ID) act.Text {
	for _, w := range c.Works {
		if w.Area == nil && w.Reservoir == id {
			return w.Name
		}
	}
	return text(strconv.FormatInt(int64(id), 10))
}

func (n *Node) comparedParty(c *comparison, o measures.Outcome, p measures.Party) view.ComparedParty {
	out := view.ComparedParty{Party: n.party(jurisdiction.ID(p.Party)), Side: side(len(p.Gains) > 0, len(p.Loses) > 0), Better: p.Better, Worse: p.Worse, Places: []view.ComparedPlace{}}
	for i, e := range o.Effects {
		if e.Party != p.Party {
			continue
		}
		w := e.Water
		x := view.ComparedPlace{Place: e.Place, Side: side(slices.Contains(p.Gains, e.Place), slices.Contains(p.Loses, e.Place)), Probability: w.Probability, Better: w.Better, Worse: w.Worse,
			Threshold: view.Measure{Value: c.asked.Places[i].Threshold, Unit: "m3/s"}, Peak: bandOf(w.Peak, 1, "m3/s"), Over: bandOf(w.Over, 3600, "h"),
			PeakBy: spreadOf(w.PeakBy, 1, "m3/s"), OverBy: spreadOf(w.OverBy, 3600, "h"), ExcessBy: spreadOf(w.ExcessBy, 1, "m3")}
		if k := slices.IndexFunc(c.river.Places, func(q Place) bool { return q.ID == e.Place }); k >= 0 {
			place := c.river.Places[k]
			if x.Name = place.Name; place.People >= 0 {
				x.People = &place.People
			}
		}
		out.Places = append(out.Places, x)
	}
	return out
}

func side(better, worse bool) string {
	switch {
	case better && worse:
		return "both"
	case better:
		return "better"
	case worse:
		return "worse"
	}
	return "same"
}

func bandOf(q hazard.Quantiles, by float64, unit string) view.Band {
	return view.Band{P05: q.P05 / by, P25: q.P25 / by, P50: q.P50 / by, P75: q.P75 / by, P95: q.P95 / by, Unit: unit}
}

func spreadOf(b measures.Band, by float64, unit string) view.Spread {
	return view.Spread{Band: bandOf(b.Quantiles, by, unit), Low: b.Low / by, High: b.High / by}
}
