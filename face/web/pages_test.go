package web_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/demo"
)

const (
	manager   = "maud@kestrelquay.example"
	owner     = "shira@kestrelquay.example"
	engineer  = "kenji@kestrelquay.example"
	executive = "ingrid@kestrelquay.example"
	auditor   = "wessel@gannet.example"
)

// handMade are the pages that are made by hand.
var handMade = []string{"/", "/systems", "/systems?is=high", "/systems?is=incomplete", "/systems?is=mine", "/systems/S1", "/systems/S1/facts", "/systems/mood-tile", "/soa", "/soa?is=stale", "/soa?control=A.6.2.4",
	"/soa/compare", "/soa/compare?from=2026-06-30", "/readiness", "/readiness?is=gap", "/readiness/9.2.2-x1", "/lint", "/coverage", "/coverage?framework=airmf", "/help", "/programme", "/records", "/watch", "/assurance", "/settings", "/search?q=score", "/asof", "/profile", "/catalog"}

var (
	styled   = regexp.MustCompile(`\sstyle=|\son[a-z]+="|<script(?:>| [^>]*[^"r]>)`)
	badLinks = regexp.MustCompile(`href=""`)
)

func TestEveryPersonOfTheDemoReadsEveryPage(t *testing.T) {
	e := theDemo(t)
	for _, p := range demo.People {
		r := e.as(t, p.Email)
		for _, path := range handMade {
			code, body, _ := r.get(path)
			if code != http.StatusOK {
				t.Errorf("%s reads %s: %d", p.Name, path, code)
			}
			if styled.MatchString(body) {
				t.Errorf("%s has inline style or script: %s", path, styled.FindString(body))
			}
			if strings.Contains(body, "%!") || badLinks.MatchString(body) {
				t.Errorf("%s as %s has a broken text or link", path, p.Name)
			}
		}
	}
}

func TestEveryPageCanBeSeenAsOfAPastDay(t *testing.T) {
	r := theDemo(t).as(t, manager)
	for _, path := range handMade {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		code, body, _ := r.get(path + sep + "asof=2026-06-30")
		if code == http.StatusNotFound && strings.Contains(path, "/systems/") {
			continue // the system was not there yet
		}
		if code != http.StatusOK || !strings.Contains(body, "30 Jun 2026") {
			t.Errorf("%s as of 2026-06-30: %d", path, code)
		}
		if strings.Contains(body, `href="/new/`) && !strings.Contains(path, "help") {
			t.Errorf("%s offers to make a record in the past", path)
		}
	}
}

func TestTheFirstPageAnswersFourQuestions(t *testing.T) {
	e := theDemo(t)
	body := e.as(t, manager).page("/")
	has(t, body, "risks above the line", "The load line", "The line 9", "Ready for the auditor", "of 165 requirements met", "Certification path", "Stage 2", "Do next", "min", "What changed lately", "How it is worked out")
	if n := strings.Count(body, `class="cell `); n != 38 {
		t.Errorf("%d cells, want one for each of the 38 controls", n)
	}
	has(t, e.as(t, owner).page("/"), "My risks", "Score disadvantages young or migrant applicants")
	has(t, e.as(t, executive).page("/"), "The load line")
}

func TestWhatChangedSinceTheLastVisitIsRemembered(t *testing.T) {
	r := theDemo(t).as(t, manager)
	u, err := url.Parse(r.base)
	if err != nil {
		t.Fatal(err)
	}
	r.http.Jar.SetCookies(u, []*http.Cookie{{Name: "plimsoll-looked", Value: "900.1782800000.900.1782800000", Path: "/"}})
	has(t, r.page("/"), "Since you last looked", "/changes?since=900")
	for _, odd := range []string{"x", "1.2.3", "-1.2.3.4", "9999999999999999999999.1.1.1", "1.1.99999999.99999999999"} {
		r.http.Jar.SetCookies(u, []*http.Cookie{{Name: "plimsoll-looked", Value: odd, Path: "/"}})
		has(t, r.page("/"), "What changed lately")
	}
}

func TestTheCardShowsTheSystemInOneLook(t *testing.T) {
	body := theDemo(t).as(t, manager).page("/systems/S1")
	has(t, body, "High risk (Annex III)", "In one look", "Loan applicants", "Human oversight", "Lineage", "kq-gbm-score", "Loan outcomes 2016-2024", "Impact assessment of Kestrel Score", "above the line", "/systems/S1/history")
	has(t, theDemo(t).as(t, manager).page("/systems/mood-tile"), "Missing: ", "/systems/mood-tile/edit#")
	if strings.Contains(theDemo(t).as(t, auditor).page("/systems/mood-tile"), "/systems/mood-tile/edit") {
		t.Error("the certification auditor is offered to edit")
	}
}

