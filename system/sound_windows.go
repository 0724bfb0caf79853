package system

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ErrNoPlayer says that nothing on this computer plays a sound file.
var ErrNoPlayer = errors.New("nothing here plays sounds")

var playSound = windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW")

// As in Microsoft's playsoundapi.h.
const (
	soundNoDefault = 0x0002
	soundIsFile    = 0x00020000
)

// PlaySound plays a WAV file and waits until it is over.
func PlaySound(_ context.Context, path string) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	if played, _, _ := playSound.Call(uintptr(unsafe.Pointer(name)), 0, soundIsFile|soundNoDefault); played == 0 {
		return ErrNoPlayer
	}
	return nil
}
