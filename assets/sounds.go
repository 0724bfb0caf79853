package assets

import _ "embed"

// MessageSound is two soft notes, half a second, for a customer's message.
//
//go:embed sounds/message.wav
var MessageSound []byte
