package desk

import (
	"context"
	"encoding/json"
	"slices"

	"mostrador/shop"
	"mostrador/store"
)

// Mark is something that this computer alone keeps about a conversation.
type Mark string

// The marks.
const (
	Pinned     Mark = "pinned" // stands first in its list
	Muted      Mark = "muted"  // no notices
	LeftUnread Mark = "unread" // read, but to be looked at again
)

// settingMarks is where they are kept.
const settingMarks = "conversations.marks"

// mostMarked is how many conversations keep a mark; the earliest is let go.
const mostMarked = 200

// Marks are which conversations have which mark, in the order in which they
// got it.
type Marks map[Mark][]shop.ConversationID

// Has tells whether a conversation has a mark.
func (m Marks) Has(mark Mark, id shop.ConversationID) bool { return slices.Contains(m[mark], id) }

// ReadMarks reads them, off the UI goroutine.
func ReadMarks(ctx context.Context, from *store.Store) (Marks, error) {
	text, err := from.Setting(ctx, settingMarks)
	if err != nil || text == "" {
		return Marks{}, err
	}
	marks := Marks{}
	if broken := json.Unmarshal([]byte(text), &marks); broken != nil {
		marks = Marks{} // what can't be read is as good as none
	}
	return marks, nil
}

// SetMark gives conversations a mark, or takes it from them. Rooms hear of it
// as a change of this device's settings.
func (d *Desk) SetMark(mark Mark, on bool, ids ...shop.ConversationID) {
	d.InOrder(func(ctx context.Context) error {
		marks, err := ReadMarks(ctx, d.Store)
		if err != nil {
			return err
		}
		before := len(marks[mark])
		kept := slices.DeleteFunc(marks[mark], func(id shop.ConversationID) bool { return slices.Contains(ids, id) })
		if on {
			kept = append(kept, ids...)
		} else if len(kept) == before {
			return nil
		}
		marks[mark] = kept[max(0, len(kept)-mostMarked):]
		text, err := json.Marshal(marks)
		if err != nil {
			return err
		}
		return d.Store.SaveSetting(ctx, settingMarks, string(text))
	})
}
