package scenario

import (
	"bytes"
	"context"
	"testing"

	"tongzhou/drill"
)

// TestSonghua plays the whole case on real nodes. R13, R83.
func TestSonghua(t *testing.T) {
	ctx := context.Background()
	s, err := Load("songhua-2005")
	if err != nil {
		t.Fatal(err)
	}
	a := drill.NewAlliance(t.TempDir(), s.Start())
	defer a.Close()
	p, err := s.Begin(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Until(ctx, s.End()); err != nil {
		t.Fatal(err)
	}
	r, err := p.Report(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.JSON(&out); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
}
