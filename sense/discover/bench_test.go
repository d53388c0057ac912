package discover

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// benchTree writes 3,000 files of 240 MB: sources, manifests, manifests of a
// cluster, large schemas, data and binaries, in the proportions of a platform's
// repository. The same bytes every time.
func benchTree(b *testing.B) string {
	b.Helper()
	root := b.TempDir()
	r := rand.New(rand.NewPCG(7, 7))
	words := strings.Fields("alpha beta gamma delta name value spec status template metadata labels image port service func return import class public static const string integer config number")
	line := func(indent int, sep string) string {
		var s strings.Builder
		s.WriteString(strings.Repeat(" ", indent))
		for range 3 + r.IntN(6) {
			s.WriteString(words[r.IntN(len(words))] + sep)
		}
		s.WriteByte('\n')
		return s.String()
	}
	text := func(size int, indent int, sep, head string) []byte {
		var out bytes.Buffer
		out.WriteString(head)
		for out.Len() < size {
			out.WriteString(line(r.IntN(3)*indent, sep))
		}
		return out.Bytes()
	}
	yaml := func(size int, head string) []byte {
		var out bytes.Buffer
		out.WriteString(head)
		for i := 0; out.Len() < size; i++ {
			fmt.Fprintf(&out, "  key%d:\n    description: %s    type: string\n", i, line(0, " "))
		}
		return out.Bytes()
	}
	for i := range 3000 {
		var name string
		var data []byte
		switch k := i % 30; {
		case k < 8:
			name, data = fmt.Sprintf("src/p%d/f%d.go", i%50, i), text(9<<10, 2, " ", "package p\n\nimport (\n\t\"fmt\"\n\t\"github.com/openai/openai-go\"\n)\n\n")
		case k < 14:
			name, data = fmt.Sprintf("py/p%d/f%d.py", i%40, i), text(7<<10, 4, " ", "import os\nimport torch\n")
		case k < 17:
			name, data = fmt.Sprintf("web/f%d.ts", i), text(8<<10, 2, " ", "import OpenAI from 'openai';\n")
		case k < 21:
			name, data = fmt.Sprintf("k8s/f%d.yaml", i), yaml(6<<10, "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: x\nspec:\n")
		case k < 24:
			name, data = fmt.Sprintf("crd/f%d.yaml", i), yaml(500<<10, "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: example.com\n")
		case k == 24:
			name, data = fmt.Sprintf("data/f%d.json", i), []byte("["+strings.TrimSuffix(strings.Repeat("0.25,", 60<<10), ",")+"]")
		case k == 25:
			name, data = fmt.Sprintf("hack/f%d.sh", i), text(240<<10, 2, " ", "#!/bin/sh\n")
		case k < 28:
			name, data = fmt.Sprintf("docs/f%d.md", i), text(12<<10, 0, " ", "# Notes\n")
		default:
			name, data = fmt.Sprintf("img/f%d.png", i), bytes.Repeat([]byte{0x89, 'P', byte(i)}, 60<<10)
		}
		f := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(f), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(f, data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return root
}

func BenchmarkScan3000FilesOf240MB(b *testing.B) {
	root := benchTree(b)
	b.ResetTimer()
	for b.Loop() {
		r, err := Scan(context.Background(), []string{root}, Options{})
		if err != nil || len(r.Assets) < 4 {
			b.Fatal(err, len(r.Assets))
		}
	}
	report(b)
}

func BenchmarkRescanWithACache(b *testing.B) {
	root := benchTree(b)
	first, err := NewCache(nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := Scan(context.Background(), []string{root}, Options{Cache: first}); err != nil {
		b.Fatal(err)
	}
	var saved bytes.Buffer
	if err := first.Save(&saved); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		c, err := NewCache(nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := c.Load(bytes.NewReader(saved.Bytes())); err != nil {
			b.Fatal(err)
		}
		if _, err := Scan(context.Background(), []string{root}, Options{Cache: c}); err != nil {
			b.Fatal(err)
		}
	}
	report(b)
}

// report adds the memory that the process took from the system.
func report(b *testing.B) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-from-system")
}
