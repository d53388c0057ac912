package modelscan

import (
	"archive/zip"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
)

var mutations = flag.Int("mutations", 3000, "generated files with a payload and a benign twin each")

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// twin writes the same random model twice: once with a payload at a random
// place, once with plain data there.
type twin struct {
	r       *rand.Rand
	payload string
	at      int // which leaf is the payload
	n       int
}

func (w *twin) leaf() string {
	w.n++
	if w.n-1 == w.at {
		return w.payload
	}
	switch w.n % 5 {
	case 0:
		return "K\x07"
	case 1:
		return u("layer.weight")
	case 2:
		return "G?\xf0\x00\x00\x00\x00\x00\x00"
	case 3:
		return "ctorch\nFloatStorage\n"
	}
	return "N"
}

func (w *twin) object(depth int) string {
	if depth == 0 {
		return w.leaf()
	}
	switch w.r.IntN(5) {
	case 0:
		return "(" + w.object(depth-1) + w.object(depth-1) + "t"
	case 1:
		return "](" + w.object(depth-1) + w.object(depth-1) + "e"
	case 2:
		return "}(" + u("k") + w.object(depth-1) + u("l") + w.object(depth-1) + "u"
	case 3:
		return "ccollections\nOrderedDict\n)R(" + u("w") + w.object(depth-1) + "u"
	}
	return w.object(depth-1) + "\x85"
}

func model(seed uint64, payload string, at int) (body string, leaves int) {
	w := &twin{r: newRand(seed), payload: payload, at: at}
	return "(" + w.object(3) + w.object(2) + "t", w.n
}

// containers put a pickle's body into a file.
var containers = []struct {
	name string
	wrap func(string) []byte
}{
	{"a.pkl", func(b string) []byte { return pkl(b, ".") }},
	{"a.pkl", func(b string) []byte { return pickled2(b) }},
	{"a.pkl", func(b string) []byte { return pickled4(b) }},
	{"a.pkl", func(b string) []byte { return pkl("\x80\x05", b, ".") }},
	{"a.pt", func(b string) []byte { return torchZip(pickled2(b)) }},
	{"a.pt", func(b string) []byte { return append(pickled2("}"), pickled2(b)...) }},
	{"a.zip", func(b string) []byte { return zipOf(zip.Deflate, member{"x", pickled2(b)}) }},
	{"a.npy", func(b string) []byte { return npyOf("'|O'", "(1,)", pickled2(b)) }},
	{"a.pkl", func(b string) []byte { return gz(pickled2(b)) }},
	{"a.pkl", func(b string) []byte { return zl(pickled2(b)) }},
	{"a.pkl", func(b string) []byte { return lz4Of(pickled2(b)) }},
	{"a.pkl", func(b string) []byte { return xzOf(pickled2(b)) }},
	{"a.tar", func(b string) []byte { return tarOf(member{"m", pickled2(b)}) }},
	{"a.7z", func(b string) []byte { return sevenOf(member{"m", pickled2(b)}) }},
	{"a.dat", func(b string) []byte { return pkl(b, ".") }},
	{"noname", func(b string) []byte { return pickled4(b) }},
}

var payloadNames = [][2]string{{"os", "system"}, {"builtins", "eval"}, {"subprocess", "Popen"}, {"colorsys", "rgb_to_yiq"}, {"mymodule", "Thing"}, {"torch.hub", "load"}, {"nt", "system"}, {"pkgutil", "resolve_name"}, {"statistics", "mean"}}

func TestAPayloadAnywhereIsFoundAndItsBenignTwinIsNot(t *testing.T) {
	t.Parallel()
	for i := range *mutations {
		seed := uint64(i)
		r := newRand(seed ^ 0xabcdef)
		g := payloadNames[r.IntN(len(payloadNames))]
		payload := callWith(callOps[r.IntN(len(callOps))], g[0], g[1], "x")
		_, leaves := model(seed, payload, -1)
		bad, _ := model(seed, payload, r.IntN(leaves))
		good, _ := model(seed, payload, -1)
		c := containers[r.IntN(len(containers))]
		if strings.Contains(c.name, "a.pt") && i%2 == 0 {
			bad += "0" + stateDict // and the object that is returned is a state dict
			good += "0" + stateDict
		}
		if f := ScanBytes(c.name, c.wrap(bad), Options{}); !f.Severity.AtLeast(High) || f.WeightsOnly != nil && *f.WeightsOnly {
			t.Fatalf("mutation %d (%s, %s.%s): %s %s %q %q", i, c.name, g[0], g[1], f.Format, f.Severity, show(&f), c.wrap(bad))
		}
		if f := ScanBytes(c.name, c.wrap(good), Options{}); f.Severity.AtLeast(High) {
			t.Fatalf("benign twin %d (%s): %s %q", i, c.name, f.Format, show(&f))
		}
	}
}
