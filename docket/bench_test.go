//go:build unix

package docket_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
	"tongzhou/warning"
)

// traffic is what 300 cities write in about two weeks: a million acts. Of a hundred, sixty-nine are about warnings to eight
// addressees each (issued, received, seen, accepted or declined, sometimes passed on and updated), the others are statements, signals
// and windows of cases; nine witnesses observe all journals every hour. The entries come in an order in which nothing waits.
type traffic struct {
	pens    []*pen
	founder *pen
	charter act.Ref
	n       uint64 // state of the generator
	yield   func(act.Entry) bool
	stopped bool
	kinds   map[act.Kind]int
}

const cities = 300

// entries yields the acts until it is stopped, the founding first.
func entries() iter.Seq[act.Entry] {
	return func(yield func(act.Entry) bool) {
		w := &traffic{founder: &pen{id: "body"}, yield: yield, kinds: map[act.Kind]int{}}
		w.charter = w.put(w.founder.write(roster.KindFound, charter("body"))).Ref
		for i := range cities {
			id := jurisdiction.ID(fmt.Sprintf("city-%03d", i))
			w.pens = append(w.pens, &pen{id: id})
			w.put(w.founder.write(roster.KindAdmit, admission(id)))
		}
		for round := 0; !w.stopped; round++ {
			w.round(round)
		}
	}
}

func (w *traffic) put(e act.Entry) act.Entry {
	w.stopped = w.stopped || !w.yield(e)
	w.kinds[e.Act.Kind]++
	return e
}

// any draws a number below n; splitmix64.
func (w *traffic) any(n int) int {
	w.n += 0x9e3779b97f4a7c15
	z := w.n
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// round is one case with a warning and what is said about both: 37 acts or so.
func (w *traffic) round(round int) {
	lead := w.pens[w.any(cities)]
	opened := w.put(lead.write(incident.KindOpen, incident.Open{Status: "Actual", Phase: "emergency", Hazard: "pollutant-slug",
		Title: act.Text{"en": "Spill above the weir", "zh-Hans": "堰上游泄漏"}})).Ref
	to := []*pen{}
	for len(to) < 8 {
		if p := w.pens[w.any(cities)]; p != lead && !slices.Contains(to, p) {
			to = append(to, p)
		}
	}
	w.warn(lead, opened, to)
	for range 10 {
		w.say(w.pens[w.any(cities)], opened)
	}
	if round%10 == 0 { // nine witnesses an hour, when there are 90 cases an hour
		heads := map[string]int64{}
		for _, p := range w.pens {
			heads[act.Origin(p.id)] = p.next
		}
		w.put(w.pens[round/10%9].write(roster.KindObserve, roster.Observation{Heads: heads}))
	}
}

func (w *traffic) warn(lead *pen, opened act.Ref, to []*pen) {
	n := notice(w.charter, act.Time(1000*lead.next))
	n.Case, n.Description = &opened, act.Text{"en": "Do not take water from the river until further notice.", "zh-Hans": "在另行通知之前请勿从河中取水。"}
	hour := act.Time(3600000)
	address := func(a *act.Act) {
		a.Officer = "li"
		for _, p := range to {
			a.To = append(a.To, p.id)
		}
	}
	for i, p := range to {
		t := hour * act.Time(i+1)
		n.Arrivals = append(n.Arrivals, warning.Arrival{To: p.id, Situation: 3, TellBy: t,
			Arrival: &act.Times{P05: t, P25: t + hour, P50: t + 2*hour, P75: t + 3*hour, P95: t + 4*hour}})
	}
	of := w.put(lead.write(warning.KindIssue, n, address, cite(w.charter, opened))).Ref
	w.answer(to, of)
	if w.any(4) == 0 {
		w.put(lead.write(warning.KindUpdate, warning.Update{Of: of, Notice: n}, address, cite(w.charter, opened, of)))
	}
}

func (w *traffic) answer(to []*pen, of act.Ref) {
	officer := func(a *act.Act) { a.Officer = "duty officer" }
	body := warning.Answer{Of: of, Status: "Actual"}
	for _, p := range to {
		w.put(p.write(warning.KindReceive, body, cite(of)))
	}
	for _, p := range to {
		w.put(p.write(warning.KindSee, body, cite(of), officer))
		if w.any(10) == 0 {
			w.put(p.write(warning.KindDecline, warning.Answer{Of: of, Status: "Actual", Note: act.Text{"en": "not on our river"}}, cite(of), officer))
		} else {
			w.put(p.write(warning.KindAccept, body, cite(of), officer))
		}
	}
}

func (w *traffic) say(p *pen, opened act.Ref) {
	value := &act.Quantity{Mantissa: int64(w.any(1000)), Exponent: -3, Unit: "mg/L"}
	switch w.any(3) {
	case 0:
		w.put(p.write(incident.KindSignal, incident.Signal{Of: &opened, Kind: "over", Station: "weir", Quantity: "benzene",
			Value: value, Threshold: &act.Quantity{Mantissa: 10, Exponent: -3, Unit: "mg/L"}, At: 1}, cite(opened)))
	default:
		w.put(p.write(incident.KindState, incident.Statement{Of: opened, Subject: "peak", Basis: "observed", ClaimedAt: 1,
			Value: act.Text{"en": "measured at the weir"}, Quantity: value}, cite(opened)))
	}
}

// A tape is a file of acts with their places, so that neither making them nor keeping them counts as the docket's work.
type tape struct{ path string }

func record(b *testing.B, total int) (t tape, size int64) {
	t.path = filepath.Join(b.TempDir(), "tape")
	f, err := os.Create(t.path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	n := 0
	for e := range entries() {
		if n++; n > total {
			break
		}
		bytes, err := act.Encode(e.Act)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(w, "%s %d %d\n%s", act.Origin(e.Act.By), e.Index, len(bytes), bytes)
		size += int64(len(bytes))
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
	return t, size
}

// chunks reads the tape and decodes it, some thousands of acts at a time.
func (t tape) chunks(b *testing.B) iter.Seq[[]act.Entry] {
	return func(yield func([]act.Entry) bool) {
		f, err := os.Open(t.path)
		if err != nil {
			b.Error(err)
			return
		}
		defer f.Close()
		r := bufio.NewReader(f)
		for more := true; more; {
			list := make([]act.Entry, 0, chunk)
			for len(list) < chunk && more {
				line, err := r.ReadString('\n')
				if err != nil {
					more = false
					break
				}
				words := strings.Fields(line)
				index, _ := strconv.ParseInt(words[1], 10, 64)
				size, _ := strconv.Atoi(words[2])
				origin, bytes := words[0], make([]byte, size)
				if _, err := io.ReadFull(r, bytes); err != nil {
					b.Error(err)
					return
				}
				list = append(list, act.Read(origin, index, bytes))
			}
			if more = yield(list) && more; !more {
				return
			}
		}
	}
}

// cpu is the processor time that this process has used, the collector's included; on a machine that others use too it says more
// than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peakMB() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Maxrss) / 1024 // Linux counts in KiB
}

func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

const million, chunk = 1_000_000, 10_000

// BenchmarkMillion folds 1,000,000 acts from 300 journals in one goroutine.
//
// fold: decoded beforehand, not measured. Each of the last 50,000 is also measured by itself: what a node pays for one more act.
// read+fold: from the file; one goroutine reads, decodes and hashes ahead of the one that folds. Few acts are signed by an office, and
// none here; a signature costs as BenchmarkRead says. peak-MB is the most memory that the process ever had.
func BenchmarkMillion(b *testing.B) {
	t, size := record(b, million)
	b.Run("read+fold", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			d, ahead := docket.New(docket.Config{Founder: "body/journal/1"}), make(chan []act.Entry, 4)
			used := cpu()
			go func() {
				for list := range t.chunks(b) {
					ahead <- list
				}
				close(ahead)
			}()
			for list := range ahead {
				apply(b, d, list)
			}
			b.ReportMetric((cpu() - used).Seconds(), "cpu-s/million")
			b.ReportMetric(peakMB(), "peak-MB")
		}
	})
	b.Run("fold", func(b *testing.B) { foldDecoded(b, t) })
}

