package river

import (
	"fmt"
	"math"
)

// A Prior says how far each thing that nobody measured may be from its stated value, before any reading of the
// slug itself. "Log" standard deviations are those of the natural logarithm: 0.2 is about 20 % either way.
// The reasons for DefaultPrior's numbers stand in doc/hazard/river.md.
type Prior struct {
	// Jobson is the weight of the logarithm of Jobson's velocity where a reach has Manning's as well.
	Jobson float64 `json:"jobson"`
	// Velocity is the log error common to the whole river, LocalVelocity that of a stretch, whose errors along
	// the river are correlated over CorrelationKM (exponentially).
	Velocity      float64 `json:"velocity"`
	LocalVelocity float64 `json:"localVelocity"`
	CorrelationKM float64 `json:"correlationKM"`
	// Discharge is the log error of all discharges together; it changes velocity and dilution.
	Discharge float64 `json:"discharge"`
	// Mass is the log error of the mass; Share the error of log(share/(1-share)).
	Mass  float64 `json:"mass"`
	Share float64 `json:"share"`
	// ReleaseHours is the error of when it began, in hours; ReleaseLength the log error of how long it lasted.
	ReleaseHours  float64 `json:"releaseHours"`
	ReleaseLength float64 `json:"releaseLength"`
	// Peak is the log error of the unit-peak concentration (or, with a dispersion given, of its square root).
	Peak float64 `json:"peak"`
	// Decay is the first-order loss from open water per day, DecayLog its log error. Under ice none is lost to
	// the air.
	Decay    float64 `json:"decay"`
	DecayLog float64 `json:"decayLog"`
	// FreezeDays is the error of the date of freeze-up, common to the river; IceSpeed what the velocity is
	// multiplied with under ice, IceSpeedLog its log error; IceUptake the share of the substance that growing
	// ice takes in a month, IceUptakeLog its log error.
	FreezeDays   float64 `json:"freezeDays"`
	IceSpeed     float64 `json:"iceSpeed"`
	IceSpeedLog  float64 `json:"iceSpeedLog"`
	IceUptake    float64 `json:"iceUptake"`
	IceUptakeLog float64 `json:"iceUptakeLog"`
	// Reading is the log error with which a reading stands for the cross-section and the model's shape.
	// ReadingHours is how long such an error lasts: readings of one station much closer together count as one.
	Reading      float64 `json:"reading"`
	ReadingHours float64 `json:"readingHours"`
	// Note says in words where the numbers come from.
	Note string `json:"note"`
}

// DefaultPrior is what is known of a lowland river without a tracer test and without a reading, from Jobson's
// published scatter, hydraulic geometry, two-sided friction under ice and the volatility of a monoaromatic
// near 0 degrees. Nothing in it was fitted to the Songhua of 2005.
func DefaultPrior() Prior {
	return Prior{
		Jobson: 0.4, Velocity: 0.15, LocalVelocity: 0.15, CorrelationKM: 100,
		Discharge: 0.25, Mass: 0.35, Share: 0.8,
		ReleaseHours: 0.5, ReleaseLength: 0.7, Peak: 0.25,
		Decay: 0.02, DecayLog: 0.8,
		FreezeDays: 6, IceSpeed: 0.60, IceSpeedLog: 0.18, IceUptake: 0.10, IceUptakeLog: 0.5,
		Reading: 0.4, ReadingHours: 6,
		Note: "Jobson 1996 (WRI 96-4013) and Manning's formula weighted by their scatter; " +
			"ice by two-sided friction and water stored at freeze-up; climatological freeze-up; see doc/hazard/river.md",
	}
}

// Exact is a prior without any doubt: every member is the same. It is for checks against analytic answers.
func Exact() Prior {
	return Prior{CorrelationKM: 1, IceSpeed: 1, Reading: 0.1, Note: "no uncertainty"}
}

// validate refuses a negative doubt and one so large that its members would be no rivers.
func (p *Prior) validate() error {
	for _, f := range []struct {
		name             string
		value, low, high float64
	}{
		{"jobson", p.Jobson, 0, 1}, {"velocity", p.Velocity, 0, 2}, {"localVelocity", p.LocalVelocity, 0, 2},
		{"correlationKM", p.CorrelationKM, 1e-3, 1e5}, {"discharge", p.Discharge, 0, 2},
		{"mass", p.Mass, 0, 5}, {"share", p.Share, 0, 5}, {"releaseHours", p.ReleaseHours, 0, 1000},
		{"releaseLength", p.ReleaseLength, 0, 3}, {"peak", p.Peak, 0, 2}, {"decay", p.Decay, 0, 100},
		{"decayLog", p.DecayLog, 0, 3}, {"freezeDays", p.FreezeDays, 0, 90}, {"iceSpeed", p.IceSpeed, 0.05, 2},
		{"iceSpeedLog", p.IceSpeedLog, 0, 1}, {"iceUptake", p.IceUptake, 0, 10},
		{"iceUptakeLog", p.IceUptakeLog, 0, 3}, {"reading", p.Reading, 0.01, 3},
		{"readingHours", p.ReadingHours, 0, 240},
	} {
		if math.IsNaN(f.value) || !between(f.value, f.low, f.high) {
			return fmt.Errorf("river: prior %s %g: wants %g to %g", f.name, f.value, f.low, f.high)
		}
	}
	return nil
}
