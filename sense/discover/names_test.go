package discover

import (
	"maps"
	"testing"
)

func TestKeysAreTakenApartHoweverTheyJoinWords(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"openAiEndpoint": "-open-ai-endpoint-", "OPENAI_API_KEY": "-openai-api-key-", "AzureOpenAIVersion": "-azure-open-ai-version-", "ollama-url": "-ollama-url-",
		"quarkus.langchain4j.timeout": "-quarkus-langchain4j-timeout-", "llm_model": "-llm-model-", "smallMoney": "-small-money-", "a b": "", "x/y": "",
	} {
		if got := keyWords(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

// found gives the files that a scan of a tree points into.
func found(t *testing.T, files map[string]string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, a := range scanTree(t, tree_(t, files), Options{}).Assets {
		for _, e := range a.Evidence {
			out[e.File] = true
		}
	}
	return out
}

func TestKeysOfTranslationsAndAbbreviationsAreNoSettings(t *testing.T) {
	t.Parallel()
	got := found(t, map[string]string{
		"requirements.txt": "openai\n", "locales/en.json": `{"openAiKey": "Your key"}`, "infra/abbreviations.json": `{"openAIAccounts": "oai-"}`,
		"web/page.tsx": "const a = t(\"samples.openaiLibrary.url\"); const b = <a href=\"https://api.openai.com/docs\">x</a>\n", "settings.json": `{"openAiKey": ""}`,
	})
	if !maps.Equal(got, map[string]bool{"requirements.txt": true, "settings.json": true}) {
		t.Error(got)
	}
}

func TestASectionIsASettingOnlyByItsWholeName(t *testing.T) {
	t.Parallel()
	got := found(t, map[string]string{"requirements.txt": "openai\n", "compose.yaml": "services:\n  my-langchain-agent:\n    build: .\n", "app.yaml": "openai:\n  on: true\n"})
	if !maps.Equal(got, map[string]bool{"requirements.txt": true, "app.yaml": true}) {
		t.Error(got)
	}
}

func TestNamesThatTerraformOnlyRefersToAreNoDeclarations(t *testing.T) {
	t.Parallel()
	got := found(t, map[string]string{
		"main.tf": "resource \"azurerm_cognitive_account\" \"a\" {}\n", "outputs.tf": "output \"openai_endpoint\" {\n  value = azurerm_cognitive_account.a.endpoint\n}\n",
		"variables.tf": "variable \"openai_sku\" {}\n",
	})
	if !maps.Equal(got, map[string]bool{"main.tf": true, "variables.tf": true}) {
		t.Error(got)
	}
}

func TestAModuleOfTheProjectIsNotTheCrateOfItsName(t *testing.T) {
	t.Parallel()
	got := found(t, map[string]string{
		"Cargo.toml": "[package]\nname = \"x\"\n[dependencies]\ncandle-core = \"1\"\n",
		"src/own.rs": "use crate::llms::{client::Client, openai::OpenAIClient};\nfn f() { openai::ask() }\n", "src/public.rs": "use crate::llms::Client;\nuse candle_core::Tensor;\n",
	})
	if !maps.Equal(got, map[string]bool{"Cargo.toml": true, "src/public.rs": true}) {
		t.Error(got)
	}
}

func TestARequestForACardSaysNothingOfAFileThatSaysNothingElse(t *testing.T) {
	t.Parallel()
	pod := "kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - image: acme/render\n    resources: {limits: {nvidia.com/gpu: 1}}\n"
	got := found(t, map[string]string{"requirements.txt": "torch\n", "render.yaml": pod, "page.py": "import streamlit as st\n"})
	if !maps.Equal(got, map[string]bool{"requirements.txt": true}) {
		t.Error(got)
	}
}
