package pack

import "testing"

// BenchmarkLoadAll reads every shipped file, as the list of the command line does.
func BenchmarkLoadAll(b *testing.B) {
	for b.Loop() {
		for _, name := range Names() {
			if _, err := Load(name); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkFillCompact founds a compact among three cities.
func BenchmarkFillCompact(b *testing.B) {
	s := load(b, "river-compact")
	for b.Loop() {
		if _, err := s.Fill(river()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheckCompact says what is wrong with the longest file: nothing.
func BenchmarkCheckCompact(b *testing.B) {
	data, err := files.ReadFile("river-compact.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found := Check(data); len(found) != 0 {
			b.Fatal(found)
		}
	}
}
