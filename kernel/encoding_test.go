package kernel

import (
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Bytes that are no UTF-8 are refused where they are, not replaced.
func TestBrokenEncodingIsRefused(t *testing.T) {
	t.Parallel()
	_, err := ParseJSON(strings.NewReader("{\n  \"name\": \"a\xffb\"\n}"))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "2:13") {
		t.Error(err)
	}
	if v, err := ParseJSON(strings.NewReader(`{"name": "` + "\uFFFD" + ` is a character"}`)); err != nil || v == nil {
		t.Error(err)
	}
}
