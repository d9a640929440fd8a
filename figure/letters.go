package figure

import (
	"math"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// letters measures text as the library's plain handler does, but for Chinese, of which the font knows nothing: each character is as wide
// as the font is high, in whichever font the reader has.
type letters struct{ fonts *font.Cache }

// Cache is the fonts.
func (l letters) Cache() *font.Cache { return l.fonts }

// Extents are those of the font.
func (l letters) Extents(f font.Font) font.Extents {
	face := l.fonts.Lookup(f, f.Size)
	return face.Extents()
}

// Lines are separated by line feeds.
func (l letters) Lines(txt string) []string { return strings.Split(txt, "\n") }

// Box is the size of one line.
func (l letters) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	e := l.Extents(f)
	return l.width(txt, f), e.Ascent, e.Descent
}

func (l letters) width(txt string, f font.Font) vg.Length {
	wide := 0
	narrow := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60 {
			wide++
			return -1
		}
		return r
	}, txt)
	face := l.fonts.Lookup(f, f.Size)
	return face.Width(narrow) + vg.Length(wide)*f.Size
}

// Draw writes the lines one under another.
func (l letters) Draw(c vg.Canvas, txt string, sty text.Style, at vg.Point) {
	face := l.fonts.Lookup(sty.Font, sty.Font.Size)
	c.SetColor(sty.Color)
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
	}
	sin, cos := math.Sincos(sty.Rotation)
	at.X, at.Y = at.Y*vg.Length(sin)+at.X*vg.Length(cos), at.Y*vg.Length(cos)-at.X*vg.Length(sin)
	lines := l.Lines(txt)
	at.Y += sty.Height(txt)*vg.Length(sty.YAlign) - l.Extents(sty.Font).Ascent
	for i, line := range lines {
		if line == "" {
			continue
		}
		x := vg.Length(sty.XAlign) * l.width(line, sty.Font)
		c.FillString(face, at.Add(vg.Point{X: x, Y: vg.Length(len(lines)-i) * sty.Font.Size}), line)
	}
}
