// Package settings is the Settings room: how the window looks and speaks, the
// shops of this computer and how to join one, and the shop's own limits. The
// window makes one Room.
package settings
