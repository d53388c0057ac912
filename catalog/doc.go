// Package catalog is what Plimsoll knows about the world's rule books: the
// clauses, requirements and controls of frameworks (ISO/IEC 42001 first), the
// guidance that goes with them in our own words, the crosswalks between them,
// and dated facts such as the two calendars of the EU AI Act. It is data with
// readers: everything lies in data/ as tables that a person can edit, is
// embedded in the binary, and is parsed once by Load. It knows nothing of
// records, tenants or HTTP.
//
// Three words to know. A framework is one edition of a rule book and has an id
// such as iso42001:2023; an edition never changes, a new one gets a new id. An
// item is anything in it that can be named, and its id is always namespaced:
// iso42001:A.5.2 (a process for impact assessment) is not iso27001:A.5.2
// (roles in security). A crosswalk is a list of mappings from items of one
// framework to items of another, each with its relation, its strength, its
// author and what a reviewer thought of it.
package catalog
