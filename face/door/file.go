package door

import (
	"io"
	"mime"
	"path"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// SendFile sends an attached file under a name. It is always a download: what was
// uploaded never runs in a page of ours.
func SendFile(r *Request, d kernel.Digest, name string) error {
	return r.View(func(v kernel.View) error {
		rc, b, err := v.Open(r.Context(), d)
		if err != nil {
			return err
		}
		defer rc.Close()
		h := r.W.Header()
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", disposition(b.Digest, name))
		h.Set("Content-Length", strconv.FormatInt(b.Size, 10))
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		_, _ = io.Copy(r.W, rc) // the reader is gone when this fails; the headers are sent
		return nil
	})
}

// disposition names the download: the file's own name without a path, and the
// beginning of its digest where there is none.
func disposition(d kernel.Digest, name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, name)
	if name == "" || name == "." || name == "/" || name == ".." {
		name = string(d[7:19])
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