func apply(b *testing.B, d *docket.Docket, list []act.Entry) {
	for _, e := range list {
		if out := d.Apply(e); len(out) != 1 || out[0].Status != docket.Applied {
			b.Fatalf("%s %s", out[0].Status, out[0].Reason)
		}
	}
}

func foldDecoded(b *testing.B, t tape) {
	for b.Loop() {
		b.StopTimer()
		before := heapMB()
		d := docket.New(docket.Config{Founder: "body/journal/1"})
		var single []time.Duration
		var used time.Duration
		begin, done := b.Elapsed(), 0
		for list := range t.chunks(b) {
			usedBefore := cpu()
			b.StartTimer()
			for i := range list {
				start := b.Elapsed()
				apply(b, d, list[i:i+1])
				if done++; done > million-50_000 {
					single = append(single, b.Elapsed()-start)
				}
			}
			b.StopTimer()
			used += cpu() - usedBefore
		}
		fold := b.Elapsed() - begin
		slices.Sort(single)
		b.ReportMetric(fold.Seconds(), "s/million")
		b.ReportMetric(used.Seconds(), "cpu-s/million")
		b.ReportMetric(heapMB()-before, "MB/million")
		b.ReportMetric(float64(single[len(single)/2].Microseconds()), "p50-µs/act")
		b.ReportMetric(float64(single[len(single)*99/100].Microseconds()), "p99-µs/act")
		b.StartTimer()
		start := b.Elapsed()
		d.Digest()
		b.ReportMetric((b.Elapsed() - start).Seconds(), "s/digest")
	}
}

// BenchmarkRead is what comes before the fold: decoding the bytes and hashing the leaf, for the same mix of acts; and the same with an
// organisational signature on every act, which most acts do not have.
func BenchmarkRead(b *testing.B) {
	t, _ := record(b, 4000)
	var list []act.Entry
	for part := range t.chunks(b) {
		list = append(list, part...)
	}
	for _, signed := range []bool{false, true} {
		name := map[bool]string{false: "unsigned", true: "signed"}[signed]
		b.Run(name, func(b *testing.B) {
			var all [][]byte
			size := 0
			for _, e := range list {
				if signed {
					if err := e.Act.Sign(office()); err != nil {
						b.Fatal(err)
					}
				}
				bytes, err := act.Encode(e.Act)
				if err != nil {
					b.Fatal(err)
				}
				all, size = append(all, bytes), size+len(bytes)
			}
			b.SetBytes(int64(size / len(all)))
			for i := 0; b.Loop(); i++ {
				if e := act.Read("body/journal/1", 0, all[i%len(all)]); e.Bad != nil || e.Signed != signed {
					b.Fatal(e.Bad)
				}
			}
		})
	}
}
