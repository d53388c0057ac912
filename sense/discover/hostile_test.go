package discover

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func why(r *Result, path string) string {
	for _, p := range r.Skipped {
		if p.Path == path {
			return p.Why
		}
	}
	return ""
}

func TestLoopsOfLinksAndUnreadableFilesAreReportedAndTheScanGoesOn(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{"good.py": "import openai\n", "deep/x.py": "import torch\n", "secret.py": "import keras\n"})
	for name, to := range map[string]string{"a": "b", "b": "a", "deep/up": "..", "out": os.TempDir()} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	if err := os.Chmod(filepath.Join(root, "secret.py"), 0); err != nil {
		t.Fatal(err)
	}
	r := scanTree(t, root, Options{})
	if r.Asset("library/openai/openai") == nil || r.Asset("library/pytorch/torch") == nil {
		t.Errorf("%+v", r.Assets)
	}
	if !strings.Contains(why(r, "a"), "loop") {
		t.Errorf("%+v", r.Skipped)
	}
	if os.Getuid() != 0 && !strings.Contains(why(r, "secret.py"), "permission denied") {
		t.Errorf("%+v", r.Skipped)
	}
	if a := r.Asset("library/pytorch/torch"); len(a.Evidence) != 1 {
		t.Errorf("a link was followed: %+v", a.Evidence)
	}
}

func TestHostileNamesAreShownSafely(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, n := range []string{"a\x1b[31m.py", "new\nline.py", "bad\xff\xfe.py", "rtl\u202egnp.py", "-rf.py", "sp ace;$(x).py"} {
		if err := os.WriteFile(filepath.Join(root, n), []byte("import openai\n"), 0o600); err != nil {
			t.Skip("the file system refuses such names")
		}
	}
	r := scanTree(t, root, Options{})
	a := r.Asset("library/openai/openai")
	if a == nil || len(a.Evidence) != 6 {
		t.Fatalf("%+v", r.Assets)
	}
	for _, e := range a.Evidence {
		if strings.ContainsAny(e.File, "\x1b\n\u202e\xff") {
			t.Errorf("%q", e.File)
		}
	}
}

// hostileFiles are files made to break a parser.
func hostileFiles() map[string]string {
	deep := func(open string, n int) string { return strings.Repeat(open, n) }
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ","))
	}
	return map[string]string{
		"flow.yaml": deep("[", 100_000), "block.yaml": deep("- ", 100_000), "bomb.yaml": bomb, "map.yaml": deep("{a: ", 50_000),
		"deep.json": deep("[", 1_000_000), "deepmap.json": deep(`{"a":`, 500_000), "many.json": "[" + deep(`"x",`, 2_000_000) + `"x"]`,
		"deep.tf": "x = " + deep("(", 100_000), "deeplist.tf": "x = " + deep("[", 100_000), "bang.tf": "x = " + deep("!", 100_000), "tmpl.tf": `x = "` + deep("${", 50_000),
		"deep.toml": "x = " + deep("[", 100_000), "inline.toml": "x = " + deep("{a=", 100_000), "dots.toml": deep("a.", 100_000) + "b = 1",
		"pom.xml": deep("<a>", 100_000), "quote.py": deep("'''\"", 100_000), "open.ts": "`" + deep("${`", 100_000), "imports.py": "from x import (" + deep("a,\n", 100_000),
		"line.js": deep("import ", 300_000), "words.yaml": "a: " + deep("OPENAI_", 100_000), "long.env": deep("A", 3_000_000), "nb.ipynb": `{"cells":[` + deep(`{"cells":[`, 50_000),
		"escape.json": `{"a":"` + deep(`\u00`, 100_000), "yarn.lock": deep("@", 500_000), "x.bicep": deep("resource a '", 100_000), "q.sql": deep("create model ", 100_000),
		"README.md": "---\n" + deep("a: [", 50_000) + "\n---\n", "docs.yaml": deep("---\n", 300_000), "r.rs": deep("r#\"", 100_000), "Dockerfile": deep("FROM ", 200_000),
		"crd.yaml": "kind: CustomResourceDefinition\n" + deep("  group: x\n    kind: ", 50_000), "anchor.yaml": "a: &a\n  b: *a\n", "tag.yaml": "a: !!binary " + deep("A", 500_000),
		"requirements.txt": deep("a[", 300_000), "go.mod": deep("require (", 100_000), "config.pbtxt": deep("input [ ", 100_000), "m.safetensors": "\xff\xff\xff\xff\x00\x00\x00\x00{",
		"comment.json": deep("/*", 300_000), "helm.yaml": deep("{{ ", 100_000) + deep("}} ", 100_000), "merge.yaml": deep("<<: *x\n", 50_000),
	}
}

func TestHostileFilesEndInTimeAndTheirNeighbourIsStillFound(t *testing.T) {
	files := hostileFiles()
	files["good.py"] = "import openai\n"
	root := tree_(t, files)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	r := scanTree(t, root, Options{Workers: 2})
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("the scan took %v", d)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 256<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
	if r.Asset("library/openai/openai") == nil {
		t.Error("the good file was lost")
	}
	for _, name := range []string{"flow.yaml", "block.yaml", "deep.json", "many.json", "deep.tf"} {
		if why(r, name) == "" {
			t.Errorf("%s was not reported", name)
		}
	}
}

