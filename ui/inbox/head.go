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

// snoozeItems offers when a conversation is to come back.
func (r *Room) snoozeItems(c store.ChatRow) []kit.MenuItem {
	now := r.now()
	var items []kit.MenuItem
	for _, choice := range snoozeChoices(now) {
		items = append(items, kit.MenuItem{Label: say(choice.key), Icon: "clock", Key: words.Due(choice.until, now),
			OnTapped: func() { r.snooze(c, choice.until) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.snooze.pick"), Icon: "calendar", OnTapped: func() { r.pickSnooze(c) }})
	if c.State == shop.Snoozed {
		items = append(items, kit.MenuItem{Label: say("inbox.snooze.end"), Icon: "undo", OnTapped: func() { r.mark(c, shop.Open) }})
	}
	return items
}

type snoozeChoice struct {
	key   string
	until time.Time
}

// Hours at which a snoozed conversation comes back.
const (
	morning      = 9
	laterBy      = 3 * time.Hour
	lastForLater = 20 // later today makes sense only before this hour
)

func snoozeChoices(now time.Time) []snoozeChoice {
	var all []snoozeChoice
	if later := now.Add(laterBy).Truncate(15 * time.Minute); later.Day() == now.Day() && now.Hour() < lastForLater {
		all = append(all, snoozeChoice{"inbox.snooze.later", later})
	}
	all = append(all, snoozeChoice{"inbox.snooze.tomorrow", at(now, 1)})
	toMonday := (8 - int(now.Weekday())) % 7
	if toMonday == 0 {
		toMonday = 7
	}
	if toMonday > 1 {
		all = append(all, snoozeChoice{"inbox.snooze.monday", at(now, toMonday)})
	}
	return all
}

func at(now time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, morning, 0, 0, 0, now.Location())
}

func (r *Room) snooze(c store.ChatRow, until time.Time) {
	r.d.Do(&shop.MarkConversation{Conversation: c.Conversation, State: shop.Snoozed, Until: until}, nil)
	r.undoMark(c, say("inbox.snoozed", "When", words.Due(until, r.now())))
}

// pickSnooze asks for a day and a time.
func (r *Room) pickSnooze(c store.ChatRow) {
	now := r.now()
	day := kit.NewTextField(say("inbox.snooze.day"), now.AddDate(0, 0, 1).Format("2006-01-02"), nil)
	hour := kit.NewTextField(say("inbox.snooze.time"), "09:00", nil)
	day.SetText(now.AddDate(0, 0, 1).Format("2006-01-02"))
	hour.SetText("09:00")
	var sheet *kit.Sheet
	take := func() {
		until, err := time.ParseInLocation("2006-01-02 15:04", day.Text()+" "+hour.Text(), now.Location())
		if err != nil || !until.After(now) {
			day.SetError(say("inbox.snooze.wrong"))
			return
		}
		sheet.Close()
		r.snooze(c, until)
	}
	sheet = kit.ShowSheet(r.canvas(), kit.SheetParams{
		Title: say("inbox.snooze.title"), Content: container.New(kit.Column{Gap: 12}, day, hour), Width: 360, First: day.Entry,
		Buttons: []*kit.Button{kit.NewButton(say("inbox.snooze.do"), kit.Primary, take)},
	})
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
