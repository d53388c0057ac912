package attack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sketch writes a graph from parts such as "agent desk: llm public", an asset
// with its facts, and "desk reads mail", a link.
func sketch(text string) string {
	var assets, links strings.Builder
	for part := range strings.SplitSeq(text, "; ") {
		if asset, facts, ok := strings.Cut(part, ":"); ok {
			kind, id, _ := strings.Cut(asset, " ")
			fmt.Fprintf(&assets, "  - {id: %s, kind: %s, is: [%s]}\n", id, kind, strings.Join(strings.Fields(facts), ", "))
		} else {
			fmt.Fprintf(&links, "  - %s\n", part)
		}
	}
	out := "assets:\n" + assets.String()
	if links.Len() > 0 {
		out += "links:\n" + links.String()
	}
	return out
}

func TestWhatTheGuideSaysToWriteLeadsToItsGoal(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ says, graph, goal string }{
		{"a face check before a sign-in",
			"system bank: login gates-benefit; model check: biometric; content face: untrusted physical; check judges face; check guards bank", "bypassed on bank"},
		{"a face check that a supplier answers",
			"system bank: login gates-benefit; endpoint checker: third-party; model check: biometric; content face: untrusted physical; bank uses checker; checker serves check; check judges face", "bypassed on bank"},
		{"a detector that nobody calls a classifier",
			"model filter: detector; content mail: untrusted; person staff: phishable; filter judges mail; filter guards staff", "evaded on filter"},
		{"a language model that grades",
			"model grader: llm classifier; content essays: untrusted; system grants: gates-benefit; grader judges essays; grants uses grader", "bypassed on grants"},
		{"speech that is written down",
			"model writer: generative; content speech: untrusted physical; writer judges speech", "evaded on writer"},
		{"a product that learns from its users",
			"system app: public; model tips: learns-online; app uses tips", "poisoned on tips"},
		{"bought training data that nobody checks",
			"supplier labels:; dataset data: third-party unverified; model m:; data supplied-by labels; m trains-on data", "poisoned on m"},
		{"a build that trains on what outsiders add",
			"pipeline build:; dataset data: untrusted; model m:; build reads data; build releases-to m", "poisoned on m"},
		{"a model of one's own behind an open port",
			"endpoint port: public unauthenticated; model m: llm; host box: compute; port serves m; port runs-on box", "abused on box"},
		{"an open tool server",
			"mcp-server tools: public unauthenticated; host box:; tools runs-on box", "compromised on box"},
		{"a weak tool server behind an agent",
			"agent desk: llm; content mail: untrusted; mcp-server tools: vulnerable; host box:; desk reads mail; desk invokes tools; tools runs-on box", "compromised on box"},
		{"a weak local program of somebody who opens links",
			"system probe: vulnerable; host laptop:; person dev: phishable; dev uses probe; probe runs-on laptop", "compromised on laptop"},
		{"a key to a plain sign-in",
			"artifact page: public; secret key:; system cloud: login; page holds key; key unlocks cloud", "bypassed on cloud"},
		{"a key to a build",
			"registry code: public; secret key:; pipeline build:; code holds key; key unlocks build", "compromised on build"},
		{"a key to a model that must not make some things",
			"artifact page: public; secret key:; endpoint api: login; model m: llm must-refuse; page holds key; key unlocks api; api serves m", "subverted on m"},
		{"a model on a machine with a hole",
			"endpoint door: public vulnerable; host box:; model m:; system app:; door runs-on box; box holds m; app uses m", "poisoned on m"},
		{"packages that a machine takes from an index",
			"registry index: public open-publishing; artifact lib: third-party unverified; host box:; lib published-in index; box installs index", "compromised on box"},
		{"a document that runs code when opened",
			"content notebook: untrusted unsafe-format; person dev:; host laptop:; dev loads notebook; dev uses laptop", "compromised on laptop"},
		{"a tool that moves money",
			"agent desk: llm; content mail: untrusted; tool pay: transacts; desk reads mail; desk invokes pay", "bypassed on pay"},
		{"an agent that moves money itself",
			"agent desk: llm transacts; content mail: untrusted; desk reads mail", "bypassed on desk"},
		{"an agent that moves money and may be talked to",
			"agent desk: llm public transacts", "bypassed on desk"},
		{"an agent whose word binds, and that reads mail",
			"agent desk: llm gates-benefit; content mail: untrusted; desk reads mail", "bypassed on desk"},
		{"a tool that deletes on its machine",
			"agent desk: llm; content mail: untrusted; tool shell: destructive; host box:; dataset files:; desk reads mail; desk invokes shell; shell runs-on box; box holds files", "destroyed on files"},
		{"mail in a box that an agent reads",
			"agent desk: llm renders-links; system box:; content mail: untrusted; dataset crm: sensitive; desk reads box; box holds mail; desk retrieves-from crm", "leaked on crm"},
		{"an account that opens data",
			"agent desk: llm sends; content mail: untrusted; identity role:; dataset crm: sensitive; desk reads mail; desk holds role; role unlocks crm", "leaked on crm"},
		{"a tool that searches an index",
			"agent desk: llm; content mail: untrusted; store index:; dataset crm: sensitive; tool search:; tool mailer: sends; index ingests mail; index holds crm; search reads index; desk invokes search; desk invokes mailer", "leaked on crm"},
		{"an agent that calls another",
			"agent desk: llm; agent clerk: llm; content mail: untrusted; tool shell: destructive; dataset files:; desk reads mail; desk invokes clerk; clerk invokes shell; shell writes files", "destroyed on files"},
		{"a tool server of somebody unknown beside data",
			"agent desk: llm; mcp-server helper: third-party auto-updates; dataset crm: sensitive; desk invokes helper; desk holds crm", "leaked on crm"},
		{"a system prompt worth keeping",
			"agent desk: llm public has-system-prompt sensitive", "leaked on desk"},
		{"settings worth keeping",
			"agent desk: llm public; artifact prompt: sensitive; desk configured-by prompt", "leaked on prompt"},
		{"a weak program that talks to a server of somebody unknown",
			"agent desk: llm; mcp-server far: third-party unverified; artifact bridge: vulnerable; host laptop:; desk invokes far; bridge reads far; laptop loads bridge", "compromised on laptop"},
		{"a weak program that opens what others send",
			"artifact viewer: vulnerable; content mail: untrusted; host laptop:; viewer reads mail; viewer runs-on laptop", "compromised on laptop"},
		{"a model of pictures that was trained on people",
			"endpoint api: public; model painter: generative; dataset photographs: sensitive; api serves painter; painter trains-on photographs", "leaked on photographs"},
	} {
		if got := goals(analysed(t, sketch(row.graph))); !slices.Contains(got, row.goal) {
			t.Errorf("%s: got %v, want %s", row.says, got, row.goal)
		}
	}
}

