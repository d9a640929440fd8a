// Package figure draws forecasts for paper and reports: a hydrograph with its bands, the spread of an arrival, a reliability diagram, a map of a river. It
// knows no model and no language; who calls it brings numbers and words.
//
// A figure is SVG or PNG. Its bytes depend on what is drawn and on nothing else. SVG keeps text as text, so that it can be searched, read
// aloud and shown in the reader's own fonts, Chinese ones among them; PNG uses the Liberation Sans that the plotting library
// brings, and refuses a text for which that has no letters instead of drawing boxes.
//
// Nothing is told by colour alone: lines differ in their dashes, bands lie within one another, and each has its name in the legend beside the picture,
// where it covers nothing. Dashes and shades are those that come out in black and white.
package figure

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"image/color"
	"io"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// ErrLetters means that a picture was asked for in PNG whose text has letters the font has not.
var ErrLetters = errors.New("figure: the font for PNG has no Chinese: write .svg, which uses the fonts of whoever looks at it")

// A Sheet is what stands around a drawing. X and Y name the axes with their units; Note stands small below, such as where the numbers are from.
type Sheet struct {
	Title, Note, X, Y string
}

// A Drawing is anything that this package draws.
type Drawing interface {
	sheet() Sheet
	// plot makes the picture; the names go into the legend in their order.
	plot(p *plot.Plot, l *legend) error
}

// A fitted drawing sets its axes by the size of the picture, which is known only when the legend stands.
type fitted interface {
	fit(p *plot.Plot, width, height vg.Length)
}

// The size of every figure: it fits the width of a page.
const (
	width  = 18 * vg.Centimeter
	height = 10.5 * vg.Centimeter
	dpi    = 160
)

// Draw draws a figure in a format, "svg" or "png". On an error nothing has been written.
func Draw(w io.Writer, format string, d Drawing) error {
	hand := writing()
	s := d.sheet()
	p := hand.blank(s)
	l := &legend{hand: hand}
	if err := d.plot(p, l); err != nil {
		return err
	}
	if err := hand.ticks(p); err != nil {
		return err
	}
	switch format {
	case "svg":
		c := vgsvg.NewWith(vgsvg.UseWH(width, height))
		hand.lay(draw.New(c), p, l, d)
		var b bytes.Buffer
		if _, err := c.WriteTo(&b); err != nil {
			return err
		}
		_, err := io.WriteString(w, readable(b.String(), s.Title))
		return err
	case "png":
		if !hand.knows(append(l.names, s.Title, s.Note, s.X, s.Y)) {
			return ErrLetters
		}
		c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}
		hand.lay(draw.New(c), p, l, d)
		_, err := c.WriteTo(w)
		return err
	}
	return fmt.Errorf("figure: %q: wants svg or png", format)
}

// readable gives an SVG a title for those who hear it, and fonts to fall back on for those who have not Liberation Sans or read Chinese.
func readable(svg, title string) string {
	const head = `xmlns:xlink="http://www.w3.org/1999/xlink">`
	svg = strings.Replace(svg, head, `xmlns:xlink="http://www.w3.org/1999/xlink" role="img">`+"\n<title>"+html.EscapeString(title)+"</title>", 1)
	return strings.ReplaceAll(svg, "font-family:Liberation Sans;",
		"font-family:'Liberation Sans',Arial,'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;")
}

// hand writes text: one font in three sizes.
type hand struct {
	cache *font.Cache
}

func writing() *hand { return &hand{font.NewCache(liberation.Collection())} }

func (h *hand) style(size float64) draw.TextStyle {
	return draw.TextStyle{Color: color.Black, Handler: letters{h.cache}, Font: font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Points(size))}
}

// knows reports whether the font has every letter of the texts.
func (h *hand) knows(texts []string) bool {
	face := h.cache.Lookup(h.style(9).Font, 9)
	for _, r := range strings.Join(texts, "") {
		if i, err := face.Face.GlyphIndex(nil, r); r != '\n' && (err != nil || i == 0) {
			return false
		}
	}
	return true
}

