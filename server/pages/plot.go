package pages

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The plots are drawn here and not by a library, since those at hand write their
// colours into style attributes of the SVG (go-analyze/charts v0.6.4, gonum.org/v1/plot
// v0.17.0), which the Content-Security-Policy forbids and which no style sheet can
// turn dark. What is left is a scale and a few shapes with classes.

// plot is a picture with the figures that it shows. The sizes are SVG user units.
type plot struct {
	ID, Title string
	Summary   string // the picture in a sentence, for those who cannot see it
	Legend    []legend
	Width     float64
	Height    float64
	Shapes    []shape
	Head      []string // the figures as a table
	Rows      [][]string
}

type legend struct{ Class, Text string }

// shape is a rectangle, a path, a line or a text. Classes give the colours.
type shape struct {
	Kind, Class, D, Text, Title string
	X, Y, W, H                  float64
}

const (
	plotWidth, plotHeight = 560, 210
	plotLeft, plotRight   = 52, 8
	plotTop, plotBottom   = 10, 24
)

func newPlot(id, title, summary string) *plot {
	return &plot{ID: id, Title: title, Summary: summary, Width: plotWidth, Height: plotHeight}
}

// scale turns days and values into places.
type scale struct {
	low, high float64
	days      int
}

func (s scale) x(day int) float64 {
	return round(plotLeft + float64(day)*(plotWidth-plotLeft-plotRight)/float64(max(1, s.days)))
}

func (s scale) y(v float64) float64 {
	return round(plotTop + (s.high-v)/(s.high-s.low)*(plotHeight-plotTop-plotBottom))
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

// axes draws the grid and its words for values from low to high over days, and
// gives the scale that the rest is drawn by.
func (p *plot) axes(low, high float64, days []time.Time, word func(float64) string) scale {
	step := niceStep((high - low) / 5)
	s := scale{math.Floor(low/step) * step, math.Ceil(high/step) * step, len(days)}
	if low > -step/2 { // a few below zero get no more room than they take
		s.low = low
	}
	if s.high == s.low {
		s.high = s.low + step
	}
	for v := math.Ceil(s.low/step) * step; v <= s.high+step/2; v += step {
		class := "grid"
		if math.Abs(v) < step/2 {
			class = "grid zero"
		}
		p.add(shape{Kind: "line", Class: class, X: plotLeft, Y: s.y(v), W: plotWidth - plotRight, H: s.y(v)})
		p.add(shape{Kind: "text", Class: "tick left", X: plotLeft - 6, Y: s.y(v) + 4, Text: word(v)})
	}
	for i := 0; i < len(days); i += max(1, (len(days)+3)/5) {
		p.add(shape{Kind: "text", Class: "tick", X: s.x(i), Y: plotHeight - 6, Text: days[i].Format("2 Jan")})
	}
	return s
}

// niceStep is the smallest of 1, 2, 2.5 and 5 times a power of ten that is at least v and whole.
func niceStep(v float64) float64 {
	if v <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 2.5, 5} {
		if n*power >= v && n*power == math.Trunc(n*power) {
			return n * power
		}
	}
	return 10 * power
}

func (p *plot) add(s shape) { p.Shapes = append(p.Shapes, s) }

// bar draws one day's value from zero; nothing where it is zero.
func (p *plot) bar(s scale, day int, v float64, class, title string) {
	if v == 0 {
		return
	}
	top, bottom := s.y(max(v, 0)), s.y(min(v, 0))
	p.add(shape{
		Kind: "rect", Class: class, Title: title,
		X: s.x(day), Y: top, W: max(0.5, round((s.x(1)-s.x(0))*0.8)), H: max(1, round(bottom-top)),
	})
}

// area fills the space between two lines through the middles of the days.
func (p *plot) area(s scale, lower, upper []float64, class string) {
	var d strings.Builder
	at := func(i int) float64 { return round((s.x(i) + s.x(i+1)) / 2) }
	for i, v := range upper {
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&d, "%s%g %g", command, at(i), s.y(v))
	}
	for i := len(lower) - 1; i >= 0; i-- {
		fmt.Fprintf(&d, "L%g %g", at(i), s.y(lower[i]))
	}
	p.add(shape{Kind: "path", Class: class, D: d.String() + "Z"})
}

// lane draws one bar of a chart whose bars lie one below the other.
func (p *plot) lane(row int, label string, share float64, class, text string) {
	const height, labels = 25.0, 78.0
	y := plotTop + float64(row)*height
	width := round(share * (plotWidth - labels - 90))
	p.add(shape{Kind: "text", Class: "tick left", X: labels - 8, Y: y + 15, Text: label})
	p.add(shape{Kind: "rect", Class: class, X: labels, Y: y + 2, W: max(1, width), H: height - 7})
	p.add(shape{Kind: "text", Class: "value", X: labels + width + 6, Y: y + 15, Text: text})
}
