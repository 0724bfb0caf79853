package desk

// Action is something that can be done, by its name, from the palette.
type Action struct {
	Icon  string
	Label string
	Key   string // that does the same, "Ctrl+E"; empty: none
	Do    func()
}
