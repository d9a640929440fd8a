package incident

import (
	"testing"

	"tongzhou/act"
)

// R10: what is planned upstream is on record with its approval; a plan that is changed or withdrawn stays on record, and what was approved is what it was approved as.
func TestRelease(t *testing.T) {
	sc := newScene(t, nil)
	plan := Release{Of: sc.id, What: said("two gates of the upper reservoir"), From: noon + 24*hour, Until: noon + 36*hour, Amount: &act.Quantity{Mantissa: 800, Unit: "m3/s"}}
	spoilt := func(spoil func(*Release)) Release { r := plan; spoil(&r); return r }
	sc.fails("what", "jilin", 1, spoilt(func(r *Release) { r.What = nil }), to("harbin"))
	sc.fails("from and until", "jilin", 1, spoilt(func(r *Release) { r.From = 0 }), to("harbin"))
	sc.fails("from and until", "jilin", 1, spoilt(func(r *Release) { r.Until = r.From }), to("harbin"))
	sc.fails("amount", "jilin", 1, spoilt(func(r *Release) { r.Amount = &act.Quantity{Unit: "m3/s"} }), to("harbin"))
	sc.fails("withdrawn", "jilin", 1, spoilt(func(r *Release) { r.Withdrawn = true }), to("harbin"))
	first := sc.does("jilin", 1, plan, to("harbin", "songyuan"))

	// Nobody but the author changes it, each version once, and says why.
	later := plan
	later.Changes, later.From, later.Until = &first, noon+30*hour, noon+40*hour
	sc.fails("reason", "jilin", 2, later, to("harbin"))
	later.Reason = said("the crest comes later")
	sc.fails("only its author, jilin", "harbin", 2, later, to("jilin"))
	sc.fails("no release", "jilin", 2, spoilt(func(r *Release) { r.Changes, r.Reason = &sc.id, said("so") }), to("harbin"))

	// Who approves has the power and need not have been asked; a plan without approval is a plan all the same.
	yes := TaskAnswer{Of: sc.id, What: first, Answer: "accept"}
	sc.fails("needs the power approve", "province", 2, yes, nil)
	yes.Power = power("approve")
	sc.fails("no power to approve", "harbin", 2, yes, nil, compact())
	sc.fails("approved (accept) or not (refuse)", "province", 2, TaskAnswer{Of: sc.id, What: first, Answer: "done", Power: power("approve")}, nil, compact())
	wants := func(approved string, versions int) Released {
		t.Helper()
		list := sc.Releases(sc.id)
		if len(list) != 1 || list[0].Approved() != approved || len(list[0].Versions) != versions {
			t.Fatalf("wants %s and %d versions: %+v", approved, versions, list)
		}
		return list[0]
	}
	wants("none", 1)
	sc.does("province", 3, yes, nil, compact())
	wants("approved", 1)

	// The same plan, told to others, is still what was approved; another time is not.
	again := plan
	again.Changes, again.Reason = &first, said("told to Daqing too")
	second := sc.does("jilin", 4, again, to("daqing"))
	if r := wants("approved", 2); !r.Versions[0].Same || r.Last().To[0].Party != "daqing" {
		t.Errorf("%+v", r)
	}
	sc.fails("did so already", "jilin", 5, later, to("harbin"))
	later.Changes = &second
	third := sc.does("jilin", 5, later, to("harbin", "songyuan"))
	if r := wants("changed", 3); r.Versions[0].Same || r.Versions[1].Same || !r.Versions[2].Same || r.Versions[0].From != plan.From {
		t.Errorf("%+v", r)
	}
	sc.does("centre", 6, TaskAnswer{Of: sc.id, What: third, Answer: "accept", Power: power("approve")}, nil, compact())
	wants("approved", 3)
	sc.does("province", 6, TaskAnswer{Of: sc.id, What: third, Answer: "refuse", Code: "law", Text: said("the dike below is open"), Power: power("approve")}, nil, compact())
	wants("refused", 3) // nobody overrules another
	sc.does("province", 7, TaskAnswer{Of: sc.id, What: third, Answer: "accept", Power: power("approve")}, nil, compact())
	wants("approved", 3)

	gone := Release{Of: sc.id, Changes: &third, Withdrawn: true, Reason: said("the crest stays away")}
	fourth := sc.does("jilin", 8, gone, to("harbin", "songyuan"))
	if r := wants("approved", 4); !r.Last().Withdrawn || !r.Versions[2].Same { // as it was before nothing came of it
		t.Errorf("%+v", r)
	}
	sc.fails("plans anew", "jilin", 9, spoilt(func(r *Release) { r.Changes, r.Reason = &fourth, said("after all") }), to("harbin"))
	sc.fails("nothing to approve", "province", 9, TaskAnswer{Of: sc.id, What: fourth, Answer: "accept", Power: power("approve")}, nil, compact())

	sc.does("harbin", 9, Receipt{Of: sc.id, What: fourth}, nil)
	if r := wants("approved", 4); r.Last().To[0].Receipt == nil || r.Last().To[1].Receipt != nil {
		t.Errorf("receipts: %+v", r.Last().To)
	}
	sc.settled()
}
