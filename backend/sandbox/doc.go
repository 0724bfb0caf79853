// Package sandbox is a WhatsApp platform to practise on: the Graph API's endpoints for
// messages, media, templates and numbers, signed webhooks with retries, and customers who
// read, answer, complain and unsubscribe.
//
// It promises to behave as Meta's documentation says the platform does, misbehaviour
// included, so that any client of the Cloud API can be tried against it. What it holds
// survives a restart where a folder is given. The practice shop runs it in-process;
// cmd/mostrador-sandbox is the same as a program. docs/sandbox.md describes its use.
//
// It knows the platform's words from backend/whatsapp and nothing else of ours.
package sandbox
