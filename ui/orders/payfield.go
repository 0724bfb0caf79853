package orders

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// payField is how an order stands with money.
type payField struct {
	currency string

	state   *kit.Choice
	amount  *kit.TextField
	method  *kit.TextField
	content *fyne.Container
}

var payStates = []shop.PaymentState{shop.Unpaid, shop.Deposit, shop.Paid, shop.Invoice}

func newPayField(onChange func()) *payField {
	f := &payField{}
	names := make([]string, len(payStates))
	for i, s := range payStates {
		names[i] = lang.L("orders.payState." + string(s))
	}
	f.state = kit.NewChoice(lang.L("orders.payment"), names, 0, func(int) {
		f.chosen()
		onChange()
	})
	f.amount = kit.NewTextField(lang.L("orders.depositAmount"), "0", func(string) {
		f.amount.SetError("")
		onChange()
	})
	f.method = kit.NewTextField(lang.L("orders.payMethod"), lang.L("orders.payMethodExample"), func(string) { onChange() })
	f.content = container.New(share{gap: 8}, f.state, f.amount, f.method)
	f.chosen()
	return f
}

func (f *payField) chosen() {
	if payStates[f.state.Chosen()] == shop.Deposit {
		f.amount.Show()
	} else {
		f.amount.Hide()
	}
	f.content.Refresh()
}

func (f *payField) set(p shop.Payment) {
	f.state.Choose(0)
	for i, s := range payStates {
		if s == p.State {
			f.state.Choose(i)
		}
	}
	f.amount.SetText("")
	if p.Amount.Micros != 0 {
		f.amount.SetText(words.Amount(p.Amount))
	}
	f.method.SetText(p.Method)
	f.chosen()
}

func (f *payField) read() (shop.Payment, bool) {
	p := shop.Payment{State: payStates[f.state.Chosen()], Method: strings.TrimSpace(f.method.Text())}
	if p.State != shop.Deposit {
		return p, true
	}
	amount, err := shop.ParseAmount(f.amount.Text(), f.currency)
	if err != nil || amount.Micros <= 0 {
		f.amount.SetError(lang.L("orders.wrong.amount"))
		return p, false
	}
	p.Amount = amount
	return p, true
}

// share gives all visible objects the same width, side by side.
type share struct{ gap float32 }

// Layout is part of fyne.Layout.
func (s share) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := 0
	for _, o := range objects {
		if o.Visible() {
			n++
		}
	}
	width := (size.Width - s.gap*float32(n-1)) / float32(max(n, 1))
	x := float32(0)
	for _, o := range objects {
		if o.Visible() {
			place(o, x, 0, width, fitted(o, width))
			x += width + s.gap
		}
	}
}

// MinSize is part of fyne.Layout.
func (s share) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width+s.gap, max(size.Height, m.Height))
		}
	}
	return fyne.NewSize(min(size.Width, 280), size.Height)
}
