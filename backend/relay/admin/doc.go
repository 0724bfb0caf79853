// Package admin lets the relay program's other commands talk to a relay that
// runs: over loopback, with a token that lies beside the data and is made anew
// at every start. Where none runs, the same commands work on the data directly.
//
// It promises that nothing but the holder of the token file gets an answer,
// figures for monitoring excepted. Only cmd/mostrador-relay calls it.
package admin
