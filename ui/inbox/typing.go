package inbox

// TypeRune takes what is typed while nothing has the keys: it belongs to the
// conversation that is open.
func (r *Room) TypeRune(c rune) {
	if !r.main.Visible() || r.canvas() == nil {
		return
	}
	r.composer.focus()
	if focused := r.canvas().Focused(); focused != nil {
		focused.TypedRune(c)
	}
}
