package registry

import "errors"

// What the registry answers when it can't do as asked.
var (
	// ErrCode: the pairing code is wrong, used, expired or was tried too often.
	ErrCode = errors.New("the code is not valid: ask for a new one")
	// ErrNumberTaken: the business number belongs to another shop.
	ErrNumberTaken = errors.New("this business number is already connected to another shop")
	// ErrNotFound: there is no such shop, channel, person, device or web shop.
	ErrNotFound = errors.New("not in the registry")
	// ErrInvalid: a field is missing or makes no sense; the error says which.
	ErrInvalid = errors.New("not valid")
	// ErrMasterKey: the master key is not the one that the tokens were sealed with.
	ErrMasterKey = errors.New("the master key is not the one this data was made with")
)
