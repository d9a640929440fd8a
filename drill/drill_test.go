package drill

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var rewrite = flag.Bool("update", false, "rewrite the transcripts as they happened")

// TestTranscripts plays every transcript on real nodes over real HTTP.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			happened, differences, err := Run(context.Background(), t.TempDir(), filepath.Base(file), text)
			if err != nil {
				t.Fatal(err)
			}
			if *rewrite {
				if err := os.WriteFile(file, happened, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, d := range differences {
				t.Error(d)
			}
		})
	}
}
