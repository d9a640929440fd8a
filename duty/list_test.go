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

// R54: a row for a private unit is a duty of those who have a contract with it when the clock starts, and of nobody else.
func TestPrivateUnit(t *testing.T) {
	d := agreement.Duty{Who: "affected", Do: "lay-booms", Clock: "opened", Limit: 240, Unit: "firm"}
	v := binding("list", cities(), owes("1", d))
	if rows := List(&v); len(rows) != 1 || rows[0].Unit != "firm" {
		t.Errorf("%+v", rows)
	}
	if list := derive(facts(), nil, v); len(list) != 0 {
		t.Errorf("without a contract: %s", spell(list))
	}
	contract := agreement.Contracted{Contract: agreement.Contract{Unit: "firm", Name: text("Blue Water"), From: at(-60), Until: at(60)}, Party: "songyuan", At: at(-60), Ref: ref("songyuan", 5)}
	v.Contracts = []agreement.Contracted{contract}
	if o := only(t, derive(facts(), nil, v)); o.Party != "songyuan" || o.Unit == nil || o.Unit.Name["en"] != "Blue Water" || o.Due != at(240) {
		t.Errorf("%+v", o)
	}
	v.Contracts[0].At = at(1)
	if list := derive(facts(), nil, v); len(list) != 0 {
		t.Errorf("put on record when the case was open: %s", spell(list))
	}
	v.Contracts[0].At, v.Contracts[0].Until = at(-60), noon
	if list := derive(facts(), nil, v); len(list) != 0 {
		t.Errorf("over when the case was opened: %s", spell(list))
	}
	d.Clock = "received"
	v = binding("list", cities(), owes("1", d))
	v.Contracts = []agreement.Contracted{contract}
	if o := only(t, derive(facts(), nil, v)); o.Party != "songyuan" || o.Waits != "received" {
		t.Errorf("before its clock starts: %+v", o)
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
