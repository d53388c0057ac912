package modelscan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// configLimit bounds how much of a text file is looked at. Tokenizer files
// reach 20 MB; nothing that configures a model is larger.
const configLimit = 24 << 20

// jsonFile walks a JSON document value by value, without building it.
func (s *scan) jsonFile(src *source, name, where string) string {
	dec := json.NewDecoder(io.LimitReader(bufio.NewReaderSize(src.open(), 64<<10), configLimit))
	dec.UseNumber()
	prose := proseNames[ext(name)] || ext(name) == ".jsonl"
	w := &jsonWalk{s: s, where: where, dec: dec, prose: prose}
	var err error
	for err == nil { // documents may follow each other
		err = w.value("", 0)
	}
	if dec.InputOffset() >= configLimit-1024 {
		s.partial("only the first 24 MB of a JSON document were read")
		err = io.EOF // the cut is ours, not the document's
	}
	if err != io.EOF {
		if w.seen == 0 {
			return s.textFile(src, name, where)
		}
		s.find("MF182", where, detail("not valid JSON: %v", err), sev(Low))
	}
	if w.keras && !prose {
		s.kerasJSON(src, where)
	}
	switch {
	case w.xgboost:
		return "xgboost"
	case w.keras:
		return "json"
	}
	return "json"
}

type jsonWalk struct {
	s       *scan
	where   string
	dec     *json.Decoder
	seen    int
	keras   bool
	xgboost bool
	prose   bool // a notebook or a data set, whose texts configure nothing
}

func (w *jsonWalk) value(path string, depth int) error {
	if depth > 200 {
		w.s.find("MF281", w.where, detail("JSON nested more than 200 deep"), sev(High))
		return io.EOF
	}
	t, err := w.dec.Token()
	if err != nil {
		return err
	}
	w.seen++
	switch v := t.(type) {
	case json.Delim:
		if v == '[' {
			for w.dec.More() {
				if err := w.value(path, depth+1); err != nil {
					return err
				}
			}
			_, err = w.dec.Token()
			return err
		}
		for w.dec.More() {
			k, err := w.dec.Token()
			if err != nil {
				return err
			}
			key, _ := k.(string)
			w.key(key, depth)
			sub := key
			if depth > 0 && len(path) < 200 {
				sub = path + "." + key
			}
			if err := w.value(sub, depth+1); err != nil {
				return err
			}
		}
		_, err = w.dec.Token()
		return err
	case string:
		if !w.prose {
			w.s.configText(v, path, w.where)
		}
	}
	return nil
}

func (w *jsonWalk) key(key string, depth int) {
	switch key {
	case "class_name":
		w.keras = true
	case "learner":
		w.xgboost = w.xgboost || depth == 0
	case "auto_map", "custom_pipelines":
		w.s.find("MF202", w.where, callable(key))
	}
}

// configText judges one text value of a configuration.
func (s *scan) configText(v, path, where string) {
	if len(v) < 3 {
		return
	}
	key := path[strings.LastIndexByte(path, '.')+1:]
	if strings.Contains(v, "{{") || strings.Contains(v, "{%") {
		s.template(v, where, path)
	}
	if key == "_target_" || key == "target" && strings.Contains(v, ".") && plausible(v) {
		s.target(v, where, path)
	}
	if len(v) <= 4096 {
		s.secret(v, where, path)
		if !proseKeys[key] {
			s.command(v, where, path)
		}
	}
	if len(v) >= 24 && sniffText([]byte(v[:min(len(v), 4096)]), int64(len(v))) && len(v) <= int(s.lim.Payload) {
		s.payload([]byte(v), true, join(where, printable(path, 80)), 0)
	}
}

// proseKeys name texts that people write or models learn from.
var proseKeys = func() map[string]bool {
	m := map[string]bool{}
	for _, k := range strings.Fields("text content prompt completion input output instruction response code body description question answer source readme comment message title summary context example run script scripts before_script entrypoint") {
		m[k] = true
	}
	return m
}()

var secretForms = lazyregexp.New(`(?:^|[^A-Za-z0-9_-])(sk-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{36,}|xox[abpr]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35})(?:$|[^A-Za-z0-9])|-----BEGIN [A-Z ]*PRIVATE KEY-----`)

// secret reports credentials by their form; the value itself is never shown.
func (s *scan) secret(v, where, path string) {
	if len(v) >= 19 && secretForms().MatchString(v) {
		s.find("MF200", join(where, printable(path, 80)), detail("the value of %s", printable(path, 80)))
	}
}

var commandForms = lazyregexp.New(`(?i)\brm\s+-[a-z]*[rf][a-z]*\s+(-\S+\s+)*(~|\$HOME|/\*|/(etc|home|root|boot)?)/?($|[\s'"&;|])|--no-preserve-root|\|\s*(ba|z|da)?sh\b|/dev/tcp/|\bnc\s+(-\S+\s+)*-e\b|\bpowershell(\.exe)?\s+(-\S+\s+)*-e(nc\w*)?\s|\bbash\s+-i\b|\bmkfs\.|\b(curl|wget)\s+\S*https?://\S+\s*(-o\s*\S+\s*)?[;&|]|__import__\s*\(|\bos\.(system|popen)\s*\(|\bsubprocess\.(call|run|Popen|check_output)\s*\(`)

