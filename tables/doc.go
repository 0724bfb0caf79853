// Package tables reads rows that people keep elsewhere: a CSV file with any
// separator and encoding, an Excel file, cells pasted from a spreadsheet or a
// courier's page. It says which of the columns a caller knows by name it has
// recognised, drops no row silently, and writes CSV in which no cell can be
// taken for a formula. The window calls it for lists of orders, contacts and
// quick replies; it knows nothing of any of them.
package tables
