package scenario

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/node"
	"tongzhou/node/view"
)

// Duty is what a law or an agreement would have asked of a party in one telling, and what became of it. Times are RFC 3339 with zone, as the acts claim them.
type Duty struct {
	Telling string   `json:"telling"`
	Party   string   `json:"party"`
	To      string   `json:"to,omitempty"`
	What    string   `json:"what"`
	Do      string   `json:"do"`
	Clause  string   `json:"clause"` // code of the instrument and clause
	Law     string   `json:"law,omitempty"`
	Year    string   `json:"year,omitempty"`
	Article string   `json:"article,omitempty"`
	Since   *string  `json:"since,omitempty"`
	Due     *string  `json:"due,omitempty"` // absent: the law says at once, or the clock has not started
	Prompt  bool     `json:"promptly,omitempty"`
	State   string   `json:"state"`
	MetBy   *string  `json:"met_by"` // the act, null: none
	Late    *float64 `json:"late_hours,omitempty"`
	// Knew is when the creditor says that it learned of the matter in another way, where the duty was not met: to that moment it was late.
	Knew *string `json:"creditor_knew,omitempty"`
}

// Holds is one row of a case's command table.
type Holds struct {
	Telling   string  `json:"telling"`
	Function  string  `json:"function"`
	Holder    string  `json:"holder"`
	Basis     string  `json:"basis"`
	From      *string `json:"from"`
	State     string  `json:"state"`
	Confirmed bool    `json:"confirmed"`
}

// owed adds what each telling's case asked of whom, and who held command in it, as the home city has it on record.
func (p *Play) owed(ctx context.Context, r *Report) error {
	home, err := p.Alliance.City(p.Home)
	if err != nil {
		return err
	}
	r.Duties, r.Command = []Duty{}, []Holds{}
	tellings := map[string]act.Ref{}
	for telling, of := range p.cases {
		tellings[telling] = of
	}
	for _, telling := range p.own() {
		if of, ok := home.Node.CaseOf(telling); ok {
			tellings[telling] = of
		}
	}
	for telling, of := range tellings {
		v, err := home.Node.Case(ctx, nil, node.IdentifierOf(of), time.Time{})
		if err != nil {
			return fmt.Errorf("scenario: report %s: %w", telling, err)
		}
		if v.Governance == nil {
			continue
		}
		for _, d := range v.Governance.Duties {
			if d.State == "waiting" { // its clock has not started: nothing is owed yet
				continue
			}
			r.Duties = append(r.Duties, p.duty(telling, d, v.Events))
		}
		for _, row := range v.Governance.Table {
			r.Command = append(r.Command, Holds{telling, row.Function, row.Holder.ID, row.Basis, stamp(row.From, p.zone()), row.State, row.Confirmed != nil || row.Basis == "default"})
		}
	}
	slices.SortStableFunc(r.Duties, func(a, b Duty) int {
		return cmp.Or(strings.Compare(a.Telling, b.Telling), strings.Compare(a.Clause, b.Clause), strings.Compare(a.Party, b.Party), strings.Compare(a.To, b.To))
	})
	slices.SortStableFunc(r.Command, func(a, b Holds) int { return strings.Compare(a.Telling, b.Telling) })
	return nil
}

func (p *Play) duty(telling string, d view.Duty, events []view.CaseEvent) Duty {
	out := Duty{Telling: telling, Party: d.Party.ID, What: d.What["en"], Do: d.Do, Clause: d.Clause.Code + " " + d.Clause.Clause, State: d.State, Prompt: d.Promptly}
	if d.To != nil {
		out.To = d.To.ID
	}
	if s := d.Clause.Source; s != nil {
		out.Law, out.Year, out.Article = s.Law["en"], s.Year, s.Article
	}
	if d.Start != nil {
		out.Since = stamp(*d.Start, p.zone())
	}
	if d.Due != nil {
		out.Due = stamp(*d.Due, p.zone())
	}
	if d.MetBy != nil {
		id := node.IdentifierOf(act.Ref{Journal: d.MetBy.Journal, Index: d.MetBy.Index})
		out.MetBy = &id
	}
	late := hours(time.Duration(d.Late) * time.Minute)
	if d.MetBy == nil && d.Start != nil {
		if knew, ok := learned(out.To, events); ok {
			since := *d.Start
			if d.Due != nil {
				since = *d.Due
			}
			out.Knew = stamp(knew, p.zone())
			late = max(0, hours(knew.Sub(since)))
		}
	}
	if late > 0 {
		out.Late = &late
	}
	return out
}

// learned is when a party says that it knew, by its own act in the case.
func learned(party string, events []view.CaseEvent) (time.Time, bool) {
	for _, e := range events {
		if party != "" && e.By.ID == party && e.Kind == "incident.clock" {
			return e.At, true
		}
	}
	return time.Time{}, false
}

// printDuties writes what was late or never done, for people.
func (r Report) printDuties(w io.Writer) {
	for _, d := range r.Duties {
		if d.Late == nil || d.State == "excused" {
			continue
		}
		to, how := "", "never met"
		if d.To != "" {
			to = " to " + d.To
		}
		if d.MetBy != nil {
			how = "met by " + *d.MetBy
		} else if d.Knew != nil {
			how = "never met; " + d.To + " knew from " + *d.Knew
		}
		due := "at once"
		if d.Due != nil {
			due = "due " + *d.Due
		}
		fmt.Fprintf(w, "%s: %s%s, %s (%s): %s, %s, %g h late\n", d.Telling, d.Party, to, d.What, d.Clause, due, how, *d.Late)
	}
}
