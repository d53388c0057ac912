package pack

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// Checked is what a verification found. The pack is sound when Faults is empty.
type Checked struct {
	Manifest   Manifest `json:"manifest"`
	Key        string   `json:"key"`
	Pinned     bool     `json:"pinned"` // the key came from elsewhere, not from the pack
	Checkpoint string   `json:"checkpoint"`
	Proofs     int      `json:"proofs"`
	Members    int      `json:"members"`
	Faults     []string `json:"faults"`
}

// maxFaults bounds a report.
const maxFaults = 200

// Verify checks a pack with nothing but the file; pinned is the key that the
// reader knows from elsewhere, "" to believe the one inside. It reports every
// fault; the error is for files that cannot be read at all.
func Verify(path, pinned string) (*Checked, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "%s cannot be read: %v", path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	v := &verifier{c: &Checked{Faults: []string{}}, seqs: map[uint64]bool{}}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		v.fault("%s is not a pack, or was cut short: %v", path, err)
		return v.c, nil
	}
	v.run(f, info.Size(), z, pinned)
	return v.c, nil
}

type verifier struct {
	c          *Checked
	checkpoint *ledger.Checkpoint
	digests    map[string]string
	seqs       map[uint64]bool
}

func (v *verifier) fault(format string, args ...any) {
	if len(v.c.Faults) < maxFaults {
		v.c.Faults = append(v.c.Faults, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) run(f io.ReaderAt, size int64, z *zip.Reader, pinned string) {
	if len(z.File) > maxMembers || len(z.Comment) > maxComment {
		v.fault("the archive is not one that plimsoll made: too many members")
		return
	}
	members := map[string]*zip.File{}
	var total uint64
	for _, m := range z.File {
		if members[m.Name] != nil {
			v.fault("%s is there twice", m.Name)
		}
		members[m.Name] = m
		if total += m.UncompressedSize64; total > maxUnpacked {
			v.fault("the archive unfolds to more than %d GB", maxUnpacked>>30)
			return
		}
	}
	v.digests = map[string]string{}
	small := func(name string) []byte { return v.small(members, name) }
	v.c.Key, v.c.Pinned = strings.TrimSpace(string(small(memberKey))), pinned != ""
	if v.c.Pinned {
		v.c.Key = strings.TrimSpace(pinned)
	}
	v.seal(f, size, z.Comment)
	if err := json.Unmarshal(small(memberManifest), &v.c.Manifest); err != nil {
		v.fault("%s cannot be read: %v", memberManifest, err)
		return
	}
	v.openCheckpoint(string(small(memberCheckpoint)))
	v.proofs(members[memberProofs])
	for _, m := range z.File {
		v.member(m)
	}
	v.manifest(members)
}

// seal checks the signature over every byte before the comment.
func (v *verifier) seal(f io.ReaderAt, size int64, comment string) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, size-int64(len(comment)))); err != nil {
		v.fault("the file cannot be read: %v", err)
		return
	}
	tail := make([]byte, len(comment))
	if _, err := f.ReadAt(tail, size-int64(len(comment))); err != nil || !bytes.Equal(tail, []byte(comment)) {
		v.fault("something was added to the end of the file")
	}
	if err := openSeal(comment, h.Sum(nil), v.c.Key); err != nil {
		v.fault("%v", err)
	}
}

// small reads a member that is small.
func (v *verifier) small(members map[string]*zip.File, name string) []byte {
	m := members[name]
	if m == nil {
		v.fault("%s is missing", name)
		return nil
	}
	rc, err := m.Open()
	if err != nil {
		v.fault("%s cannot be read: %v", name, err)
		return nil
	}
	defer rc.Close()
	b, err := io.ReadAll(io.LimitReader(rc, maxLine))
	if err != nil {
		v.fault("%s cannot be read: %v", name, err)
	}
	return b
}

func (v *verifier) openCheckpoint(signed string) {
	c, err := ledger.OpenCheckpoint(signed, v.c.Key)
	if err != nil {
		v.fault("%v", err)
		return
	}
	v.checkpoint, v.c.Checkpoint = c, signed
	if c.Size != v.c.Manifest.Entry {
		v.fault("the checkpoint is of entry %d, the pack of entry %d", c.Size, v.c.Manifest.Entry)
	}
}

// proofs checks each record's line: its entry is in the signed tree and its
// content is what the entry commits to.
func (v *verifier) proofs(m *zip.File) {
	if m == nil || v.checkpoint == nil {
		v.fault("there are no proofs that could be checked")
		return
	}
	rc, err := m.Open()
	if err != nil {
		v.fault("%s cannot be read: %v", memberProofs, err)
		return
	}
	defer rc.Close()
	s := bufio.NewScanner(rc)
	s.Buffer(make([]byte, 64<<10), maxLine)
	for s.Scan() {
		var p store.Proof
		if err := json.Unmarshal(s.Bytes(), &p); err != nil {
			v.fault("proof %d cannot be read: %v", v.c.Proofs+1, err)
			continue
		}
		v.c.Proofs++
		v.seqs[p.Seq] = true
		p.Checkpoint = v.c.Checkpoint
		if err := store.CheckProof(&p, v.c.Key); err != nil {
			v.fault("entry %d: %v", p.Seq, err)
		}
	}
	if err := s.Err(); err != nil {
		v.fault("%s cannot be read to its end: %v", memberProofs, err)
	}
	if v.c.Proofs != v.c.Manifest.Records {
		v.fault("there are %d proofs for %d records", v.c.Proofs, v.c.Manifest.Records)
	}
}

// member reads a member to its end and checks it against the manifest.
func (v *verifier) member(m *zip.File) {
	v.c.Members++
	rc, err := m.Open()
	if err != nil {
		v.fault("%s cannot be read: %v", m.Name, err)
		return
	}
	defer rc.Close()
	h := sha256.New()
	var r io.Reader = io.TeeReader(rc, h)
	if strings.HasPrefix(m.Name, dirRegisters) {
		v.register(m.Name, r)
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		v.fault("%s cannot be read to its end: %v", m.Name, err)
		return
	}
	v.digests[m.Name] = sum(h)
	if d, ok := strings.CutPrefix(m.Name, dirEvidence); ok && d != sum(h) {
		v.fault("%s does not have the bytes that its name says", m.Name)
	}
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// register checks that every record shown was proved.
func (v *verifier) register(name string, r io.Reader) {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		v.fault("%s cannot be read: %v", name, err)
		return
	}
	for d.More() {
		var x struct {
			Kind, Name string
			Entry      uint64
		}
		if err := d.Decode(&x); err != nil {
			v.fault("%s cannot be read: %v", name, err)
			return
		}
		if !v.seqs[x.Entry] {
			v.fault("%s: %s/%s has no proof", name, x.Kind, x.Name)
		}
	}
}

// manifest compares the members with what the manifest lists.
func (v *verifier) manifest(members map[string]*zip.File) {
	for name, want := range v.c.Manifest.Members {
		switch got, ok := v.digests[name]; {
		case !ok && members[name] == nil:
			v.fault("%s is missing", name)
		case got != want:
			v.fault("%s was altered", name)
		}
	}
	for name := range members {
		if _, ok := v.c.Manifest.Members[name]; !ok && name != memberManifest {
			v.fault("%s was added", name)
		}
	}
}
