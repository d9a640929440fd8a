package suspicion

import (
	"math"
	"testing"
)

// R59: reported beside later verified values. Edges: honest error (within measurement, called an estimate, corrected before anybody asked, another moment), falsehood that no figure shows,
// over- and under-reporting alike, checks that differ, a check that does not say how sure it is.
func TestFigure(t *testing.T) {
	at := 100 * anHour
	base := func() Figure {
		return Figure{Versions: []Version{{Value: 400, Of: at, Recorded: at}}, Checks: []Check{{Value: 120, Doubt: 20, Known: true, Of: at, Recorded: at + 10*anHour}}}
	}
	for _, c := range []struct {
		name, state string
		late        bool
		value, band float64
		change      func(f *Figure)
	}{
		{"more was reported", "beyond", false, 280, 20, func(*Figure) {}},
		{"less was reported", "beyond", false, -100, 20, func(f *Figure) { f.Versions[0].Value = 20 }},
		{"nobody checked", "unverified", false, 0, math.NaN(), func(f *Figure) { f.Checks = nil }},
		{"measurement explains it", "within", false, 15, 20, func(f *Figure) { f.Versions[0].Value = 135 }},
		{"both doubts together explain it", "within", false, 24, 25, func(f *Figure) { f.Versions[0].Value, f.Versions[0].Doubt = 144, 15 }},
		{"and beyond both", "beyond", false, 26, 25, func(f *Figure) { f.Versions[0].Value, f.Versions[0].Doubt = 146, 15 }},
		{"its author called it possible", "estimate", false, 280, 20, func(f *Figure) { f.Versions[0].Estimate = true }},
		{"of another moment", "moved", false, 280, 20, func(f *Figure) { f.Checks[0].Of += 2 * anHour }},
		{"nobody says how sure the check is", "unsure", false, 280, math.NaN(), func(f *Figure) { f.Checks[0].Known = false }},
		{"one check agrees", "within", false, 10, 20, func(f *Figure) {
			f.Checks = append(f.Checks, Check{Value: 390, Doubt: 20, Known: true, Of: at, Recorded: at + 12*anHour})
		}},
		{"two checks do not, the nearer counts", "beyond", false, 200, 20, func(f *Figure) {
			f.Checks = append(f.Checks, Check{Value: 200, Doubt: 20, Known: true, Of: at, Recorded: at + 12*anHour})
		}},
		{"corrected before anybody asked", "corrected", false, 5, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 125, Of: at, Recorded: at + anHour})
		}},
		{"corrected before anybody asked, and still wrong", "beyond", false, 180, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 300, Of: at, Recorded: at + anHour})
		}},
		{"taken back before anybody asked", "corrected", false, 280, 20, func(f *Figure) { f.Versions[0].Withdrawn = at + anHour }},
		{"taken back when asked", "beyond", true, 280, 20, func(f *Figure) { f.Versions[0].Withdrawn = at + 11*anHour }},
		{"corrected after it was asked", "beyond", true, 280, 20, func(f *Figure) {
			f.Asked = at + anHour
			f.Versions = append(f.Versions, Version{Value: 125, Of: at, Recorded: at + 2*anHour})
		}},
		{"corrected when asked, and then taken back", "beyond", true, 280, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 300, Of: at, Recorded: at + 11*anHour, Withdrawn: at + 12*anHour})
		}},
		{"corrected knowing the check, with an earlier time", "beyond", true, 280, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 125, Of: at, Recorded: at + 2*anHour, Knew: true})
		}},
		{"corrected knowing the check, and again with a time from before it", "beyond", true, 280, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 300, Of: at, Recorded: at + 2*anHour, Knew: true}, Version{Value: 125, Of: at, Recorded: at + 3*anHour})
		}},
		{"corrected after the check, and again with a time from before it", "beyond", true, 280, 20, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 300, Of: at, Recorded: at + 11*anHour}, Version{Value: 125, Of: at, Recorded: at + 3*anHour})
		}},
		{"the nearer check is of another moment", "beyond", false, 280, 20, func(f *Figure) {
			f.Checks = append(f.Checks, Check{Value: 300, Doubt: 20, Known: true, Of: at + 2*anHour, Recorded: at + 12*anHour})
		}},
		{"the check of another moment agrees", "within", false, 10, 20, func(f *Figure) {
			f.Checks = append(f.Checks, Check{Value: 390, Doubt: 20, Known: true, Of: at + 2*anHour, Recorded: at + 12*anHour})
		}},
		{"a check that does not say how sure it is may agree", "unsure", false, 50, math.NaN(), func(f *Figure) {
			f.Checks = append(f.Checks, Check{Value: 350, Of: at, Recorded: at + 12*anHour})
		}},
		{"corrected in another unit, and checked in both", "corrected", false, 0.25, 0.5, func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 0.5, Unit: "t", Of: at, Recorded: at + anHour})
			f.Checks = append(f.Checks, Check{Value: 0.25, Doubt: 0.5, Unit: "t", Known: true, Of: at, Recorded: at + 12*anHour})
		}},
		{"corrected in another unit, in which nobody checked it", "unverified", false, 0, math.NaN(), func(f *Figure) {
			f.Versions = append(f.Versions, Version{Value: 0.4, Unit: "t", Of: at, Recorded: at + anHour})
		}},
	} {
		f := base()
		c.change(&f)
		d := f.Weigh()
		if d.State != c.state || d.Late != c.late || d.Value != c.value || d.Band != c.band && !(math.IsNaN(d.Band) && math.IsNaN(c.band)) {
			t.Errorf("%s: %+v, wants %s, late %t, %g within %g", c.name, d, c.state, c.late, c.value, c.band)
		}
	}
}
