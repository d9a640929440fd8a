package drill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestWindowOnRecord: the raw series stays at home; the digest of what led to a signal, and of each day, goes on record; what is disclosed later can be
// checked with nothing but SHA-256, and a row that was slipped in is found. R80, R103.
func TestWindowOnRecord(t *testing.T) {
	ctx := context.Background()
	s := newStage(t.TempDir())
	defer s.close()
	play := func(command, want string) {
		t.Helper()
		if got := s.do(ctx, command, nil); !strings.Contains(got, want) || want == "" && got != "" {
			t.Fatalf("%s: %q, wants %q", command, got, want)
		}
	}
	play("clock 2026-04-01T08:00", "")
	play("found upper", "")
	play("join lower", "")
	play("river upper lower", "")
	play("clock +1h", "")
	play("reading upper 0.002", "accepted 1")
	play("clock +1h", "")
	play("reading upper 0.052", "accepted 1")
	upper, err := s.a.City("upper")
	if err != nil {
		t.Fatal(err)
	}
	const window = 3 // after the charter and two admissions
	d, err := upper.Node.Disclose(ctx, window)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(d.Text)); hex.EncodeToString(sum[:]) != d.Digest || d.Rows != 2 || d.Differs != "" {
		t.Errorf("the text of %d rows has not the digest on record (%s)", d.Rows, d.Differs)
	}
	if _, err := upper.Node.Disclose(ctx, 0); err == nil {
		t.Error("the charter is disclosed as a window")
	}
	size := upper.Node.Own().Size()
	play("clock +32d", "unknown unit") // Go's durations know no days
	play("clock +768h", "")
	if upper.Node.Own().Size() <= size {
		t.Error("after a month no day of the series is on record")
	}
	row := `{"rows":[{"station":"upper","time":"2026-04-01T09:30:00+08:00","quantity":"nitrobenzene","value":0.9,"unit":"mg/L","quality":"good"}]}`
	if _, err := upper.Node.Ingest(ctx, officer("Chen"), "application/json", []byte(row)); err != nil {
		t.Fatal(err)
	}
	d, err = upper.Node.Disclose(ctx, window)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(d.Text)); hex.EncodeToString(sum[:]) == d.Digest || !strings.Contains(d.Differs, "row 2") {
		t.Errorf("a row was slipped in, and the answer is %q", d.Differs)
	}
}