// image makes a docker-save tar of layers, each a map of files.
func image(t testing.TB, config string, layers ...map[string]string) []byte {
	t.Helper()
	pack := func(files map[string]string) []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for name, text := range files {
			if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	outer := map[string]string{"config.json": config, "manifest.json": `[{"Config": "config.json", "Layers": ["0/layer.tar"]}]`}
	for i, l := range layers {
		outer[fmt.Sprintf("%d/layer.tar", i)] = string(pack(l))
	}
	return pack(outer)
}

func TestAnImageIsReadLayerByLayerWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	b := image(t, `{"rootfs": {}, "config": {"Env": ["OPENAI_API_KEY=sk-secret"], "Cmd": ["--model", "acme/chat-8b"]}}`, map[string]string{
		"app/main.py": "import anthropic\n",
		"usr/lib/python3/site-packages/torch-2.4.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: torch\nVersion: 2.4.0\n",
		"usr/lib/python3/site-packages/torch/nn.py":                    "import openai\n",
		"srv/node_modules/openai/package.json":                         `{"name": "openai", "version": "4.1.0"}`,
		"models/w.gguf":                                                "GGUF\x03\x00\x00\x00",
	})
	root := tree_(t, map[string]string{"app.tar": string(b)})
	r := scanTree(t, root, Options{})
	want(t, r, map[string]string{
		"credential/openai/openai_api_key": "app.tar:1", "model/-/acme/chat-8b": "app.tar:1", "library/anthropic/anthropic": "app.tar!app/main.py:1",
		"library/pytorch/torch": "app.tar!usr/lib/python3/site-packages/torch-2.4.0.dist-info/METADATA:0", "library/openai/openai": "app.tar!srv/node_modules/openai/package.json:0",
		"model/ggml/w.gguf": "app.tar!models/w.gguf:0",
	})
	if a := r.Asset("library/pytorch/torch"); a == nil || a.Confidence != Verified || a.Attributes["version"] != "2.4.0" {
		t.Errorf("%+v", a)
	}
	if bytes.Contains(encode(t, r), []byte("sk-secret")) {
		t.Error("a secret leaked")
	}
}

func TestAnImageThatUnpacksToTooMuchIsReportedAndCutShort(t *testing.T) {
	t.Parallel()
	var layer bytes.Buffer
	z := gzip.NewWriter(&layer)
	w := tar.NewWriter(z)
	const size = 150 << 20
	if err := w.WriteHeader(&tar.Header{Name: "zeros.py", Mode: 0o644, Size: size}); err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range size >> 20 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	root := tree_(t, map[string]string{"bomb.tgz": layer.String(), "good.py": "import openai\n", "cut.tar.gz": layer.String()[:1000], "not.tar": "hello"})
	r := scanTree(t, root, Options{Limits: Limits{ImageSize: 64 << 20}})
	if !strings.Contains(why(r, "bomb.tgz"), "more than the limit") || why(r, "cut.tar.gz") == "" {
		t.Errorf("%+v", r.Skipped)
	}
	if r.Asset("library/openai/openai") == nil {
		t.Error("the scan did not go on")
	}
}

func TestABigTextFileIsReadInPartAndSaysSo(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{"big.py": "import openai\n" + strings.Repeat("x = 1\n", 1000) + "import torch\n"})
	r := scanTree(t, root, Options{Limits: Limits{TextFile: 1000}})
	if !strings.Contains(why(r, "big.py"), "only the first 1000") || r.Asset("library/openai/openai") == nil || r.Asset("library/pytorch/torch") != nil {
		t.Errorf("%+v %+v", r.Skipped, r.Assets)
	}
}

func TestFoldersDeeperThanTheLimitAreReported(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{strings.Repeat("d/", 30) + "x.py": "import openai\n"})
	if r := scanTree(t, root, Options{Limits: Limits{Depth: 10}}); len(r.Assets) != 0 || len(r.Skipped) != 1 {
		t.Errorf("%+v %+v", r.Assets, r.Skipped)
	}
}

// fuzzNames are one file name for each reader.
var fuzzNames = []string{"a.py", "a.ts", "a.go", "a.java", "a.cs", "a.rs", "a.ipynb", "a.yaml", "a.json", "a.toml", "a.tf", "a.bicep", "a.sql", "a.sh", "a.env", "README.md", "SKILL.md", "pom.xml", "bom.xml",
	"a.csproj", "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml", "bun.lock", "go.mod", "go.sum", "Cargo.toml",
	"Cargo.lock", "Gemfile", "Gemfile.lock", "composer.json", "libs.versions.toml", "build.gradle", "Dockerfile", "MLmodel", "dvc.yaml", "a.dvc", "config.pbtxt", "Modelfile", ".mcp.json", "a.tfstate",
	"a.spdx", "environment.yml", "a.pkl", "a.safetensors", "a.onnx", "script", "a.jsonl", "Chart.yaml", "a.php", "a.rb", "a.swift", "a.cpp", "deno.json", "packages.lock.json", "next.config.js", "wrangler.jsonc", "Directory.Build.props", "web.config", "_Imports.razor", "a.httprr", "a.tmpl", "predict.py.tmpl", "a.jsonnet", "a.bat"}

