// Package wire is what relay and device say to each other: the feed, commands
// and their answers, pairing, and problems. Both sides import it, so that a
// field can't be spelt in two ways. The relay serves the same as OpenAPI 3.1.
package wire
