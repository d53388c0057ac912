package lint

// Finding is one thing that an auditor would write down.
type Finding struct {
	Check    string `json:"check"`    // L07
	Title    string `json:"title"`    // what auditors call it
	Clause   string `json:"clause"`   // 6.1.3, A.7.5
	Severity string `json:"severity"` // Error or Warning
	Record   string `json:"record"`   // kind/name; the kind alone when a record is missing
	Message  string `json:"message"`
	Fix      string `json:"fix"`
	About    string `json:"about,omitempty"` // title of the record
}

// The severities. An error is what would be a major nonconformity.
const (
	Error   = "error"
	Warning = "warning"
)
