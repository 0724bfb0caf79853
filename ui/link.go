package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/sync/status"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// linkStrip says how the connection stands, and nothing while all is well.
type linkStrip struct {
	banner *kit.Banner
	show   *kit.Button
	box    *fyne.Container
}

func newLinkStrip(showWaiting func()) *linkStrip {
	l := &linkStrip{show: kit.NewButton(lang.L("waiting.show"), kit.SecondaryWeight, showWaiting)}
	l.show.Small, l.show.Tip = true, lang.L("waiting.showTip")
	l.banner = kit.NewBanner(kit.ToneAmber, "", "", l.show)
	l.box = container.NewStack(l.banner)
	l.box.Hide()
	return l
}

// set shows a status; it tells whether the strip came or went.
func (l *linkStrip) set(s status.Status) (moved bool) {
	tone, text := linkWords(s)
	was := l.box.Visible()
	if text == "" {
		l.box.Hide()
		return was
	}
	waits := s.Waiting > 0
	moved = !was || l.show.Visible() != waits
	l.show.Hidden = !waits
	l.banner.SetTone(tone)
	l.banner.Set("", text)
	l.box.Show()
	return moved
}

func linkWords(s status.Status) (kit.Tone, string) {
	switch state := s.State.(type) {
	case status.Offline:
		return kit.ToneAmber, offlineWords(s.Waiting)
	case status.CatchingUp:
		return kit.ToneInfo, catchingWords(state)
	case status.Blocked:
		return kit.ToneWarning, Problem(state.Problem)
	}
	if s.Held > 0 {
		return kit.ToneAmber, numbered("shell.held1", "shell.heldN", s.Held)
	}
	return kit.ToneNeutral, ""
}

// numbered chooses the words for one or for many.
func numbered(one, many string, n int) string {
	if n == 1 {
		return lang.L(one)
	}
	return lang.L(many, map[string]any{"N": words.Number(n)})
}

func offlineWords(waiting int) string {
	switch waiting {
	case 0:
		return lang.L("shell.offlineIdle")
	case 1:
		return lang.L("shell.offlineWaiting1")
	}
	return lang.L("shell.offlineWaiting", map[string]any{"N": words.Number(waiting)})
}

// catchingWords is silent about a short stretch: it is over before it is read.
func catchingWords(s status.CatchingUp) string {
	switch {
	case s.Total > 0 && s.Total < 2000:
		return ""
	case s.Total == 0:
		return ""
	}
	return lang.L("shell.catching", map[string]any{"Done": words.Number(s.Done), "Total": words.Number(s.Total)})
}

// Problem says in words what keeps the shop from being reached, and what to do.
func Problem(p status.Problem) string {
	switch problem := p.(type) {
	case status.NotApproved:
		return lang.L("blocked.notApproved")
	case status.Revoked:
		return lang.L("blocked.revoked")
	case status.CodeRefused:
		return lang.L("blocked.code")
	case status.ClockWrong:
		return lang.L("blocked.clock")
	case status.CertificateUntrusted:
		return lang.L("blocked.certificate")
	case status.AddressWrong:
		return lang.L("blocked.address", map[string]any{"Address": problem.Address})
	case status.ProgramTooOld:
		return lang.L("blocked.version")
	case status.KeyMissing:
		return lang.L("blocked.key")
	case status.StoreFailing:
		return lang.L("blocked.store")
	}
	return ""
}
