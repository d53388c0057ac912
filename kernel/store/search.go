package store

import (
	"context"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// maxWords bounds a question.
const maxWords = 12

// Search finds records by name and text: an exact name first, then records that
// have every word whole, then those in which every word begins one. Kinds take
// turns, so that one with many records does not crowd out the others.
func (v *view) Search(ctx context.Context, text string, kinds []string, limit int) ([]*kernel.Record, error) {
	words := searchWords(text)
	if len(words) == 0 {
		return nil, nil
	}
	var ranks [3][][]*kernel.Record // by rank, then by kind
	for _, k := range v.Registry().Kinds() {
		if len(kinds) > 0 && !contains(kinds, k.Name) {
			continue
		}
		all, err := v.saying(ctx, k, words)
		if err != nil {
			return nil, err
		}
		named, whole, begun := ranked(k, all, strings.TrimSpace(text), words, limit)
		ranks[0], ranks[1], ranks[2] = append(ranks[0], named), append(ranks[1], whole), append(ranks[2], begun)
	}
	var out []*kernel.Record
	for _, rank := range ranks {
		out = append(out, inTurns(rank)...)
	}
	return out[:min(limit, len(out))], nil
}

// maxRanked bounds how many finds of a kind are ranked: who finds more has asked
// for too little to tell them apart.
const maxRanked = 2000

// ranked parts what was found by how well it answers, at most n of each.
func ranked(k *kernel.Kind, found []*kernel.Record, name string, words []string, n int) (named, whole, begun []*kernel.Record) {
	for i, r := range found {
		switch {
		case r.Name == name:
			named = append(named, r)
		case i >= maxRanked:
		case len(whole) < n && says(searchBody(k, r), words, equal):
			whole = append(whole, r)
		case len(begun) < n:
			begun = append(begun, r)
		}
	}
	return named, whole, begun
}

func inTurns(lists [][]*kernel.Record) []*kernel.Record {
	var out []*kernel.Record
	for i, more := 0, true; more; i++ {
		more = false
		for _, l := range lists {
			if i < len(l) {
				out, more = append(out, l[i]), true
			}
		}
	}
	return out
}

// saying gives the records of a kind, ordered by UID, that the principal may see
// and in which every word begins one; without words all of them.
func (v *view) saying(ctx context.Context, k *kernel.Kind, words []string) ([]*kernel.Record, error) {
	if len(words) == 0 || !v.who.May(kernel.Read, k.Name) {
		return v.All(ctx, k.Name)
	}
	list, err := v.s.snapshot(ctx, k)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if !v.s.shared {
		list = said(k, list, words)
	} else {
		list = v.s.db.words.of(kindKey{v.s.tenant, k.Name}, k, list, !v.s.past).find(k, list, words)
	}
	return v.visible(k, list), nil
}

// said reads the records themselves.
func said(k *kernel.Kind, list []*kernel.Record, words []string) []*kernel.Record {
	var out []*kernel.Record
	for _, r := range list {
		if says(searchBody(k, r), words, strings.HasPrefix) {
			out = append(out, r)
		}
	}
	return out
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// searchWords splits a question into plain words.
func searchWords(text string) []string {
	var out []string
	for w := range wordsOf(text) {
		if len(out) == maxWords {
			break
		}
		out = append(out, w)
	}
	return out
}

// searchBody is the text by which a record is found.
func searchBody(k *kernel.Kind, r *kernel.Record) string {
	return r.Name + "\n" + k.SearchText(r.Spec)
}

func equal(a, b string) bool { return a == b }

// says says whether every word is, or begins, a word of the body.
func says(body string, words []string, is func(word, asked string) bool) bool {
	left := slices.Clone(words)
	for h := range wordsOf(body) {
		if left = slices.DeleteFunc(left, func(w string) bool { return is(h, w) }); len(left) == 0 {
			return true
		}
	}
	return len(left) == 0
}
