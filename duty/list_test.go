package duty

import (
	"slices"
	"testing"

	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R52, R54: the responsibility list that clauses yield, with what keeps it from being adopted.
func TestList(t *testing.T) {
	d := agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: 120, Post: text("duty desk"), Evidence: text("receipt"), Consequence: "9"}
	joint, unassigned, office := d, d, d
	joint.Accountable, unassigned.Who, office.Who, office.Accountable = "affected", "", "body:flood-office", "party:harbin"
	c := owes("1", d, "grade <= 2")
	c.Source = &agreement.Source{Law: text("law"), Year: "2011", Article: "3"}
	v := binding("list", cities(), c, owes("2", joint), owes("3", unassigned), owes("4", office), agreement.Clause{ID: "9", Consequence: &agreement.Consequence{}}, agreement.Clause{ID: "10"})
	rows := List(&v)
	if len(rows) != 4 {
		t.Fatalf("%+v", rows)
	}
	r := rows[0]
	if r.Role != "origin" || r.Accountable != "origin" || r.Clock != "known" || r.When != "grade <= 2" || r.Limit != 120 || r.Post["en"] != "duty desk" || r.Evidence["en"] != "receipt" ||
		r.Basis != c.Source || r.Consequence == nil || r.Consequence.ID != "9" || r.Unassigned != "" || !slices.Equal(r.To, []string{"superior"}) || r.Clause.Instrument != v.Ref {
		t.Errorf("%+v", r)
	}
	if rows[1].Unassigned == "" || rows[2].Unassigned == "" || rows[3].Unassigned != "" || rows[3].Body != "flood-office" || rows[3].Accountable != "party:harbin" {
		t.Errorf("%+v", rows[1:])
	}
}

// R51: exactly one answers for each duty; of a joint duty the others do it.
func TestParts(t *testing.T) {
	d := agreement.Duty{Who: "affected", To: []string{"lead", "coordinator"}, Do: "tell", Clock: "opened", Limit: 60}
	joint, many := d, d
	joint.Accountable, many.Accountable = "lead", "participants"
	parts := Parts(derive(facts(), nil, binding("compact", cities(), owes("1", d), owes("2", joint), owes("3", many))))
	var got []string
	for _, p := range parts {
		line := p.Clause.Clause + " " + string(p.Accountable) + ":"
		for _, id := range p.Responsible {
			line += " " + string(id)
		}
		got = append(got, line)
		if !slices.Equal(p.Informed, []jurisdiction.ID{"jilin", "office"}) {
			t.Errorf("%+v", p)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"1 harbin: harbin", "1 songyuan: songyuan", "2 jilin: harbin songyuan", "3 harbin: harbin", "3 songyuan: songyuan"}) {
		t.Error(got)
	}
}
