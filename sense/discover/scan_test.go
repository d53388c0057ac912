package discover

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// tree_ writes files into a fresh folder.
func tree_(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		f := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(f), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// want checks that exactly these assets were found, each at "file:line …".
func want(t testing.TB, r *Result, assets map[string]string) {
	t.Helper()
	for _, a := range r.Assets {
		var places []string
		for _, e := range a.Evidence {
			places = append(places, fmt.Sprintf("%s:%d", e.File, e.Line))
		}
		got := strings.Join(places, " ")
		if w, ok := assets[a.ID]; !ok {
			t.Errorf("not expected: %s at %s (%s)", a.ID, got, a.Evidence[0].Signal)
		} else if w != got {
			t.Errorf("%s: got %s, want %s", a.ID, got, w)
		}
		delete(assets, a.ID)
	}
	for id, places := range assets {
		t.Errorf("missed %s at %s", id, places)
	}
}

func encode(t testing.TB, r *Result) []byte {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var mixed = map[string]string{
	"app/requirements.txt":    "openai==1.40.0\nflask==3.0\n",
	"app/main.py":             "import os\nfrom openai import OpenAI\nc = OpenAI(api_key=os.environ[\"OPENAI_API_KEY\"])\nr = c.chat.completions.create(model=\"gpt-4o\", messages=[])\n",
	"infra/main.tf":           "resource \"aws_sagemaker_endpoint\" \"score\" {\n  name = \"score\"\n}\n",
	"k8s/iris.yaml":           "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: iris}\nspec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: \"gs://m/iris\"}}}\n",
	"web/package.json":        `{"name": "web", "dependencies": {"@anthropic-ai/sdk": "^0.30"}}`,
	"web/index.ts":            "import Anthropic from '@anthropic-ai/sdk';\n",
	".mcp.json":               `{"mcpServers": {"files": {"command": "npx", "args": ["-y", "x"], "env": {"ANTHROPIC_API_KEY": "sk-ant-secret"}}}}`,
	"deploy/.env":             "OPENAI_API_KEY=sk-live-1234567890\nOPENAI_BASE_URL=https://user:pw@api.openai.com/v1\n",
	"deploy/compose.yaml":     "services:\n  llm:\n    image: vllm/vllm-openai:v0.6.1\n    command: [\"--model\", \"acme/chat-8b\"]\n",
	"broken/values.yaml":      "a: [\n",
	"docs/README.md":          "Set OPENAI_API_KEY.\n",
	"models/m.onnx":           "\x08\x07onnx-model-bytes",
	"notebooks/explore.ipynb": `{"cells": [{"cell_type": "code", "source": ["import sklearn\n"], "outputs": [{"text": "import torch"}]}], "metadata": {}}`,
}

func TestOneScanFindsEachKindOfThingWithItsFileAndLine(t *testing.T) {
	t.Parallel()
	r := scanTree(t, tree_(t, mixed), Options{})
	want(t, r, map[string]string{
		"library/openai/openai": "app/main.py:2 app/requirements.txt:1", "credential/openai/openai_api_key": "app/main.py:3 deploy/.env:1",
		"model/openai/gpt-4o": "app/main.py:4", "deployment/aws/score": "infra/main.tf:1", "deployment/kserve/iris": "k8s/iris.yaml:2", "model/-/iris": "k8s/iris.yaml:4",
		"library/anthropic/@anthropic-ai/sdk": "web/index.ts:1 web/package.json:1", "mcp-server/model-context-protocol/files": ".mcp.json:1",
		"credential/anthropic/anthropic_api_key": ".mcp.json:1", "setting/openai/openai_base_url": "deploy/.env:2", "ai-service/openai/openai-api": "deploy/.env:2",
		"runtime/vllm/vllm": "deploy/compose.yaml:3", "model/-/acme/chat-8b": "deploy/compose.yaml:4", "model/linux-foundation/m.onnx": "models/m.onnx:0",
		"library/scikit-learn/scikit-learn": "notebooks/explore.ipynb:1",
	})
	if a := r.Asset("model/linux-foundation/m.onnx"); a.Confidence != Verified {
		t.Error("a model whose bytes were seen is", a.Confidence)
	}
	if len(r.Skipped) != 1 || r.Skipped[0].Path != "broken/values.yaml" {
		t.Errorf("%+v", r.Skipped)
	}
}

func TestValuesOfSecretsNeverStandInAResult(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"isvc.yaml":  "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: x}\nspec: {predictor: {model: {storageUri: \"https://me:hush1@blob.example.com/m.onnx?sig=hush2#hush3\"}}}\n",
		"main.tf":    "module \"bedrock\" {\n  source = \"git::https://hush4@github.com/aws-ia/terraform-aws-bedrock.git?token=hush5\"\n}\nresource \"aws_kendra_index\" \"x\" {\n  name = \"https://hush6@h/x?hush7\"\n}\n",
		"mcp.json":   `{"mcpServers": {"a": {"command": "OPENAI_API_KEY=hush8 npx x", "args": ["--token", "hush9"], "env": {"OPENAI_API_KEY": "hush10"}}, "b": {"url": "https://hush11:hush12@mcp.example.com/?key=hush13"}}}`,
		"Dockerfile": "ENV OPENAI_API_KEY=hush14\nRUN HF_TOKEN=hush15 pip install openai\n",
		"run.sh":     "curl -H \"Authorization: Bearer hush16\" https://api.openai.com/v1/models?key=hush17\n",
		"a.py":       "import openai\nopenai.api_key = \"hush18\"\nurl = \"https://hush19@api.openai.com/?k=hush20\"\n",
	}
	for name, text := range mixed {
		files[name] = text
	}
	b := encode(t, scanTree(t, tree_(t, files), Options{}))
	for _, secret := range []string{"sk-ant-secret", "sk-live", "user:pw", "hush"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%q leaked", secret)
		}
	}
}

