package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Organisation is who runs the AI management system: what it does, where, with
// how many people, and in which roles towards AI. There is one record for the
// organisation itself and there may be more for units in its scope (4.1, 5.1, 5.3).
type Organisation struct {
	// Title is the legal name.
	Title string `json:"title" fact:"required,text,index"`
	// Sector is the line of business.
	Sector string `json:"sector" fact:"text,index"`
	// Purpose says what the organisation exists for and for whom.
	Purpose string `json:"purpose" fact:"long,text"`
	// Headquarters is the place of the head office.
	Headquarters string `json:"headquarters"`
	// PartOf is the organisation that this one is a unit of.
	PartOf kernel.Ref[Organisation] `json:"part_of" fact:"index"`
	// Sites are the places where it works.
	Sites []Site `json:"sites"`
	// Staff is the number of people who work there.
	Staff int `json:"staff" fact:"min=0,index"`
	// AIStaff is the number of people who develop, provide, use or oversee AI systems.
	AIStaff int `json:"ai_staff" fact:"min=0,title=Staff who work with AI"`
	// Revenue is the yearly revenue.
	Revenue *kernel.Money `json:"revenue"`
	// Roles are the ISO/IEC 22989 roles that the organisation holds in sum.
	Roles []Role `json:"roles" fact:"title=Roles (ISO/IEC 22989)"`
	// TopManagement directs the organisation at the highest level.
	TopManagement []kernel.Ref[Person] `json:"top_management"`
	// AIMSManager answers for conformity and for reporting to top management (5.3 a and b).
	AIMSManager kernel.Ref[Person] `json:"aims_manager" fact:"index,title=AIMS manager"`
	// Sponsor is the member of top management who stands behind the programme.
	Sponsor kernel.Ref[Person] `json:"sponsor"`
	// Committee decides on AI matters beside the line.
	Committee Committee `json:"committee"`
	// Certificates are the management system certificates held.
	Certificates []Certificate `json:"certificates"`
	// Climate is the decision whether climate change matters to the AIMS (4.1).
	Climate Climate `json:"climate"`
	// ProgrammeStart is the day on which work on the AIMS began.
	ProgrammeStart kernel.Date `json:"programme_start" fact:"index"`
	// Contact is where outsiders reach the organisation about AI.
	Contact string `json:"contact"`
	// ConcernChannel is where anybody can raise a concern about AI, anonymously if they want (A.3.3).
	ConcernChannel string `json:"concern_channel"`
	// Reviewed is the day on which the facts here were last looked through.
	Reviewed kernel.Date `json:"reviewed" fact:"index"`
}

// Site is one place of work.
type Site struct {
	// Name is what the place is called.
	Name string `json:"name" fact:"required,text"`
	// Country is the ISO 3166 code of the country.
	Country string `json:"country" fact:"pattern=^[A-Z]{2}$"`
	// Activities says what is done there.
	Activities string `json:"activities" fact:"text"`
	// Staff is the number of people there.
	Staff int `json:"staff" fact:"min=0"`
}

// Committee is a body that decides on AI matters.
type Committee struct {
	// Title is what the body is called.
	Title string `json:"title" fact:"required,text"`
	// Chair leads it.
	Chair kernel.Ref[Person] `json:"chair"`
	// Members belong to it, the chair included.
	Members []kernel.Ref[Person] `json:"members"`
	// Quorum says who must be there for a decision.
	Quorum string `json:"quorum"`
	// Meets says how often.
	Meets string `json:"meets"`
	// Powers says what it may decide by itself.
	Powers string `json:"powers" fact:"long"`
}

// Certificate is one that the organisation holds.
type Certificate struct {
	// Standard is what was certified against.
	Standard string `json:"standard" fact:"required"`
	// Since is the day of the first certificate.
	Since kernel.Date `json:"since"`
	// Until is the day on which it ends.
	Until kernel.Date `json:"until"`
	// Covers says which part of the organisation it covers.
	Covers string `json:"covers"`
}

// Climate is the decision about climate change that clause 4.1 asks for.
type Climate struct {
	// Relevant is the decision.
	Relevant YesNo `json:"relevant" fact:"required,index"`
	// Reasons say why.
	Reasons string `json:"reasons" fact:"required,long,text"`
	// Decided is the day of the decision.
	Decided kernel.Date `json:"decided" fact:"required"`
}

// Role is a role towards an AI system in the sense of ISO/IEC 22989.
type Role string

// The roles; an organisation can hold several for one system.
const (
	RoleProvider  Role = "provider"
	RoleProducer  Role = "producer"
	RoleCustomer  Role = "customer"
	RoleUser      Role = "user"
	RolePartner   Role = "partner"
	RoleSubject   Role = "subject"
	RoleAuthority Role = "authority"
)

// Values lists the roles.
func (Role) Values() []string {
	return []string{"provider", "producer", "customer", "user", "partner", "subject", "authority"}
}

// OrganisationKind registers Organisation.
var OrganisationKind = kernel.Define[Organisation]("organisation",
	kernel.Clauses("4.1", "5.1", "5.3", "A.3.2"), kernel.Owned("aims_manager"))
