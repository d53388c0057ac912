package kernel

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

type (
	// UID identifies a record for ever, whatever it is called. It sorts by time of
	// creation and is never reused.
	UID string
	// Tenant is one organisation on an instance. Nothing crosses tenants.
	Tenant string
	// Seq is a position in a tenant's ledger: the size of its Merkle tree after
	// the entry. 0 is the empty ledger.
	Seq uint64
	// Digest names bytes by their SHA-256, as "sha256:" and 64 hexadecimal digits.
	Digest string
	// Date is a day as YYYY-MM-DD, empty when unknown. Dates compare as strings.
	Date string
)

// DateOf gives the day of t in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// Time gives the start of the day in UTC, the zero time for an empty or broken date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Valid says whether d is a real day in the years 1 to 9999.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Before says whether d is a known day earlier than o; an empty date is never before.
func (d Date) Before(o Date) bool { return d != "" && d < o }

// DaysUntil counts the days from d to o, negative when o is earlier.
func (d Date) DaysUntil(o Date) int { return int(o.Time().Sub(d.Time()).Hours() / 24) }

// Add gives the date n days later.
func (d Date) Add(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// AddMonths gives the date n months later, with Go's normalisation of short months.
func (d Date) AddMonths(n int) Date { return DateOf(d.Time().AddDate(0, n, 0)) }

// Money is an amount in a currency (ISO 4217 code).
type Money struct {
	Amount   float64 `json:"amount" fact:"required,index"`
	Currency string  `json:"currency" fact:"required,pattern=^[A-Z]{3}$"`
}

// File is an attached file: its bytes are a blob, named by digest.
type File struct {
	Name   string `json:"name" fact:"required"`
	Digest Digest `json:"digest" fact:"required,pattern=^sha256:[0-9a-f]{64}$"`
	Size   int64  `json:"size,omitempty"`
	Media  string `json:"media,omitempty"`
}

// nameRule is what a record may be called: it goes into URLs, file names and YAML.
var nameRule = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,149}$`)

// ValidName says whether s can name a record.
func ValidName(s string) bool { return nameRule.MatchString(s) }

// Key is "kind/name", the way people and files point at a record.
func Key(kind, name string) string { return kind + "/" + name }

// Item is the path of one element of a list: grants[2].
func Item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Enum is a typed string with a complete list of values. The list is the only
// place where they are written: validation, forms, OpenAPI and the projection's
// CHECK all come from it.
type Enum interface{ Values() []string }

// Ref points at a record of the kind registered for T. People, JSON and YAML see
// its name; the store keeps its UID, so that renaming the target breaks nothing.
type Ref[T any] struct {
	Name string
	UID  UID
}

// AnyRef points at a record of any kind; people see "kind/name".
type AnyRef struct {
	Kind, Name string
	UID        UID
}

// To makes a reference by name.
func To[T any](name string) Ref[T] { return Ref[T]{Name: name} }

// IsZero says that the reference points nowhere.
func (r Ref[T]) IsZero() bool { return r.Name == "" && r.UID == "" }

// IsZero says that the reference points nowhere.
func (r AnyRef) IsZero() bool { return r.Name == "" && r.UID == "" }

// String gives the name that people see.
func (r Ref[T]) String() string { return r.Name }

// String gives "kind/name".
func (r AnyRef) String() string {
	if r.IsZero() {
		return ""
	}
	return Key(r.Kind, r.Name)
}

// storedRef marks a reference inside a stored payload: a UID, not a name.
// No name can begin with it.
const storedRef = "~"

// MarshalJSON gives the name.
func (r Ref[T]) MarshalJSON() ([]byte, error) { return json.Marshal(r.Name) }

// UnmarshalJSON reads a name, or a stored UID.
func (r *Ref[T]) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*r = Ref[T]{Name: s}
	if len(s) > 0 && s[:1] == storedRef {
		*r = Ref[T]{UID: UID(s[1:])}
	}
	return nil
}

// MarshalJSON gives "kind/name".
func (r AnyRef) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// UnmarshalJSON reads "kind/name", or a stored "kind/~uid".
func (r *AnyRef) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	got, ok := ParseAnyRef(s)
	if !ok {
		return fmt.Errorf("%q is not kind/name", s)
	}
	*r = got
	return nil
}

var anyRefRule = regexp.MustCompile(`^([a-z][a-z-]*)/(~?)([A-Za-z0-9][A-Za-z0-9._-]{0,149})$`)

// ParseAnyRef reads "kind/name"; empty text is the zero reference.
func ParseAnyRef(s string) (AnyRef, bool) {
	if s == "" {
		return AnyRef{}, true
	}
	m := anyRefRule.FindStringSubmatch(s)
	if m == nil {
		return AnyRef{}, false
	}
	if m[2] != "" {
		return AnyRef{Kind: m[1], UID: UID(m[3])}, true
	}
	return AnyRef{Kind: m[1], Name: m[3]}, true
}
