package start

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Answers are what somebody says who starts.
type Answers struct {
	// Organisation is its legal name.
	Organisation string `json:"organisation" fact:"required"`
	// Roles say what it does with AI.
	Roles []aims.Role `json:"roles" fact:"required"`
	// Sites are the places where it works.
	Sites []string `json:"sites"`
	// Staff is how many people work there.
	Staff int `json:"staff" fact:"min=0"`
	// Systems are the AI systems that it knows of.
	Systems []string `json:"systems"`
	// Certify is the day on which it wants to be certified.
	Certify kernel.Date `json:"certify"`
	// Manager is the name of who manages the AIMS.
	Manager string `json:"manager" fact:"required"`
}

// kind reads answers with the checks that records have. It is never registered.
var kind = kernel.Define[Answers]("answers")

// Most is how many systems and sites may be named: more belong into an import.
const Most = 200

// Question is one of the six.
type Question struct {
	Fields []string // of Answers; a second one takes what follows a semicolon
	Ask    string
	Hint   string
}

// Questions are the six, in the order in which they are asked.
var Questions = []Question{
	{[]string{"organisation"}, "What is your organisation called?", "its legal name"},
	{[]string{"roles"}, "What does it do with AI?", "any of provider, producer, customer, user, partner, subject, authority, parted by commas"},
	{[]string{"sites", "staff"}, "Where does it work, and how many people are you?", "places parted by commas; then a semicolon and the number"},
	{[]string{"systems"}, "Which AI systems do you know of?", "names parted by commas; none is an answer too"},
	{[]string{"certify"}, "When do you want to be certified?", "a day such as 2027-11-30; empty means in twelve months"},
	{[]string{"manager"}, "Who manages the AI management system?", "a person's name"},
}

// Take puts what was typed for a field among the answers.
func Take(tree map[string]any, field, typed string) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return
	}
	if f := kind.Field(field); f != nil && f.Many {
		list := []any{}
		for _, s := range strings.Split(typed, ",") {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, s)
			}
		}
		tree[field] = list
		return
	}
	tree[field] = typed
	if n, err := strconv.Atoi(typed); err == nil && field == "staff" {
		tree[field] = json.Number(strconv.Itoa(n))
	}
}

// Read checks a tree of answers as a whole; all problems come at once.
func Read(tree any, today kernel.Date) (*Answers, kernel.Problems) {
	spec, ps := kind.Decode(tree)
	a, ok := spec.(*Answers)
	if !ok {
		return nil, ps
	}
	for path, n := range map[string]int{"systems": len(a.Systems), "sites": len(a.Sites)} {
		if n > Most {
			ps.Add(path, "too-many", "%d are more than %d; bring them with plimsoll import instead", n, Most)
		}
	}
	if a.Certify != "" && a.Certify.Valid() && today.DaysUntil(a.Certify) < shortest {
		ps.Add("certify", "too-soon", "the day is %d days away; auditors want to see at least three months of the AIMS running, so name one from %s on", today.DaysUntil(a.Certify), today.Add(shortest))
	}
	return a, ps
}

// shortest is the shortest path in days that leaves time to run for three months.
const shortest = 180
