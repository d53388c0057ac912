package modelscan

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// template judges a Jinja template: what stands between its tags, with string
// escapes undone and neighbouring literals joined, so that a name cannot hide
// behind "\x5f", "__cl"~"ass__" or a list of character codes.
func (s *scan) template(t, where, path string) {
	at := where
	if path != "" {
		at = join(where, printable(path, 80))
	}
	for _, tag := range tags(t) {
		code := normalise(tag.code)
		if m := dangerIn(code); m != "" {
			s.find("MF140", at, offset(int64(tag.at)), callable(strings.TrimSpace(m)), arguments(tag.code))
			continue
		}
		if m := assembled(code); m != "" {
			s.find("MF140", at, offset(int64(tag.at)), callable(m), arguments(tag.code), detail("a name is put together from pieces"), sev(High))
			continue
		}
		if m := templateOdd().FindString(code); m != "" {
			s.find("MF141", at, offset(int64(tag.at)), callable(strings.TrimSpace(m)), arguments(tag.code))
		}
	}
}

type tag struct {
	at   int
	code string
}

// tags gives the code between {{ }} and {% %}; comments and plain text run nothing.
func tags(t string) (out []tag) {
	for i := 0; i+1 < len(t) && len(out) < 20_000; {
		j := strings.IndexByte(t[i:], '{')
		if j < 0 || i+j+1 >= len(t) {
			break
		}
		i += j
		var end string
		switch t[i+1] {
		case '{':
			end = "}}"
		case '%':
			end = "%}"
		case '#':
			end = "#}"
		default:
			i++
			continue
		}
		body := t[i+2:]
		n := closing(body, end)
		if t[i+1] != '#' {
			out = append(out, tag{i, body[:n]})
		}
		i += 2 + n
	}
	return out
}

// closing finds the end of a tag, past string literals.
func closing(body, end string) int {
	var quote byte
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case end != "#}" && (c == '"' || c == '\''):
			quote = c
		case strings.HasPrefix(body[i:], end):
			return i
		}
	}
	if i := strings.Index(body, end); i >= 0 {
		return i // an unbalanced quote hides no tag's end
	}
	return len(body)
}

var (
	escapes = lazyregexp.New(`\\+x([0-9a-fA-F]{2})|\\+u([0-9a-fA-F]{4})|\\+([0-7]{3})`)
	joints  = lazyregexp.New(`(['"])\s*(?:~|\+)?\s*(['"])`)
)

func normalise(code string) string {
	code = escapes().ReplaceAllStringFunc(code, func(m string) string {
		d := strings.TrimLeft(m, `\`)
		base := 8
		if d[0] == 'x' || d[0] == 'u' {
			d, base = d[1:], 16
		}
		n, err := strconv.ParseUint(d, base, 32)
		if err != nil || n < 32 {
			return m
		}
		return string(rune(n))
	})
	return joints().ReplaceAllStringFunc(code, func(m string) string {
		if m[0] == m[len(m)-1] && strings.ContainsAny(m, "~+") {
			return ""
		}
		return m
	})
}

// dangerIn looks at names and short literals for what reaches into Python, and
// at the code without its literals for calls: a prompt may talk about eval().
func dangerIn(code string) string {
	bare := literals().ReplaceAllStringFunc(code, func(l string) string {
		if len(l) > 66 || strings.Contains(strings.TrimSpace(l[1:len(l)-1]), " ") {
			return `""` // prose
		}
		return l
	})
	if m := templateDanger().FindString(bare); m != "" {
		return m
	}
	if m := formatTrick().FindString(code); m != "" {
		return m
	}
	return templateCalls().FindString(literals().ReplaceAllString(code, `""`))
}

var (
	literals      = lazyregexp.New(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`)
	formatTrick   = lazyregexp.New(`%c|\{\d*\.?__|\{\w*\.__`)
	templateCalls = lazyregexp.New(`\b(eval|exec|execfile|compile|getattr|setattr|globals|locals|vars|breakpoint|open|chr)\s*\(|\b(os|sys|subprocess|importlib|builtins|pty|socket)\s*\.\s*\w+`)
)

var templateDanger = lazyregexp.New(`__[A-Za-z]\w*|\b(cycler|joiner|lipsum|self|request|url_for|get_flashed_messages)\s*(\.\s*_|\[|\|\s*attr|\.\s*(__|application|environ|args|form|cookies|values|globals))|` +
	`\|\s*attr\b|` +
	`\b(mro|subclasses|func_globals|gi_frame|gi_code|f_globals|f_builtins|f_back|tb_frame|cr_frame|ag_frame|co_code|func_code)\b|\.\s*(popen|system|_module|_TemplateReference__context)\b`)

var templateOdd = lazyregexp.New(`^-?\s*(import|include|extends|from)\b|\.\s*_[A-Za-z]\w*|\|\s*(map|select|reject|selectattr|rejectattr)\s*\(\s*['"][a-z]+['"]\s*,\s*['"]_`)

// pieces finds names that are put together inside a subscript or by repetition.
var pieces = lazyregexp.New(`\[[^\]\[]*['"]_{1,2}['"]\s*[~+*]|['"]_['"]\s*\*\s*\d|dict\(_[^)]*\)\s*\|\s*join`)

// assembled spots subscripts and names made of computed pieces with underscores.
func assembled(code string) string { return pieces().FindString(code) }
