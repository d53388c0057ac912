package kernel_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestAFileThatIsNotGivenIsNone(t *testing.T) {
	t.Parallel()
	type Letter struct {
		Title string        `json:"title"`
		Copy  kernel.File   `json:"copy"`
		More  []kernel.File `json:"more"`
	}
	k := kernel.Define[Letter]("letter")
	visited := func(l *Letter) (paths []string) {
		k.Files(l, func(path string, _ kernel.File) { paths = append(paths, path) })
		return paths
	}
	if got := visited(&Letter{Title: "empty"}); len(got) != 0 {
		t.Errorf("visited %v of a letter without files", got)
	}
	f := kernel.File{Name: "a.pdf", Digest: "sha256:00"}
	if got := visited(&Letter{Copy: f, More: []kernel.File{f}}); len(got) != 2 || got[0] != "copy" || got[1] != "more[0]" {
		t.Errorf("visited %v, want copy and more[0]", got)
	}
}
