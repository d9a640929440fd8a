package drill

import (
	"context"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/roster"
)

func name(en, zh string) act.Text { return act.Text{"en": en, "zh-Hans": zh} }

func testCharter(secretariat jurisdiction.ID) roster.Charter {
	return roster.Charter{Alliance: name("River alliance", "河流联盟"), Mode: "voluntary", Secretariat: secretariat,
		Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}}, MustWarn: 50, Observers: roster.Quorum{Count: 1},
			Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}
}

// TestAllianceOfThree: one invite and one accept for each member, and everybody follows everybody. R18, R103.
func TestAllianceOfThree(t *testing.T) {
	ctx := context.Background()
	a := NewAlliance(t.TempDir(), time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
	defer a.Close()
	if err := a.Found(ctx, Member{ID: "upper", Self: node.Self{Name: name("Upper", "上"), Role: "city"}}, testCharter("upper")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []jurisdiction.ID{"middle", "lower"} {
		if err := a.Join(ctx, Member{ID: id, Self: node.Self{Name: name(string(id), string(id)), Role: "city"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Cities() {
		if got := len(c.Node.Follower().Status()); got != 2 {
			t.Errorf("%s follows %d journals, wants 2", c.ID, got)
		}
	}
}
