package kernel_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

type sharer struct {
	Title string               `json:"title" fact:"required"`
	Day   kernel.Date          `json:"day"`
	Next  kernel.Ref[sharer]   `json:"next"`
	All   []kernel.Ref[sharer] `json:"all"`
	Inner sharerInner          `json:"inner"`
}

type sharerInner struct {
	On kernel.Date `json:"on"`
}

func TestRecordsThatShareReadAsBefore(t *testing.T) {
	k := kernel.Define[sharer]("sharer")
	kernel.NewRegistry(k)
	text := func(s string) string { return string([]byte(s)) } // a copy of its own
	make := func() *sharer {
		s := &sharer{Title: text("one"), Day: kernel.Date(text("2026-11-20")), Next: kernel.Ref[sharer]{UID: kernel.UID(text("u1"))}, All: []kernel.Ref[sharer]{{UID: kernel.UID(text("u2"))}, {}}}
		s.Inner.On = kernel.Date(text("2026-11-20"))
		return s
	}
	seen := map[string]string{}
	one := func(s string) string {
		if was, ok := seen[s]; ok {
			return was
		}
		seen[s] = s
		return s
	}
	a, b := make(), make()
	k.Share(a, one)
	k.Share(b, one)
	if !reflect.DeepEqual(a, make()) || !reflect.DeepEqual(b, make()) {
		t.Fatalf("sharing changed a record: %+v, %+v", a, b)
	}
	same := func(x, y string) bool { return unsafe.StringData(x) == unsafe.StringData(y) }
	switch {
	case !same(string(a.Day), string(b.Day)), !same(string(a.Day), string(a.Inner.On)), !same(string(a.Next.UID), string(b.Next.UID)), !same(string(a.All[0].UID), string(b.All[0].UID)):
		t.Error("texts that recur are held twice")
	case same(a.Title, b.Title):
		t.Error("a text that does not recur is looked up for nothing")
	}
}
