package discover

import "sort"

// Confidence says how an asset is known.
type Confidence string

// The confidences, complete, from weakest to strongest.
const (
	Unresolved Confidence = "unresolved" // referred to, but the name stands in a variable or template
	Inferred   Confidence = "inferred"   // deduced from code or a pattern
	Declared   Confidence = "declared"   // a manifest or configuration says so
	Verified   Confidence = "verified"   // the thing itself was seen: its bytes, an installed package, a deployed resource
)

var rank = map[Confidence]int{Unresolved: 1, Inferred: 2, Declared: 3, Verified: 4}

// Result is everything one scan found, in a fixed order: assets and systems by
// ID, evidence by file and line. Encoding it as JSON gives the contract of
// `plimsoll discover -o json`; equal input gives equal bytes.
type Result struct {
	Signals string    `json:"signals"` // version of the signal set
	Assets  []Asset   `json:"assets"`
	Systems []System  `json:"systems"`
	Files   []File    `json:"files"`   // the files that evidence points into, with their hashes
	Skipped []Problem `json:"skipped"` // what could not be read, or only in part, and why
	Scanned Count     `json:"scanned"`
	Changes *Changes  `json:"changes,omitempty"` // against an earlier result, when one was given
}

// Count says how much was looked at.
type Count struct {
	Files int   `json:"files"` // files walked
	Read  int   `json:"read"`  // files that a reader looked into
	Bytes int64 `json:"bytes"` // bytes of the files that were read
}

// Asset is one thing found: a library, a hosted service, a model, a deployment.
// ID is "kind/vendor/name" and stays the same from scan to scan.
type Asset struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"` // one of signal.Kinds
	Name       string            `json:"name"`
	Vendor     string            `json:"vendor"`
	Class      string            `json:"class,omitempty"`
	Confidence Confidence        `json:"confidence"`
	Attributes map[string]string `json:"attributes,omitempty"` // facts read beside it: version, task, licence, base-model, …
	Evidence   []Evidence        `json:"evidence"`
}

// Evidence is a place that shows the asset. Line counts from 1; 0 means the
// file as a whole. Inside a container image File is "image.tar!path".
type Evidence struct {
	File       string     `json:"file"`
	Line       int        `json:"line"`
	Signal     string     `json:"signal"` // ID of the signal, "on:pattern"
	Confidence Confidence `json:"confidence"`
	Count      int        `json:"count,omitempty"` // further places in the same file, when more than this one
}

// System is a proposal: these assets look like one AI system. A person claims,
// merges or dismisses it.
type System struct {
	ID     string   `json:"id"` // "system/" and the folder it lives in
	Name   string   `json:"name"`
	Root   string   `json:"root"`   // folder that the assets share
	Assets []string `json:"assets"` // asset IDs
	Why    string   `json:"why"`    // the reason for the proposal, for a person
}

// File is a file that evidence points into.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Problem is an item that could not be read in full. The scan went on.
type Problem struct {
	Path   string `json:"path"`
	Why    string `json:"why"`
	Unread bool   `json:"unread,omitempty"` // bytes were left unread; else the file is only malformed and was searched line by line
}

// Asset gives the asset with the ID, or nil.
func (r *Result) Asset(id string) *Asset {
	i := sort.Search(len(r.Assets), func(i int) bool { return r.Assets[i].ID >= id })
	if i < len(r.Assets) && r.Assets[i].ID == id {
		return &r.Assets[i]
	}
	return nil
}