// blank is an empty picture with its axes.
func (h *hand) blank(s Sheet) *plot.Plot {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = s.X, s.Y
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		label, tick := h.style(9), h.style(8)
		label.XAlign, label.YAlign = a.Label.TextStyle.XAlign, a.Label.TextStyle.YAlign
		label.Rotation = a.Label.TextStyle.Rotation
		tick.XAlign, tick.YAlign = a.Tick.Label.XAlign, a.Tick.Label.YAlign
		a.Label.TextStyle, a.Tick.Label = label, tick
		a.Label.Padding = vg.Points(3)
	}
	p.Title.TextStyle = h.style(9)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(plain), plot.TickerFunc(plain)
	g := plotter.NewGrid()
	g.Horizontal.Color, g.Vertical.Color = color.Gray{225}, color.Gray{225}
	p.Add(g)
	return p
}

// ticks refuses axes on which nothing can be drawn.
func (h *hand) ticks(p *plot.Plot) error {
	if !(p.X.Max > p.X.Min) || !(p.Y.Max > p.Y.Min) {
		return fmt.Errorf("figure: axes from %g to %g and %g to %g: wants something to draw", p.X.Min, p.X.Max, p.Y.Min, p.Y.Max)
	}
	return nil
}

// lay puts title, picture, legend and note where none covers another.
func (h *hand) lay(c draw.Canvas, p *plot.Plot, l *legend, d Drawing) {
	s := d.sheet()
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	margin := vg.Points(8)
	c = draw.Crop(c, margin, -margin, margin, -margin)
	title, note := h.style(11), h.style(7)
	title.YAlign = draw.YTop
	note.Color = color.Gray{90}
	c.FillText(title, vg.Point{X: c.Min.X, Y: c.Max.Y}, s.Title)
	c.FillText(note, vg.Point{X: c.Min.X, Y: c.Min.Y}, s.Note)
	above, below := title.Height(s.Title)+vg.Points(6), vg.Length(0)
	if s.Note != "" {
		below = note.Height(s.Note) + vg.Points(4)
	}
	beside := l.width() + vg.Points(12)
	l.draw(draw.Crop(c, c.Max.X-c.Min.X-beside+vg.Points(10), 0, 0, -above))
	picture := draw.Crop(c, 0, -beside, below, -above)
	if f, ok := d.(fitted); ok {
		size := p.DataCanvas(picture).Size()
		f.fit(p, size.X, size.Y)
	}
	p.Draw(picture)
}

// A legend is the names of what is drawn, with a sample of each.
type legend struct {
	hand  *hand
	names []string
	thumb []plot.Thumbnailer
}

func (l *legend) add(name string, t plot.Thumbnailer) {
	if name != "" {
		l.names, l.thumb = append(l.names, name), append(l.thumb, t)
	}
}

const sample = vg.Length(18) // width of a sample

func (l *legend) width() vg.Length {
	w := vg.Length(0)
	for _, name := range l.names {
		w = max(w, l.hand.style(8).Width(name)+sample+vg.Points(5))
	}
	return w
}

func (l *legend) draw(c draw.Canvas) {
	sty := l.hand.style(8)
	sty.YAlign = draw.YCenter
	line := sty.Height("X") + vg.Points(2)
	y := c.Max.Y
	for i, name := range l.names {
		high := max(line, sty.Height(name)+vg.Points(2))
		icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: c.Min.X, Y: y - high/2 - line/2 + vg.Points(2)}, Max: vg.Point{X: c.Min.X + sample, Y: y - high/2 + line/2 - vg.Points(2)}}}
		l.thumb[i].Thumbnail(&icon)
		c.FillText(sty, vg.Point{X: c.Min.X + sample + vg.Points(5), Y: y - high/2}, name)
		y -= high + vg.Points(3)
	}
}
