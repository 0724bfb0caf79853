// Package relay is the shop's server: webhooks in, feed out, commands in,
// files both ways, and what works behind them.
//
// It promises that a webhook is answered with 200 only when its body is on
// disk and only if its signature is right, that a device sees and touches its
// own shop only (the shop comes from the bearer, never from the request), that
// a revoked device is cut off at once, and that Close lets what is under way
// finish. The relay program and the practice shop call it.
package relay
