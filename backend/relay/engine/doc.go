// Package engine runs one shop at a relay: it folds the shop's journal, decides
// commands and webhooks by the rules of package shop, and serves the feed.
//
// It promises the decision rule. What is decided was decided on the journal
// folded up to a position P and is appended as one atomic batch at P; when
// another relay was there first, the engine folds on and decides again. So a
// command gets one answer however often it is asked, an order update is queued
// once, and a claim has one holder, with one relay or with five. The relay's
// HTTP server, the translator and the sender all write through it.
package engine
