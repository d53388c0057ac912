package door

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// SendPack makes a pack of a moment and sends it as a download. It is made whole
// before the first byte is sent, so that what fails is answered as an error and
// never as half a file.
func SendPack(r *Request, m *pack.Maker, at kernel.At) error {
	dir, err := os.MkdirTemp("", "plimsoll-pack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of our own among temporary files
	path := filepath.Join(dir, "pack.zip")
	made, err := m.ToFile(r.Context(), at, path)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := r.W.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="pack-`+strconv.FormatUint(uint64(made.Entry), 10)+`.zip"`)
	http.ServeContent(r.W, r.Request, "", m.Now, f)
	return nil
}
