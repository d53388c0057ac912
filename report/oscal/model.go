package oscal

// Document is one OSCAL file: one of its models, the others nil.
type Document struct {
	Catalog *Catalog `json:"catalog,omitempty"`
	Plan    *Plan    `json:"system-security-plan,omitempty"`
	Results *Results `json:"assessment-results,omitempty"`
}

// Metadata says what a document is, of which moment and by whom.
type Metadata struct {
	Title        string     `json:"title"`
	LastModified string     `json:"last-modified"`
	Version      string     `json:"version"`
	OSCAL        string     `json:"oscal-version"`
	Props        []Property `json:"props,omitempty"`
	Roles        []Role     `json:"roles,omitempty"`
	Parties      []Party    `json:"parties,omitempty"`
	Remarks      string     `json:"remarks,omitempty"`
}

// Property is a name and a value; NS says whose name it is.
type Property struct {
	Name  string `json:"name"`
	NS    string `json:"ns,omitempty"`
	Value string `json:"value"`
}

// Role is a part that people play.
type Role struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Party is a person or an organisation.
type Party struct {
	UUID string `json:"uuid"`
	Type string `json:"type"` // person, organization
	Name string `json:"name"`
}

// Responsible gives a role to parties.
type Responsible struct {
	Role    string   `json:"role-id"`
	Parties []string `json:"party-uuids,omitempty"`
}

// Link leads to something else.
type Link struct {
	Href string `json:"href"`
	Rel  string `json:"rel,omitempty"`
	Text string `json:"text,omitempty"`
}

// BackMatter holds what a document refers to.
type BackMatter struct {
	Resources []Resource `json:"resources"`
}

// Resource is a thing outside the models: a file, an evidence record.
type Resource struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Props       []Property `json:"props,omitempty"`
	RLinks      []RLink    `json:"rlinks,omitempty"`
	Base64      *Base64    `json:"base64,omitempty"`
}

// RLink is where the bytes of a resource are.
type RLink struct {
	Href      string `json:"href"`
	MediaType string `json:"media-type,omitempty"`
}

// Base64 carries the bytes of a resource.
type Base64 struct {
	Filename  string `json:"filename,omitempty"`
	MediaType string `json:"media-type,omitempty"`
	Value     string `json:"value"`
}

// Catalog is a framework: groups of controls.
type Catalog struct {
	UUID     string    `json:"uuid"`
	Metadata Metadata  `json:"metadata"`
	Groups   []Group   `json:"groups,omitempty"`
	Controls []Control `json:"controls,omitempty"`
}

// Group is a clause or an area.
type Group struct {
	ID       string     `json:"id"`
	Class    string     `json:"class,omitempty"`
	Title    string     `json:"title"`
	Props    []Property `json:"props,omitempty"`
	Parts    []Part     `json:"parts,omitempty"`
	Groups   []Group    `json:"groups,omitempty"`
	Controls []Control  `json:"controls,omitempty"`
}

// Control is a control or a requirement: whatever one meets or does not.
type Control struct {
	ID    string     `json:"id"`
	Class string     `json:"class,omitempty"`
	Title string     `json:"title"`
	Props []Property `json:"props,omitempty"`
	Parts []Part     `json:"parts,omitempty"`
}

// Part is what a finding can point at. It has no prose: the text of a standard
// belongs to its publisher.
type Part struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	NS   string `json:"ns,omitempty"`
}

// Plan is a system security plan.
type Plan struct {
	UUID                  string                `json:"uuid"`
	Metadata              Metadata              `json:"metadata"`
	ImportProfile         Import                `json:"import-profile"`
	Characteristics       Characteristics       `json:"system-characteristics"`
	Implementation        Implementation        `json:"system-implementation"`
	ControlImplementation ControlImplementation `json:"control-implementation"`
	BackMatter            BackMatter            `json:"back-matter"`
}

// Import names the document that another builds on.
type Import struct {
	Href    string `json:"href"`
	Remarks string `json:"remarks,omitempty"`
}

// Characteristics say what the system is: here the management system.
type Characteristics struct {
	IDs         []SystemID  `json:"system-ids"`
	Name        string      `json:"system-name"`
	Description string      `json:"description"`
	Information Information `json:"system-information"`
	Status      Status      `json:"status"`
	Boundary    Described   `json:"authorization-boundary"`
}

