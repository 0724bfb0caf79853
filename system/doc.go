// Package system is what the desktop around the window offers: notices beside
// it, a sound, files chosen in the system's own dialog, starting with the
// session, and links that open the program. It promises that a desktop which
// lacks one of them is said so or passed over in silence, never an error in
// the owner's way. Only main calls it; it knows no window and no shop.
package system
