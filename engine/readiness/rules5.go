package readiness

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// readShare is the share of people in percent who must have acknowledged the policy
// before it counts as communicated; ours, no standard states one.
const readShare = 90

// clause5 are the rules for leadership.
var clause5 = []rule{
	{"5.1-x1", "an AI policy approved by top management, and active AI objectives", 30, func(f *facts.Facts) verdict {
		return both(policyThat(topLacks, topDo, byTop)(f), anyObjective(f))
	}},
	{"5.2-a", "the approval of the AI policy by top management", 20, policyThat(topLacks, topDo, byTop)},
	{"5.2-b", "the policy that each active objective traces to", 10, tracesToPolicy},
	{"5.2-x1", "a version and an approval of the AI policy, its review not overdue", 20, policyThat("the AI policy has no version", "give the policy a version", func(_ *facts.Facts, d *aims.Document) (string, bool) {
		return "version " + d.Version + " is approved", d.Version != "" && !d.Approved.IsZero()
	})},
	{"5.2-x2", "the other policies that the AI policy refers to", 10, policyThat("the AI policy refers to no other policy", "list the policies that it refers to", func(_ *facts.Facts, d *aims.Document) (string, bool) {
		return "it refers to " + facts.List(d.Related, 3), len(d.Related) > 0
	})},
	{"5.2-x3", "the people who have acknowledged the AI policy, 90 % at least", 20, policyThat("fewer than 90 % have acknowledged the AI policy", "remind those who have not read it, and record the count", acknowledged)},
	{"5.2-x4", "that the AI policy is public", 10, policyThat("the AI policy is not available to interested parties", "publish it, or give it to those concerned, and mark it public", func(_ *facts.Facts, d *aims.Document) (string, bool) {
		return "it is available to interested parties", d.Public
	})},
	{"5.3-x1", "the responsibilities of people, each accepted", 15, func(f *facts.Facts) verdict {
		return every(responsible(f), "person", "people with responsibilities", "have accepted them", "have not accepted all of them", "have the person accept the role, and record the day", func(p facts.Of[aims.Person]) bool {
			for _, r := range p.Is.Responsibilities {
				if r.Accepted == "" || r.Accepted > f.Today {
					return false
				}
			}
			return true
		})
	}},
	{"5.3-a", "the AIMS manager in the organisation's profile", 5, managerNamed},
	{"5.3-b", "the AIMS manager, who reports to top management, in the organisation's profile", 5, func(f *facts.Facts) verdict {
		return both(managerNamed(f), organisationThat("top management is named", "top management is not named", "name the people of top management in the profile", func(_ *facts.Facts, o *aims.Organisation) bool { return len(o.TopManagement) > 0 })(f))
	}},
}

const (
	topLacks = "the AI policy was not approved by top management"
	topDo    = "have somebody of top management approve the policy, and name top management in the organisation's profile"
)

func byTop(f *facts.Facts, d *aims.Document) (string, bool) {
	for _, o := range f.Organisations {
		for i := range o.Is.TopManagement {
			if o.Is.TopManagement[i].UID == d.Approved.By.UID {
				return "top management approved it on " + string(d.Approved.On), true
			}
		}
	}
	return "", false
}

func acknowledged(_ *facts.Facts, d *aims.Document) (string, bool) {
	a := d.Acknowledgements
	return fmt.Sprintf("%d of %d people have acknowledged it", a.Done, a.Required), a.Required > 0 && a.Done*100 >= readShare*a.Required
}

func anyObjective(f *facts.Facts) verdict {
	list := objectives(f)
	if len(list) == 0 {
		return silent("objective", "no AI objective is active", "set the first objective: what is to be reached, measured how, until when")
	}
	return met(facts.Count(len(list), "AI objective is", "AI objectives are")+" active", facts.Keys(list)...)
}

func tracesToPolicy(f *facts.Facts) verdict {
	return every(objectives(f), "objective", "active objectives", "trace to a policy", "trace to no policy", "name the policy and the commitment that the objective serves", func(o facts.Of[aims.Objective]) bool { return !o.Is.Policy.IsZero() })
}

var managerNamed = organisationThat("the AIMS manager is named", "nobody is named as AIMS manager", "name the AIMS manager in the profile", func(f *facts.Facts, o *aims.Organisation) bool {
	return !o.AIMSManager.IsZero() && stillThere(f, o.AIMSManager.UID)
})
