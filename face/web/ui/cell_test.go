package ui_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

func TestPartsInALineStayInTheLine(t *testing.T) {
	t.Parallel()
	in := ui.Inline{Comma: true, Items: []ui.Part{ui.Para{Text: "NL"}, ui.Text("DE & IE")}}
	if html, err := in.HTML(); err != nil || html != "NL, DE &amp; IE" {
		t.Errorf("got %q, err %v", html, err)
	}
}

func TestInitialsAreOfTheFirstAndTheLastName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Maud Lindqvist": "ML", "Ana de la Cruz": "AC", "Plato": "P", "": "", "Øystein åberg": "ØÅ"} {
		if got := (&ui.User{Name: name}).Initials(); got != want {
			t.Errorf("%q has %q, want %q", name, got, want)
		}
	}
}
