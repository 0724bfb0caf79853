package desk

import (
	"context"
	"errors"
	"strings"
	"syscall"

	"fyne.io/fyne/v2/lang"

	"mostrador/store"
)

// Words turns an error into words for a person, with the next step.
func Words(err error) string {
	var connect *ConnectError
	switch {
	case errors.As(err, &connect):
		return connect.words()
	case errors.Is(err, syscall.ENOSPC), strings.Contains(err.Error(), "disk is full"):
		return lang.L("desk.failed", map[string]any{"Why": lang.L("desk.diskFull")})
	case errors.Is(err, store.ErrNotWritable), errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EROFS):
		return lang.L("desk.failed", map[string]any{"Why": lang.L("desk.notWritable")})
	case errors.Is(err, context.DeadlineExceeded):
		return lang.L("desk.failed", map[string]any{"Why": lang.L("desk.tooSlow")})
	}
	return lang.L("desk.failed", map[string]any{"Why": lang.L("desk.unexpected", map[string]any{"What": err.Error()})})
}
