package settings

import (
	"context"
	"errors"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// join takes the one link that lets this computer into a real shop.
type join struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	link    *kit.TextField
	device  *kit.TextField
	button  *kit.Button
	busy    bool
}

func newJoin(d *desk.Desk) *join {
	j := &join{desk: d}
	if d.Connector == nil {
		j.content = nothing()
		return j
	}
	j.link = kit.NewTextField(lang.L("settings.invite"), "mostrador://pair?…", func(string) { j.check() })
	j.link.Entry.OnSubmit = func(string) { j.join(false) }
	j.device = kit.NewTextField(lang.L("settings.device"), "", func(string) { j.check() })
	name, err := os.Hostname()
	if err != nil {
		name = "Mostrador"
	}
	j.device.SetText(name)
	j.button = kit.NewButton(lang.L("settings.join"), kit.Primary, func() { j.join(false) })
	j.button.Disable()
	j.content = card(lang.L("settings.own"),
		kit.NewParagraph(lang.L("settings.ownText"), kit.Style{Scale: kit.Body}),
		j.link, j.device, container.New(kit.Row{Stretch: -1}, j.button),
		kit.NewParagraph(lang.L("settings.relayHow"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	return j
}

// begin puts the caret where the link goes.
func (j *join) begin(link string) {
	if j.link == nil {
		return
	}
	if link != "" {
		j.link.SetText(link)
	}
	j.link.Entry.TapToFocus()
}

func (j *join) check() {
	if j.button == nil {
		return
	}
	j.link.SetError("")
	if strings.TrimSpace(j.link.Text()) != "" && strings.TrimSpace(j.device.Text()) != "" && !j.busy {
		j.button.Enable()
	} else {
		j.button.Disable()
	}
}

// join pairs off the UI goroutine; what was pasted stays until it worked.
func (j *join) join(keyInFile bool) {
	if j.busy || strings.TrimSpace(j.link.Text()) == "" {
		return
	}
	j.setBusy(true)
	link, device := strings.TrimSpace(j.link.Text()), strings.TrimSpace(j.device.Text())
	var folder string
	j.desk.Work(func(ctx context.Context) (err error) {
		folder, err = j.desk.Connector.Connect(ctx, link, device, keyInFile)
		return err
	}, func(err error) {
		j.setBusy(false)
		if err == nil {
			j.desk.Connector.Open(folder)
			return
		}
		j.failed(err)
	})
}

func (j *join) setBusy(busy bool) {
	j.busy = busy
	j.button.SetLabel(lang.L("settings.join"))
	if busy {
		j.button.SetLabel(lang.L("settings.joining"))
	}
	j.check()
}

func (j *join) failed(err error) {
	var problem *desk.ConnectError
	if errors.As(err, &problem) && problem.Reason == desk.NoKeyring {
		j.askForFile()
		return
	}
	j.link.SetError(desk.Words(err))
}

// askForFile: without a key store the key is kept in a file only if the owner
// agrees to it.
func (j *join) askForFile() {
	var sheet *kit.Sheet
	yes := kit.NewButton(lang.L("settings.keyYes"), kit.Primary, func() {
		sheet.Close()
		j.join(true)
	})
	sheet = kit.ShowSheet(j.desk.Window.Canvas(), kit.SheetParams{
		Title:   lang.L("settings.keyTitle"),
		Content: kit.NewParagraph(lang.L("settings.keyQuestion"), kit.Style{Scale: kit.Body}),
		Buttons: []*kit.Button{yes},
	})
}
