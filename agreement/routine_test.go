package agreement

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestRoutine (R49): standing work is due so many days after it was last done, and is missed when nobody did it; years without an event show.
func TestRoutine(t *testing.T) {
	w := newWorld(t)
	i := compact()
	recurring := func(id, who string, days int) {
		i.Clauses = append(i.Clauses, Clause{ID: id, Force: "agreement", Title: said(id), Text: said("so"), Recurring: &Recurring{Who: who, What: said(id), Days: days}})
	}
	recurring("exercise", "members", 400)
	recurring("meeting", "body:joint-office", 90)
	recurring("refresh", "party:jilin", 7)
	of := w.signed(i)
	w.move(KindLeave, "songyuan", of)
	s := w.must()
	done := func(c Cite, p jurisdiction.ID) []act.Time {
		if c.Clause == "exercise" && p == "harbin" {
			return []act.Time{noon + 100*day, noon + 3000*day}
		}
		return nil
	}
	for _, c := range []struct {
		at   act.Time
		want string
	}{
		{noon, "exercise/harbin/400 exercise/jilin/400 exercise/songyuan/400 meeting/harbin/90 refresh/jilin/7"},
		{noon + 399*day, "exercise/harbin/500 exercise/jilin/400 meeting/jilin/90! refresh/jilin/7!"}, // songyuan left; the chair went on
		{noon + 400*day, "exercise/harbin/500 exercise/jilin/400! meeting/jilin/90! refresh/jilin/7!"},
	} {
		var got []string
		for _, task := range s.Routine(c.at, done) {
			mark := ""
			if task.Missed {
				mark = "!"
			}
			got = append(got, fmt.Sprintf("%s/%s/%d%s", task.What["en"], task.Party, (task.Due-noon)/day, mark))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("after %d days: %s; wants %s", (c.at-noon)/day, text, c.want)
		}
	}
	pack := law()
	pack.Clauses = append(pack.Clauses, i.Clauses[len(i.Clauses)-3])
	w.issue("heilongjiang", pack)
	all := w.must().Routine(noon, done)
	if last := all[len(all)-1]; last.Party != "" || last.What["en"] != "exercise" {
		t.Errorf("whom a pack binds is not in its text: %+v", last)
	}
}

// TestStints (R49): whoever never lets more time pass than the clause allows did it in every interval, whenever it began; who does it every third half year did it in a third
// of them. What one in the chair did for a body counts for the next, and an amendment that asks the same begins nothing anew.
func TestStints(t *testing.T) {
	for _, c := range []struct {
		done []act.Time
		want string
	}{
		{nil, "------"},
		{[]act.Time{90, 160, 250, 349, 430, 500}, "xxxxx-"}, // never more than a hundred days between them, and none after
		{[]act.Time{10, 20, 30, 330}, "x--x--"},
		{[]act.Time{100, 200}, "xx----"}, // the last day of an interval is a part of it
	} {
		task := Task{Recurring: &Recurring{Days: 100}, Since: noon}
		for _, d := range c.done {
			task.Done = append(task.Done, noon+d*day)
		}
		got := ""
		for _, x := range task.Stints(noon + 650*day) { // the seventh is not over
			got += map[bool]string{true: "x", false: "-"}[x.Done]
		}
		if got != c.want {
			t.Errorf("%v: %s; wants %s", c.done, got, c.want)
		}
	}

	w := newWorld(t)
	i := compact()
	i.Clauses = append(i.Clauses, Clause{ID: "m", Force: "agreement", Title: said("m"), Text: said("so"), Recurring: &Recurring{Who: "coordinator", What: said("meeting"), Days: 90, Kind: "meeting"}})
	first := w.signed(i)
	w.at = noon + 30*day
	second := w.signed(i.next(first))
	done := func(c Cite, p jurisdiction.ID) []act.Time {
		if c == (Cite{first, "m"}) && p == "harbin" {
			return []act.Time{noon + 20*day}
		}
		return nil
	}
	list := w.must().Routine(noon+40*day, done)
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	if x := list[0]; x.Clause.Instrument != second || x.Body != "joint-office" || x.Last != noon+20*day || x.Since != noon || x.Due != noon+110*day {
		t.Errorf("%+v", x)
	}
}
