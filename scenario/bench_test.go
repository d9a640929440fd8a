package scenario

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/node"
	"tongzhou/node/view"
)

// nine is the alliance of the scenario and one more member, downstream; Songyuan's node warns by itself of what its river's model forecasts.
func nine(b *testing.B) (*Scenario, *drill.Alliance) {
	b.Helper()
	s, err := Load("songhua-2005")
	must(b, err)
	s.charter.Rules.Automatic = []string{"OET-198"}
	s.members = append(s.members, drill.Member{ID: "tongjiang", Self: node.Self{Name: act.Text{"en": "Tongjiang", "zh-Hans": "同江"}, Role: "city", Superior: "heilongjiang"}, Watch: &node.Watch{}})
	rivers := home(s).Watch.Rivers
	rivers[0].Also = append(slices.Clone(rivers[0].Also), "tongjiang", "daqing", "harbin", "jiamusi")
	if m := rivers[0].Inputs.Members; m != 1000 {
		b.Fatalf("the ensemble has %d members", m)
	}
	a := drill.NewAlliance(b.TempDir(), s.Start())
	a.Demo = true // a visitor is taken for the duty officer
	b.Cleanup(func() { must(b, a.Close()) })
	_, err = s.Begin(b.Context(), a)
	must(b, err)
	return s, a
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func home(s *Scenario) drill.Member {
	return s.members[slices.IndexFunc(s.members, func(m drill.Member) bool { return m.ID == "songyuan" })]
}

// again lets the accident happen once more, later: another case, with the same river.
func again(r *node.River, by time.Duration) {
	ms := by.Milliseconds()
	r.Telling += "+"
	in := &r.Inputs
	in.Start += ms
	in.Release.At += ms
	if in.Rise != nil {
		rise := *in.Rise
		rise.At += ms
		in.Rise = &rise
	}
	in.Reaches = slices.Clone(in.Reaches)
	for i := range in.Reaches {
		if in.Reaches[i].Freeze > 0 {
			in.Reaches[i].Freeze += ms
		}
	}
}

// BenchmarkThresholdToReceipts is what a city waits for: from a reading over the limit, handed in over HTTP, through the ensemble of a
// thousand members and the warning that the node issues by itself, until the signed receipts of all eight addressees have come back.
// Nine nodes, each with its journal on disk, and HTTPS between them, share the machine.
func BenchmarkThresholdToReceipts(b *testing.B) {
	s, a := nine(b)
	c, err := a.City("songyuan")
	must(b, err)
	var issued, receipts []time.Duration
	const apart = 60 * 24 * time.Hour
	for b.Loop() {
		b.StopTimer()
		again(&c.Watch.Rivers[0], apart)
		shift := time.Duration(len(receipts)+1) * apart
		values := taolaizhaoValues(s)
		last := values[len(values)-1]
		must(b, a.Set(b.Context(), last.at.Add(shift)))
		for _, v := range values[:len(values)-1] {
			handIn(b, c, v.at.Add(shift), v.value)
		}
		must(b, a.Settle(b.Context()))
		changes, done := c.Node.Changes()
		b.StartTimer()

		began := time.Now()
		handIn(b, c, last.at.Add(shift), last.value)
		issued = append(issued, time.Since(began))
		for received(b, c.Node) < 8 {
			<-changes
		}
		receipts = append(receipts, time.Since(began))

		b.StopTimer()
		done()
		must(b, a.Settle(b.Context()))
		b.StartTimer()
	}
	for _, x := range []struct {
		name string
		list []time.Duration
	}{{"issued", issued}, {"receipts", receipts}} {
		slices.Sort(x.list)
		b.ReportMetric(float64(x.list[len(x.list)/2])/1e6, x.name+"-p50-ms")
		b.ReportMetric(float64(x.list[(len(x.list)*99+99)/100-1])/1e6, x.name+"-p99-ms")
	}
}

// received is how many addressees have signed for the newest warning of a node.
func received(b *testing.B, n *node.Node) int {
	b.Helper()
	list, err := n.Warnings(b.Context())
	must(b, err)
	if len(list.Warnings) == 0 || list.Warnings[0].Issued.Before(n.Time()) {
		return 0
	}
	count, all := 0, 0
	for state, k := range list.Warnings[0].Counts {
		all += k
		if state != "sent" {
			count += k
		}
	}
	if all != 8 {
		b.Fatalf("the warning has %d addressees", all)
	}
	return count
}

// value is a reading of the scenario.
type value struct {
	at    time.Time
	value float64
}

// taolaizhaoValues are the readings of the demonstration's sensor up to the first over the limit.
func taolaizhaoValues(s *Scenario) []value {
	var out []value
	for _, step := range s.Steps {
		if step.Sensor != taolaizhao {
			continue
		}
		for _, v := range step.Values {
			at, _ := v[0].(string)
			x, _ := v[1].(float64)
			out = append(out, value{s.at(at), x})
			if x > limit {
				return out
			}
		}
	}
	return out
}

// handIn hands a reading in as a station does.
func handIn(b *testing.B, c *drill.City, at time.Time, x float64) {
	b.Helper()
	body, err := json.Marshal(map[string]any{"rows": []any{map[string]any{"station": taolaizhao, "time": at.Format(time.RFC3339), "quantity": "nitrobenzene", "value": x, "unit": "mg/L",
		"quality": "good", "simulated": true}}})
	must(b, err)
	res, err := http.Post(c.Server.ConsoleURL()+"/api/v1/readings", "application/json", bytes.NewReader(body))
	must(b, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(b, err)
	var got view.Ingested
	if err := json.Unmarshal(text, &got); err != nil || got.Accepted != 1 {
		b.Fatalf("readings: %s %s", res.Status, text)
	}
}
