package kernel

import "testing"

type bindPort struct {
	Title string `json:"title"`
}

type bindShip struct {
	Calls []bindCall `json:"calls"`
}

type bindCall struct {
	At Ref[bindPort] `json:"at"`
}

func TestReferencesInsideListsKnowTheirKind(t *testing.T) {
	t.Parallel()
	ship := Define[bindShip]("ship")
	NewRegistry(ship, Define[bindPort]("port"))
	found := false
	ship.References(&bindShip{Calls: []bindCall{{At: To[bindPort]("kiel")}}}, func(r *Reference) { found = r.Kind == "port" && r.Path == "calls[0].at" })
	if !found {
		t.Error("the reference calls[0].at points at a port")
	}
}
