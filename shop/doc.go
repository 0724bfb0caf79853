// Package shop holds the words of the domain and its rules: events, commands
// and the decisions that turn one into the other.
//
// Everything here is pure: no input or output, no clock and no source of ids
// of its own. Whoever calls passes the time in, and every id is either made on
// a device before any network (UUIDv7) or derived from what it stands for
// (UUIDv5), so that the same facts always make the same events. The relay
// decides with it, devices preview with it, and the simulation runs it under a
// seeded clock.
package shop
