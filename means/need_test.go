package means

import (
	"fmt"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// sayings are statements of a case, by subject.
type sayings map[string]*incident.Subject

func (s sayings) says(by jurisdiction.ID, subject string, m int64, unit string) {
	if s[subject] == nil {
		s[subject] = &incident.Subject{Key: subject}
	}
	x := s[subject]
	x.Said = append(x.Said, &incident.Said{By: by, Statement: incident.Statement{Subject: subject, Quantity: &act.Quantity{Mantissa: m, Unit: unit}}})
	x.Contested = x.Contested || *x.Said[0].Quantity != *x.Said[len(x.Said)-1].Quantity
}

func (s sayings) subjects() (out []incident.Subject) {
	for _, x := range s {
		out = append(out, *x)
	}
	return out
}

// R11: need beside own stock and promises of others; a city that denies the gap, and one that overstates it.
func TestNeeds(t *testing.T) {
	s := sayings{}
	promise := func(clause string, holder jurisdiction.ID, kind string, amount int64) Promise {
		return Promise{agreement.Reserve{Holder: holder, Kind: kind, Amount: act.Quantity{Mantissa: amount, Unit: "1"}}, agreement.Cite{Clause: clause}}
	}
	promises := []Promise{promise("1", "harbin", "boat", 5), promise("2", "harbin", "boat", 8), promise("3", "jilin", "boat", 7), promise("4", "jilin", "boat", 6), promise("5", "songyuan", "boat", 9)}
	arrivals := []Arrival{{Promise: promises[2], To: "harbin", InTime: true, Counted: true}, {Promise: promises[3], To: "harbin", InTime: true}, {Promise: promises[4], To: "harbin", Counted: true}}
	one := func() Need {
		t.Helper()
		list := Needs(s.subjects(), promises, arrivals)
		if len(list) != 1 {
			t.Fatalf("%+v", list)
		}
		return list[0]
	}
	s.says("harbin", "need/harbin/boat", 40, "1")
	s.says("harbin", "need/boat", 40, "1") // of nobody
	n := one()
	// Nobody has said what it has: what it keeps ready by agreement, of two promises the larger. Of what others promise counts what comes in time, once.
	if n.Own.Value != 8 || len(n.Reserves) != 2 || n.Promised.Value != 7 || len(n.From) != 1 || n.Estimates[0].Gap != 25 || n.Contested || n.Denies() != nil {
		t.Errorf("%+v", n)
	}
	s.says("jilin", "stock/harbin/boat", 30, "1")
	if n = one(); n.Own.Value != 8 || len(n.Stock) != 1 { // another's word stands beside, and is not counted
		t.Errorf("%+v", n)
	}
	s.says("harbin", "stock/harbin/boat", 12, "1")
	if n = one(); n.Own.Value != 12 || n.Estimates[0].Gap != 21 {
		t.Errorf("%+v", n)
	}
	// One that overstates: another estimates less, and in the end it used less. All of it stands side by side.
	s.says("province", "need/harbin/boat", 19, "1")
	s.says("harbin", "used/harbin/boat", 15, "1")
	n = one()
	if !n.Contested || len(n.Estimates) != 2 || n.Estimates[1].Gap != 0 || len(n.Used) != 1 || n.Used[0].Amount.Value != 15 || fmt.Sprint(n.Denies()) != "[province]" {
		t.Errorf("%+v", n)
	}
	// What is counted in other units leaves no gap to speak of.
	s.says("songyuan", "need/harbin/boat", 3, "t")
	if n = one(); n.Estimates[2].Fits || n.Estimates[2].Gap != 0 || fmt.Sprint(n.Denies()) != "[province]" {
		t.Errorf("%+v", n)
	}
}

// R11: a city that denies the gap may be the one that is in need; its word stands beside that of whoever says otherwise.
func TestNeedDenied(t *testing.T) {
	s := sayings{}
	s.says("jilin", "need/jilin/pump", 3, "1")
	s.says("province", "need/jilin/pump", 20, "1")
	s.says("jilin", "stock/jilin/pump", 4, "1")
	list := Needs(s.subjects(), nil, nil)
	if len(list) != 1 || !list[0].Contested || fmt.Sprint(list[0].Denies()) != "[jilin]" {
		t.Errorf("%+v", list)
	}
}
