// Package whatsapp speaks the WhatsApp Business Platform's Cloud API: it decodes
// webhooks, checks their signatures, and calls the Graph API to send messages, move
// media and manage templates and numbers.
//
// It promises three things. Whatever Meta posts is either understood or kept as raw
// JSON, never lost and never a panic. A token leaves this process only towards the
// configured Graph host and the media hosts that belong to it. And after every send the
// caller can tell whether the platform took the message, refused it, never saw it, or
// whether nobody can know (see OutcomeOf).
//
// The relay calls it to talk to Meta; the sandbox uses the same words from the other
// side. It imports nothing else of ours. Facts about the platform are those of Meta's
// documentation under
// https://developers.facebook.com/documentation/business-messaging/whatsapp/
// as of autumn 2026.
package whatsapp
