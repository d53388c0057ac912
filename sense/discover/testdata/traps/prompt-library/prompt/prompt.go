package prompt

import "github.com/c-bata/go-prompt"

// Completer suggests the next token of a chat message.
func Completer(d prompt.Document) []prompt.Suggest {
	return []prompt.Suggest{{Text: "model"}, {Text: "agent"}, {Text: "embedding"}, {Text: "gpt"}}
}
