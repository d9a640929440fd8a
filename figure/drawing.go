package figure

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Band lies between two lines, such as the 5 % and the 95 % quantile at each time.
type Band struct {
	Name      string
	Low, High []float64
}

// A Line has a value at each time; Dots has marks instead of a line, for what was measured. Where it is not a number there is a gap.
type Line struct {
	Name string
	Y    []float64
	Dots bool
}

// A Hydrograph is something over time: bands from the widest to the narrowest, lines over them, and a limit.
type Hydrograph struct {
	Sheet
	// Start makes the axis one of days and hours in its zone; the zero time leaves hours.
	Start time.Time
	Hours []float64 // increasing
	Bands []Band
	Lines []Line
	Limit float64 // 0: none
	Named string  // the limit's name
}

func (h Hydrograph) sheet() Sheet { return h.Sheet }

func (h Hydrograph) plot(p *plot.Plot, l *legend) error {
	for i, b := range h.Bands {
		if len(b.Low) != len(h.Hours) || len(b.High) != len(h.Hours) {
			return fmt.Errorf("figure: band %q: %d and %d values at %d times", b.Name, len(b.Low), len(b.High), len(h.Hours))
		}
		area, err := plotter.NewPolygon(around(h.Hours, b))
		if err != nil {
			return fmt.Errorf("figure: band %q: %w", b.Name, err)
		}
		area.Color, area.LineStyle.Width = shade(i, len(h.Bands)), 0
		p.Add(area)
		l.add(b.Name, area)
	}
	for i, line := range h.Lines {
		if len(line.Y) != len(h.Hours) {
			return fmt.Errorf("figure: line %q: %d values at %d times", line.Name, len(line.Y), len(h.Hours))
		}
		if err := h.line(p, l, i, line); err != nil {
			return err
		}
	}
	if h.Limit > 0 {
		limit, err := plotter.NewLine(plotter.XYs{{X: h.Hours[0], Y: h.Limit}, {X: h.Hours[len(h.Hours)-1], Y: h.Limit}})
		if err != nil {
			return err
		}
		limit.Color, limit.Dashes = color.RGBA{178, 24, 43, 255}, []vg.Length{1, 2}
		p.Add(limit)
		l.add(h.Named, limit)
	}
	p.Y.Min = math.Min(0, p.Y.Min)
	over(&p.X, h.Start)
	return nil
}

// around goes along the lower side of a band and back along the upper one.
func around(x []float64, b Band) plotter.XYs {
	var out plotter.XYs
	for i := range x {
		out = append(out, plotter.XY{X: x[i], Y: b.Low[i]})
	}
	for i := len(x) - 1; i >= 0; i-- {
		out = append(out, plotter.XY{X: x[i], Y: b.High[i]})
	}
	return out
}

// shade of the i-th of n bands: darker inwards.
func shade(i, n int) color.Color {
	t := uint8(40 * (i + 3 - min(n, 3)))
	return color.RGBA{198 - t, 219 - t, 239 - t/2, 255}
}

