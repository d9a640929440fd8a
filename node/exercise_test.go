package node_test

import (
	"testing"
	"time"
)

// R71: what was rehearsed is no evidence: nothing is proposed to be found, nor put to the account of trust, from an exercise, whatever was late or left out in it, or in a meeting that was rehearsed
// in it.
func TestRehearsalsProposeNothing(t *testing.T) {
	c := governed(t)
	id := c.opens()
	c.passes(time.Hour)
	m := c.puts("upper", "meeting.convene", members{"power": c.power("4.2"), "body": "office", "case": id, "title": "Close the intakes?", "at": c.at(2 * time.Hour), "place": "by telephone", "agenda": []string{"intakes"}, "answerBy": c.at(time.Hour)}, "middle", "lower")
	c.passes(3 * time.Hour)
	c.puts("upper", "meeting.minute", members{"of": m, "actions": []any{members{"owner": "upper", "what": "sample", "due": c.at(time.Hour)}}})
	c.passes(30 * 24 * time.Hour)
	v, err := c.node("middle").Findings(t.Context(), nil)
	must(t, err)
	if len(v.Suspected) != 0 || len(v.Entries) != 0 {
		t.Errorf("of a rehearsal %d suspicions and %d entries: %+v", len(v.Suspected), len(v.Entries), v.Suspected)
	}
}
