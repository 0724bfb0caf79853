// Package practice is the shop of the desktop's first start: relay, sandbox and
// a bakery in one process, on loopback, with nothing to sign up for.
//
// It promises that only the platform is simulated. The journal, the relay, the
// check of signatures and HTTP are the real ones; what happened before the first
// start went through them too, with the times it had. Everything is still there
// after a restart, and a first start that was interrupted begins anew. The
// desktop program starts it, pairs with its invite like with any relay, and
// lets the owner write as a customer.
package practice
