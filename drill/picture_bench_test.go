package drill

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/pack"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/roster"
)

// A wall is what the coordinating body of an alliance of 300 looks at: 1,000 open cases, each with an origin, eight affected and a classification, under the shipped laws
// and one clause that asks something of every member. All is on record in one journal; the other members are admitted and off line.
type wall struct {
	b      *testing.B
	city   *City
	office ed25519.PrivateKey
	at     act.Time
}

func newWall(b *testing.B, cases int) *wall {
	b.Helper()
	ctx := b.Context()
	start := time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC)
	a := NewAlliance(b.TempDir(), start)
	b.Cleanup(func() { must(b, a.Close()) })
	charter := newStage("").charter
	charter.Alliance, charter.Secretariat, charter.Superiors = both("River alliance", "河流联盟"), "centre", []jurisdiction.ID{"centre"}
	charter.Rules.Signed = false
	must(b, a.Found(ctx, Member{ID: "centre", Self: node.Self{Name: both("Centre", "中心"), Role: "province"}}, charter))
	city, err := a.City("centre")
	must(b, err)
	seed, err := os.ReadFile(filepath.Join(city.cfg.Dir, "identity", "office.key"))
	must(b, err)
	key, err := hex.DecodeString(strings.TrimSpace(string(seed)))
	must(b, err)
	w := &wall{b: b, city: city, office: ed25519.NewKeyFromSeed(key), at: act.Time(start.UnixMilli())}
	var members []jurisdiction.ID
	for i := range 300 {
		id := jurisdiction.ID(fmt.Sprintf("city-%03d", i))
		members = append(members, id)
		_, verifier, err := note.GenerateKey(nil, act.Origin(id))
		must(b, err)
		w.put(roster.KindAdmit, roster.Admission{Member: id, Name: both(string(id), string(id)), Role: "city", Superior: "centre", Verifier: verifier}, nil)
	}
	w.rules()
	for i := range cases {
		w.open(members, i)
	}
	must(b, a.Settle(ctx))
	a.Clock.Set(start.Add(11 * time.Hour))
	return w
}

// put puts an act of the body on record, without asking whether it makes sense: the docket judges it.
func (w *wall) put(kind act.Kind, body any, to []jurisdiction.ID, cites ...act.Ref) act.Ref {
	w.b.Helper()
	text, err := act.Canonical(body)
	must(w.b, err)
	x := act.Act{Version: act.Version, Kind: kind, By: "centre", At: w.at, To: to, Cites: cites, Officer: "Wu", Body: text}
	must(w.b, x.Sign(w.office))
	bytes, err := act.Encode(x)
	must(w.b, err)
	j := w.city.Node.Own()
	index, err := j.Append(w.b.Context(), "", bytes)
	must(w.b, err)
	return act.Ref{Journal: j.Origin(), Index: index, Leaf: act.LeafHash(bytes)}
}

func (w *wall) rules() {
	w.b.Helper()
	for _, name := range []string{"cn-environment-reporting", "cn-emergency-response-law", "cn-flood-control", "cn-work-safety", "cn-national-plan-2025"} {
		s, err := pack.Load(name)
		must(w.b, err)
		in, err := s.Fill(pack.Filling{From: 1})
		must(w.b, err)
		if name == "cn-environment-reporting" {
			in.Clauses = append(in.Clauses, agreement.Clause{ID: "99", Force: "law", Title: both("Say that you have read", "说明已阅"), Text: both("Say that you have read.", "说明已阅。"),
				Source: in.Clauses[0].Source, Duty: &agreement.Duty{Who: "members", To: []string{"lead"}, Do: "tell", Clock: "opened", Limit: 600}})
		}
		w.put(agreement.KindIssue, in, nil)
	}
}

func (w *wall) open(members []jurisdiction.ID, i int) {
	w.b.Helper()
	origin := members[i%300]
	o := incident.Open{Status: "Actual", Title: both(fmt.Sprintf("Spill %d", i), fmt.Sprintf("泄漏%d号", i)), Hazard: "pollutant-slug", Phase: "emergency",
		Origin: incident.Origin{Known: true, Parties: []jurisdiction.ID{origin}}, Situation: incident.Situation{Class: 2, Sources: []jurisdiction.ID{origin}}}
	for k := range 8 {
		o.Situation.Exposed = append(o.Situation.Exposed, members[(i+1+k*7)%300])
	}
	w.at += 20_000
	of := w.put(incident.KindOpen, o, append([]jurisdiction.ID{origin}, o.Situation.Exposed...))
	w.put(incident.KindClassify, incident.Classification{Of: of, Classes: []string{"accident"}, Grade: 2, Reason: both("so", "如此")}, o.Situation.Exposed, of)
}

// BenchmarkPicture is the coordinator's page over 1,000 open cases and 300 members.
func BenchmarkPicture(b *testing.B) {
	w := newWall(b, 1000)
	ctx := b.Context()
	p, err := w.city.Node.Picture(ctx)
	must(b, err)
	if len(p.Cases) != 1000 || len(p.Members) != 301 {
		b.Fatalf("%d cases and %d members", len(p.Cases), len(p.Members))
	}
	var duties int
	for _, m := range p.Members {
		for _, n := range m.Counts {
			duties += n
		}
	}
	for b.Loop() {
		_, err := w.city.Node.Picture(ctx)
		must(b, err)
	}
	b.ReportMetric(float64(duties), "duties")
	b.ReportMetric(float64(len(p.Silent)), "silent")
}
