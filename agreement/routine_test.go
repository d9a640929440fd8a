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
	done := func(c Cite, p jurisdiction.ID) act.Time {
		if c.Clause == "exercise" && p == "harbin" {
			return noon + 100*day
		}
		return 0
	}
	for _, c := range []struct {
		at   act.Time
		want string
	}{
		{noon, "exercise/harbin/500 exercise/jilin/400 exercise/songyuan/400 meeting/harbin/90 refresh/jilin/7"},
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