func TestIdenticalInputGivesIdenticalBytesWhateverTheNumberOfWorkers(t *testing.T) {
	t.Parallel()
	root := tree_(t, mixed)
	first := encode(t, scanTree(t, root, Options{Workers: 1}))
	for _, n := range []int{1, 2, 8} {
		if got := encode(t, scanTree(t, root, Options{Workers: n})); !bytes.Equal(first, got) {
			t.Fatalf("with %d workers the bytes differ", n)
		}
	}
	other := tree_(t, mixed) // the same files elsewhere
	a, b := scanTree(t, root, Options{}), scanTree(t, other, Options{})
	a.Systems, b.Systems = nil, nil // a system at the root bears the folder's name
	if !bytes.Equal(encode(t, a), encode(t, b)) {
		t.Fatal("the result depends on where the tree stands")
	}
}

func TestProjectsBecomeProposedSystemsWithAReason(t *testing.T) {
	t.Parallel()
	r := scanTree(t, tree_(t, mixed), Options{})
	byRoot := map[string]System{}
	for _, s := range r.Systems {
		byRoot[s.Root] = s
		if !strings.HasPrefix(s.Why, "This looks like an AI system: ") || len(s.Assets) == 0 {
			t.Errorf("%+v", s)
		}
		for _, id := range s.Assets {
			if r.Asset(id) == nil {
				t.Errorf("%s names %s, which is no asset", s.ID, id)
			}
		}
	}
	if !strings.Contains(byRoot["app"].Why, "openai") || !strings.Contains(byRoot["web"].Why, "@anthropic-ai/sdk") || byRoot["."].Root == "" {
		t.Errorf("%+v", r.Systems)
	}
}

func TestAnEditorExtensionCountsOnlyBesideOtherAI(t *testing.T) {
	t.Parallel()
	settings := "{\n// for all of us\n\"recommendations\": [\n\"golang.go\",\n\"GitHub.copilot\"]}"
	alone := scanTree(t, tree_(t, map[string]string{".vscode/extensions.json": settings}), Options{})
	want(t, alone, map[string]string{})
	beside := scanTree(t, tree_(t, map[string]string{".vscode/extensions.json": settings, "a.py": "import anthropic\n"}), Options{})
	want(t, beside, map[string]string{"library/anthropic/anthropic": "a.py:1", "agent-config/github/github-copilot": ".vscode/extensions.json:5"})
}

