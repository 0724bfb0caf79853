// Package past reads the chats and contacts that a shop already has elsewhere:
// WhatsApp's own "export chat" in every date and language writing we could
// establish, contact cards, lists of contacts. It only reads: what was
// understood and what was not is there to be looked at before anything is
// written, and each message has a key that is the same whenever the same chat
// is read again. The window calls it for "Bring your past".
package past
