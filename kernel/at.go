package kernel

import (
	"strconv"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// ParseAt reads a moment as people write it: a day (its end, UTC), a time or a
// ledger entry; "" is now.
func ParseAt(s string) (At, error) {
	if s == "" {
		return At{}, nil
	}
	if n, err := strconv.ParseUint(s, 10, 63); err == nil && n > 0 {
		return At{Seq: Seq(n)}, nil
	}
	if d := Date(s); d.Valid() {
		return At{Time: d.Time().AddDate(0, 0, 1).Add(-time.Millisecond)}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return At{Time: t.UTC()}, nil
	}
	return At{}, fault.New(fault.Usage, "%q is neither a day (2026-06-30), a time (2026-06-30T12:00:00Z) nor a ledger entry (17903)", s)
}