// SystemID is an identifier of the system.
type SystemID struct {
	Type string `json:"identifier-type,omitempty"`
	ID   string `json:"id"`
}

// Information lists what is handled: here the data sets.
type Information struct {
	Types []InformationType `json:"information-types"`
}

// InformationType is one sort of information.
type InformationType struct {
	UUID        string `json:"uuid,omitempty"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Status is how something stands.
type Status struct {
	State   string `json:"state"`
	Remarks string `json:"remarks,omitempty"`
}

// Described is a thing of which only words are kept.
type Described struct {
	Description string `json:"description"`
}

// Implementation is what the system is made of.
type Implementation struct {
	Users      []User      `json:"users"`
	Components []Component `json:"components"`
}

// User is a sort of people who work with the system.
type User struct {
	UUID  string   `json:"uuid"`
	Title string   `json:"title,omitempty"`
	Roles []string `json:"role-ids,omitempty"`
}

// Component is a part: the management system itself and each AI system.
type Component struct {
	UUID        string     `json:"uuid"`
	Type        string     `json:"type"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Props       []Property `json:"props,omitempty"`
	Status      Status     `json:"status"`
}

// ControlImplementation is how each control stands.
type ControlImplementation struct {
	Description  string        `json:"description"`
	Requirements []Implemented `json:"implemented-requirements"`
}

// Implemented is one control.
type Implemented struct {
	UUID         string        `json:"uuid"`
	Control      string        `json:"control-id"`
	Props        []Property    `json:"props,omitempty"`
	Links        []Link        `json:"links,omitempty"`
	Responsible  []Responsible `json:"responsible-roles,omitempty"`
	ByComponents []ByComponent `json:"by-components,omitempty"`
	Remarks      string        `json:"remarks,omitempty"`
}

// ByComponent is how a component implements a control.
type ByComponent struct {
	UUID        string `json:"uuid"`
	Component   string `json:"component-uuid"`
	Description string `json:"description"`
	Status      Status `json:"implementation-status"`
}

// Results are assessment results.
type Results struct {
	UUID       string     `json:"uuid"`
	Metadata   Metadata   `json:"metadata"`
	ImportAP   Import     `json:"import-ap"`
	Results    []Result   `json:"results"`
	BackMatter BackMatter `json:"back-matter"`
}

// Result is one assessment.
type Result struct {
	UUID         string        `json:"uuid"`
	Title        string        `json:"title"`
	Description  string        `json:"description"`
	Start        string        `json:"start"`
	End          string        `json:"end"`
	Props        []Property    `json:"props,omitempty"`
	Reviewed     Reviewed      `json:"reviewed-controls"`
	Observations []Observation `json:"observations,omitempty"`
	Findings     []Finding     `json:"findings,omitempty"`
}

// Reviewed says which controls were looked at.
type Reviewed struct {
	Description string      `json:"description,omitempty"`
	Selections  []Selection `json:"control-selections"`
}

// Selection lists controls by id, or takes all of them.
type Selection struct {
	All     *struct{}  `json:"include-all,omitempty"`
	Include []Selected `json:"include-controls,omitempty"`
}

// Selected is one control.
type Selected struct {
	Control string `json:"control-id"`
}

// Observation is what was seen.
type Observation struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description"`
	Props       []Property `json:"props,omitempty"`
	Methods     []string   `json:"methods"`
	Types       []string   `json:"types,omitempty"`
	Subjects    []Subject  `json:"subjects,omitempty"`
	Collected   string     `json:"collected"`
	Remarks     string     `json:"remarks,omitempty"`
}

// Subject is what was looked at: a record.
type Subject struct {
	UUID  string `json:"subject-uuid"`
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
}

// Finding is what follows from observations for one target.
type Finding struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Props       []Property `json:"props,omitempty"`
	Target      Target     `json:"target"`
	Related     []Related  `json:"related-observations,omitempty"`
	Remarks     string     `json:"remarks,omitempty"`
}

// Target is what a finding is about, and whether it holds.
type Target struct {
	Type   string       `json:"type"`
	ID     string       `json:"target-id"`
	Title  string       `json:"title,omitempty"`
	Status TargetStatus `json:"status"`
}

// TargetStatus is satisfied or not-satisfied, and why.
type TargetStatus struct {
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"` // pass, fail, other
	Remarks string `json:"remarks,omitempty"`
}

// Related names an observation.
type Related struct {
	Observation string `json:"observation-uuid"`
}