func TestARescanSaysWhatIsNewGoneAndChanged(t *testing.T) {
	t.Parallel()
	root := tree_(t, mixed)
	before := scanTree(t, root, Options{})
	if c := Compare(before, scanTree(t, root, Options{})); len(c.New)+len(c.Gone)+len(c.Changed) != 0 {
		t.Fatalf("nothing changed, but %+v", c)
	}
	for name, text := range map[string]string{"infra/main.tf": "resource \"aws_kendra_index\" \"docs\" {}\n", "web/index.ts": "// moved\nimport Anthropic from '@anthropic-ai/sdk';\n"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := Compare(before, scanTree(t, root, Options{}))
	if fmt.Sprint(c.New, c.Gone, c.Changed) != "[ai-service/aws/docs] [deployment/aws/score] [library/anthropic/@anthropic-ai/sdk]" {
		t.Fatalf("%+v", c)
	}
}

func TestACacheGivesTheSameResultAndReadsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	root := tree_(t, mixed)
	cache := func() *Cache {
		c, err := NewCache(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := cache()
	fresh := encode(t, scanTree(t, root, Options{Cache: first}))
	var saved bytes.Buffer
	if err := first.Save(&saved); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(saved.Bytes(), []byte("sk-live")) {
		t.Fatal("a secret in the cache")
	}
	second := cache()
	if err := second.Load(bytes.NewReader(saved.Bytes())); err != nil {
		t.Fatal(err)
	}
	if got := encode(t, scanTree(t, root, Options{Cache: second})); !bytes.Equal(fresh, got) {
		t.Fatalf("\n%s\n%s", fresh, got)
	}
	for k, e := range second.old { // a cache that lies shows that it is used
		e.Found = nil
		second.old[k] = e
	}
	if r := scanTree(t, root, Options{Cache: second}); len(r.Assets) != 0 {
		t.Fatalf("files were read again: %+v", r.Assets)
	}
	if err := os.WriteFile(filepath.Join(root, "app/main.py"), []byte("import anthropic\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := scanTree(t, root, Options{Cache: second}); r.Asset("library/anthropic/anthropic") == nil {
		t.Fatal("the changed file was not read")
	}
}

func TestAUserAddsSignalsWithoutCode(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{"main.py": "import housebrain\nimport openai\n", "x.yaml": "key: $HOUSE_LLM_KEY\n"})
	for name, data := range map[string]string{
		"more.csv":  "on,pattern,kind,vendor\npy,housebrain,library,House\nenv,HOUSE_LLM_*,credential,House\n",
		"more.yaml": "signals:\n- {on: py, pattern: housebrain, kind: library, vendor: House}\n- {on: env, pattern: \"HOUSE_LLM_*\", kind: credential, vendor: House}\n",
	} {
		set, err := signal.Load(signal.File{Name: name, Data: []byte(data)})
		if err != nil {
			t.Fatal(err)
		}
		r := scanTree(t, root, Options{Signals: set})
		want(t, r, map[string]string{"library/house/housebrain": "main.py:1", "library/openai/openai": "main.py:2", "credential/house/house_llm_key": "x.yaml:1"})
		if r.Signals == signal.Version() {
			t.Error("the version does not say that signals were added")
		}
	}
}

func TestAPathThatDoesNotExistIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := Scan(context.Background(), []string{filepath.Join(t.TempDir(), "no")}, Options{}); err == nil {
		t.Fatal("no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, []string{t.TempDir()}, Options{}); err == nil {
		t.Fatal("a scan that was called off gave a result")
	}
}

func TestSeveralPathsKeepTheirNamesInEvidence(t *testing.T) {
	t.Parallel()
	a, b := tree_(t, map[string]string{"m.py": "import openai\n"}), tree_(t, map[string]string{"m.py": "import openai\n"})
	r, err := Scan(context.Background(), []string{a, b}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Assets[0].Evidence); n != 2 || len(r.Systems) != 2 {
		t.Fatalf("%d places, %d systems", n, len(r.Systems))
	}
	for _, s := range r.Systems {
		if strings.HasSuffix(s.Root, ".") || strings.HasSuffix(s.Root, "/") {
			t.Errorf("the folder %q is not named by its name", s.Root)
		}
	}
}

// Whatever stands in a tree, a scan ends, its order is fixed and every reference
// inside the result holds.
func TestAnyTreeGivesAWellFormedResult(t *testing.T) {
	t.Parallel()
	lines := []string{"import openai", "OPENAI_API_KEY=1", "FROM vllm/vllm-openai", "kind: InferenceService", "apiVersion: serving.kserve.io/v1", "{", "}", "[", "\"model\": \"gpt-4o\"", "---", "resource \"aws_kendra_index\" \"x\" {", "use candle_core::Tensor;", "'''", "/*", "\x00\xff"}
	names := []string{"a.py", "b.yaml", "c.json", "d.tf", "e.ts", "f.toml", "Dockerfile", ".env", "g.rs", "h.ipynb", "pom.xml", "go.mod", "i.sql", "j.bicep", "README.md", "uv.lock"}
	rapid.Check(t, func(rt *rapid.T) {
		files := map[string]string{}
		for range rapid.IntRange(1, 4).Draw(rt, "files") {
			dir := rapid.SampledFrom([]string{"", "a/", "a/b/", ".github/workflows/"}).Draw(rt, "dir")
			name := rapid.SampledFrom(names).Draw(rt, "name")
			files[dir+name] = strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 0, 8).Draw(rt, "lines"), "\n")
		}
		root := tree_(t, files)
		r := scanTree(t, root, Options{Workers: 2})
		if !bytes.Equal(encode(t, r), encode(t, scanTree(t, root, Options{Workers: 1}))) {
			rt.Fatal("two scans differ")
		}
		for _, a := range r.Assets {
			for _, e := range a.Evidence {
				lines := strings.Count(files[e.File], "\n") + 1
				if _, ok := files[e.File]; !ok || e.Line < 0 || e.Line > lines {
					rt.Fatalf("%s points at %s:%d", a.ID, e.File, e.Line)
				}
			}
		}
	})
}
