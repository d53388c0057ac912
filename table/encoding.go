package table

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// The encodings that are understood.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1252 = "windows-1252"
)

// Encodings lists them.
var Encodings = []string{UTF8, UTF16LE, UTF16BE, Windows1252}

// DetectEncoding says how text is encoded: by its byte order mark; else UTF-16
// when every second byte of the beginning is zero; else UTF-8 when it is valid;
// else Windows-1252, in which spreadsheets of the West are saved.
func DetectEncoding(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return UTF8
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return UTF16LE
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return UTF16BE
	}
	if even, odd := zeros(b[:min(len(b), 1024)]); odd > even && odd*4 > len(b[:min(len(b), 1024)]) {
		return UTF16LE
	} else if even > odd && even*4 > len(b[:min(len(b), 1024)]) {
		return UTF16BE
	}
	if utf8.Valid(b) {
		return UTF8
	}
	return Windows1252
}

// zeros counts zero bytes at even and odd positions.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// Decode turns text of an encoding into UTF-8 without a byte order mark. Bytes
// that the encoding does not have are a fault that names the line.
func Decode(b []byte, encoding string) ([]byte, error) {
	var out []byte
	switch encoding {
	case UTF8:
		out = bytes.TrimPrefix(b, []byte{0xef, 0xbb, 0xbf})
		if !utf8.Valid(out) {
			return nil, badByte(out, "UTF-8")
		}
	case UTF16LE, UTF16BE:
		out = fromUTF16(b, encoding == UTF16BE)
	case Windows1252:
		var err error
		if out, err = charmap.Windows1252.NewDecoder().Bytes(b); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the file cannot be read as Windows-1252")
		}
	default:
		return nil, fault.New(fault.Invalid, "%q is not an encoding that is understood", encoding)
	}
	if i := bytes.IndexRune(out, utf8.RuneError); i >= 0 && encoding != UTF8 {
		return nil, fault.New(fault.Invalid, "line %d: the file has bytes that %s does not have; save it as UTF-8", 1+bytes.Count(out[:i], []byte("\n")), encoding)
	}
	if i := bytes.IndexByte(out, 0); i >= 0 {
		return nil, fault.New(fault.Invalid, "line %d: the file has a zero byte; it is no text, or of another encoding than %s", 1+bytes.Count(out[:i], []byte("\n")), encoding)
	}
	return out, nil
}

func badByte(b []byte, encoding string) error {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return fault.New(fault.Invalid, "line %d: byte %#02x is not %s; save the file as UTF-8 or name its encoding in the mapping", 1+bytes.Count(b[:i], []byte("\n")), b[i], encoding)
		}
		i += n
	}
	return fault.New(fault.Invalid, "the file is not %s", encoding)
}

func fromUTF16(b []byte, big bool) []byte {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		x := uint16(b[i]) | uint16(b[i+1])<<8
		if big {
			x = uint16(b[i+1]) | uint16(b[i])<<8
		}
		if i == 0 && x == 0xfeff {
			continue
		}
		u = append(u, x)
	}
	if len(b)%2 == 1 {
		u = append(u, 0xfffd)
	}
	return []byte(string(utf16.Decode(u)))
}
