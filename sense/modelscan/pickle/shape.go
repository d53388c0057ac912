package pickle

import "strings"

// pickled says whether a data constructor of the standard library is called in
// a shape that a pickler writes. Constructors that are not listed may be called
// in any shape. The check keeps "known harmless" narrow: OrderedDict("x") is
// not how any model stores an ordered dict.
func pickled(m *machine, g int, args []value) bool {
	e := &m.rep.Globals[g]
	shape, ok := shapes[Canonical(e.Module, e.Name)]
	if !ok {
		return true
	}
	return shape(m, args)
}

type shapeFunc func(m *machine, args []value) bool

// noText accepts calls whose arguments hold no text.
func noText(m *machine, args []value) bool {
	for _, a := range args {
		if k := a.kind(); k == kStr || k == kStrLong {
			return false
		}
	}
	return true
}

func between(lo, hi int, next shapeFunc) shapeFunc {
	return func(m *machine, args []value) bool { return len(args) >= lo && len(args) <= hi && next(m, args) }
}

func anything(*machine, []value) bool { return true }

// firstIs accepts calls whose first text is made of the given characters.
func firstIs(chars string) shapeFunc {
	return func(m *machine, args []value) bool {
		s, whole, ok := m.str(args[0])
		return ok && whole && s != "" && strings.Trim(s, chars) == ""
	}
}

func textAndEncoding(m *machine, args []value) bool {
	s, _, ok := m.str(args[1])
	return ok && (strings.HasPrefix(s, "latin") || strings.HasPrefix(s, "iso8859") || s == "utf-8" || s == "utf8" || s == "ascii")
}

// calendar accepts the packed state of a date or time: short bytes, or the
// same as Latin-1 text with a time zone.
func calendar(m *machine, args []value) bool {
	s, _, ok := m.str(args[0])
	return !ok || args[0].kind() == kBytes || strings.ContainsFunc(s, func(r rune) bool { return r < 32 })
}

var shapes = map[string]shapeFunc{
	"collections.OrderedDict": between(0, 1, noText),
	"collections.Counter":     between(0, 1, noText),
	"collections.defaultdict": between(0, 2, noText),
	"collections.deque":       between(0, 2, noText),
	"builtins.set":            between(0, 1, noText),
	"builtins.frozenset":      between(0, 1, noText),
	"builtins.list":           between(0, 1, noText),
	"builtins.tuple":          between(0, 1, noText),
	"builtins.dict":           between(0, 1, noText),
	"builtins.object":         between(0, 0, noText),
	"builtins.complex":        between(2, 2, noText),
	"builtins.slice":          between(3, 3, noText),
	"builtins.range":          between(3, 3, noText),
	"builtins.int":            between(0, 1, noText),
	"builtins.float":          between(0, 1, noText),
	"builtins.bool":           between(0, 1, noText),
	"builtins.bytes":          between(0, 0, noText),
	"builtins.bytearray": func(m *machine, args []value) bool {
		return noText(m, args) && len(args) <= 1 || len(args) == 2 && textAndEncoding(m, args)
	},
	"_codecs.encode":             between(2, 2, textAndEncoding),
	"copyreg._reconstructor":     between(3, 3, anything),
	"copyreg.__newobj__":         between(1, keepItems, noText),
	"datetime.datetime":          between(1, 2, calendar),
	"datetime.date":              between(1, 1, calendar),
	"datetime.time":              between(1, 2, calendar),
	"datetime.timedelta":         between(3, 3, noText),
	"datetime.timezone":          between(1, 2, func(m *machine, a []value) bool { return a[0].kind() == kInst }),
	"decimal.Decimal":            between(1, 1, firstIs("0123456789.+-EeNaInfity")),
	"fractions.Fraction":         between(1, 2, func(m *machine, a []value) bool { return len(a) == 2 || firstIs("0123456789/+-")(m, a) }),
	"uuid.UUID":                  between(0, 0, noText),
	"argparse.Namespace":         between(0, 0, noText),
	"types.SimpleNamespace":      between(0, 0, noText),
	"pathlib.PosixPath":          between(2, keepItems, anything),
	"pathlib.WindowsPath":        between(2, keepItems, anything),
	"pathlib.PurePosixPath":      between(2, keepItems, anything),
	"pathlib.PureWindowsPath":    between(2, keepItems, anything),
	"array._array_reconstructor": between(4, 4, anything),
	"re._compile":                between(2, 2, func(m *machine, a []value) bool { _, ok := a[1].int(); return ok || a[1].kind() == kInst }),
}
