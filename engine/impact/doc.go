// Package impact says which AI systems need an impact assessment and which have
// one, in sum, by unit of the organisation and by label.
package impact
