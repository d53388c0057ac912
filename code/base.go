package code

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// maxBase bounds the file that names the base: 200,000 records of 150 bytes.
const maxBase = 64 << 20

// Base says what a directory was exported from: the ledger entry, and for each
// record the revision and the digest of its content. With it a plan can tell what
// was changed in the directory from what was changed in the store.
type Base struct {
	Entry   kernel.Seq
	Records map[string]BaseRecord // by "kind/name"
}

// BaseRecord is one line of a base.
type BaseRecord struct {
	Rev    int
	UID    kernel.UID
	Digest kernel.Digest
}

// content is a record as the directory sees it: sensitive fields stay out, zero
// values too, references are names.
func content(k *kernel.Kind, spec any, labels map[string]string, fields map[string]any) map[string]any {
	m := map[string]any{"kind": k.Name, "spec": tree(k, spec)}
	if len(labels) > 0 {
		ls := map[string]any{}
		for key, v := range labels {
			ls[key] = v
		}
		m["labels"] = ls
	}
	if len(fields) > 0 {
		fs := map[string]any{}
		for key, v := range fields {
			if x, ok := v.(float64); ok {
				v = number(x)
			}
			fs[key] = v
		}
		m["fields"] = fs
	}
	return m
}

func tree(k *kernel.Kind, spec any) any {
	if k.HasSensitive() {
		spec = k.Redact(spec)
	}
	return parse(k.JSON(spec))
}

// parse reads JSON that the kernel has written.
func parse(b []byte) any {
	v, err := kernel.ParseJSON(strings.NewReader(string(b)))
	if err != nil {
		panic("code: the kernel's JSON does not parse: " + err.Error())
	}
	return v
}

func number(x float64) json.Number {
	b, _ := json.Marshal(x) // custom fields hold finite numbers only
	return json.Number(b)
}

// digest names a content: encoding/json sorts keys, so equal contents are equal
// bytes.
func digest(content map[string]any) kernel.Digest {
	b, err := json.Marshal(content)
	if err != nil {
		panic("code: content cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return kernel.Digest("sha256:" + hex.EncodeToString(sum[:]))
}

// bytes writes the base as the file .plimsoll.yaml: a line per record, so that a
// review shows which records a change of the base touches.
func (b *Base) bytes(set string, keys []string) []byte {
	var out strings.Builder
	out.WriteString("# Written by plimsoll export and apply: what this directory was last in line with.\n" +
		"# A line per record: revision, identity in the store, digest of the content.\n")
	fmt.Fprintf(&out, "set: %s\nentry: %d\nrecords:\n", set, b.Entry)
	for _, key := range keys {
		r := b.Records[key]
		fmt.Fprintf(&out, "  %s: rev %d %s %s\n", key, r.Rev, r.UID, r.Digest)
	}
	return []byte(out.String())
}

var baseLine = lazyregexp.New(`^rev (\d{1,9}) ([!-~]{1,80}) (sha256:[0-9a-f]{64})$`)

// readBase reads .plimsoll.yaml of a layer; the first layer's names the set. The
// file is our own, a line per record, so it is read line by line.
func (r *reader) readBase() {
	b, err := readBounded(r.set.layers[r.layer].FS, BaseFile, maxBase)
	if errors.Is(err, fs.ErrNotExist) || r.layer > 0 {
		return
	}
	at := r.shown(BaseFile)
	if err != nil || len(b) > maxBase {
		r.fault(at, "unreadable", "this cannot be read, or is larger than %d MB", maxBase>>20)
		return
	}
	base := &Base{Records: map[string]BaseRecord{}}
	for n, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		key, val, ok := strings.Cut(line, ": ")
		where := fmt.Sprintf("%s:%d:1", at, n+1)
		switch m := baseLine().FindStringSubmatch(val); {
		case line == "" || strings.HasPrefix(line, "#") || line == "records:" || line == "records: {}":
		case key == "set" && ok:
			r.set.Name = strings.Trim(val, `"`)
			if !SetName(r.set.Name) {
				r.fault(where, "bad-name", "%q cannot name a set; use lower case letters, digits and dashes", r.set.Name)
			}
		case key == "entry" && ok:
			e, err := strconv.ParseUint(val, 10, 63)
			if err != nil {
				r.fault(where, "wrong-type", "entry is a position in the ledger")
			}
			base.Entry = kernel.Seq(e)
		case strings.HasPrefix(key, "  ") && m != nil:
			rev, _ := strconv.Atoi(m[1]) // the pattern allows digits only
			base.Records[strings.Trim(key[2:], `"`)] = BaseRecord{Rev: rev, UID: kernel.UID(m[2]), Digest: kernel.Digest(m[3])}
		default:
			r.fault(where, "syntax", "this line is not one that plimsoll writes; export again, or delete the file to apply without a base")
			return
		}
	}
	r.set.Base = base
}

var setRule = lazyregexp.New(`^[a-z0-9][a-z0-9._-]{0,59}$`)

// SetName says whether s can name a set.
func SetName(s string) bool { return setRule().MatchString(s) }