func (s *scan) command(v, where, path string) {
	if strings.ContainsAny(v, "/|(-") && commandForms().MatchString(v) {
		s.find("MF201", join(where, printable(path, 80)), arguments(v), detail("the value of %s", printable(path, 80)))
	}
}

// target judges a callable that a configuration system (Hydra and its like) calls.
func (s *scan) target(v, where, path string) {
	i := strings.LastIndexByte(v, '.')
	if i < 0 {
		return
	}
	for _, known := range []string{"nemo.", "torch.nn.", "torch.optim.", "pytorch_lightning.", "lightning.", "transformers.", "megatron.", "nemo_text_processing.", "ldm.", "sgm.", "diffusers.", "hydra.", "omegaconf."} {
		if strings.HasPrefix(v, known) {
			return
		}
	}
	verdictOf, reason := judge(v[:i], v[i+1:])
	switch verdictOf {
	case Dangerous:
		s.find("MF203", join(where, path), callable(v), detail("calls %s: %s", v, reason), sev(Critical))
	case UnknownCallable:
		s.find("MF203", join(where, path), callable(v), detail("calls %s", v), sev(Medium), verdict(UnknownCallable))
	}
}

var templateNames = map[string]bool{".jinja": true, ".jinja2": true, ".j2": true, ".template": true, ".tmpl": true, ".tpl": true, "": true, ".txt": true}
var proseNames = map[string]bool{".md": true, ".rst": true, ".html": true, ".htm": true, ".py": true, ".js": true, ".ts": true, ".ipynb": true, ".go": true, ".csv": true, ".mdx": true, ".tsx": true, ".jsx": true, ".vue": true, ".svelte": true, ".java": true, ".rs": true, ".cs": true, ".tex": true, ".c": true, ".h": true, ".cpp": true}

// textFile looks into templates and line-based configurations.
func (s *scan) textFile(src *source, name, where string) string {
	e := ext(name)
	if bytes.HasPrefix(src.head, []byte("#!")) && where != "" {
		s.find("MF271", where, detail("a script"))
	}
	if e == ".py" && where != "" {
		s.find("MF271", where, detail("Python source"))
	}
	yaml := e == ".yaml" || e == ".yml" || baseName(name) == "MLmodel"
	if !templateNames[e] && !yaml {
		return "text" // source code and prose: nobody renders or loads them as part of a model
	}
	defer s.turn(src.size)()
	if err := src.absorb(configLimit); err != nil {
		s.decodeFailed(where, err)
	}
	b, all := src.bytes(configLimit)
	if !all {
		s.partial("only the first 24 MB of a text file were read")
	}
	t := string(b)
	if strings.Contains(t, "{{") || strings.Contains(t, "{%") {
		s.template(t, where, "")
		if !yaml {
			return "template"
		}
	}
	if yaml {
		s.yamlText(t, name, where)
		return "yaml"
	}
	if base := baseName(name); base == "requirements.txt" || base == "conda.yaml" {
		s.requirements(t, where)
	}
	return "text"
}

var yamlPair = lazyregexp.New(`^\s*(?:-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*:\s*(.*)$`)

// yamlText reads YAML line by line: what it looks for stands on one line, and a
// real parser would expand what a hostile document tells it to.
func (s *scan) yamlText(t, name, where string) {
	lines := 0
	key := ""
	for line := range strings.Lines(t) {
		if lines++; lines > 2_000_000 {
			s.partial("only the first 2 million lines were read")
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if i := strings.Index(line, "!!python/"); i >= 0 {
			s.find("MF204", where, callable(firstWord(line[i:])), pythonTag(line[i:]))
		}
		v := line
		if m := yamlPair().FindStringSubmatch(line); m != nil {
			key, v = m[1], m[2]
		}
		v = strings.Trim(strings.TrimSpace(v), `"'`)
		if baseName(name) == "MLmodel" {
			s.mlflowLine(key, v, where)
		}
		if v != "" && !strings.Contains(v, "{{") {
			s.configText(v, key, where)
		} else if v != "" {
			s.secret(v, where, key)
			s.command(v, where, key)
		}
		s.requirement(strings.TrimPrefix(strings.TrimSpace(line), "- "), where)
	}
}

// pythonTag lowers the severity of tags that name or hold plain things.
func pythonTag(t string) with {
	for _, p := range []string{"!!python/object", "!!python/module", "!!python/apply"} {
		if strings.HasPrefix(t, p) {
			return func(*Finding) {}
		}
	}
	return func(f *Finding) { f.Severity, f.verdict = Medium, UnknownCallable }
}

func firstWord(t string) string {
	if i := strings.IndexAny(t, " \t,]}"); i > 0 {
		return t[:i]
	}
	return t
}
