// Package sheet takes records from spreadsheets and gives them back as such. A
// Mapping, a YAML file, says which columns become which fields and how a record
// is named; Read opens CSV or XLSX within bounds, states which encoding it found
// and refuses formulas; Import accounts for every row: created, updated,
// unchanged, or refused with row, column and problem. Importing the same file
// twice changes nothing. WriteCSV and WriteXLSX export records so that no cell
// can be taken for a formula.
package sheet
