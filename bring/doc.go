// Package bring turns what package past has read into what the shop is asked
// to take in: whom a chat is with, what is new and what is known already. It
// writes nothing until a plan is carried out, and a plan that is carried out
// twice adds nothing the second time. The window calls it for "Bring your past".
package bring
