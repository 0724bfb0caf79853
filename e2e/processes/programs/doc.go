// Package programs builds mostrador-relay and mostrador-sandbox and runs them as
// child processes, the way an operator would: secrets by environment, a data
// folder of their own, free ports, and the relay behind its own certificate. The
// end-to-end tests and the bench start their world with it.
package programs
