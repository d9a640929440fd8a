package docket

import (
	"cmp"

	"tongzhou/act"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

// Where a duty stands is a question of the moment, and a page that shows a thousand cases asks it of half a million duties. So the counts of a case are kept until the
// first moment at which one of them changes by itself, until an act touches the case, or until testimony comes that may judge anew what was done.

// states are the states of a duty, in the order in which they press. A word that package duty says and that is not among them would be counted as the first; the test that
// compares with every duty by itself would show it.
func states() []string {
	return []string{"overdue", "due-soon", "disputed", "open", "sent", "waiting", "excused", "met-late", "met"}
}

// counts are numbers of duties by state, in the order of states.
type counts [9]int

func (c *counts) byState() map[string]int {
	out := map[string]int{}
	for n, word := range states() {
		if c != nil && c[n] > 0 {
			out[word] = c[n]
		}
	}
	return out
}

// A tally is where the duties of a case stand. It holds between two moments, from the one at which it was made to the first at which a duty falls due or becomes due soon:
// time does not run backwards on a page, but a replay asks for any moment, so that both ends are kept.
type tally struct {
	from, until act.Time // while it holds; until 0: for ever
	testimony   int      // which testimony it rests on; -1: on none
	all         counts
	of          map[jurisdiction.ID]*counts
	next        int // the duty that presses most: an index; -1: none
}

// A Tally is where what is owed in open cases stands at a moment, by state.
type Tally struct {
	At      act.Time
	Cases   map[act.Ref]map[string]int
	Parties map[jurisdiction.ID]map[string]int // by debtor
	Next    map[act.Ref]*duty.Owed             // of each case what presses most of what is overdue or has a time by when it is due
}

// Tally counts all open cases. After one act it costs what one case costs, and a look at each of the others. The maps belong to the caller; the duties belong to the
// docket.
func (d *Docket) Tally(now act.Time) Tally {
	out := Tally{At: now, Cases: map[act.Ref]map[string]int{}, Parties: map[jurisdiction.ID]map[string]int{}, Next: map[act.Ref]*duty.Owed{}}
	for of, x := range d.running() {
		t := d.counted(x, now)
		out.Cases[of] = t.all.byState()
		if t.next >= 0 {
			out.Next[of] = &x.owed[t.next]
		}
	}
	for p, c := range d.owed.total {
		if *c != (counts{}) {
			out.Parties[p] = c.byState()
		}
	}
	return out
}

// counted returns the tally of a case at a moment, counting again if the one that is kept does not hold then. It keeps the sums of the parties in step: the old tally
// goes out of them before the new one comes in.
func (d *Docket) counted(x *sheet, now act.Time) *tally {
	t := x.tally
	if t != nil && now >= t.from && (t.until == 0 || now < t.until) && (t.testimony < 0 || t.testimony == d.owed.testimony) {
		return t
	}
	d.owed.count(t, -1)
	x.tally = d.count(x, now)
	d.owed.count(x.tally, 1)
	return x.tally
}

// count adds a tally to the sums of the parties, or takes it out of them. The sums are of those tallies that are kept; whoever asks for them has gone through all open
// cases at one moment first, or they would be of different moments.
func (o *owed) count(t *tally, times int) {
	if t == nil {
		return
	}
	for p, c := range t.of {
		sum := o.total[p]
		if sum == nil {
			sum = &counts{}
			o.total[p] = sum
		}
		for n := range c {
			sum[n] += times * c[n]
		}
	}
}

// count asks every duty of a case where it stands. Testimony matters only for what was met by a deadline: nobody's word changes that something is still to be done, and
// what was sent and not received is sent however early it was.
func (d *Docket) count(x *sheet, now act.Time) *tally {
	t := &tally{from: now, testimony: -1, of: map[jurisdiction.ID]*counts{}, next: -1}
	// A duty names its state in a word, for people; a thousand cases are counted in numbers.
	order := map[string]int{}
	for n, word := range states() {
		order[word] = n
	}
	best := 0
	for n := range x.owed {
		o := &x.owed[n]
		state := order[o.At(now, d.roster).State]
		t.all[state]++
		mine := t.of[o.Party]
		if mine == nil {
			mine = &counts{}
			t.of[o.Party] = mine
		}
		mine[state]++
		if u := o.Until(now); u != 0 && (t.until == 0 || u < t.until) {
			t.until = u
		}
		if o.Met != nil && o.Due != 0 {
			t.testimony = d.owed.testimony
		}
		if !presses(o, states()[state]) {
			continue
		}
		if t.next < 0 || cmp.Or(cmp.Compare(state, best), cmp.Compare(o.Due, x.owed[t.next].Due)) < 0 {
			t.next, best = n, state
		}
	}
	return t
}

// presses says whether somebody has to do something about a duty, and by when. What another clause asks for sooner presses there and not here, or one report would
// stand on the page three times.
func presses(o *duty.Owed, state string) bool {
	return o.Stricter == nil && (state == "overdue" || state == "due-soon" || state == "open" && o.Due != 0)
}
