// Package prompt completes words at a shell prompt; it talks of models, agents and chat and has no AI in it.
package prompt

import "github.com/c-bata/go-prompt"

// Completer suggests the next token of a chat message.
func Completer(d prompt.Document) []prompt.Suggest {
	return []prompt.Suggest{{Text: "model"}, {Text: "agent"}, {Text: "embedding"}, {Text: "gpt"}}
}
