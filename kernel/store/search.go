package store

import (
	"context"
	"strings"
	"unicode"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Bounds of a search.
const (
	maxFound = 2000 // hits that a list filters by
	maxWords = 12
)

// Search finds records by name and text. In the past it reads the records
// themselves; today it asks the text index.
func (v *view) Search(ctx context.Context, text string, kinds []string, limit int) ([]*kernel.Record, error) {
	if len(searchWords(text)) == 0 {
		return nil, nil
	}
	var out []*kernel.Record
	if v.s.past {
		return v.searchPast(ctx, text, kinds, limit)
	}
	uids, err := v.found(ctx, text, kinds, limit*4)
	if err != nil {
		return nil, err
	}
	for _, uid := range uids {
		r, err := v.read(ctx, kernel.UID(uid))
		if err != nil {
			return nil, err
		}
		if r != nil && len(out) < limit {
			out = append(out, r)
		}
	}
	return out, nil
}

func (v *view) searchPast(ctx context.Context, text string, kinds []string, limit int) ([]*kernel.Record, error) {
	var out []*kernel.Record
	for _, k := range v.Registry().Kinds() {
		if len(kinds) > 0 && !contains(kinds, k.Name) {
			continue
		}
		list, err := v.matching(ctx, k, &kernel.Query{Search: text})
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out[:min(limit, len(out))], nil
}

// found asks the text index; an exact name comes first. The principal's kinds
// bound the question, its scopes the answer.
func (v *view) found(ctx context.Context, text string, kinds []string, limit int) ([]string, error) {
	words := searchWords(text)
	if len(words) == 0 {
		return nil, nil
	}
	allowed := v.readable(kinds)
	if len(allowed) == 0 {
		return nil, nil
	}
	exact, err := v.s.strings(ctx, `select uid from record where tenant = ? and name = ? and gone = 0`+inKinds(allowed)+` order by uid`,
		append([]any{v.s.tenant, strings.TrimSpace(text)}, anys(allowed)...)...)
	if err != nil {
		return nil, err
	}
	hits, err := v.s.db.dialect.search(ctx, v.s, words, allowed, limit)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []string
	for _, u := range append(exact, hits...) {
		if !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out, nil
}

func (v *view) readable(kinds []string) []string {
	var out []string
	for _, k := range v.Registry().Kinds() {
		if v.who.May(kernel.Read, k.Name) && (len(kinds) == 0 || contains(kinds, k.Name)) {
			out = append(out, k.Name)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// searchWords splits a question into plain words: letters and digits, as both
// databases' tokenizers see them.
func searchWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return words[:min(len(words), maxWords)]
}

// searchBody is what the text index holds of a record.
func searchBody(k *kernel.Kind, r *kernel.Record) string {
	return r.Name + "\n" + k.SearchText(r.Spec)
}

// hasWords says whether every word begins a word of the body.
func hasWords(body string, words []string) bool {
	have := strings.FieldsFunc(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
next:
	for _, w := range words {
		for _, h := range have {
			if strings.HasPrefix(h, w) {
				continue next
			}
		}
		return false
	}
	return true
}
