package cli

import (
	"bytes"
	"html/template"
	"io"
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// reportTime is when a report was made.
type reportTime = time.Time

// attackReport writes one page that stands alone: figures first, the picture,
// then every way as ordered text. It has no script and prints on paper.
func attackReport(w io.Writer, res *attack.Result, at reportTime) error {
	var svg bytes.Buffer
	if err := res.WriteSVG(&svg); err != nil {
		return err
	}
	return attackPage.Execute(w, map[string]any{"R": res, "At": at.UTC().Format("2006-01-02 15:04 UTC"),
		"Picture": template.HTML(svg.String())}) // made by WriteSVG, which escapes all text
}

var attackPage = template.Must(template.New("attack").Funcs(template.FuncMap{
	"percent": attack.Percent,
	"inc":     func(i int) int { return i + 1 },
}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attack paths{{with .R.Graph}}: {{.}}{{end}}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #c8d0d8;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}
.picture{overflow-x:auto}.picture svg{max-width:100%;height:auto}
li{margin:.4rem 0}.small{color:#4a5866;font-size:.875rem}
h3{break-after:avoid}li{break-inside:avoid}
@media print{body{margin:0;max-width:none;font-size:10pt}a{color:inherit;text-decoration:none}.picture svg{width:100%}}
</style></head><body>
<h1>Attack paths{{with .R.Graph}}: {{.}}{{end}}</h1>
<p class="small">{{.At}} · {{.R.Size.Assets}} assets, {{.R.Size.Links}} links, {{.R.Size.Steps}} possible steps · engine {{.R.Engine}}, ATLAS {{.R.Atlas}}, seed {{.R.Seed}}</p>
{{if not .R.Goals}}<p>No outcome can be reached.</p>{{else}}
<table><thead><tr><th>Goal</th><th>Probability an attempt</th><th>Half of the successes within</th><th>Ways shown</th></tr></thead><tbody>
{{range .R.Goals}}<tr><td>{{with .Name}}{{.}}<br>{{end}}{{.ID}}{{with .Scenario}} <span class="small">feeds {{.}}</span>{{end}}</td><td class="n">{{.Probability}}</td><td class="n">{{with .Time}}{{printf "%.1f" .P50}} days{{else}}–{{end}}</td><td class="n">{{len .Paths}}</td></tr>
{{end}}</tbody></table>
<h2>Picture</h2><div class="picture">{{.Picture}}</div>
<h2>Ways in words</h2>
{{range .R.Goals}}<h3>{{with .Name}}{{.}} · {{end}}{{.ID}}: {{.Probability}}</h3>
{{if not .Paths}}<p>No way found.</p>{{end}}
{{range $i, $p := .Paths}}<h4>Way {{inc $i}}, {{percent $p.Probability}}</h4><ol>
{{range $p.Steps}}<li>{{.Title}} on <b>{{.On}}</b> <span class="small">[<a href="https://atlas.mitre.org/techniques/{{.Technique}}">{{.Technique}}</a> {{.Name}}, {{percent .Chance}}]</span>
<br><span class="small">from: {{range $k, $f := .From}}{{if $k}}; {{end}}{{$f}}{{end}} · gains: {{.Fact}}{{with .StoppedBy}} · stopped by {{range $k, $c := .}}{{if $k}}, {{end}}{{$c}}{{end}}{{end}}</span></li>
{{end}}</ol>{{end}}{{end}}{{end}}
</body></html>
`))
