package discover

import "testing"

func TestAPackageMadeHereIsNoNewsInItsOwnExamples(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{
		"Cargo.toml":          "[package]\nname = \"langchain-rust\"\n\n[dependencies]\nasync-openai = \"0.27\"\n",
		"examples/own.rs":     "use langchain_rust::llm::OpenAI;\nfn main() {}\n",
		"examples/another.rs": "use async_openai::Client;\nuse langchain_rust::chain::Chain;\nfn main() {}\n",
	})
	want(t, scanTree(t, root, Options{}), map[string]string{
		"library/-/async-openai":   "Cargo.toml:5 examples/another.rs:1",
		"library/-/langchain-rust": "Cargo.toml:2",
	})
}

func TestANameInsideAUseIsNoCrate(t *testing.T) {
	t.Parallel()
	root := tree_(t, map[string]string{
		"Cargo.toml":  "[package]\nname = \"app\"\n\n[dependencies]\nasync-openai = \"0.27\"\n",
		"src/main.rs": "use toolbox::{\n    text::{openai::Answer, pgvector::Index},\n};\n",
		"src/real.rs": "use pgvector::Vector;\nuse toolbox::pgvector::Index;\n",
	})
	want(t, scanTree(t, root, Options{}), map[string]string{
		"library/-/async-openai":         "Cargo.toml:5",
		"vector-store/pgvector/pgvector": "src/real.rs:1",
	})
}
