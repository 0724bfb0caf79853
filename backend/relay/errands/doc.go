// Package errands does what a shop asks of WhatsApp beside messages: templates
// handed in, changed and deleted, customers blocked, the profile changed.
//
// It promises that each errand in the journal is tried until WhatsApp did it or
// said no for good, that doing it twice does no harm (what became of it is read
// back where an answer was lost), and that the answer, a refusal too, is an
// event. The relay runs one clerk per shop.
package errands
