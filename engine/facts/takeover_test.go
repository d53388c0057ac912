package facts

import (
	"fmt"
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestOnlyTheBlocksThatDifferAreJudgedAgain(t *testing.T) {
	var list []*kernel.Record
	record := func() {
		list = append(list, &kernel.Record{Meta: kernel.Meta{UID: kernel.UID(fmt.Sprintf("u%07d", len(list)))}, Spec: &aims.Evidence{}})
	}
	for range 4*blockSize + 10 {
		record()
	}
	was := (&Facts{Evidence: list}).judgeAfter(nil)
	fresh := func() (n int) {
		now := (&Facts{Evidence: list}).judgeAfter(was)
		for _, b := range now.blocks {
			if !slices.ContainsFunc(was.blocks, func(o block) bool { return o.index == b.index }) {
				n += len(b.records)
			}
		}
		was = now
		return n
	}
	if n := fresh(); n != 0 {
		t.Errorf("nothing differs, %d records are judged again", n)
	}
	record()
	if n := fresh(); n != 11 {
		t.Errorf("one record is new in a small last block of 11: %d are judged", n)
	}
	list = slices.Clone(list)
	list[blockSize+7] = &kernel.Record{Meta: list[blockSize+7].Meta, Spec: &aims.Evidence{}}
	if n := fresh(); n != blockSize {
		t.Errorf("one record has changed, %d are judged", n)
	}
	list = slices.Delete(slices.Clone(list), 3, 4)
	if n := fresh(); n != blockSize-1 {
		t.Errorf("one record is gone, %d are judged", n)
	}
}

func (f *Facts) judgeAfter(near *judged) *judged {
	f.near = near
	f.judgeBlocks()
	return f.judged.Load()
}
