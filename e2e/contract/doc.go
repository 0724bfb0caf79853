// Package contract runs clients of the Cloud API that others wrote against the sandbox:
// what they send must be taken, and what they expect back must come. It has no code but
// its tests; package.json names the clients and their versions.
package contract