func TestHintsSayWhyADescriptionLeadsNowhere(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ graph, hint string }{
		{"system bank: login gates-benefit; model check: biometric; content face: physical; check judges face; check guards bank",
			"nobody outside shows anything to check: if they can, write untrusted on face"},
		{"mcp-server tools: public unauthenticated; host box:; tools runs-on box",
			`anyone can call tools, and nothing says what it can do: executes, sends, "tools reads data"`},
		{"agent seller: llm public guarded has-system-prompt",
			"seller is guarded, and nothing says against what: must-refuse if there are things that it must never make or say, gates-benefit if what it says binds you"},
		{"agent seller: llm public guarded has-system-prompt",
			"if the hidden prompt of seller is worth keeping, write sensitive on seller"},
		{"endpoint api: login; model m: classifier; content pictures: untrusted; api serves m; m judges pictures",
			"only who signs in to api can try inputs on m: if anyone can buy or make an account, write public or open-signup on api"},
		{"agent desk: llm public; tool look-up:; dataset crm: sensitive; desk invokes look-up; look-up reads crm",
			"look-up reads crm for whoever talks to desk: if it may read more than the data of that one user, write broad-rights on look-up"},
	} {
		if got := analysed(t, sketch(row.graph)).Hints; !slices.Contains(got, row.hint) {
			t.Errorf("got hints %q, want %q", got, row.hint)
		}
	}
}

