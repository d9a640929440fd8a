package figure

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Map is stretches of rivers and places on them by longitude and latitude (degrees, WGS 84), each in one of some classes, such as the day on
// which a flood arrives. The classes are told by shade and by width: what is first, or surest, is darkest and widest. Of a class -1 nothing is
// known or foreseen; it is grey and dashed. A scale of km stands below.
type Map struct {
	Sheet
	Classes   []string // from the darkest to the lightest
	None      string   // what class -1 is called
	Stretches []Stretch
	Spots     []Spot
}

// A Stretch is a line along a river.
type Stretch struct {
	Class  int
	Points [][2]float64 // lon, lat
}

// A Spot is a place; what it is called may have several lines. A name that would cover another is left out.
type Spot struct {
	Name     string
	Class    int
	Lon, Lat float64
}

func (m Map) sheet() Sheet { return m.Sheet }

func (m Map) plot(p *plot.Plot, l *legend) error {
	used := map[int]bool{}
	see := func(class int, lon, lat float64) error {
		if class < -1 || class >= len(m.Classes) || !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) {
			return fmt.Errorf("figure: map: class %d of %d at %g, %g: wants a class and degrees", class, len(m.Classes), lon, lat)
		}
		used[class] = true
		return nil
	}
	for _, s := range m.Stretches {
		for _, at := range s.Points {
			if err := see(s.Class, at[0], at[1]); err != nil {
				return err
			}
		}
	}
	for _, s := range m.Spots {
		if err := see(s.Class, s.Lon, s.Lat); err != nil {
			return err
		}
	}
	if len(used) == 0 {
		return errors.New("figure: map: has no place")
	}
	drawn := drawnMap{m, l.hand}
	p.Add(drawn)
	p.X.Padding, p.Y.Padding = 0, 0
	// A map of one place shows some km about it.
	const least = 0.05
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = drawn.DataRange()
	if p.X.Max-p.X.Min < least && p.Y.Max-p.Y.Min < least {
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = p.X.Min-least, p.X.Max+least, p.Y.Min-least, p.Y.Max+least
	}
	p.X.Max, p.Y.Max = max(p.X.Max, p.X.Min+1e-6), max(p.Y.Max, p.Y.Min+1e-6)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(few), plot.TickerFunc(few)
	for class, name := range m.Classes {
		if used[class] {
			l.add(name, sampled{m.look(class)})
		}
	}
	if used[-1] {
		l.add(m.None, sampled{m.look(-1)})
	}
	return nil
}

// few marks degrees so that their labels have room.
func few(low, high float64) []plot.Tick {
	for _, step := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45} {
		if (high-low)/step > 6 {
			continue
		}
		var out []plot.Tick
		for k := math.Ceil(low / step); k*step <= high; k++ {
			out = append(out, plot.Tick{Value: k * step, Label: strconv.FormatFloat(math.Round(k*step*100)/100, 'f', -1, 64)})
		}
		return out
	}
	return plain(low, high)
}

// fit widens one axis so that a km is as long to the east as to the north, with some room about everything for names.
func (m Map) fit(p *plot.Plot, width, height vg.Length) {
	const room = 1.16
	lat := (p.Y.Min + p.Y.Max) / 2
	shrink := math.Cos(lat * math.Pi / 180) // of a degree of longitude
	wide, high := (p.X.Max-p.X.Min)*shrink*room, (p.Y.Max-p.Y.Min)*room
	if ratio := float64(width / height); wide/high < ratio {
		wide = high * ratio
	} else {
		high = wide / ratio
	}
	lon := (p.X.Min + p.X.Max) / 2
	p.X.Min, p.X.Max = lon-wide/2/shrink, lon+wide/2/shrink
	p.Y.Min, p.Y.Max = lat-high/2, lat+high/2
}

// span is what an axis covers.
type span struct{ from, to float64 }

func (s span) with(v float64) span { return span{min(s.from, v), max(s.to, v)} }

// look of a class: one hue that comes out in black and white, from dark and wide to light and narrow.
func (m Map) look(class int) draw.LineStyle {
	if class < 0 {
		return draw.LineStyle{Color: color.Gray{150}, Width: vg.Points(0.6), Dashes: []vg.Length{2, 1.5}}
	}
	t := 0.0
	if len(m.Classes) > 1 {
		t = float64(class) / float64(len(m.Classes)-1)
	}
	mix := func(dark, light float64) uint8 { return uint8(dark + (light-dark)*t) }
	return draw.LineStyle{Color: color.RGBA{mix(68, 253), mix(1, 191), mix(84, 95), 255}, Width: vg.Points(3.6 - 2.2*t)}
}

// sampled is the sample of a class in the legend.
type sampled struct{ draw.LineStyle }

// Thumbnail draws it.
func (s sampled) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	c.StrokeLine2(s.LineStyle, c.Min.X, y, c.Max.X, y)
}

// drawnMap draws the lines from the last class to the first, then the places, the names and the scale.
type drawnMap struct {
	Map
	hand *hand
}

