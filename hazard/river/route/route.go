// Package route carries flood waves down a network of river reaches, through reservoirs and past detention areas, and says what
// opening, closing, storing and releasing would do. A reach is known by its shape (a compound channel), not by a flood that was fitted.
//
// The method is Muskingum-Cunge in compound channels. Two time steps are offered, which differ in what a reach knows of its upstream
// neighbours and in what they keep:
//
//   - ordinary: the mean flow of the step. Reaches are taken in topological order; water is kept to the last digit (TestWaterIsKept), a wave
//     travels and spreads as the shape of the channel makes it (TestWaveSpeed), and bed and plain flow side by side.
//   - short (Options.Short): the flow at the beginning of the step only, exactly as the United States National Water Model runs. Reaches are then independent of
//     one another and are shared among workers. The price is not small: where attenuation is weak, waves travel up to twice too fast
//     (TestShortStepIsFast), so it is for agreeing with that model, not for telling when a crest arrives.
//
// Flows are m3/s, lengths and levels m, areas m2, volumes m3, times s. The same inputs give the same bytes, with any number of workers.
// Equations, sources, validity and known answers stand in doc/hazard/river.md.
package route

// ID names a reach, a reservoir or a detention area; 0 names none. In the United States it is the NHDPlus COMID.
type ID int64

// A Reach is a stretch of river of one shape: a trapezoid up to the banks, a rectangular floodplain above them.
type Reach struct {
	ID ID
	// To is the reach or reservoir that it flows into; 0: out of the network.
	To ID
	// Length along the river; Slope of the bed, m/m.
	Length, Slope float64
	// Bottom and Top are the widths of the trapezoid at the bed and at the banks; Flood that of the floodplain.
	Bottom, Top, Flood float64
	// Bank is the steepness of the banks: rise over run.
	Bank float64
	// Roughness is Manning's n between the banks, FloodRoughness above them.
	Roughness, FloodRoughness float64
}

// A Reservoir is a level pool: it has one level, an orifice or a rule that lets water through, and a weir that nobody can close.
type Reservoir struct {
	ID, To ID
	// Area of the water surface, held to be the same at every level.
	Area float64
	// Level is that at the start; Top that of the dam, above which the answer is no longer one.
	Level, Top float64
	// Outflow through the orifice is OrificeCoefficient OrificeArea sqrt(2 g (level - OrificeLevel)).
	OrificeLevel, OrificeArea, OrificeCoefficient float64
	// Outflow over the weir is WeirCoefficient WeirLength (level - WeirLevel)^1.5; the coefficient has the unit m^0.5/s.
	WeirLevel, WeirLength, WeirCoefficient float64
	// Most is what gates, turbines and bottom outlets let through together when they are told to release; 0: nobody said, so any release is believed.
	Most float64
	// Rule, if there is one, is what the gates let through at each level instead of the orifice: ascending levels, straight lines between
	// them, nothing below the first, the last flow above the last.
	Rule []Stage
}

// A Stage is a level and the flow that belongs to it.
type Stage struct{ Level, Flow float64 }

// A Detention is an area beside the river that can be flooded on purpose: water is taken at the lower end of reach From and given back
// to reach Back.
type Detention struct {
	ID, From, Back ID
	// Capacity is what it holds, Held what is in it at the start.
	Capacity, Held float64
	// Intake and Outlet are the most that its gates let through.
	Intake, Outlet float64
	// Leave is what always stays in the river.
	Leave float64
	// OpenAbove is the flow of From above which the intake opens by itself, CloseBelow that below which it closes again; 0: by measures only.
	OpenAbove, CloseBelow float64
}

// An Action is what a measure does.
type Action string

const (
	// Open: a detention area takes water; a reservoir lets through what its orifice or rule gives.
	Open Action = "open"
	// Close: the intake of a detention area is closed; of a reservoir only the weir still flows.
	Close Action = "close"
	// Store: a detention area keeps what it has; a reservoir lets through no more than Flow beside the weir.
	Store Action = "store"
	// Discharge: a detention area empties with Flow, at most its outlet; a reservoir lets through Flow as long as there is water.
	Discharge Action = "release"
)

// A Measure is an order to a reservoir or detention area. It stands until another one replaces it, and goes before any rule.
type Measure struct {
	// At is when it takes effect, s since the start of the run.
	At   float64
	On   ID
	Do   Action
	Flow float64
}

// Inputs are what a network is made of.
type Inputs struct {
	// Step, if it is not 0, is the ordinary time step for which long reaches are divided, in s: into parts that a bankfull wave crosses in about
	// one step. Results are those of the lower end of the reach.
	Step       float64
	Reaches    []Reach
	Reservoirs []Reservoir
	Detentions []Detention
}

// gravity is that of the National Water Model's level pool, m/s2.
const gravity = 9.81
