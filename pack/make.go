package pack

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// Maker makes packs of one tenant as one principal may see it.
type Maker struct {
	Store   *store.Store
	Catalog func(context.Context, kernel.View) (*catalog.Catalog, error) // of who reads the view
	Public  string
	Signer  note.Signer
	Now     time.Time // when it is made
	MaxFile int64     // evidence files above this are left out and named; 0 is 50 MB
}

// Made is what a pack holds.
type Made struct {
	Records, Files int
	Entry          kernel.Seq
	Bytes          int64
	LeftOut        []string
}

// ToFile makes a pack of a moment (the zero At is now) in a new file: whole or not at all.
func (m *Maker) ToFile(ctx context.Context, at kernel.At, path string) (made *Made, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".plimsoll-pack-")
	if err != nil {
		return nil, fmt.Errorf("begin the pack: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if made, err = m.Write(ctx, at, tmp); err != nil {
		return nil, err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("write the pack: %w", err)
	}
	return made, os.Rename(tmp.Name(), path)
}

// Write makes a pack of a moment.
func (m *Maker) Write(ctx context.Context, at kernel.At, w io.Writer) (*Made, error) {
	p, err := m.gather(ctx, at)
	if err != nil {
		return nil, err
	}
	checkpoint, err := m.Store.Checkpoint(ctx, p.seq)
	if err != nil {
		return nil, err
	}
	out := newArchive(w)
	p.manifest = Manifest{Format: Format, Organisation: p.name, Time: p.now.UTC().Format(time.RFC3339), Entry: uint64(p.seq),
		Made: m.Now.UTC().Format(time.RFC3339), Records: len(p.records), LeftOut: p.leftOut}
	steps := []func() error{
		func() error { return m.index(out, p, checkpoint) },
		func() error { return out.text(memberCheckpoint, checkpoint) },
		func() error { return out.text(memberKey, m.Public+"\n") },
		func() error { return out.json(memberReadiness, p.readiness) },
		func() error { return out.json(memberSoA, p.soa) },
		func() error { return m.registers(out, p) },
		func() error { return m.proofs(ctx, out, p) },
		func() error { return m.evidence(ctx, out, p, at) },
		func() error { p.manifest.Members = out.digests; return out.json(memberManifest, p.manifest) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if err := out.seal(m.Signer); err != nil {
		return nil, err
	}
	return &Made{Records: len(p.records), Files: len(p.files), Entry: p.seq, Bytes: out.n, LeftOut: p.leftOut}, nil
}

// contents is everything that goes into a pack, read in one view.
type contents struct {
	name      string
	now       time.Time
	seq       kernel.Seq
	reg       *kernel.Registry
	records   []*kernel.Record
	byKind    map[string][]*kernel.Record
	scope     *aims.Scope
	readiness *readiness.Report
	soa       *soa.Sheet
	files     []kernel.File
	leftOut   []string
	manifest  Manifest
}

// gather reads the moment. Blobs are read later; they never change.
func (m *Maker) gather(ctx context.Context, at kernel.At) (*contents, error) {
	p := &contents{byKind: map[string][]*kernel.Record{}}
	err := m.Store.View(ctx, at, func(v kernel.View) error {
		p.now, p.seq, p.reg = v.Now(), v.Seq(), v.Registry()
		c, err := m.Catalog(ctx, v)
		if err != nil {
			return err
		}
		f, err := facts.Gather(ctx, v, c)
		if err != nil {
			return err
		}
		p.readiness, p.soa = readiness.Build(f), soa.Build(f)
		if o, ok := f.Organisation(); ok {
			p.name = p.reg.Kind("organisation").TextOf(&o.Record.Meta, o.Record.Spec)
		}
		if s, ok := f.InForceScope(); ok {
			p.scope = s.Is
		}
		return p.collect(ctx, v, m.maxFile())
	})
	if err == nil && p.seq == 0 {
		err = errEmpty
	}
	return p, err
}

func (m *Maker) maxFile() int64 {
	if m.MaxFile > 0 {
		return m.MaxFile
	}
	return 50 << 20
}

// collect takes every record that belongs to the management system, and the
// files they use.
func (p *contents) collect(ctx context.Context, v kernel.View, maxFile int64) error {
	seen := map[kernel.Digest]bool{}
	for _, k := range p.reg.Kinds() {
		if k.Internal {
			continue
		}
		list, err := v.All(ctx, k.Name)
		if err != nil {
			return err
		}
		p.byKind[k.Name] = list
		p.records = append(p.records, list...)
		for _, r := range list {
			k.Files(r.Spec, func(_ string, f kernel.File) {
				switch {
				case seen[f.Digest]:
				case f.Size > maxFile:
					p.leftOut = append(p.leftOut, fmt.Sprintf("%s (%d MB, %s)", f.Name, f.Size>>20, f.Digest))
				default:
					p.files = append(p.files, f)
				}
				seen[f.Digest] = true
			})
		}
	}
	return nil
}

// registers writes each kind's records as JSON, references by name.
func (m *Maker) registers(out *archive, p *contents) error {
	for _, k := range p.reg.Kinds() {
		list := p.byKind[k.Name]
		if len(list) == 0 {
			continue
		}
		err := out.member(dirRegisters+k.Plural+".json", func(w io.Writer) error {
			if _, err := io.WriteString(w, "[\n"); err != nil {
				return err
			}
			for i, r := range list {
				end := ",\n"
				if i == len(list)-1 {
					end = "\n]\n"
				}
				b, err := json.Marshal(k.ShowOutside(r))
				if err != nil {
					return err
				}
				if _, err := io.WriteString(w, string(b)+end); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// proofs writes one line for each record: its entry, its place in the tree, and
// its content as it was digested. Kinds with sensitive fields go without content.
func (m *Maker) proofs(ctx context.Context, out *archive, p *contents) error {
	const batch = 500
	return out.member(memberProofs, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for from := 0; from < len(p.records); from += batch {
			part := p.records[from:min(from+batch, len(p.records))]
			seqs := make([]kernel.Seq, len(part))
			for i, r := range part {
				seqs[i] = r.Seq
			}
			proofs, err := m.Store.Prove(ctx, p.seq, seqs...)
			if err != nil {
				return err
			}
			for i := range proofs {
				if p.reg.Kind(part[i].Kind).HasSensitive() {
					proofs[i].Payload, proofs[i].Salt = "", nil
				}
				if err := e.Encode(proofs[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// evidence copies the files, named by digest.
func (m *Maker) evidence(ctx context.Context, out *archive, p *contents, at kernel.At) error {
	for _, f := range p.files {
		err := m.Store.View(ctx, at, func(v kernel.View) error {
			rc, _, err := v.Open(ctx, f.Digest)
			if err != nil {
				return fmt.Errorf("read %s: %w", f.Name, err)
			}
			defer rc.Close()
			return out.member(dirEvidence+strings.TrimPrefix(string(f.Digest), "sha256:"), func(w io.Writer) error {
				_, err := io.Copy(w, rc)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// archive is a zip writer that digests members and the whole.
type archive struct {
	zip     *zip.Writer
	whole   hash.Hash
	n       int64
	digests map[string]string
	under   io.Writer
	end     *bytes.Buffer // the central directory, while it is held back
}

func newArchive(w io.Writer) *archive {
	a := &archive{whole: sha256.New(), digests: map[string]string{}, under: w}
	a.zip = zip.NewWriter(a)
	return a
}

// Write passes the archive's bytes on and digests them, or, once end is set,
// holds them back until the comment is known; see seal.
func (a *archive) Write(p []byte) (int, error) {
	if a.end != nil {
		return a.end.Write(p)
	}
	a.whole.Write(p)
	n, err := a.under.Write(p)
	a.n += int64(n)
	return n, err
}

// member writes one member and notes its digest.
func (a *archive) member(name string, fill func(io.Writer) error) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return fmt.Errorf("begin %s: %w", name, err)
	}
	h := sha256.New()
	if err := fill(io.MultiWriter(w, h)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	a.digests[name] = hex.EncodeToString(h.Sum(nil))
	return nil
}

func (a *archive) text(name, s string) error {
	return a.member(name, func(w io.Writer) error { _, err := io.WriteString(w, s); return err })
}

func (a *archive) json(name string, v any) error {
	return a.member(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(v)
	})
}

// seal signs everything up to the comment and writes the signature as comment.
// The length of the comment stands before it, so it is settled first: signatures
// of one key all have the same length.
func (a *archive) seal(s note.Signer) error {
	probe, err := sign(s, make([]byte, sha256.Size))
	if err != nil {
		return err
	}
	if err := a.zip.SetComment(strings.Repeat(" ", len(probe))); err != nil {
		return err
	}
	if err := a.zip.Flush(); err != nil {
		return err
	}
	a.end = &bytes.Buffer{}
	if err := a.zip.Close(); err != nil {
		return fmt.Errorf("end the pack: %w", err)
	}
	tail := a.end.Bytes()
	a.end = nil
	if _, err := a.Write(tail[:len(tail)-len(probe)]); err != nil {
		return err
	}
	comment, err := sign(s, a.whole.Sum(nil))
	if err != nil {
		return err
	}
	if len(comment) != len(probe) {
		return errors.New("the signature has an unexpected length")
	}
	_, err = a.Write([]byte(comment))
	return err
}