// Plot draws.
func (m drawnMap) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for _, class := range m.order() {
		for _, s := range m.Stretches {
			if s.Class != class {
				continue
			}
			line := make([]vg.Point, len(s.Points))
			for i, at := range s.Points {
				line[i] = vg.Point{X: toX(at[0]), Y: toY(at[1])}
			}
			c.StrokeLines(m.look(class), line)
		}
	}
	var taken []vg.Rectangle
	for _, s := range m.Spots {
		at := vg.Point{X: toX(s.Lon), Y: toY(s.Lat)}
		c.DrawGlyph(draw.GlyphStyle{Color: color.Black, Radius: vg.Points(4), Shape: draw.CircleGlyph{}}, at)
		c.DrawGlyph(draw.GlyphStyle{Color: m.look(s.Class).Color, Radius: vg.Points(3), Shape: draw.CircleGlyph{}}, at)
		taken = append(taken, vg.Rectangle{Min: vg.Point{X: at.X - 4, Y: at.Y - 4}, Max: vg.Point{X: at.X + 4, Y: at.Y + 4}})
	}
	taken = append(taken, m.scale(c, p))
	for _, s := range m.Spots {
		m.name(c, s.Name, vg.Point{X: toX(s.Lon), Y: toY(s.Lat)}, &taken)
	}
}

// order is in which order classes are drawn: what matters most lies over the rest.
func (m Map) order() []int {
	out := []int{-1}
	for class := range m.Classes {
		out = append(out, len(m.Classes)-1-class)
	}
	return out
}

// name writes the name of a place on the side of it that is free, and nothing if none is.
func (m drawnMap) name(c draw.Canvas, name string, at vg.Point, taken *[]vg.Rectangle) {
	sty := m.hand.style(7)
	w, h := sty.Width(name), sty.Height(name)
	const off = vg.Length(6)
	for _, low := range []vg.Point{{X: at.X - w/2, Y: at.Y + off}, {X: at.X - w/2, Y: at.Y - off - h}, {X: at.X + off, Y: at.Y - h/2}, {X: at.X - off - w, Y: at.Y - h/2},
		{X: at.X + off, Y: at.Y + off}, {X: at.X + off, Y: at.Y - off - h}, {X: at.X - off - w, Y: at.Y + off}, {X: at.X - off - w, Y: at.Y - off - h}} {
		box := vg.Rectangle{Min: low, Max: vg.Point{X: low.X + w, Y: low.Y + h}}
		free := box.Min.X >= c.Min.X && box.Max.X <= c.Max.X && box.Min.Y >= c.Min.Y && box.Max.Y <= c.Max.Y
		for _, t := range *taken {
			free = free && (box.Max.X < t.Min.X || box.Min.X > t.Max.X || box.Max.Y < t.Min.Y || box.Min.Y > t.Max.Y)
		}
		if free {
			*taken = append(*taken, box)
			back := box.Path()
			c.SetColor(color.NRGBA{255, 255, 255, 200})
			c.Fill(back)
			c.FillText(sty, vg.Point{X: low.X, Y: low.Y}, name)
			return
		}
	}
}

// scale draws a bar of some round number of km in the lower left corner, and gives back what it takes.
func (m drawnMap) scale(c draw.Canvas, p *plot.Plot) vg.Rectangle {
	const perDegree = 111.195 // km of a degree of latitude on a sphere of 6,371 km
	width := c.Max.X - c.Min.X
	perPoint := (p.Y.Max - p.Y.Min) * perDegree / float64(c.Max.Y-c.Min.Y)
	km := math.Pow(10, math.Floor(math.Log10(perPoint*float64(width)/4)))
	for _, more := range []float64{5, 2} {
		if km*more <= perPoint*float64(width)/4 {
			km *= more
			break
		}
	}
	long := vg.Length(km / perPoint)
	at := vg.Point{X: c.Min.X + 8, Y: c.Min.Y + 8}
	line := draw.LineStyle{Color: color.Black, Width: vg.Points(1)}
	c.StrokeLines(line, []vg.Point{{X: at.X, Y: at.Y + 3}, at, {X: at.X + long, Y: at.Y}, {X: at.X + long, Y: at.Y + 3}})
	sty := m.hand.style(7)
	text := strconv.FormatFloat(km, 'f', -1, 64) + " km"
	c.FillText(sty, vg.Point{X: at.X + 3, Y: at.Y + 3}, text)
	return vg.Rectangle{Min: vg.Point{X: at.X - 2, Y: at.Y - 2}, Max: vg.Point{X: at.X + max(long, sty.Width(text)+3), Y: at.Y + 14}}
}

// DataRange keeps everything within the axes.
func (m drawnMap) DataRange() (xmin, xmax, ymin, ymax float64) {
	x, y := span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	for _, s := range m.Stretches {
		for _, at := range s.Points {
			x, y = x.with(at[0]), y.with(at[1])
		}
	}
	for _, s := range m.Spots {
		x, y = x.with(s.Lon), y.with(s.Lat)
	}
	return x.from, x.to, y.from, y.to
}