// line draws one line, in pieces where it has gaps.
func (h Hydrograph) line(p *plot.Plot, l *legend, i int, line Line) error {
	var piece, all plotter.XYs
	var pieces []plotter.XYs
	for k, y := range append(slices.Clone(line.Y), math.NaN()) {
		switch {
		case !math.IsNaN(y):
			piece = append(piece, plotter.XY{X: h.Hours[k], Y: y})
			all = append(all, piece[len(piece)-1])
		case len(piece) > 0:
			pieces, piece = append(pieces, piece), nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	if line.Dots {
		dots, err := plotter.NewScatter(all)
		if err != nil {
			return fmt.Errorf("figure: line %q: %w", line.Name, err)
		}
		dots.GlyphStyle = draw.GlyphStyle{Color: color.Black, Radius: vg.Points(1.8), Shape: draw.CircleGlyph{}}
		p.Add(dots)
		l.add(line.Name, dots)
		return nil
	}
	for k, xy := range pieces {
		stroke, err := plotter.NewLine(xy)
		if err != nil {
			return fmt.Errorf("figure: line %q: %w", line.Name, err)
		}
		stroke.LineStyle = look(i)
		p.Add(stroke)
		if k == 0 {
			l.add(line.Name, stroke)
		}
	}
	return nil
}

// look of the i-th line: colours that most people with a colour vision deficiency can tell apart (Okabe and Ito 2008), and dashes for everybody else.
func look(i int) draw.LineStyle {
	colours := []color.RGBA{{0, 0, 0, 255}, {0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {86, 180, 233, 255}}
	dashes := [][]vg.Length{nil, {6, 2}, {2, 2}, {8, 2, 2, 2}, {4, 4}, {1, 1}}
	return draw.LineStyle{Color: colours[i%len(colours)], Width: vg.Points(1.2), Dashes: dashes[i%len(dashes)]}
}

// over makes an axis of hours one of dates, or of hours as people count them.
func over(a *plot.Axis, start time.Time) {
	if start.IsZero() {
		a.Tick.Marker = plot.TickerFunc(counted)
	} else {
		a.Tick.Marker = plot.TickerFunc(func(low, high float64) []plot.Tick { return dates(start, low, high) })
	}
}

// counted marks hours: whole ones, and days where there are many.
func counted(low, high float64) []plot.Tick {
	for _, step := range []float64{1, 2, 3, 6, 12, 24, 48, 120, 240, 480, 1200} {
		if high-low < 4 || (high-low)/step > 9 {
			continue
		}
		var out []plot.Tick
		for x := math.Ceil(low/step) * step; x <= high; x += step {
			out = append(out, plot.Tick{Value: x, Label: strconv.FormatFloat(x, 'f', -1, 64)})
		}
		return out
	}
	return plain(low, high)
}

// plain are the library's own marks without zeros that say nothing.
func plain(low, high float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(low, high)
	for i, t := range ticks {
		if v, err := strconv.ParseFloat(t.Label, 64); err == nil {
			ticks[i].Label = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return ticks
}

// dates marks midnights, or hours of the day where that gives enough of them; no more than ten of them, each with its label.
func dates(start time.Time, low, high float64) []plot.Tick {
	var out []plot.Tick
	for _, step := range []int{1, 2, 3, 6, 12, 24, 48, 120, 240, 720, 2160, 8640} {
		if (high-low)/float64(step) > 9 && step < 8640 {
			continue
		}
		// Counted from midnight before the start, so that marks are on the hours people count in.
		midnight := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, start.Location())
		for k := 0; ; k++ {
			at := midnight.Add(time.Duration(k*step) * time.Hour)
			x := at.Sub(start).Hours()
			if x > high {
				return out
			}
			if x < low {
				continue
			}
			label := at.Format("01-02")
			switch {
			case step < 24:
				label = at.Format("15:04") + "\n" + label
			case step > 240:
				label = at.Format("2006-01-02")
			}
			out = append(out, plot.Tick{Value: x, Label: label})
		}
	}
	return out
}

// A Histogram is how a time is spread: the share in each class.
type Histogram struct {
	Sheet
	Start  time.Time // as of a Hydrograph
	Edges  []float64 // hours, one more than shares
	Shares []float64
	Name   string
	Marks  []Mark
}

// A Mark is a time with a name, drawn across a histogram.
type Mark struct {
	Name string
	At   float64
}

func (h Histogram) sheet() Sheet { return h.Sheet }

func (h Histogram) plot(p *plot.Plot, l *legend) error {
	if len(h.Shares) == 0 || len(h.Edges) != len(h.Shares)+1 {
		return fmt.Errorf("figure: histogram: %d edges of %d classes: wants one more", len(h.Edges), len(h.Shares))
	}
	bars := &plotter.Histogram{FillColor: shade(0, 1), LineStyle: draw.LineStyle{Color: color.Gray{90}, Width: vg.Points(0.5)}}
	for i, s := range h.Shares {
		bars.Bins = append(bars.Bins, plotter.HistogramBin{Min: h.Edges[i], Max: h.Edges[i+1], Weight: 100 * s})
	}
	p.Add(bars)
	l.add(h.Name, bars)
	high := 100 * slices.Max(h.Shares) * 1.05
	for i, m := range h.Marks {
		line, err := plotter.NewLine(plotter.XYs{{X: m.At, Y: 0}, {X: m.At, Y: high}})
		if err != nil {
			return err
		}
		line.LineStyle = look(i)
		p.Add(line)
		l.add(m.Name, line)
	}
	p.Y.Min = 0
	over(&p.X, h.Start)
	return nil
}

// A Bin is the forecasts whose probabilities lie together: their mean, the share of them that came true, and the bar from Low to High within which
// that share lies nine times in ten if the forecasts are reliable.
type Bin struct {
	Forecast, Observed, Low, High float64
	Count                         int
}

// A Reliability is a reliability diagram with its consistency bars. A point outside its bar is not reliable. Under the axis stands how many
// forecasts each point is made of.
type Reliability struct {
	Sheet
	Bins                   []Bin
	Diagonal, Points, Bars string // names
}

func (r Reliability) sheet() Sheet { return r.Sheet }

func (r Reliability) plot(p *plot.Plot, l *legend) error {
	perfect, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		return err
	}
	perfect.LineStyle = draw.LineStyle{Color: color.Gray{110}, Width: vg.Points(1), Dashes: []vg.Length{4, 3}}
	p.Add(perfect)
	l.add(r.Diagonal, perfect)
	var points plotter.XYs
	counts := map[float64]string{}
	for _, b := range r.Bins {
		if b.Count == 0 {
			continue
		}
		bar, err := plotter.NewLine(plotter.XYs{{X: b.Forecast, Y: b.Low}, {X: b.Forecast, Y: b.High}})
		if err != nil {
			return err
		}
		bar.LineStyle = draw.LineStyle{Color: color.RGBA{0, 114, 178, 255}, Width: vg.Points(4)}
		p.Add(bar)
		if len(points) == 0 {
			l.add(r.Bars, bar)
		}
		points = append(points, plotter.XY{X: b.Forecast, Y: b.Observed})
		counts[b.Forecast] = fmt.Sprint(b.Count)
	}
	if len(points) == 0 {
		return fmt.Errorf("figure: reliability: no forecast in any class")
	}
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: color.RGBA{213, 94, 0, 255}, Radius: vg.Points(3), Shape: draw.CircleGlyph{}}
	p.Add(dots)
	l.add(r.Points, dots)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	p.X.Tick.Marker = plot.TickerFunc(func(float64, float64) []plot.Tick { return r.tenths(counts) })
	return nil
}

// tenths are the marks of a probability; under them the counts, where there is room between them.
func (r Reliability) tenths(counts map[float64]string) []plot.Tick {
	var out []plot.Tick
	for i := range 6 {
		out = append(out, plot.Tick{Value: float64(i) / 5, Label: fmt.Sprintf("%.1f", float64(i)/5)})
	}
	last := math.Inf(-1)
	for _, b := range r.Bins {
		if b.Count > 0 && b.Forecast-last > 0.04 {
			out = append(out, plot.Tick{Value: b.Forecast, Label: "\n" + counts[b.Forecast]})
			last = b.Forecast
		}
	}
	return out
}
