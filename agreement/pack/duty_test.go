package pack

import (
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

const hour = act.Time(60 * 60 * 1000)

// inForce is a shipped instrument as it stands once the state has issued it, or, a template, once its parties have signed it.
func inForce(t testing.TB, name string, index int64) agreement.Version {
	t.Helper()
	s := load(t, name)
	f := Filling{From: start}
	if s.Template {
		f = river()
	}
	in, err := s.Fill(f)
	if err != nil {
		t.Fatal(err)
	}
	in.From = start
	return agreement.Version{Instrument: in, Ref: ref("state", index), Proposal: ref("state", index), By: "state", Issued: in.Type == "pack",
		State: "concluded", Concluded: start, Starts: start}
}

func ref(of jurisdiction.ID, index int64) act.Ref {
	return act.Ref{Journal: act.Origin(of), Index: index}
}

func superiors(p jurisdiction.ID) jurisdiction.ID {
	return map[jurisdiction.ID]jurisdiction.ID{"songyuan": "jilin-province", "harbin": "heilongjiang", "jiamusi": "heilongjiang",
		"jilin-province": "state", "heilongjiang": "state"}[p]
}

// spill is a slick that starts in Songyuan and is known there an hour later.
func spill(grade int) duty.Facts {
	of := condition.Unknown()
	of.Status, of.Hazard, of.Classes, of.Situation, of.Grade, of.Origins, of.Affected = "Actual", "pollutant-slug", []string{"accident"}, 3, grade, 1, 2
	of.Phase, of.Mode, of.At = "emergency", "voluntary", start+10*hour
	f := duty.Facts{Case: ref("songyuan", 9), Of: of,
		Parties: map[string][]jurisdiction.ID{"origin": {"songyuan"}, "affected": {"harbin", "jiamusi"}, "adjacent": {"harbin", "jiamusi"}, "lead": {"songyuan"},
			"coordinator": {"harbin"}, "participants": {"songyuan", "harbin", "jiamusi", "jilin-province"}},
		Roles: map[jurisdiction.ID][]string{"songyuan": {"origin", "lead"}, "harbin": {"affected", "coordinator"}, "jiamusi": {"affected"}, "jilin-province": {"superior"}},
		Above: map[jurisdiction.ID]jurisdiction.ID{}, Rank: map[jurisdiction.ID]string{"songyuan": "city", "harbin": "city", "jiamusi": "city", "jilin-province": "province"},
		Clocks: []duty.Clock{{What: "occurred", At: start + 8*hour, Since: ref("songyuan", 9)}, {What: "known", Party: "songyuan", At: start + 9*hour, Since: ref("songyuan", 10)},
			{What: "opened", At: of.At, Since: ref("songyuan", 9)}},
	}
	for p := range f.Rank {
		f.Above[p] = superiors(p)
	}
	return f
}

// owed finds what a party owes another by a clause.
func owed(list []duty.Owed, version agreement.Version, clause string, by, to jurisdiction.ID) *duty.Owed {
	for i, o := range list {
		if o.Clause == (agreement.Cite{Instrument: version.Ref, Clause: clause}) && o.Party == by && o.To == to {
			return &list[i]
		}
	}
	return nil
}

// R22, R30: with every pack in force at once, and a compact, plan, list and programme signed, each clause can be read and evaluated.
func TestAllInForceAtOnce(t *testing.T) {
	var all []agreement.Version
	for i, name := range Names() {
		all = append(all, inForce(t, name, int64(i)))
	}
	rules := duty.Compile(all, superiors)
	for _, p := range rules.Problems() {
		t.Errorf("clause %s of entry %d: %s", p.Clause.Clause, p.Clause.Instrument.Index, p.Reason)
	}
	for grade := range 5 {
		for _, p := range rules.Check(spill(grade)) {
			t.Errorf("grade %d: clause %s of entry %d: %s", grade, p.Clause.Clause, p.Clause.Instrument.Index, p.Reason)
		}
		if n := len(duty.Derive(rules, spill(grade), nil)); n < 20 {
			t.Errorf("grade %d: only %d duties", grade, n)
		}
	}
}

// R30: the "2 h / 4 h" of Order 17: the longer limit while nobody has graded the event, the shorter one governs a grave event; neighbours are told promptly,
// which has no figure.
func TestOrder17InACase(t *testing.T) {
	v := inForce(t, "cn-environment-reporting", 1)
	rules := duty.Compile([]agreement.Version{v}, superiors)
	for grade, short := range []bool{false, true, true, false, false} {
		list := duty.Derive(rules, spill(grade), nil)
		long := owed(list, v, "3.1", "songyuan", "jilin-province")
		if long == nil || long.Due != start+13*hour {
			t.Fatalf("grade %d: four hours: %+v", grade, long)
		}
		two := owed(list, v, "3.2", "songyuan", "jilin-province")
		if (two != nil) != short || short && (two.Due != start+11*hour || two.Stricter != nil || long.Stricter == nil || long.Stricter.Clause != "3.2") {
			t.Errorf("grade %d: two hours: %+v, four: %+v", grade, two, long)
		}
		for _, p := range []jurisdiction.ID{"harbin", "jiamusi"} {
			if o := owed(list, v, "8", "songyuan", p); o == nil || o.Due != 0 || o.Start != start+9*hour {
				t.Errorf("grade %d: %s is to be told: %+v", grade, p, o)
			}
		}
	}
	// Another hazard is none of this law's business.
	f := spill(2)
	f.Of.Hazard = "flood"
	if list := duty.Derive(rules, f, nil); len(list) != 0 {
		t.Errorf("a flood: %+v", list)
	}
}

// R56: the Huai rule counts from receipt and names the neighbours; without a receipt its clock has not started. R57: 30 days for changed casualties, 7 in a fire.
func TestOtherClocksInACase(t *testing.T) {
	huai, safety := inForce(t, "cn-huai-water-pollution", 1), inForce(t, "cn-work-safety", 2)
	rules := duty.Compile([]agreement.Version{huai, safety}, superiors)
	f := spill(2)
	if o := owed(duty.Derive(rules, f, nil), huai, "27.2", "songyuan", "harbin"); o == nil || o.Waits != "received" || o.Due != 0 {
		t.Errorf("without a receipt: %+v", o)
	}
	f.Clocks = append(f.Clocks, duty.Clock{What: "received", Party: "songyuan", At: start + 12*hour, Since: ref("songyuan", 12)})
	if o := owed(duty.Derive(rules, f, nil), huai, "27.2", "songyuan", "harbin"); o == nil || o.Due != start+36*hour {
		t.Errorf("with a receipt: %+v", o)
	}
	if o := owed(duty.Derive(rules, f, nil), safety, "13", "songyuan", "jilin-province"); o != nil {
		t.Errorf("nobody counted the injured: %+v", o)
	}
	f.Of.Injured = 60
	if o := owed(duty.Derive(rules, f, nil), safety, "13", "songyuan", "jilin-province"); o == nil || o.Due != start+8*hour+30*24*hour {
		t.Errorf("60 injured: %+v", o)
	}
	f.Of.Hazard = "fire"
	if o := owed(duty.Derive(rules, f, nil), safety, "13", "songyuan", "jilin-province"); o == nil || o.Due != start+8*hour+7*24*hour {
		t.Errorf("in a fire: %+v", o)
	}
}

// R50: by the compact the origin reports to the office and warns, the affected accept and say their phase; half an hour for the first report of a grave event.
func TestCompactInACase(t *testing.T) {
	v := inForce(t, "river-compact", 3)
	v.Issued, v.By = false, "harbin"
	rules := duty.Compile([]agreement.Version{v}, superiors)
	for grade, minutes := range []act.Time{60, 30, 30, 60, 60} {
		if o := owed(duty.Derive(rules, spill(grade), nil), v, "3.1", "songyuan", "harbin"); o == nil || o.Due != start+9*hour+minutes*hour/60 {
			t.Errorf("grade %d: first report: %+v", grade, o)
		}
	}
	f := spill(2)
	f.Clocks = append(f.Clocks, duty.Clock{What: "received", Party: "jiamusi", At: start + 11*hour, Since: ref("jiamusi", 4)})
	list := duty.Derive(rules, f, nil)
	if o := owed(list, v, "3.5", "jiamusi", ""); o == nil || o.Due != start+11*hour+hour/2 {
		t.Errorf("accept: %+v", o)
	}
	if o := owed(list, v, "3.7", "harbin", ""); o == nil || o.Due != start+12*hour {
		t.Errorf("join: %+v", o)
	}
	if o := owed(list, v, "3.15", "harbin", "heilongjiang"); o != nil {
		t.Errorf("nothing exceeds the alliance: %+v", o)
	}
}
