package facts

import "github.com/plimsoll-aims/plimsoll/aims"

// MeasuredInTime says whether an objective was measured in its last period: within
// the months between two measurements and a month of grace; yearly where no period
// is set. One that was set only lately has until then.
func (f *Facts) MeasuredInTime(o *aims.Objective) bool {
	months := o.Frequency
	if months == 0 {
		months = 12
	}
	last := o.SetOn
	for i := range o.Measurements {
		if d := o.Measurements[i].Date; d <= f.Today {
			last = max(last, d)
		}
	}
	return last != "" && last.AddMonths(months+1) >= f.Today
}

// ahead is how many days before a planned change an assessment may have been
// approved and still be about it.
const ahead = 60

// Reassess finds the newest significant change of a system after which risk and
// impact have not been assessed again: nil when there is none (8.2, 8.4).
func (f *Facts) Reassess(s Of[aims.System]) *aims.SystemChange {
	var open *aims.SystemChange
	for i := range s.Is.Changes {
		c := &s.Is.Changes[i]
		if !c.Significant || c.Date > f.Today || c.Reassessed != "" && c.Reassessed <= f.Today {
			continue
		}
		if a, found, _ := f.Assessed(s.UID); found {
			from := c.Date
			if c.Planned {
				from = from.Add(-ahead)
			}
			if a.Is.Approved.On >= from {
				continue
			}
		}
		open = c
	}
	return open
}
