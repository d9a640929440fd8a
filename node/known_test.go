package node

import (
	"path/filepath"
	"testing"

	"tongzhou/act"
	"tongzhou/store"
)

// TestKnownIsWhatTheStoreHas: what pages are told from memory is what was kept on disk, before a restart and after it. R88.
func TestKnownIsWhatTheStoreHas(t *testing.T) {
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "store.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var live known
	for _, d := range []struct {
		origin           string
		first, count, at int64
	}{{"a", 0, 1, 10}, {"b", 0, 5, 11}, {"a", 1, 2, 20}, {"a", 0, 3, 25}, {"a", 2, 4, 30}, {"a", 6, 1, 28}, {"b", 5, 1, 11}, {"a", 7, 1, 40}} {
		if err := s.MarkKnown(t.Context(), d.origin, d.first, d.count, d.at); err != nil {
			t.Fatal(err)
		}
		live.add(d.origin, d.first+d.count, act.Time(d.at))
	}
	var loaded known
	if err := loaded.load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, origin := range []string{"a", "b", "c"} {
		for index := range int64(10) {
			want, err := s.KnownAt(t.Context(), origin, index)
			for which, k := range map[string]*known{"live": &live, "loaded": &loaded} {
				got, ok := k.at(act.Ref{Journal: origin, Index: index})
				if ok != (err == nil) || int64(got) != want {
					t.Errorf("%s: %s %d became known at %d (%t), in the store at %d (%v)", which, origin, index, got, ok, want, err)
				}
			}
		}
	}
}
