package kernel

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Meta is what every record carries, whatever its kind.
type Meta struct {
	Kind, Name string // unique together within a tenant; the name may change
	UID        UID
	Rev        int // 1, 2, 3 … of this record: the optimistic lock
	Seq        Seq // where that revision sits in the ledger
	At         time.Time
	Actor      string
	Labels     map[string]string
	Fields     map[string]any // custom fields: string, float64 or bool
	Origin     string         // "" = edited here; "apply:<set>" = owned by a directory
}

// Record is one revision of one record. Spec points at the kind's struct. Records
// that a View hands out are shared: never change them, Clone the Spec first.
type Record struct {
	Meta
	Spec any
}

// Key is "kind/name".
func (r *Record) Key() string { return Key(r.Kind, r.Name) }

// Op is what an entry of the ledger did.
type Op string

// The operations, complete.
const (
	OpCreate  Op = "create"
	OpUpdate  Op = "update"
	OpRename  Op = "rename"
	OpDelete  Op = "delete"
	OpRestore Op = "restore" // a deleted record comes back
	OpErase   Op = "erase"   // payloads are gone for good; the proof stays
)

// Revision is one step in a record's history. Spec is nil for a deletion and
// where the payload was erased.
type Revision struct {
	Record
	Op     Op
	Via    string
	Why    string
	Erased bool
}

// At selects the state to read. The zero At is now; Seq wins over Time.
type At struct {
	Seq  Seq
	Time time.Time
}

// IsZero says that At means now.
func (a At) IsZero() bool { return a.Seq == 0 && a.Time.IsZero() }

// View is a consistent read at one ledger position, as one principal may see it:
// what it may not read does not exist for it, in lists, counts, links and errors
// alike. Every method returns NotFound, Forbidden or Usage faults as said; other
// errors are internal.
type View interface {
	// Seq is the ledger position that is read.
	Seq() Seq
	// Latest is the newest position there is. An erasure moves it and may change
	// what an earlier position shows, so whatever is kept of a view is kept for
	// both.
	Latest() Seq
	// Now is the moment to reason with: the asked time, the time of the asked
	// entry, or the clock for the latest state.
	Now() time.Time
	// Past says whether the view shows an earlier state.
	Past() bool
	// Root is the Merkle tree's root at Seq, as hexadecimal digits.
	Root(ctx context.Context) (string, error)
	// Principal is who reads.
	Principal() *Principal
	// Registry lists the kinds.
	Registry() *Registry

	// Get reads a record by name. NotFound when there is none that may be seen.
	Get(ctx context.Context, kind, name string) (*Record, error)
	// Find reads a record by UID, whatever its kind.
	Find(ctx context.Context, uid UID) (*Record, error)
	// All gives every record of a kind, ordered by UID, that is in order of
	// creation. The slice and the records are shared and must not be changed.
	All(ctx context.Context, kind string) ([]*Record, error)
	// List gives one page of a query.
	List(ctx context.Context, q Query) (*Page, error)
	// Count counts the records of a query by the values of a column ("" for one total).
	Count(ctx context.Context, q Query, groupBy string) (map[string]int, error)
	// Links lists the references from or to a record, ordered by kind and name of
	// the other end; field "" is every field.
	Links(ctx context.Context, of UID, dir Direction, field string) ([]Link, error)
	// History lists the revisions of a record up to the view, newest first. It
	// works for deleted records too.
	History(ctx context.Context, of UID) ([]Revision, error)
	// Changes lists the newest entries of the ledger up to the view, newest
	// first, as far as they may be seen; before 0 starts at the view.
	Changes(ctx context.Context, before Seq, limit int) ([]Revision, error)
	// Search finds records by name and text, best first.
	Search(ctx context.Context, text string, kinds []string, limit int) ([]*Record, error)
	// Open reads a blob that a visible record uses.
	Open(ctx context.Context, d Digest) (io.ReadCloser, Blob, error)
}

// Tx is a View of the latest state that can also write. All writes of one Tx
// take consecutive ledger positions and commit or fail together.
type Tx interface {
	View
	// Put creates or updates a record. With UID set in m the record may also be
	// renamed. It returns Invalid with every problem, Conflict when m.Rev does not
	// hold, Forbidden. A Put that changes nothing writes nothing.
	Put(ctx context.Context, m Put) (*Record, error)
	// Delete ends a record. Conflict when others refer to it and must not lose it.
	Delete(ctx context.Context, kind, name string, rev int) error
	// Restore writes an earlier revision as the newest, also of a deleted record.
	Restore(ctx context.Context, of UID, rev int) (*Record, error)
	// Erase removes payloads for good: of all revisions before the newest, or,
	// with all set, of the whole record, which it deletes. The ledger keeps its
	// proofs and says that and under which ground this was done.
	Erase(ctx context.Context, of UID, all bool, ground string) error
	// SetStatus keeps a derived value beside a record; it is not in the ledger.
	SetStatus(ctx context.Context, of UID, engine string, v any) error
	// Enqueue adds a job in the same transaction.
	Enqueue(ctx context.Context, j Job) error
}

// Put is what Tx.Put writes.
type Put struct {
	Kind, Name string
	UID        UID // "" finds the record by name
	Rev        int // the revision that was read; RevNew or RevAny otherwise
	Spec       any // pointer to the kind's struct, or a document tree to decode
	Labels     map[string]string
	Fields     map[string]any
	Origin     string
	KeepMeta   bool // keep labels, custom fields and origin as they are
}

// Preconditions for Put.Rev and Delete.
const (
	RevNew = 0  // the record must not exist
	RevAny = -1 // whatever is there
)

// Store is bound to one tenant and one principal; there is no unscoped Store.
type Store interface {
	// View reads at a moment; the zero At is now. It fails with NotFound when the
	// moment lies outside the ledger.
	View(ctx context.Context, at At, f func(View) error) error
	// Update runs f once and commits what it wrote. why is the reason that the
	// history shows.
	Update(ctx context.Context, why string, f func(Tx) error) (Receipt, error)
	// Attach stores bytes under their digest, ready to be referred to by a File.
	Attach(ctx context.Context, media string, r io.Reader) (Blob, error)
	// Watch gives the positions of new entries after from, until ctx ends.
	Watch(ctx context.Context, from Seq) iter.Seq2[Seq, error]
	// Principal is whom the store is bound to.
	Principal() *Principal
}

// Receipt names the ledger entries of an update; both are 0 when nothing changed.
type Receipt struct {
	First, Last Seq
}

// Blob is stored bytes.
type Blob struct {
	Digest Digest
	Size   int64
	Media  string
}

// Direction of a link.
type Direction uint8

// The directions.
const (
	Out Direction = iota // references that the record makes
	In                   // references to the record: back-links
)

// Link is one reference between two records, seen from one of them.
type Link struct {
	Field string // path of the field at the referring end
	Other *Meta  // the other end; Title as people see it
	Title string
}

// Job is work to be done after the transaction, outside of it. Jobs are safe to
// run twice.
type Job struct {
	Kind    string
	Key     string // at most one waiting job of a kind and key; "" for no limit
	Payload any    // JSON
	RunAt   time.Time
}

// Page is one page of a list.
type Page struct {
	Items []*Record
	Next  string // cursor for Query.After, "" at the end
	Total int
}

// NotFound is the error for a record that is not there, or not for this reader:
// the two cannot be told apart.
func NotFound(kind, name string) error {
	return fault.New(fault.NotFound, "there is no %s called %s", kind, name)
}