func TestTheStatementCanBeTakenAway(t *testing.T) {
	r := theDemo(t).as(t, auditor)
	_, body, h := r.get("/soa?format=csv")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 42 || !strings.HasPrefix(h.Get("Content-Type"), "text/csv") {
		t.Errorf("CSV of %d rows, %v", len(rows), err)
	}
	_, body, _ = r.get("/soa?format=json&asof=2026-06-30")
	var s struct{ Rows []struct{ Control string } }
	if err := json.Unmarshal([]byte(body), &s); err != nil || len(s.Rows) < 38 {
		t.Errorf("JSON of %d rows, %v", len(s.Rows), err)
	}
	if _, body, _ = r.get("/soa?format=xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("XLSX is no archive")
	}
	for _, page := range []string{"/soa", "/readiness", "/lint"} {
		has(t, r.page(page), page+"?format=pdf", page+"?format=docx", page+"?format=oscal")
		if _, body, h = r.get(page + "?format=pdf"); !strings.HasPrefix(body, "%PDF-") || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s as PDF begins %.9q", page, body)
		}
	}
}

func TestBadRequestsGetAClearAnswer(t *testing.T) {
	r := theDemo(t).as(t, manager)
	cases := []struct {
		path string
		code int
		says string
	}{
		{"/soa?format=exe", 400, "use html, pdf, docx"}, {"/soa/compare?from=yesterday", 400, ""}, {"/soa?asof=1999-01-01", 404, "nothing was recorded"},
		{"/readiness/4.9-x9", 404, "no requirement"}, {"/coverage?framework=none", 404, "no framework"}, {"/systems/none", 404, "There is no system"}, {"/systems?filter=colour=red", 400, "cannot be filtered"},
		{"/systems?sort=colour", 400, "cannot be sorted"}, {"/nowhere", 404, ""}, {"/nowhere/at/all", 404, "no page"}, {"/log/prove/risks/none", 404, ""},
	}
	for _, c := range cases {
		code, body, _ := r.get(c.path)
		if code != c.code || !strings.Contains(strings.ToLower(body), strings.ToLower(c.says)) {
			t.Errorf("%s: %d, want %d and %q\n%s", c.path, code, c.code, c.says, clip(body[strings.Index(body, "<body"):]))
		}
	}
}

// sheetForm is the form of the sheet with one row in it, as a browser would send it.
func sheetForm(body, row string, set url.Values) url.Values {
	f := url.Values{"do": {"save"}, "_entry": {regexp.MustCompile(`name="_entry" value="(\d+)"`).FindStringSubmatch(body)[1]}}
	f.Set(row+".applicable", "yes")
	f.Set(row+".reason", regexp.MustCompile(`name="` + regexp.QuoteMeta(row) + `\.reason" value="([^"]*)"`).FindStringSubmatch(body)[1])
	for k, v := range set {
		f[row+"."+k] = v
	}
	return f
}

func TestARowOfTheSheetIsSavedAndUndone(t *testing.T) {
	r := theDemo(t).as(t, manager)
	for _, step := range []struct{ state, word string }{{"in-progress", "In progress"}, {"in-place", "In place"}} {
		body := r.page("/soa")
		code, out, h := r.post("/soa", sheetForm(body, "A.2.4", url.Values{"state": {step.state}}))
		if code != http.StatusSeeOther || h.Get("Location") != "/soa" {
			t.Fatalf("save: %d %s\n%s", code, h.Get("Location"), clip(out))
		}
		row := r.page("/soa?control=A.2.4")
		row = row[strings.Index(row, `id="A.2.4"`):]
		has(t, row[:3000], `selected>`+step.word)
	}
	has(t, r.page("/controls/A.2.4/history"), "Statement of Applicability: A.2.4")
}

func TestWhatIsNeededCannotBeLeftOut(t *testing.T) {
	r := theDemo(t).as(t, manager)
	body := r.page("/soa")
	code, out, _ := r.post("/soa", sheetForm(body, "A.6.2.4", url.Values{"applicable": {"no"}, "reason": {"We have no time for this."}}))
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("%d, want 422", code)
	}
	has(t, out, "Error: ", "A.6.2.4 cannot be left out: it is needed by", "We have no time for this.", `aria-invalid="true"`)
	has(t, r.page("/soa?control=A.6.2.4"), "so it cannot be left out")
}

