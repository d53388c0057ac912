package chart

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() Figure {
	points := [][2]float64{{0, 0.8}, {1000, 0.7}, {10000, 0.3}, {100000, 0.02}, {1e6, 0.0001}, {2e6, 1e-6}}
	low, high := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		low[i], high[i] = p[1]/2, min(1, p[1]*1.5)
	}
	return Figure{ID: "f", Title: "Loss <exceedance> & more", Sentence: "In one year in 50 the loss is more than 100,000 \"EUR\".", Currency: "EUR",
		Curves: []Curve{{Name: "as estimated", Points: points, Low: low, High: high}}, Limits: [][2]float64{{50000, 0.2}, {500000, 0.01}}}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it with -update and git diff", name)
	}
}

func TestAFigureIsTheSameImageEveryTime(t *testing.T) {
	t.Parallel()
	golden(t, "figure.svg", sample().SVG())
}

func TestATerminalShowsTheCurveAsBars(t *testing.T) {
	t.Parallel()
	golden(t, "bars.txt", Text(sample().Curves[0].Points, "EUR", 80))
}

func TestAReportEscapesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	figure := sample()
	figure.Curves[0].Name = `"><script>`
	p := Page{Title: "<script>alert(1)</script>", Summary: []string{"a & b"}, Figures: []Picture{figure},
		Tables: []Table{{Caption: "figures", Head: []string{"what", "value"}, Rows: [][]string{{"mean", "<1>"}}}}}
	if err := p.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, bad := range []string{"<script>", "<exceedance>", "<1>", "style="} {
		if strings.Contains(text, bad) {
			t.Errorf("the page contains %s", bad)
		}
	}
	for _, want := range []string{`role="img"`, `aria-labelledby="f-title f-desc"`, `<th scope="col">`, `<th scope="row">mean`, "@media print"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestACurveWithNothingToShowIsStillAnImage(t *testing.T) {
	t.Parallel()
	for _, f := range []Figure{{ID: "a"}, {ID: "b", Curves: []Curve{{Points: [][2]float64{{0, 0}}}}}, {ID: "c", Curves: []Curve{{Points: [][2]float64{{0, 1}, {5, 1}}}}}} {
		if s := f.SVG(); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || !strings.HasSuffix(s, "</svg>\n") {
			t.Errorf("figure %s: %s", f.ID, s)
		}
		for _, c := range f.Curves {
			Text(c.Points, "EUR", 80)
		}
	}
}

func TestAmountsAndProbabilitiesAreShort(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0.5: "0.5", 999: "999", 1000: "1k", 250000: "250k", 1.25e6: "1.25M", 2e9: "2bn"} {
		if got := Short(v); got != want {
			t.Errorf("Short(%g) = %s, want %s", v, got, want)
		}
	}
	for p, want := range map[float64]string{1: "100 %", 0.25: "25 %", 0.013: "1.3 %", 0.0001: "0.01 %"} {
		if got := Percent(p); got != want {
			t.Errorf("Percent(%g) = %s, want %s", p, got, want)
		}
	}
}

func table() Matrix {
	return Matrix{ID: "m", Title: "Matrix <1>", Sentence: "One cell & its mark.", Across: "consequence", Up: "likelihood",
		Columns: []string{"minor", "a consequence with a long name"}, Rows: []string{"rare", "<often>"},
		Cells: [][]MatrixCell{{{"1", "16", 0, false}, {"2", "158", 0.5, true}}, {{"2", "1.58k", 0.3, false}, {"4", "15.8k", 1, false}}}}
}

func TestAMatrixIsTheSameImageEveryTime(t *testing.T) {
	t.Parallel()
	golden(t, "matrix.svg", table().SVG())
	golden(t, "matrix.txt", table().Text())
}