// What a face is good for decides how it is fooled.
func TestCraftedInputsAndMadeFacesAreToldApart(t *testing.T) {
	t.Parallel()
	const crafted, made = "AML.T0041", "AML.T0088"
	for _, row := range []struct{ says, graph, want, not string }{
		{"a camera that only watches",
			"model eye: biometric; content street: untrusted physical; eye judges street", crafted, made},
		{"a face that opens a door",
			"model eye: biometric; system door: gates-benefit; content face: untrusted physical; eye judges face; eye guards door", made, crafted},
		{"a face that signs in",
			"model eye: biometric; system app: login; content face: untrusted physical; app uses eye; eye judges face", made, crafted},
		{"pictures that are sent in",
			"model eye: biometric; content pictures: untrusted; eye judges pictures", made, crafted},
	} {
		got := techniques(analysed(t, sketch(row.graph)))
		if !slices.Contains(got, row.want) || slices.Contains(got, row.not) {
			t.Errorf("%s: got %v, want %s and not %s", row.says, got, row.want, row.not)
		}
	}
}

func TestAPublishedNetworkIsWorkedOnDirectly(t *testing.T) {
	t.Parallel()
	got := techniques(analysed(t, sketch("model eye: biometric documented published; content street: untrusted physical; eye judges street")))
	for _, want := range []string{"AML.T0044", "AML.T0043.000", "AML.T0042", "AML.T0041"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
}

// What an agent's tool carries off goes by the tool.
func TestKeysLeaveByTheCommandThatAnAgentRuns(t *testing.T) {
	t.Parallel()
	got := techniques(analysed(t, sketch("agent desk: llm; content page: untrusted; tool shell: executes; host box: egress; secret keys:; desk reads page; desk invokes shell; shell runs-on box; box holds keys")))
	if !slices.Contains(got, "AML.T0086") {
		t.Errorf("T0086 is not among %v", got)
	}
}

// techniques are those on every way that is shown, and what goes along.
func techniques(res *Result) (out []string) {
	for _, g := range res.Goals {
		for _, p := range g.Paths {
			for _, s := range p.Steps {
				out = append(append(out, s.Technique), s.Also...)
			}
		}
	}
	return out
}

// A technique that ATLAS's case studies list with a step goes along with it.
func TestHarmGoesAlongWithWhatHarmsSomebody(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ says, graph, goal, technique string }{
		{"the owner pays for a stranger's questions",
			"endpoint api: public unmetered paid-per-use", "abused on api", "AML.T0048.000"},
		{"the owner of a machine pays for its use",
			"endpoint door: public vulnerable; host box: compute; door runs-on box", "abused on box", "AML.T0048.000"},
		{"staff believe a planted document",
			"agent desk: llm cites-sources; content papers: untrusted; store index:; person staff:; index ingests papers; desk retrieves-from index; staff uses desk", "misled on staff", "AML.T0048.003"},
		{"an assistant that can do nothing but answer",
			"agent desk: llm; content mail: untrusted; person staff:; desk reads mail; staff uses desk", "misled on staff", "AML.T0048.003"},
	} {
		found := false
		for _, g := range analysed(t, sketch(row.graph)).Goals {
			for _, p := range g.Paths {
				for _, s := range p.Steps {
					found = found || g.ID == row.goal && (s.Technique == row.technique || slices.Contains(s.Also, row.technique))
				}
			}
		}
		if !found {
			t.Errorf("%s: %s is not on a way to %s", row.says, row.technique, row.goal)
		}
	}
}
