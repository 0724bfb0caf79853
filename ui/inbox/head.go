package inbox

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// threadHead stands over the thread: who it is, what is permitted, what to do
// with the conversation.
type threadHead struct {
	room       *Room
	object     fyne.CanvasObject
	row        *fyne.Container
	back       *kit.IconButton
	avatar     *kit.Avatar
	name       *kit.Text
	permission *kit.Text
	claim      *kit.IconButton
	snooze     *kit.IconButton
	search     *kit.IconButton
	side       *kit.IconButton
	done       *kit.Button
}

func newThreadHead(r *Room) *threadHead {
	h := &threadHead{room: r}
	h.back = kit.NewIconButton("chevron-left", say("inbox.back"), func() { r.back() })
	h.back.Hide()
	h.avatar = kit.NewAvatar("", "", 40)
	h.name = line("", kit.Style{Scale: kit.Name, Bold: true})
	h.permission = line("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	h.claim = kit.NewIconButton("user-plus", say("inbox.claim.tip"), h.claimMenu)
	h.claim.Hide()
	h.snooze = kit.NewIconButton("clock", say("inbox.snoozeTip"), h.snoozeMenu)
	h.search = kit.NewIconButton("search", say("inbox.findTip"), func() { r.find.open() })
	h.side = kit.NewIconButton("user", say("inbox.sideTip"), r.toggleSide)
	h.side.Hide()
	h.done = kit.NewButton(say("inbox.done"), kit.SecondaryWeight, r.toggleDone)
	h.done.Tip = say("inbox.doneTip")
	who := container.New(kit.Column{}, h.name, h.permission)
	h.row = container.New(kit.Row{Gap: 10, Pad: 18, Stretch: 2}, h.back, h.avatar, who, h.claim, h.snooze, h.search, h.side, h.done)
	h.object = kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 11, Bottom: 11}, h.row))
	return h
}

func (h *threadHead) set(info store.ConversationInfo) {
	h.avatar.Set(info.Customer.String(), info.Name)
	h.name.SetText(nameOr(info.Name))
	now := h.room.now()
	h.permission.SetText(words.Permission(info.Window, now))
	if info.Window.OpenAt(now) {
		h.permission.SetTone(kit.Muted)
	} else {
		h.permission.SetTone(kit.Amber)
	}
	h.done.SetLabel(say("inbox.done"))
	if info.State == shop.Done {
		h.done.SetLabel(say("inbox.reopen"))
	}
	h.claim.Hidden = !h.room.several()
	h.claim.SetActive(info.Claimed == h.room.d.Person)
	h.snooze.SetActive(info.State == shop.Snoozed)
	h.row.Refresh()
}

// fold shows the buttons that the width calls for.
func (h *threadHead) fold(single, folded bool) {
	h.back.Hidden = !single
	h.side.Hidden = !folded
	h.row.Refresh()
}

// claimMenu offers to take care of the conversation, or to let it go.
func (h *threadHead) claimMenu() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.claim).AddXY(0, h.claim.Size().Height)
	kit.ShowMenu(h.room.canvas(), at, []kit.MenuItem{{Label: h.room.claimWords(), Icon: "user", Key: "Ctrl+Shift+M", OnTapped: h.room.company.claim}})
}

func (h *threadHead) snoozeMenu() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.snooze).AddXY(0, h.snooze.Size().Height)
	kit.ShowMenu(h.room.canvas(), at, h.room.snoozeItems(h.room.info.ChatRow))
}

func (r *Room) toggleDone() {
	state := shop.Done
	if r.info.State == shop.Done {
		state = shop.Open
	}
	r.mark(r.info.ChatRow, state)
}

// mark changes where a conversation stands, and offers to take it back.
func (r *Room) mark(c store.ChatRow, state shop.ConversationState) {
	r.d.Do(&shop.MarkConversation{Conversation: c.Conversation, State: state}, nil)
	key := "inbox.isDone"
	if state == shop.Open {
		key = "inbox.isOpen"
	}
	r.undoMark(c, say(key, "Name", words.FirstName(nameOr(c.Name))))
}

const undoFor = 6 * time.Second

func (r *Room) undoMark(before store.ChatRow, text string) {
	r.d.Undo(text, undoFor, func() {
		r.d.Do(&shop.MarkConversation{Conversation: before.Conversation, State: before.State, Until: before.SnoozedUntil}, nil)
	}, func() {})
}
