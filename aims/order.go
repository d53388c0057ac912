package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// inOrder adds a problem when the later of two days lies before the earlier one.
func inOrder(ps *kernel.Problems, path string, earlier, later kernel.Date) {
	if later != "" && earlier != "" && later < earlier {
		ps.Add(path, "date-order", "%s lies before %s", later, earlier)
	}
}

// needs adds a problem when something is missing that the state asks for.
func needs(ps *kernel.Problems, missing bool, path, why string) {
	if missing {
		ps.Add(path, "required", "%s", why)
	}
}
