package inbox

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// errNoClipboard says that this computer has no program that gives out the
// pictures of its clipboard.
var errNoClipboard = errors.New("no program reads pictures from the clipboard")

// clipboardPicture reads a picture as PNG with what the system has for it; tests
// replace it.
var clipboardPicture = systemPicture

const clipboardWait = 5 * time.Second

func systemPicture(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, clipboardWait)
	defer cancel()
	switch runtime.GOOS {
	case "darwin":
		out, err := answerOf(ctx, "osascript", "-e", "get the clipboard as «class PNGf»")
		return unhexed(out), err
	case "windows":
		out, err := answerOf(ctx, "powershell", "-NoProfile", "-STA", "-Command", windowsClipboard)
		if err != nil {
			return nil, err
		}
		return base64.StdEncoding.DecodeString(string(bytes.TrimSpace(out)))
	}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		if out, err := answerOf(ctx, "wl-paste", "--no-newline", "--type", "image/png"); !errors.Is(err, errNoClipboard) {
			return out, err
		}
	}
	return answerOf(ctx, "xclip", "-selection", "clipboard", "-t", "image/png", "-o")
}

const windowsClipboard = `Add-Type -AssemblyName System.Windows.Forms, System.Drawing; $i=[Windows.Forms.Clipboard]::GetImage(); ` +
	`if ($i) { $m=New-Object IO.MemoryStream; $i.Save($m,[Drawing.Imaging.ImageFormat]::Png); [Convert]::ToBase64String($m.ToArray()) }`

func answerOf(ctx context.Context, program string, arguments ...string) ([]byte, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, errNoClipboard
	}
	return exec.CommandContext(ctx, path, arguments...).Output()
}

// unhexed reads what AppleScript writes: «data PNGf8950…».
func unhexed(out []byte) []byte {
	_, digits, found := bytes.Cut(out, []byte("PNGf"))
	if !found {
		return nil
	}
	digits, _, _ = bytes.Cut(digits, []byte("»"))
	picture := make([]byte, hex.DecodedLen(len(digits)))
	n, err := hex.Decode(picture, digits)
	if err != nil {
		return nil
	}
	return picture[:n]
}
