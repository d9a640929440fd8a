package warning

import (
	"encoding/json"
	"iter"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// full is a notice in which nothing is missing and every optional part is there, and the act that carries it.
func full(w *world) (act.Act, Notice) {
	to := []jurisdiction.ID{"songyuan", "harbin"}
	a := act.Act{Kind: KindIssue, By: "jilin", At: day, To: to, Officer: "li", Cites: []act.Ref{w.ref("charter")},
		Exhibits: []act.Hash{{1}, {2}}}
	n := w.notice(day, to)
	n.Description, n.Instruction = said("The slick moves at 3 km/h."), said("Close the intake.")
	n.Forecast = &a.Exhibits[0]
	n.Exhibits = []Exhibit{{Hash: a.Exhibits[1], What: said("readings at the border")}}
	n.Case = &a.Cites[0]
	n.ApprovedBy = []string{"li", "zhou"}
	h := act.Time(3600000)
	n.Arrivals[0].Arrival = &act.Times{P05: day + h, P25: day + 2*h, P50: day + 3*h, P75: day + 4*h, P95: day + 5*h}
	q := func(m int64) act.Quantity { return act.Quantity{Mantissa: m, Exponent: -3, Unit: "mg/L"} }
	n.Arrivals[0].Peak = &act.Sizes{P05: q(100), P25: q(200), P50: q(500), P75: q(500), P95: q(900)}
	return a, n
}

func TestNoticeRefused(t *testing.T) { // R76, R14, R83: what a warning must say, and how
	refusals := []struct {
		name  string
		spoil func(a *act.Act, n *Notice)
		want  string // "" if it is no reason to refuse
	}{
		{"full", func(*act.Act, *Notice) {}, ""},
		{"status", func(_ *act.Act, n *Notice) { n.Status = "Draft" }, `status: "Draft"`},
		{"no status", func(_ *act.Act, n *Notice) { n.Status = "" }, "status: "},
		{"category", func(_ *act.Act, n *Notice) { n.Category = "Water" }, `category: "Water"`},
		{"two words", func(_ *act.Act, n *Notice) { n.Category = "Env Met" }, `category: "Env Met"`},
		{"event", func(_ *act.Act, n *Notice) { n.Event = "11B01" }, `event: "11B01"`},
		{"event beyond", func(_ *act.Act, n *Notice) { n.Event = "OET-224" }, `event: "OET-224"`},
		{"event spelt", func(_ *act.Act, n *Notice) { n.Event = "OET-1x3" }, `event: "OET-1x3"`},
		{"urgency", func(_ *act.Act, n *Notice) { n.Urgency = "soon" }, "urgency: "},
		{"severity", func(_ *act.Act, n *Notice) { n.Severity = "red" }, "severity: "},
		{"certainty", func(_ *act.Act, n *Notice) { n.Certainty = "observed" }, "certainty: "},
		{"no level", func(_ *act.Act, n *Notice) { n.Level = "" }, ""},
		{"grade as level", func(_ *act.Act, n *Notice) { n.Level = "I" }, `level: "I"; a warning level is red`},
		{"severity as level", func(_ *act.Act, n *Notice) { n.Level = "Extreme" }, `level: "Extreme"`},
		{"no headline", func(_ *act.Act, n *Notice) { n.Headline = act.Text{} }, "headline: text: empty"},
		{"blank headline", func(_ *act.Act, n *Notice) { n.Headline = said(" ") }, "headline: text: "},
		{"blank instruction", func(_ *act.Act, n *Notice) { n.Instruction = said(" ") }, "text: "},
		{"accept by the end", func(_ *act.Act, n *Notice) { n.AcceptBy = n.Expires }, ""},
		{"first event", func(_ *act.Act, n *Notice) { n.Event = "OET-000" }, ""},
		{"last event", func(_ *act.Act, n *Notice) { n.Event = "OET-223" }, ""},
		{"nobody there", func(_ *act.Act, n *Notice) { *n.Arrivals[0].People, n.Arrivals[0].Situation = 0, 1 }, ""},
		{"blank description", func(_ *act.Act, n *Notice) { n.Description = said(" ") }, "text: "},
		{"no description", func(_ *act.Act, n *Notice) { n.Description, n.Instruction = nil, nil }, ""},
		{"no source", func(_ *act.Act, n *Notice) { n.Source.Text = nil }, "source: says nothing; if it is not known, say unknown"},
		{"no extent", func(_ *act.Act, n *Notice) { n.Extent.Text = nil }, "extent: says nothing"},
		{"no nature", func(_ *act.Act, n *Notice) { n.Nature.Text = nil }, "nature: says nothing"},
		{"no trend", func(_ *act.Act, n *Notice) { n.Trend = Statement{} }, `trend: confidence ""`},
		{"unknown with words", func(_ *act.Act, n *Notice) { n.Trend.Text = said("no second reading yet") }, ""},
		{"unknown with blanks", func(_ *act.Act, n *Notice) { n.Trend.Text = said("") }, "trend: text: "},
		{"confidence", func(_ *act.Act, n *Notice) { n.Source.Confidence = "sure" }, `source: confidence "sure"`},
		{"accept by", func(a *act.Act, n *Notice) { n.AcceptBy = a.At }, "times: "},
		{"expires", func(_ *act.Act, n *Notice) { n.Expires = n.AcceptBy - 1 }, "times: "},
		{"arrival elsewhere", func(_ *act.Act, n *Notice) { n.Arrivals[0].To = "jiamusi" }, "arrivals: jiamusi: not an addressee"},
		{"arrival twice", func(_ *act.Act, n *Notice) { n.Arrivals[1].To = n.Arrivals[0].To }, "arrivals: songyuan: twice"},
		{"no arrivals", func(_ *act.Act, n *Notice) { n.Arrivals = nil }, ""},
		{"situation 0", func(_ *act.Act, n *Notice) { n.Arrivals[0].Situation = 0 }, "situation 0"},
		{"situation 4", func(_ *act.Act, n *Notice) { n.Arrivals[0].Situation = 4 }, "situation 4"},
		{"tell by", func(_ *act.Act, n *Notice) { n.Arrivals[0].TellBy = 0 }, "tellBy: absent"},
		{"people", func(_ *act.Act, n *Notice) { *n.Arrivals[0].People = -1 }, "people -1"},
		{"people unknown", func(_ *act.Act, n *Notice) { n.Arrivals[0].People = nil }, ""},
		{"times fall", func(_ *act.Act, n *Notice) { n.Arrivals[0].Arrival.P50 = day }, "arrival: quantiles do not rise"},
		{"sizes fall", func(_ *act.Act, n *Notice) { n.Arrivals[0].Peak.P95.Mantissa = 1 }, "peak: quantiles do not rise"},
		{"unit", func(_ *act.Act, n *Notice) { n.Arrivals[0].Peak.P95.Unit = "ug/L" }, "peak: quantiles differ in unit"},
		{"exponent", func(_ *act.Act, n *Notice) { n.Arrivals[0].Peak.P05.Exponent = -4 }, "peak: quantiles differ in unit or exponent"},
		{"case", func(_ *act.Act, n *Notice) { n.Case = &act.Ref{Journal: "x/journal/1"} }, "case: the act does not cite"},
		{"rules", func(a *act.Act, _ *Notice) { a.Cites = nil }, "rules: the act does not cite"},
		{"forecast", func(a *act.Act, _ *Notice) { a.Exhibits = a.Exhibits[1:] }, "forecast: 01"},
		{"exhibit", func(a *act.Act, _ *Notice) { a.Exhibits = a.Exhibits[:1] }, "exhibits: 02"},
		{"exhibit unnamed", func(_ *act.Act, n *Notice) { n.Exhibits[0].What = act.Text{} }, "exhibits: 02"},
		{"simulated as real", func(_ *act.Act, n *Notice) { n.Exhibits[0].Simulated = true }, "basis: real, but exhibit 02"},
		{"simulated", func(_ *act.Act, n *Notice) { n.Exhibits[0].Simulated, n.Basis = true, "simulated" }, ""},
		{"basis", func(_ *act.Act, n *Notice) { n.Basis = "" }, "basis: "},
		{"fiction as Actual", func(_ *act.Act, n *Notice) { n.Basis = "fictional" }, "basis: an Actual warning cannot rest on a fiction"},
		{"fiction as Exercise", func(_ *act.Act, n *Notice) { n.Basis, n.Status = "fictional", Exercise }, ""},
	}
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			a, n := full(w)
			forecast, exhibit, theCase := a.Exhibits[0], a.Exhibits[1], a.Cites[0]
			n.Forecast, n.Exhibits[0].Hash, n.Case = &forecast, exhibit, &theCase
			c.spoil(&a, &n)
			err := New(w.rules).Apply(w.write("w", a, n))
			if c.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestBodiesAreStrict(t *testing.T) { // what a body says and this program does not understand must not be overlooked
	st := newStory(t)
	for _, line := range []string{
		"issue w by=jilin to=songyuan,harbin at=10:00 accept=11:00 officer=li approved=li",
		"receive by=songyuan of=w at=10:30",
		"see by=songyuan of=w at=10:30 officer=wang",
		"accept by=songyuan of=w at=10:30 officer=wang",
		"decline by=songyuan of=w at=10:30 officer=wang reason=no-intake",
		"pass by=songyuan of=w to=jiamusi at=10:30 officer=wang",
		"escalate by=jilin of=w for=songyuan to=body at=11:20 deadline=11:00",
		"update u by=jilin of=w to=songyuan,harbin,body at=11:30 change=material officer=li approved=li",
		"cancel c by=jilin of=u to=songyuan,harbin,body at=11:40 officer=li approved=li",
	} {
		if out := st.do(line); out != nil {
			t.Fatal(line, out)
		}
		entries := st.Entries[1:]
		e := entries[len(entries)-1]
		for _, body := range []string{
			strings.TrimSuffix(string(e.Act.Body), "}") + `,"zeal":1}`, // sorts last
			strings.Replace(string(e.Act.Body), `"status":"Actual"`, `"status":{"en":"Actual"}`, 1),
		} {
			s, _ := st.apply(entries[:len(entries)-1])
			bad := e
			bad.Act.Body = json.RawMessage(body)
			if err := s.Apply(bad); err == nil || !strings.Contains(err.Error(), "act: body: ") {
				t.Errorf("%s: %s: got %v", e.Act.Kind, body, err)
			}
			if err := s.Apply(e); err != nil {
				t.Errorf("%s: %v", e.Act.Kind, err)
			}
		}
	}
	if err := New(nil).Apply(st.write("", act.Act{Kind: "warning.shout", By: "jilin", At: day}, struct{}{})); err == nil {
		t.Error("a kind of nobody was applied")
	}
}

func TestBackdated(t *testing.T) { // D6: clocks may differ by half a minute, not by more
	const at = day + 10*3600000
	for _, c := range []struct {
		receipt, accept act.Time
		want            bool
	}{
		{at, at, false},
		{at - skew, at, false},
		{at - skew - 1, at, false}, // the receipt is, the acceptance is not
		{at, at - skew, false},
		{at, at - skew - 1, true},
		{at + 3600000, at + 3600000 - skew, false},
		{at + 3600000, at + 3600000 - skew - 1, true},
	} {
		st := newStory(t)
		st.do("issue w by=jilin to=songyuan at=10:00 accept=12:00 officer=li approved=li")
		w := st.ref("w")
		for _, a := range []act.Act{{Kind: KindReceive, At: c.receipt}, {Kind: KindAccept, At: c.accept, Officer: "wang"}} {
			a.By, a.Cites = "songyuan", []act.Ref{w}
			if err := st.state.Apply(st.write("", a, Answer{Of: w, Status: Actual})); err != nil {
				t.Fatal(err)
			}
		}
		b, _ := st.state.Board(w, at)
		if r := b.Rows[0]; r.State != Accepted || r.Backdated != c.want {
			t.Errorf("received at %d, accepted at %d: %s, backdated %v, wants %v", c.receipt-at, c.accept-at, r.State, r.Backdated, c.want)
		}
	}
}

func TestBlankNote(t *testing.T) { // a note is left out or says something
	st := newStory(t)
	st.do("issue w by=jilin to=songyuan at=10:00 officer=li approved=li")
	w := st.ref("w")
	a := act.Act{Kind: KindAccept, By: "songyuan", At: day, Officer: "wang", Cites: []act.Ref{w}}
	if err := st.state.Apply(st.write("", a, Answer{Of: w, Status: Actual, Note: said(" ")})); err == nil {
		t.Error("a blank note was applied")
	}
}

func TestVersions(t *testing.T) { // R88: what every version said, to whom, and who approved it
	st := newStory(t)
	for _, line := range []string{
		"issue w by=jilin to=songyuan at=10:00 level=red officer=li approved=li,zhou",
		"update u by=jilin of=w to=songyuan,harbin at=10:10 level=red change=small officer=wu approved=wu",
		"cancel c by=jilin of=u to=songyuan,harbin at=10:20 officer=zhou approved=zhou",
	} {
		if out := st.do(line); out != nil {
			t.Fatal(line, out)
		}
	}
	b, ok := st.state.Board(st.ref("u"), day)
	if !ok || len(b.Versions) != 3 || b.ID != st.ref("w") || b.Newest != st.ref("c") || b.Changed != clock(t, "10:20") || b.Asks != 3 {
		t.Fatalf("got %+v", b.Head)
	}
	for i, want := range []struct {
		kind     act.Kind
		officers int
		to       int
		note     bool
	}{{KindIssue, 2, 1, false}, {KindUpdate, 1, 2, true}, {KindCancel, 1, 2, true}} {
		v := b.Versions[i]
		if v.Kind != want.kind || v.Number != i+1 || len(v.ApprovedBy) != want.officers || len(v.To) != want.to || (v.Note != nil) != want.note ||
			(v.Notice == nil) != (want.kind == KindCancel) || v.Material != (i == 0) || v.Officer == "" {
			t.Errorf("version %d: %+v, wants %+v", i+1, v, want)
		}
	}
}

func TestListsStop(t *testing.T) { // a page of a list costs a page
	st := newStory(t)
	for range 3 {
		st.do("issue w by=jilin to=songyuan at=10:00 officer=li approved=li")
	}
	for name, list := range map[string]iter.Seq[Head]{
		"all": st.state.All(day), "open": st.state.Open("songyuan", day), "holding": st.state.Holding("songyuan", day), "issued": st.state.Issued("jilin", day),
	} {
		n := 0
		for h := range list {
			if n++; n == 2 {
				break
			}
			if h.By != "jilin" {
				t.Error(name, h)
			}
		}
		if n != 2 {
			t.Errorf("%s: %d of 3 warnings", name, n)
		}
	}
}

// TestEightAddressees: a warning with everything in it for many addressees fits an act.
func TestEightAddressees(t *testing.T) {
	w := newWorld(t)
	a, n := full(w)
	a.To, n.Arrivals[1].To = nil, "harbin"
	first := n.Arrivals[0]
	n.Arrivals = nil
	for i := range 40 {
		id := jurisdiction.ID("city-" + string(rune('a'+i%26)) + string(rune('a'+i/26)))
		first.To = id
		a.To, n.Arrivals = append(a.To, id), append(n.Arrivals, first)
	}
	e := w.write("w", a, n)
	if err := New(w.rules).Apply(e); err != nil {
		t.Error(err)
	}
	t.Logf("%d addressees: %d bytes of %d", len(a.To), len(e.Act.Body), act.MaxBytes)
}

// TestVoidChangesNothing: an act that is refused leaves no trace.
func TestVoidChangesNothing(t *testing.T) {
	st := newStory(t)
	for _, line := range []string{
		"issue w by=jilin to=songyuan,harbin at=10:00 accept=11:00 officer=li approved=li",
		"pass p by=songyuan of=w to=jiamusi at=10:10",
	} {
		if out := st.do(line); out != nil {
			t.Fatal(line, out)
		}
	}
	before := st.state.Digest()
	for _, line := range []string{
		"issue x by=jilin to=songyuan at=10:00 level=red officer=li approved=li",
		"update by=jilin of=w to=songyuan at=10:20 change=material officer=li approved=li",
		"cancel by=jilin of=w to=songyuan,harbin,body at=10:20 officer=li approved=li",
		"escalate by=jilin of=w for=songyuan to=songyuan at=11:20 deadline=11:00",
		"accept by=jiamusi of=w at=10:20 officer=ma",
		"pass by=songyuan of=w to=jilin at=10:20",
		"decline by=songyuan of=w at=10:20 officer=wang",
	} {
		if out := st.do(line); out == nil {
			t.Errorf("%s: was applied", line)
		}
		if st.state.Digest() != before {
			t.Fatalf("%s: was void and changed the state", line)
		}
	}
	if out := st.do("accept by=jiamusi of=w via=p at=10:30 officer=ma"); out != nil || st.state.Digest() == before {
		t.Errorf("an act that counts did not change the digest: %v", out)
	}
}
