package desk

// firstFrame is what waits for the window's first frames.
type firstFrame struct {
	listed    bool
	onListed  []func()
	afterward []func()
}

// Shown says that the window is on the screen: what was put off is done now.
func (d *Desk) Shown() {
	d.ahead = false
	waiting := d.first.afterward
	d.first.afterward = nil
	for _, f := range waiting {
		f()
	}
}

// AfterShown does what the window's first frame can do without; at once, if
// the window is on the screen already.
func (d *Desk) AfterShown(f func()) {
	if !d.ahead {
		f()
		return
	}
	d.first.afterward = append(d.first.afterward, f)
}

// Listed is called by the inbox when its list shows what was read.
func (d *Desk) Listed() {
	if d.first.listed {
		return
	}
	d.first.listed = true
	waiting := d.first.onListed
	d.first.onListed = nil
	for _, f := range waiting {
		f()
	}
}

// OnListed calls f once the list of conversations shows what was read; at
// once, if it does already.
func (d *Desk) OnListed(f func()) {
	if d.first.listed {
		f()
		return
	}
	d.first.onListed = append(d.first.onListed, f)
}
