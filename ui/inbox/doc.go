// Package inbox is the room where customers are answered: the list of
// conversations, the one that is open, what is written to it, and the customer
// beside it. It promises that the list and the thread stay where the reader
// looks at them, that nothing typed is lost, and that every rule's no is said
// in words with a way on. The window makes one Room; the room reads the store
// only through the desk.
package inbox