func TestAStaleRowIsNotOverwritten(t *testing.T) {
	r := theDemo(t).as(t, manager)
	old := sheetForm(r.page("/soa"), "A.4.5", url.Values{"state": {"in-progress"}})
	if code, _, _ := r.post("/soa", old); code != http.StatusSeeOther {
		t.Fatalf("first save: %d", code)
	}
	again := sheetForm(r.page("/soa"), "A.4.5", url.Values{"state": {"not-started"}})
	again["_entry"] = old["_entry"]
	code, out, _ := r.post("/soa", again)
	if code != http.StatusUnprocessableEntity || !strings.Contains(out, "Somebody changed this row") {
		t.Errorf("a save over a newer row: %d", code)
	}
	if code, _, _ := r.post("/soa", sheetForm(r.page("/soa"), "A.4.5", url.Values{"state": {"in-place"}})); code != http.StatusSeeOther {
		t.Errorf("put back: %d", code)
	}
}

func TestTheSheetIsChangedOnlyByWhoMay(t *testing.T) {
	e := theDemo(t)
	form := sheetForm(e.as(t, manager).page("/soa"), "A.2.4", url.Values{"state": {"not-started"}})
	for _, who := range []string{auditor, executive, "aoife@kestrelquay.example", "hana@kestrelquay.example"} {
		r := e.as(t, who)
		if strings.Contains(r.page("/soa"), `name="A.2.4.applicable"`) {
			t.Errorf("%s is shown a form", who)
		}
		if code, _, _ := r.post("/soa", form); code != http.StatusForbidden {
			t.Errorf("%s saves: %d, want 403", who, code)
		}
	}
	if code, _, _ := e.as(t, manager).post("/soa?asof=2026-06-30", form); code != http.StatusConflict {
		t.Errorf("a save in the past: %d, want 409", code)
	}
	for name, f := range map[string]url.Values{"no position": {"do": {"save"}}, "an odd position": {"_entry": {"-1"}}} {
		if code, _, _ := e.as(t, manager).post("/soa", f); code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", name, code)
		}
	}
}

func TestAPackIsMadeByWhoMayAndVerifies(t *testing.T) {
	e := theDemo(t)
	code, body, h := e.as(t, manager).post("/packs", nil)
	if code != http.StatusOK || h.Get("Content-Type") != "application/zip" || !strings.HasPrefix(body, "PK") {
		t.Fatalf("pack: %d %s", code, h.Get("Content-Type"))
	}
	verifies(t, body)
	r := e.as(t, auditor)
	has(t, r.page("/packs"), "plimsoll pack verify")
	code, body, _ = r.post("/packs", nil)
	if code != http.StatusOK {
		t.Fatalf("the certification auditor gets no pack: %d", code)
	}
	verifies(t, body)
	if code, _, _ := e.as(t, "hana@kestrelquay.example").post("/packs", nil); code != http.StatusForbidden {
		t.Errorf("a reader makes a pack: %d", code)
	}
}

func TestTheLogIsShownAndVerified(t *testing.T) {
	r := theDemo(t).as(t, auditor)
	has(t, r.page("/log"), "Newest signed checkpoint", "Verify the whole log")
	has(t, r.page("/log/verify"), "Everything verifies.")
	_, body, _ := r.get("/log/checkpoint")
	has(t, body, "plimsoll/main", "— plimsoll-")
	_, body, h := r.get("/log/prove/risks/R01")
	if !json.Valid([]byte(body)) || !strings.Contains(h.Get("Content-Disposition"), "proof-risk.json") {
		t.Errorf("proof: %s", clip(body))
	}
}

func TestArticlesFitTheWords(t *testing.T) {
	r := theDemo(t).as(t, "tomas@kestrelquay.example")
	for path, want := range map[string]string{"/new/evidence": "Add evidence<", "/new/users": "Add a user<", "/new/objectives": "Add an objective<", "/new/risks": "Add a risk<"} {
		has(t, r.page(path), want)
	}
}

func TestListsShowTitlesInsteadOfNames(t *testing.T) {
	r := theDemo(t).as(t, manager)
	has(t, r.page("/risks"), ">Kestrel Score</a>", ">Shira Ben-Ami</a>")
	has(t, r.page("/risks/R01"), ">Shira Ben-Ami</a>")
	has(t, r.page("/systems/S1/facts"), "High risk (Annex III)")
}

func TestAFormWithAnErrorKeepsWhatWasTyped(t *testing.T) {
	r := theDemo(t).as(t, manager)
	code, out, _ := r.post("/risks", url.Values{"_rev": {"0"}, "title": {"A risk of the test"}, "state": {"open"}})
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("%d, want 422", code)
	}
	has(t, out, "Error: ", "A risk of the test", `aria-invalid="true"`)
}
