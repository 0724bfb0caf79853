package inbox

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"mostrador/shop"
	"mostrador/ui/desk"
)

// Shortcut does what a key asks for; it tells whether the key was the room's.
func (r *Room) Shortcut(s fyne.Shortcut) bool {
	key, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return false
	}
	switch {
	case key.Modifier == fyne.KeyModifierAlt && key.KeyName == fyne.KeyUp:
		r.list.neighbour(-1)
	case key.Modifier == fyne.KeyModifierAlt && key.KeyName == fyne.KeyDown:
		r.list.neighbour(1)
	case r.open == shop.ConversationID{}:
		return false
	default:
		return r.conversationKey(key)
	}
	return true
}

func (r *Room) conversationKey(key *desktop.CustomShortcut) bool {
	const ctrl, ctrlShift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
	switch {
	case key.Modifier == ctrl && key.KeyName == fyne.KeyE:
		r.toggleDone()
	case key.Modifier == ctrl && key.KeyName == fyne.KeyI:
		r.lastHappened()
	case key.Modifier == ctrl && key.KeyName == fyne.KeyF:
		r.find.open()
	case key.Modifier == ctrl && key.KeyName == fyne.KeyN:
		r.newOrder("")
	case key.Modifier == ctrlShift && key.KeyName == fyne.KeyM:
		r.company.claim()
	case key.Modifier == ctrlShift && key.KeyName == fyne.KeyJ:
		r.head.snoozeMenu()
	default:
		return false
	}
	return true
}

// StepBack undoes the last small step: a list, a search, a quote, a pane.
func (r *Room) StepBack() bool {
	for _, step := range []func() bool{r.chosen.clear, r.composer.stepBack, r.find.close, r.list.leaveSearch, r.back} {
		if step() {
			return true
		}
	}
	return false
}

func (r *Room) newOrder(text string) {
	r.d.Go(desk.Place{Room: desk.Orders, NewOrder: true, Customer: r.info.Customer, Conversation: r.open, Compose: text})
}
