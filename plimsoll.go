// Package plimsoll is the house as a whole. It holds no code, only the rules of
// the house as tests: which storey may use which, that every package says what it
// is for, and that nothing of a workplace got in. The product is below: start at
// cmd/plimsoll, and read docs/architecture.md for what stands where.
package plimsoll
