// Package replies is the Replies room: the shop's saved replies, to be found,
// written and deleted, and the templates that WhatsApp approved. The window
// makes one Room.
package replies
