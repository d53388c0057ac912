package discover

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func scanTree(t testing.TB, root string, opt Options) *Result {
	t.Helper()
	r, err := Scan(context.Background(), []string{root}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTrapsGiveNoAISystemAndNoAssetButAnAssistantsInstructions(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(filepath.Join("testdata", "traps"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 8 {
		t.Fatalf("%d traps", len(entries))
	}
	for _, e := range entries {
		t.Run(e.Name(), func(t *testing.T) {
			r := scanTree(t, filepath.Join("testdata", "traps", e.Name()), Options{})
			if len(r.Systems) > 0 {
				t.Errorf("a false system: %s", r.Systems[0].Why)
			}
			for _, a := range r.Assets {
				if a.Kind != "agent-config" {
					t.Errorf("a false asset: %s, %+v", a.ID, a.Evidence)
				}
			}
		})
	}
}

func TestTheSameNamesAreFoundWhenTheyAreReal(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{
		"requirements.txt": "torch==2.4\ntransformers\n",
		"train.py":         "import torch\nfrom transformers import AutoModel\nmodel = AutoModel.from_pretrained(\"acme/lamp-7b\")\n",
		"package.json":     `{"dependencies": {"ai": "^5", "openai": "^4"}}`,
		"chat.ts":          "import { generateText } from \"ai\";\n",
	})
	want(t, scanTree(t, root, Options{}), map[string]string{
		"library/pytorch/torch": "requirements.txt:1 train.py:1", "library/hugging-face/transformers": "requirements.txt:2 train.py:2",
		"model/hugging-face/acme/lamp-7b": "train.py:3", "library/vercel/vercel-ai-sdk": "chat.ts:1 package.json:1", "library/openai/openai": "package.json:1",
	})
}
