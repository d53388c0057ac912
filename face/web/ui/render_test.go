package ui_test

import (
	"bytes"
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/face/web/ui/gallery"
)

func TestEveryPageOfTheGalleryRenders(t *testing.T) {
	t.Parallel()
	for name, p := range gallery.Pages() {
		var b bytes.Buffer
		if err := ui.Render(&b, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
