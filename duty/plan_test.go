package duty

import (
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// plans adds what a party plans: each version is {put on record, planned for} in minutes after noon; planned for -1: withdrawn, 0: an emergency that began five minutes before.
func (f *Facts) plans(by jurisdiction.ID, index int64, versions ...[2]int) []act.Ref {
	c := Clock{What: "planned", Party: by, At: at(versions[0][0]), Since: ref(by, index)}
	var refs []act.Ref
	for n, v := range versions {
		p := Planned{Ref: ref(by, index+int64(n)), At: at(v[0]), Withdrawn: v[1] == -1}
		if p.For = at(v[1]); v[1] == 0 {
			p.For, p.Emergency = at(v[0]-5), true
		}
		c.Plan, refs = append(c.Plan, p), append(refs, p.Ref)
	}
	last := len(c.Plan) - 1
	if c.Plan[last].Withdrawn && last > 0 {
		last--
	}
	c.Plan[last].Same = true
	f.Clocks, f.Parties["members"] = append(f.Clocks, c), cities()
	return refs
}

// tells adds the notice of a version, received so many minutes after it was put on record.
func (f *Facts) tells(by, to jurisdiction.ID, m int, of act.Ref, received int) {
	d := f.did("notice", by, to, m, of.Index, received)
	d.Answers = &of
}

// hours before the time of a plan everybody below hears of it.
func before(minutes int64) agreement.Version {
	return pack(owes("1", agreement.Duty{Who: "members", To: []string{"party:harbin"}, Do: "notice", Clock: "planned", Limit: minutes, Promptly: minutes == 0}))
}

// R10: notice of a planned release, counted back from the planned time: open, in time, late, moved either way, withdrawn, too near, and an emergency.
func TestNoticeOfAPlan(t *testing.T) {
	const day, limit = 24 * 60, 12 * 60
	for _, c := range []struct {
		what     string
		limit    int64
		versions [][2]int // put on record, planned for
		told     int      // which version Harbin was told; -1: none
		after    int      // minutes until its receipt
		now      int
		state    string
		due, was int // 0: none
		near     bool
	}{
		{"planned far ahead, not told", limit, [][2]int{{0, day}}, -1, 0, 60, "open", limit, 0, false},
		{"not told when it was due", limit, [][2]int{{0, day}}, -1, 0, limit + 1, "overdue", limit, 0, false},
		{"told in time", limit, [][2]int{{0, day}}, 0, 5, 60, "met", limit, 0, false},
		{"on record in time, received late", limit, [][2]int{{0, day}}, 0, limit + 5, day, "met-late", limit, 0, false},
		{"too near: said at once", limit, [][2]int{{0, limit - 1}}, -1, 0, 1, "overdue", -1, 0, true},
		{"too near, and told at once", limit, [][2]int{{0, limit - 1}}, 0, 1, 2, "met-late", -1, 0, true},
		{"moved later: who was told is told anew", limit, [][2]int{{0, day}, {60, 2 * day}}, 0, 5, 120, "open", limit + day, limit, false},
		{"moved later, and told", limit, [][2]int{{0, day}, {60, 2 * day}}, 1, 5, 120, "met", limit + day, limit, false},
		{"moved earlier, and told", limit, [][2]int{{0, 2 * day}, {60, day}}, 1, 5, 120, "met", limit, limit + day, false},
		{"moved so near that it can only be late", limit, [][2]int{{0, day}, {60, limit}}, 1, 5, 120, "met-late", -1, limit, true},
		{"said to have been moved when its time had come", limit, [][2]int{{0, day}, {day + 1, 3 * day}}, 1, 5, day + 10, "met-late", limit, 0, false},
		{"withdrawn before notice was due", limit, [][2]int{{0, day}, {60, -1}}, -1, 0, 2 * day, "", 0, 0, false},
		{"withdrawn after notice was due, and before its time: nothing came of it", limit, [][2]int{{0, day}, {limit + 1, -1}}, -1, 0, 2 * day, "", 0, 0, false},
		{"said to be withdrawn when its time had come", limit, [][2]int{{0, day}, {day + 1, -1}}, -1, 0, 2 * day, "overdue", limit, 0, false},
		{"an emergency is told promptly", limit, [][2]int{{0, 0}}, -1, 0, 60, "open", 0, 0, false},
		{"an emergency was told", limit, [][2]int{{0, 0}}, 0, 5, 60, "met", 0, 0, false},
		{"planned, and then an emergency", limit, [][2]int{{0, day}, {60, 0}}, 1, 5, 120, "met", 0, limit, false},
		{"no figure: before its time at the latest", 0, [][2]int{{0, day}}, -1, 0, day + 1, "overdue", day, 0, false},
		{"no figure: told before its time", 0, [][2]int{{0, day}}, 0, day - 1, day, "met", day, 0, false},
	} {
		f := facts()
		refs := f.plans("jilin", 50, c.versions...)
		if c.told >= 0 {
			f.tells("jilin", "harbin", c.versions[c.told][0], refs[c.told], c.after)
		}
		list := derive(f, nil, before(c.limit))
		if c.state == "" {
			if len(list) != 0 {
				t.Errorf("%s: %s", c.what, spell(list))
			}
			continue
		}
		o := only(t, list)
		moment := func(m int) act.Time {
			if m == 0 {
				return 0
			}
			return at(m)
		}
		due := moment(c.due)
		if c.due == -1 { // the last version decides, and it lies before it was put on record
			due = at(c.versions[len(c.versions)-1][1]) - act.Time(c.limit)*minute
		}
		if s := o.At(at(c.now), nil); s.State != c.state || o.Due != due || o.Was != moment(c.was) || o.Near != c.near || o.Since != refs[0] {
			t.Errorf("%s: %s, due %s, was %s, near %t; want %s, %s, %s", c.what, s.State, o.Due.RFC3339(), o.Was.RFC3339(), o.Near, c.state, due.RFC3339(), moment(c.was).RFC3339())
		}
		if emergency := c.versions[len(c.versions)-1]; emergency[1] == 0 && o.Start != at(emergency[0]-5) {
			t.Errorf("%s: starts %s", c.what, o.Start.RFC3339())
		}
		if c.was != 0 && (o.Changed == nil || *o.Changed != refs[len(refs)-1]) {
			t.Errorf("%s: changed by %v", c.what, o.Changed)
		}
	}
}

// R10: two plans of one city are two matters; nobody who has planned nothing owes notice; and a warning from before a plan does not tell of it.
func TestPlansApart(t *testing.T) {
	f := facts()
	one := f.plans("jilin", 50, [2]int{0, 1440})
	f.plans("jilin", 60, [2]int{0, 2880})
	f.tells("jilin", "harbin", 0, one[0], 5)
	list := derive(f, nil, before(60))
	if len(list) != 2 || list[0].Met == nil || list[1].Met != nil || list[0].Stricter != nil || list[1].Stricter != nil || list[0].Party != "jilin" {
		t.Errorf("%s", spell(list))
	}
	warns := pack(owes("1", agreement.Duty{Who: "origin", To: []string{"party:harbin"}, Do: "warn", Clock: "planned", Limit: 60}))
	f = facts()
	f.did("warn", "jilin", "harbin", 5, 20, 1)
	f.plans("jilin", 50, [2]int{10, 1440})
	if o := only(t, derive(f, nil, warns)); o.Met != nil {
		t.Error("a warning from before the plan tells of it")
	}
	f.did("warn", "jilin", "harbin", 20, 21, 1)
	if o := only(t, derive(f, nil, warns)); o.Met == nil {
		t.Error("a warning after the plan does not tell of it")
	}
}
