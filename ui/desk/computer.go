package desk

// Computer is what the system around the window can be asked for; nil where
// there is nothing to ask.
type Computer interface {
	// StartsAlong tells whether the program starts when one logs in; the error
	// says that this system can't be asked.
	StartsAlong() (bool, error)
	// SetStartsAlong changes that.
	SetStartsAlong(on bool) error
}