// FuzzReaders puts any bytes before any reader: it must neither panic nor point
// outside the file.
func FuzzReaders(f *testing.F) {
	for i, text := range mixedSeeds() {
		f.Add(uint8(i), []byte(text))
	}
	set := mustSignals(f)
	lim := Limits{Nodes: 20_000}.withDefaults()
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		file := newFile(fuzzNames[int(n)%len(fuzzNames)])
		file.data, file.size = data, int64(len(data))
		c := newCollector(set, lim)
		if r, _ := route(file); r != nil {
			r(file, c)
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		for _, fd := range c.found {
			if fd.Line < 0 || fd.Line > lines || fd.Name == "" {
				t.Fatalf("%s: %+v in a file of %d lines", file.base, fd, lines)
			}
		}
	})
}

// FuzzImage puts any bytes before the image reader.
func FuzzImage(f *testing.F) {
	f.Add(image(f, `{"rootfs": {}, "config": {"Env": ["OPENAI_API_KEY=x"]}}`, map[string]string{"a.py": "import openai\n"}))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd"))
	f.Add([]byte("BZh91AY"))
	set := mustSignals(f)
	lim := Limits{ImageSize: 1 << 20, Entry: 64 << 10, Files: 1000}.withDefaults()
	f.Fuzz(func(t *testing.T, data []byte) {
		u := &unpacker{ctx: context.Background(), c: newCollector(set, lim), left: lim.ImageSize, seen: map[string]int{}}
		_ = u.stream(bytes.NewReader(data), "", 2) // an error is a fine answer
		if u.left < 0 {
			t.Fatal("unpacked more than the limit")
		}
	})
}

func TestMutatedImagesNeitherPanicNorUnpackMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	set := mustSignals(t)
	lim := Limits{ImageSize: 1 << 20, Entry: 64 << 10, Files: 1000}.withDefaults()
	base := image(t, `{"rootfs": {}, "config": {"Env": ["OPENAI_API_KEY=x"]}}`, map[string]string{"a.py": "import openai\n"})
	heads := []string{"", "\x28\xb5\x2f\xfd", "BZh9", "\x1f\x8b\x08"}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		b := bytes.Clone(base)
		for range 1 + i%7 {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		copy(b, heads[i%len(heads)])
		u := &unpacker{ctx: context.Background(), c: newCollector(set, lim), left: lim.ImageSize, seen: map[string]int{}}
		_ = u.stream(bytes.NewReader(b), "", 2) // an error is a fine answer
		if u.left < 0 {
			t.Fatal("unpacked more than the limit")
		}
	}
}

func TestAnOCILayoutIsReadByItsBlobs(t *testing.T) {
	t.Parallel()
	var layer bytes.Buffer
	z := gzip.NewWriter(&layer)
	w := tar.NewWriter(z)
	text := "from transformers import pipeline\n"
	if err := w.WriteHeader(&tar.Header{Name: "app/a.py", Mode: 0o644, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	blob := func(c string) string { return "blobs/sha256/" + strings.Repeat(c, 64) }
	root := tree_(t, map[string]string{
		"oci-layout": `{"imageLayoutVersion": "1.0.0"}`, "index.json": `{"schemaVersion": 2, "manifests": []}`, blob("a"): layer.String(),
		blob("b"): `{"rootfs": {}, "config": {"Env": ["HF_TOKEN=hush"]}}`,
		blob("c"): `{"schemaVersion": 2, "layers": [{"mediaType": "application/vnd.docker.ai.gguf.v3", "digest": "sha256:1", "annotations": {"org.opencontainers.image.title": "lamp.gguf"}}]}`,
		blob("d"): "\x00not an image",
	})
	want(t, scanTree(t, root, Options{}), map[string]string{
		"library/hugging-face/transformers": blob("a") + "!app/a.py:1", "credential/hugging-face/hf_token": blob("b") + ":1", "model/-/lamp.gguf": blob("c") + ":1",
	})
}

func TestASocketIsToldAndNeverOpened(t *testing.T) {
	t.Parallel()
	dir := tree_(t, map[string]string{"a.py": "import openai\n"})
	sock := filepath.Join(dir, "s.py")
	l, err := net.Listen("unix", sock)
	if err != nil {
		t.Skip("no sockets in the file system here")
	}
	defer l.Close()
	r := scanTree(t, dir, Options{})
	if len(r.Skipped) != 1 || r.Skipped[0].Path != "s.py" || r.Skipped[0].Unread {
		t.Errorf("inside a folder: %+v", r.Skipped)
	}
	r = scanTree(t, sock, Options{})
	if len(r.Skipped) != 1 || !r.Skipped[0].Unread {
		t.Errorf("asked for by name: %+v", r.Skipped)
	}
}
