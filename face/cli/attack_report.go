package cli

import (
	"bytes"
	"html/template"
	"io"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// pictured is what a report has a picture of.
type pictured interface{ WriteSVG(io.Writer) error }

// writeAttackReport writes one page that stands alone to a file: figures first,
// the picture, then every way as ordered text. It has no script and prints.
func writeAttackReport(env *Env, name, page string, result pictured) error {
	var svg bytes.Buffer
	if err := result.WriteSVG(&svg); err != nil {
		return err
	}
	return writeWhole(env, name, func(w io.Writer) error {
		return attackPages.ExecuteTemplate(w, page, map[string]any{"R": result, "At": env.Now().UTC().Format("2006-01-02 15:04 UTC"),
			"Picture": template.HTML(svg.String())}) // made by WriteSVG, which escapes all text
	})
}

// The pages of the attack reports.
const (
	pathsPage = "paths"
	cutPage   = "cut"
)

var attackPages = template.Must(template.New("").Funcs(template.FuncMap{
	"percent": attack.Percent,
	"number":  number,
	"inc":     func(i int) int { return i + 1 },
}).Parse(`{{define "head"}}<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.}}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #c8d0d8;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.picture{overflow-x:auto}.picture svg{max-width:100%;height:auto}
li{margin:.4rem 0}.small{color:#4a5866;font-size:.875rem}
h3,h4{break-after:avoid}li,tr{break-inside:avoid}
@media print{body{margin:0;max-width:none;font-size:10pt}a{color:inherit;text-decoration:none}.picture svg{width:100%}}
</style></head><body>
<h1>{{.}}</h1>
{{end}}
{{define "picture"}}<h2>Picture</h2><div class="picture">{{.}}</div>
{{end}}
{{define "steps"}}<ol>
{{range .Steps}}<li>{{.Title}} on <b>{{.On}}</b> <span class="small">[<a href="https://atlas.mitre.org/techniques/{{.Technique}}">{{.Technique}}</a> {{.Name}}, {{percent .Chance}}]</span>
<br><span class="small">from: {{range $k, $f := .From}}{{if $k}}; {{end}}{{$f}}{{end}} · gains: {{.Fact}}{{with .Also}} · often with {{range $k, $c := .}}{{if $k}}, {{end}}{{$c}}{{end}}{{end}}
{{- with .StoppedBy}} · stopped by {{range $k, $c := .}}{{if $k}}, {{end}}{{$c}}{{end}}{{end}}</span>{{with .CutBy}}<br><b>Cut by {{range $k, $c := .}}{{if $k}}, {{end}}{{$c}}{{end}}</b>{{end}}</li>
{{end}}</ol>{{end}}
{{define "ways"}}{{range $i, $p := .}}<h4>Way {{inc $i}}, {{percent $p.Probability}}</h4>{{template "steps" $p}}{{end}}{{end}}

{{define "paths"}}{{if .R.Graph}}{{template "head" (print "Attack paths: " .R.Graph)}}{{else}}{{template "head" "Attack paths"}}{{end}}
<p class="small">{{.At}} · {{.R.Size.Assets}} assets, {{.R.Size.Links}} links, {{.R.Size.Steps}} possible steps · engine {{.R.Engine}}, ATLAS {{.R.Atlas}}, seed {{.R.Seed}}</p>
{{if not .R.Goals}}<p>No outcome can be reached.</p>{{else}}
<table><thead><tr><th>Goal</th><th class="n">Probability an attempt</th><th class="n">Half of the successes within</th><th class="n">Ways shown</th></tr></thead><tbody>
{{range .R.Goals}}<tr><td>{{with .Name}}{{.}}<br>{{end}}{{.ID}}{{with .Scenario}} <span class="small">feeds {{.}}</span>{{end}}</td><td class="n">{{.Probability}}</td><td class="n">{{with .Time}}{{printf "%.1f" .P50}} days{{else}}–{{end}}</td><td class="n">{{len .Paths}}</td></tr>
{{end}}</tbody></table>
{{template "picture" .Picture}}
<h2>Ways in words</h2>
{{range .R.Goals}}<h3>{{with .Name}}{{.}} · {{end}}{{.ID}}: {{.Probability}}</h3>
{{if not .Paths}}<p>No way found.</p>{{end}}{{template "ways" .Paths}}{{end}}{{end}}
</body></html>
{{end}}

{{define "cut"}}{{template "head" (print "Cut: " .R.ID)}}
<p class="small">{{.At}}{{with .R.Graph}} · {{.}}{{end}} · {{.R.Candidates}} candidate controls, {{.R.Ways}} ways examined</p>
{{with .R.Name}}<p>{{.}}</p>{{end}}
{{if .R.Already}}<p>No way is open; there is nothing to cut.</p>{{else}}
<p>Before: {{.R.Before.Probability}} an attempt{{with .R.Before.Time}}, half of the successes within {{printf "%.1f" .P50}} days{{end}}.
{{if .R.Open}}After: <b>no candidate control closes every way.</b> Add one that stops a step of the way below, or take away a fact that it rests on.</p>
{{template "picture" .Picture}}
<h2>The way that stays open, {{percent .R.Open.Probability}}</h2>{{template "steps" .R.Open}}
{{else}}After: <b>no way is left</b>, at cost {{number .R.Cost}}. {{if .R.Optimal}}Proved: nothing cheaper cuts every way.{{else}}Not proved: no cut costs less than {{number .R.LowerBound}}.{{end}}</p>
<table><thead><tr><th>Control</th><th>On</th><th class="n">Cost</th><th>Stops</th><th>Supports</th></tr></thead><tbody>
{{range .R.Controls}}<tr><td>{{.ID}}{{with .Name}}<br>{{.}}{{end}}</td><td>{{range $k, $a := .On}}{{if $k}}, {{end}}{{$a}}{{else}}everywhere{{end}}</td><td class="n">{{number .Cost}}</td><td>{{range $k, $t := .Stops}}{{if $k}}, {{end}}{{$t}}{{end}}</td><td class="small">{{range .Supports}}{{.Control}}: {{.Reason}}<br>{{end}}</td></tr>
{{end}}</tbody></table>
{{template "picture" .Picture}}
<h2>What is cut, way by way</h2>{{template "ways" .R.Before.Paths}}{{end}}{{end}}
</body></html>
{{end}}`))
