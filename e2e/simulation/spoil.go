package simulation

// Spoil is a rule that is broken on purpose: a simulation is believed because it
// finds that.
type Spoil int

// What can be broken.
const (
	Sound Spoil = iota
	// Unguarded: what a relay decided is appended although another was first.
	Unguarded
	// EarlyOK: a webhook is answered with 200 and not kept.
	EarlyOK
	// PostsAgain: a call to the platform whose answer was lost is made again.
	PostsAgain
	// LosesCommands: a device is told that a command was done which no relay saw.
	LosesCommands
	// SkipsEvents: a device passes an event over.
	SkipsEvents
)
