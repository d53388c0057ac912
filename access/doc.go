// Package access says who may do what: users and roles as records, passwords,
// sessions, API tokens and invitations as plain tables beside them, and the one
// step from a proof of identity to a kernel.Principal with the rights of this
// moment. It decides nothing about single records; the kernel does that, from the
// Principal's grants.
package access
