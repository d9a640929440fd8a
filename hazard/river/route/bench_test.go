package route

import (
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// texasWet is the Lower Colorado with all its 11,248 reaches; those of its reservoirs are routed as reaches, as whoever measured the peer did.
func texasWet(b *testing.B) texas {
	w := readTexas(b)
	for i, q := range w.flow[0] {
		if math.IsNaN(q) { // inside reservoirs
			w.flow[0][i] = 0
		}
	}
	return w
}

// Reach-steps per second of processor time and by the clock, with the inflows of a dry day. An ordinary step counts the parts of the
// divided reaches.
func BenchmarkWaterModel(b *testing.B) {
	w := texasWet(b)
	n, err := New(Inputs{Reaches: w.reaches})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("short", func(b *testing.B) { benchmark(b, n, w, Options{Step: 300, Short: true}) })
	b.Run("short on all cores", func(b *testing.B) {
		benchmark(b, n, w, Options{Step: 300, Short: true, Workers: runtime.GOMAXPROCS(0)})
	})
	divided, err := New(Inputs{Step: 300, Reaches: w.reaches})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("ordinary", func(b *testing.B) { benchmark(b, divided, w, Options{Step: 300}) })
}

func benchmark(b *testing.B, n *Network, w texas, opt Options) {
	b.ReportAllocs()
	steps, busy := 0, 0.0
	for b.Loop() {
		b.StopTimer()
		r, err := n.Start(opt, w.flow[0])
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		before := processor(b)
		for h := 1; h < len(w.flow); h++ {
			if err := r.Advance(12, w.lateral[h]); err != nil {
				b.Fatal(err)
			}
			steps += 12
		}
		busy += processor(b) - before
	}
	done := float64(steps) * float64(len(n.given)) / 1e6
	b.ReportMetric(done/b.Elapsed().Seconds(), "Mreach-steps/s")
	b.ReportMetric(done/busy, "Mreach-steps/cpu-s")
}

// A continent of 2.7 million reaches: 240 Lower Colorados. What it needs of memory in all, and an hour of it.
func BenchmarkContinent(b *testing.B) {
	w := texasWet(b)
	var in Inputs
	var flow, lateral []float64
	for k := range ID(240) {
		for _, r := range w.reaches {
			r.ID += k << 32
			if r.To != 0 {
				r.To += k << 32
			}
			in.Reaches = append(in.Reaches, r)
		}
		flow, lateral = append(flow, w.flow[0]...), append(lateral, w.lateral[1]...)
	}
	n, err := New(in)
	if err != nil {
		b.Fatal(err)
	}
	r, err := n.Start(Options{Step: 300, Short: true, Workers: runtime.GOMAXPROCS(0)}, flow)
	if err != nil {
		b.Fatal(err)
	}
	steps, before := 0, processor(b)
	for b.Loop() {
		if err := r.Advance(12, lateral); err != nil {
			b.Fatal(err)
		}
		steps += 12
	}
	done := float64(steps) * float64(len(n.given)) / 1e6
	b.ReportMetric(done/b.Elapsed().Seconds(), "Mreach-steps/s")
	b.ReportMetric(done/(processor(b)-before), "Mreach-steps/cpu-s")
	b.ReportMetric(field(b, "/proc/self/status", "VmHWM:")/1e3, "MB-peak")
}

// processor is the processor time of this process in s, NaN where the system does not say.
func processor(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return math.NaN()
	}
	words := strings.Fields(string(text[strings.LastIndex(string(text), ")")+1:]))
	return (number(b, words[11]) + number(b, words[12])) / 100
}

// field is the number behind a word of a file, NaN where there is none.
func field(b *testing.B, file, name string) float64 {
	text, _ := os.ReadFile(file)
	words := strings.Fields(string(text))
	for i, w := range words[:max(0, len(words)-1)] {
		if x, err := strconv.ParseFloat(words[i+1], 64); w == name && err == nil {
			return x
		}
	}
	return math.NaN()
}
