package warning

import (
	"testing"

	"tongzhou/act"
)

func TestCarried(t *testing.T) { // R26: what a pass or an escalation brings
	st := newStory(t)
	for _, c := range []struct {
		line   string
		brings bool
	}{
		{"issue w by=jilin to=songyuan at=10:00 officer=li approved=li status=Exercise", false},
		{"receive by=songyuan of=w at=10:01 status=Exercise", false},
		{"pass by=songyuan of=w to=harbin at=10:02 status=Exercise", true},
		{"escalate by=jilin of=w for=songyuan to=body at=11:02 deadline=11:00 status=Exercise", true},
	} {
		if out := st.do(c.line); out != nil {
			t.Fatal(c.line, out)
		}
		of, status, err := Carried(st.Entries[len(st.Entries)-1].Act)
		if c.brings && (err != nil || of != st.ref("w") || status != Exercise) || !c.brings && (err == nil || of != act.Ref{}) {
			t.Errorf("%s: brings %v, %s, %v", c.line, of, status, err)
		}
	}
}
