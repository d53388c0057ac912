package attack

import (
	_ "embed"
	"fmt"
	"sync"
)

//go:embed knowledge/vocabulary.yaml
var vocabularyYAML []byte

//go:embed knowledge/rules.yaml
var rulesYAML []byte

//go:embed knowledge/atlas-5.6.1.yaml
var atlasYAML []byte

//go:embed knowledge/annex-a.yaml
var annexYAML []byte

var builtin = sync.OnceValues(func() (*Book, error) {
	atlas, err := ReadAtlas("atlas-5.6.1.yaml", atlasYAML)
	if err != nil {
		return nil, fmt.Errorf("read technique catalogue: %w", err)
	}
	annex, err := ReadAnnexMap("annex-a.yaml", annexYAML, atlas)
	if err != nil {
		return nil, fmt.Errorf("read map to Annex A: %w", err)
	}
	b := &Book{Words: NewVocabulary(), Atlas: atlas, AnnexA: annex}
	if b, err = b.AddRules("vocabulary.yaml", vocabularyYAML); err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	if b, err = b.AddRules("rules.yaml", rulesYAML); err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	return b, nil
})

// Builtin gives the book that ships with the program. It is shared; AddRules
// works on a copy.
func Builtin() (*Book, error) { return builtin() }
