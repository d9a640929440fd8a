package incident

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func TestOpenRefused(t *testing.T) { // R2, R7: what an opening must say
	for name, c := range map[string]struct {
		spoil func(*act.Act, *Open)
		want  string
	}{
		"full":             {func(*act.Act, *Open) {}, ""},
		"status":           {func(_ *act.Act, o *Open) { o.Status = "Draft" }, `status: "Draft"`},
		"title":            {func(_ *act.Act, o *Open) { o.Title = act.Text{} }, "title: text: empty"},
		"hazard":           {func(_ *act.Act, o *Open) { o.Hazard = "" }, "hazard: absent; say unknown"},
		"origin known":     {func(_ *act.Act, o *Open) { o.Origin.Known = true }, "origin: known needs"},
		"origin at a city": {func(_ *act.Act, o *Open) { o.Origin = Origin{Known: true, Parties: []jurisdiction.ID{"jilin"}} }, ""},
		"origin abroad":    {func(_ *act.Act, o *Open) { o.Origin = Origin{Known: true, Place: said("upstream of the border")} }, ""},
		"origin unknown": {func(_ *act.Act, o *Open) { o.Origin.Parties = []jurisdiction.ID{"jilin"} },
			"unknown has none"},
		"situation": {func(_ *act.Act, o *Open) { o.Situation.Class = 4 }, "situation: class 4"},
		"no border": {func(_ *act.Act, o *Open) { o.Situation = Situation{} }, ""},
		"threshold": {func(_ *act.Act, o *Open) { o.Situation.Threshold = 1e6 + 1 }, "threshold 1000001"},
		"certain":   {func(_ *act.Act, o *Open) { o.Situation.Threshold = 1e6 }, ""},
		"phase":     {func(_ *act.Act, o *Open) { o.Phase = "closed" }, `phase: "closed"`},
		"role":      {func(_ *act.Act, o *Open) { o.Roles[0].Role = "boss" }, `roles: harbin: "boss"`},
		"two leads": {func(_ *act.Act, o *Open) { o.Roles[0].Role = "lead" }, "more than one lead"},
		"evidence":  {func(_ *act.Act, o *Open) { o.Evidence = said("") }, "text: "},
	} {
		t.Run(name, func(t *testing.T) {
			err := New(nil, nil).Apply(newWorld(t).opens("heilongjiang", c.spoil))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestPhase(t *testing.T) { // R7: the lead decides, a new classification is kept beside the old one
	w := newWorld(t)
	opened := w.opens("harbin", nil) // and names heilongjiang as the lead
	s := w.must()
	phase := func(by jurisdiction.ID, p Phase) error {
		p.Of = opened.Ref
		if p.Reason == nil {
			p.Reason = said("the front is at the border")
		}
		return s.Apply(w.Write(act.Act{Kind: KindPhase, By: by, At: noon + hour, Cites: []act.Ref{opened.Ref}}, p))
	}
	for _, c := range []struct {
		by   jurisdiction.ID
		p    Phase
		want string
	}{
		{"harbin", Phase{Phase: "recovery"}, "the lead, heilongjiang, decides it"},
		{"heilongjiang", Phase{Phase: "panic"}, `phase: "panic"`},
		{"heilongjiang", Phase{Phase: "recovery", Reason: act.Text{}}, "reason: text: empty"},
		{"heilongjiang", Phase{Phase: "emergency", Situation: &Situation{Class: 9}}, "class 9"},
		{"heilongjiang", Phase{Phase: "emergency", Situation: &Situation{Class: 2}}, ""},
		{"heilongjiang", Phase{Phase: "recovery"}, ""},
		{"heilongjiang", Phase{Phase: "closed"}, ""},
		{"heilongjiang", Phase{Phase: "emergency"}, "the case is closed"},
	} {
		if err := phase(c.by, c.p); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, %s: got %v, want %q", c.by, c.p.Phase, err, c.want)
		}
	}
	stray := w.Write(act.Act{Kind: KindPhase, By: "heilongjiang", At: noon}, Phase{Of: opened.Ref, Phase: "watch", Reason: said("so")})
	if err := s.Apply(stray); err == nil || !strings.Contains(err.Error(), "does not cite the opening") {
		t.Errorf("without a citation: %v", err)
	}
	got, ok := s.Case(opened.Ref)
	if !ok || got.Phase != "closed" || got.Situation.Class != 2 || len(got.Decisions) != 3 || got.Lead != "heilongjiang" || got.By != "harbin" {
		t.Errorf("got %+v", got)
	}
	if got.Open.Situation.Class != 3 || got.Latest != noon+hour || got.Opened != noon {
		t.Errorf("the opening was changed: %+v", got)
	}
}

func TestLeadIsTheOpener(t *testing.T) { // design, one journal decides: the origin leads by default
	w := newWorld(t)
	opened := w.opens("jilin", func(_ *act.Act, o *Open) { o.Roles = nil })
	w.Write(act.Act{Kind: KindPhase, By: "jilin", At: noon, Cites: []act.Ref{opened.Ref}}, Phase{Of: opened.Ref, Phase: "closed", Reason: said("over")})
	if c, _ := w.must().Case(opened.Ref); c.Phase != "closed" || c.Lead != "jilin" {
		t.Errorf("got %+v", c)
	}
}

// forecast is a forecast in which nothing is missing.
func forecast(of act.Ref) (act.Act, Forecast) {
	a := act.Act{Kind: KindForecast, By: "heilongjiang", At: noon + hour, Cites: []act.Ref{of}, Exhibits: []act.Hash{{7}}}
	people := int64(3800000)
	return a, Forecast{Of: of, Exhibit: act.Hash{7}, Model: "river", Seed: "42", Members: 200, Issued: noon + hour, Reaches: []Reach{
		{Place: "harbin-intake", Name: said("intake"), Party: "harbin", Metres: 430000, Probability: 990000, People: &people, Situation: 3, TellBy: noon + 20*hour,
			Arrival:   &act.Times{P05: noon + 40*hour, P25: noon + 50*hour, P50: noon + 55*hour, P75: noon + 60*hour, P95: noon + 70*hour},
			Intensity: &act.Sizes{P05: *milligrams(100), P25: *milligrams(200), P50: *milligrams(300), P75: *milligrams(400), P95: *milligrams(900)}},
		{Place: "jiamusi", Party: "jiamusi", Probability: 900000, Situation: 3},
	}}
}

func TestForecastRefused(t *testing.T) { // R14: every forecast carries a band and a probability
	for name, c := range map[string]struct {
		spoil func(*act.Act, *Forecast)
		want  string
	}{
		"full":        {func(*act.Act, *Forecast) {}, ""},
		"exhibit":     {func(a *act.Act, _ *Forecast) { a.Exhibits = nil }, "exhibit: 07"},
		"case":        {func(a *act.Act, _ *Forecast) { a.Cites = nil }, "does not cite the opening of its case"},
		"other case":  {func(a *act.Act, f *Forecast) { f.Of.Index = 5; a.Cites[0].Index = 5 }, "entry 5 of heilongjiang/journal/1 opens no case"},
		"model":       {func(_ *act.Act, f *Forecast) { f.Model = "" }, "model, seed, issued and reaches"},
		"seed":        {func(_ *act.Act, f *Forecast) { f.Seed = "" }, "model, seed, issued and reaches"},
		"issued":      {func(_ *act.Act, f *Forecast) { f.Issued = 0 }, "model, seed, issued and reaches"},
		"nowhere":     {func(_ *act.Act, f *Forecast) { f.Reaches = f.Reaches[:0] }, "model, seed, issued and reaches"},
		"place twice": {func(_ *act.Act, f *Forecast) { f.Reaches[1].Place = "harbin-intake" }, "twice"},
		"no place":    {func(_ *act.Act, f *Forecast) { f.Reaches[1].Place = "" }, "place and party"},
		"probability": {func(_ *act.Act, f *Forecast) { f.Reaches[1].Probability = -1 }, "probability -1"},
		"situation":   {func(_ *act.Act, f *Forecast) { f.Reaches[1].Situation = 4 }, "situation 4"},
		"people":      {func(_ *act.Act, f *Forecast) { *f.Reaches[0].People = -1 }, "people -1"},
		"times fall":  {func(_ *act.Act, f *Forecast) { f.Reaches[0].Arrival.P95 = noon }, "times: quantiles do not rise"},
		"sizes fall":  {func(_ *act.Act, f *Forecast) { f.Reaches[0].Intensity.P25 = *milligrams(1) }, "intensity: quantiles"},
		"units":       {func(_ *act.Act, f *Forecast) { f.Reaches[0].Intensity.P95.Unit = "ug/L" }, "intensity: quantiles"},
		"name":        {func(_ *act.Act, f *Forecast) { f.Reaches[0].Name = said("") }, "text: "},
		"certain":     {func(_ *act.Act, f *Forecast) { f.Reaches[1].Probability, f.Reaches[1].Situation = 1e6, 0 }, ""},
		"nobody":      {func(_ *act.Act, f *Forecast) { f.Reaches[1].Probability, *f.Reaches[0].People = 0, 0 }, ""},
		"too certain": {func(_ *act.Act, f *Forecast) { f.Reaches[1].Probability = 1e6 + 1 }, "probability 1000001"},
		"no party":    {func(_ *act.Act, f *Forecast) { f.Reaches[1].Party = "" }, "party"},
		"sharp":       {func(_ *act.Act, f *Forecast) { f.Reaches[0].Intensity.P95 = f.Reaches[0].Intensity.P75 }, ""},
		"exponents":   {func(_ *act.Act, f *Forecast) { f.Reaches[0].Intensity.P95.Exponent = -2 }, "intensity: quantiles"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a, f := forecast(w.opens("heilongjiang", nil).Ref)
			c.spoil(&a, &f)
			s := w.must()
			err := s.Apply(w.Write(a, f))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestForecastsKept(t *testing.T) { // R14: earlier forecasts stay, to be scored later; one of each author is current
	w := newWorld(t)
	opened := w.opens("heilongjiang", nil)
	for _, c := range []struct {
		by     jurisdiction.ID
		issued act.Time
	}{{"heilongjiang", noon + 5*hour}, {"heilongjiang", noon + 2*hour}, {"jilin", noon + 3*hour}} {
		a, f := forecast(opened.Ref)
		a.By, a.At, f.Issued = c.by, c.issued, c.issued
		w.Write(a, f)
	}
	var got []string
	for _, f := range w.must().Forecasts(opened.Ref) {
		current := ""
		if f.Current {
			current = " current"
		}
		got = append(got, string(f.By)+current)
	}
	// His last word is current, even if the run that he put on record last was made earlier.
	if want := []string{"heilongjiang current", "jilin current", "heilongjiang"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTimeline(t *testing.T) { // R88, R13: ordered by the time of which they speak, with the time of recording beside it
	w := newWorld(t)
	limit := milligrams(17)
	signal := w.Write(act.Act{Kind: KindSignal, By: "harbin", At: noon - hour}, Signal{Kind: "over", Station: "Zhaoyuan", Quantity: "nitrobenzene",
		Value: milligrams(500), Threshold: limit, At: noon - 2*hour, Simulated: true})
	stray := w.Write(act.Act{Kind: KindSignal, By: "harbin", At: noon - hour}, Signal{Kind: "missing", Station: "elsewhere", Quantity: "level", At: noon - 9*hour})
	other := w.opens("jilin", nil)
	opened := w.opens("heilongjiang", func(a *act.Act, _ *Open) { a.Cites = []act.Ref{signal.Ref, other.Ref} })
	late := w.says("jilin", noon+9*hour, Statement{Of: opened.Ref, Subject: "explosion", Value: said("yes"), ClaimedAt: noon - 200*hour})
	a, f := forecast(opened.Ref)
	run := w.Write(a, f)
	window := w.Write(act.Act{Kind: KindWindow, By: "harbin", At: noon + 3*hour, Cites: []act.Ref{opened.Ref}}, Window{Of: &opened.Ref, Station: "Zhaoyuan",
		Quantity: "nitrobenzene", Unit: "mg/L", From: noon - 5*hour, To: noon - hour, Count: 5, Every: 5, Marks: []string{"00"}})
	want := []struct {
		ref  act.Ref
		text string
	}{{late.Ref, "yes"}, {signal.Ref, ""}, {window.Ref, ""}, {opened.Ref, "Slick in the Songhua"}, {run.Ref, ""}}
	events := w.must().Timeline(opened.Ref)
	if len(events) != len(want) {
		t.Fatalf("got %d events, want %d (not the one of %v)", len(events), len(want), stray.Ref)
	}
	for i, e := range events {
		if e.Ref != want[i].ref || e.Text["en"] != want[i].text || e.Simulated != (e.Ref == signal.Ref) {
			t.Errorf("event %d: %+v, want %+v", i, e, want[i])
		}
	}
	if e := events[0]; e.At != noon-200*hour || e.Recorded != noon+9*hour {
		t.Errorf("two clocks: %+v", e)
	}
}

func TestNoticeRefused(t *testing.T) { // R75: what the public was told
	for name, c := range map[string]struct {
		spoil func(*act.Act, *Notice)
		want  string
	}{
		"full":       {func(*act.Act, *Notice) {}, ""},
		"no subject": {func(_ *act.Act, n *Notice) { n.Subject, n.Value = "", nil }, ""},
		"text":       {func(_ *act.Act, n *Notice) { n.Text = act.Text{} }, "text: text: empty"},
		"published":  {func(_ *act.Act, n *Notice) { n.Published = 0 }, "published: absent"},
		"no value":   {func(_ *act.Act, n *Notice) { n.Value = nil }, "both or neither"},
		"only value": {func(_ *act.Act, n *Notice) { n.Subject = "" }, "both or neither"},
		"long":       {func(_ *act.Act, n *Notice) { n.Subject = strings.Repeat("x", 80) }, ""},
		"too long":   {func(_ *act.Act, n *Notice) { n.Subject = strings.Repeat("x", 81) }, "at most 80 bytes"},
		"source":     {func(_ *act.Act, n *Notice) { n.Source = said(" ") }, "text: "},
		"value":      {func(_ *act.Act, n *Notice) { n.Value = said(" ") }, "text: "},
		"case":       {func(a *act.Act, _ *Notice) { a.Cites = nil }, "does not cite the opening"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			opened := w.opens("heilongjiang", nil)
			a := act.Act{Kind: KindNotice, By: "harbin", At: noon, Cites: []act.Ref{opened.Ref}}
			n := Notice{Of: opened.Ref, Text: said("water is off"), Published: noon, Subject: "reason", Value: said("maintenance")}
			c.spoil(&a, &n)
			s := w.must()
			err := s.Apply(w.Write(a, n))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if got := len(s.Subjects(opened.Ref)); (got == 1) != (err == nil && n.Subject != "") {
				t.Errorf("%d subjects", got)
			}
		})
	}
}

func TestNowhere(t *testing.T) { // a case that is not there has nothing in it
	s := New(nil, nil)
	if _, ok := s.Case(act.Ref{}); ok || s.Timeline(act.Ref{}) != nil || s.Subjects(act.Ref{}) != nil || s.Forecasts(act.Ref{}) != nil || len(s.Cases()) != 0 {
		t.Error("something is in a case that is not there")
	}
	if err := s.Apply(newWorld(t).Write(act.Act{Kind: "incident.rumour", By: "jilin", At: noon}, struct{}{})); err == nil {
		t.Error("a kind of nobody was applied")
	}
}

func TestBodiesAreStrict(t *testing.T) { // what a body says and this program does not understand must not be overlooked
	w := newWorld(t)
	opened := w.opens("heilongjiang", nil)
	about := []act.Ref{opened.Ref}
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("yes")})
	a, run := forecast(opened.Ref)
	w.Write(a, run)
	w.Write(act.Act{Kind: KindSignal, By: "harbin", At: noon, Cites: about}, Signal{Of: &opened.Ref, Kind: "missing", Station: "x", Quantity: "q", At: noon})
	w.Write(act.Act{Kind: KindWindow, By: "harbin", At: noon, Cites: about}, Window{Of: &opened.Ref, Station: "x", Quantity: "q", Unit: "mg/L", From: noon, To: noon + 1, Count: 1, Every: 1, Marks: []string{"00"}})
	w.Write(act.Act{Kind: KindNotice, By: "harbin", At: noon, Cites: about}, Notice{Of: opened.Ref, Text: said("off"), Published: noon})
	for _, x := range everyBody(opened.Ref) {
		if kind, _ := kindOf(x.body); kind != KindReceive && kind != KindMerge && kind != KindSplit { // which need another case, or an addressee
			w.Write(x.act, x.body)
		}
	}
	w.Write(act.Act{Kind: KindPhase, By: "heilongjiang", At: noon, Cites: about}, Phase{Of: opened.Ref, Phase: "closed", Reason: said("over")})
	w.must()
	for i, e := range w.Entries {
		s, _ := apply(w.Entries[:i])
		bad := e
		bad.Act.Body = json.RawMessage(strings.TrimSuffix(string(e.Act.Body), "}") + `,"zeal":1}`) // sorts last
		if err := s.Apply(bad); err == nil || !strings.Contains(err.Error(), "act: body: ") {
			t.Errorf("%s: got %v", e.Act.Kind, err)
		}
	}
}

func TestStatementRefused(t *testing.T) { // R78
	for name, c := range map[string]struct {
		spoil func(*act.Act, *Statement)
		want  string
	}{
		"full":            {func(*act.Act, *Statement) {}, ""},
		"subject":         {func(_ *act.Act, x *Statement) { x.Subject = "" }, "subject: "},
		"long subject":    {func(_ *act.Act, x *Statement) { x.Subject = strings.Repeat("x", 80) }, ""},
		"longer subject":  {func(_ *act.Act, x *Statement) { x.Subject = strings.Repeat("x", 81) }, "subject: "},
		"basis":           {func(_ *act.Act, x *Statement) { x.Basis = "rumour" }, `basis: "rumour"`},
		"time":            {func(_ *act.Act, x *Statement) { x.ClaimedAt = 0 }, "claimedAt: absent"},
		"value":           {func(_ *act.Act, x *Statement) { x.Value = nil }, "value: text: empty"},
		"source":          {func(_ *act.Act, x *Statement) { x.Source = said(" ") }, "text: "},
		"case":            {func(a *act.Act, _ *Statement) { a.Cites = nil }, "does not cite the opening"},
		"corrects nobody": {func(_ *act.Act, x *Statement) { x.Corrects = &act.Ref{Journal: "jilin/journal/1"} }, "does not cite the statement"},
		"agrees with a case": {func(_ *act.Act, x *Statement) { x.Agrees = &x.Of },
			"agrees with something that is no statement"},
		"corrects a case":        {func(_ *act.Act, x *Statement) { x.Corrects = &x.Of }, "something that is no statement"},
		"withdraws and corrects": {func(_ *act.Act, x *Statement) { x.Withdraws = &x.Of }, "withdraws and says something"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			opened := w.opens("heilongjiang", nil)
			a := act.Act{Kind: KindState, By: "jilin", At: noon, Cites: []act.Ref{opened.Ref}}
			x := Statement{Of: opened.Ref, Subject: "entered-river", Value: said("no"), Basis: "reported", ClaimedAt: noon}
			c.spoil(&a, &x)
			s := w.must()
			before := s.Digest()
			err := s.Apply(w.Write(a, x))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if (err != nil) != (s.Digest() == before) {
				t.Errorf("%v, and the digest is %v", err, s.Digest())
			}
		})
	}
}
