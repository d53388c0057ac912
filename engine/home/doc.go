// Package home works out what the first page says: how much risk is carried
// against the line that somebody set, how ready the organisation is, what stands
// on the way to the certificate, what to do next, and what changed.
package home
