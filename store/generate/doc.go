// Package generate makes the past of a busy shop: customers who write in many
// languages, pictures, orders, notes and what became of every answer, as the
// events a relay would have written. The same Params make the same events.
//
// The benchmarks fill stores with it, and mostrador-generate makes a shop to
// look at. It writes through store.Apply only, so filling is a measurement too.
package generate
