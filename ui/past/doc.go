// Package past is the part of Settings where a shop brings in the chats and
// contacts it has elsewhere, and takes everything with it when it wants to.
// What would be written is shown before it is; each bringing-in can be stopped,
// gone on with and taken back whole.
package past
