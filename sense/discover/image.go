package discover

import (
	"context"
	"strings"
)

// imageName says whether a file may be a container image by its name.
func imageName(base string) bool {
	return strings.HasSuffix(base, ".tar") || strings.HasSuffix(base, ".tar.gz") || strings.HasSuffix(base, ".tgz")
}

func (s *scan) image(ctx context.Context, f *file, c *collector, o *outcome) {}
