package inbox

import (
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// lastHours is how little must be left of the window for it to be shown.
const lastHours = 4 * time.Hour

// rowData puts a conversation into the words of its row.
func (r *Room) rowData(c store.ChatRow) kit.ChatRowData {
	now := r.now()
	data := kit.ChatRowData{
		ID: c.Customer.String(), Name: nameOr(c.Name), Time: words.ListTime(c.At, now), Unread: c.Unread,
		Bold: c.Unread > 0, Selected: c.Conversation == r.open, Muted: c.State != shop.Open && r.list.filter == store.All,
	}
	if c.Conversation == r.open && r.marked[r.open] > 0 && r.marked[r.open] >= r.info.LastPosition {
		data.Unread, data.Bold = 0, false
	}
	r.list.markRow(c.Conversation, &data)
	data.Preview, data.PreviewIcon = preview(c)
	if c.PreviewMine {
		data.State = stateOf(c.PreviewRank, c.PreviewFlag)
	}
	if text, held := r.composer.heldFor(c.Conversation); held {
		data.Preview, data.PreviewIcon, data.State, data.Bold = say("inbox.you", "Text", oneLine(text)), "", kit.Waiting, false
	} else if c.Draft != "" && c.Conversation != r.open {
		data.Preview, data.PreviewIcon, data.State = say("inbox.draft", "Text", oneLine(c.Draft)), "", kit.NoState
	}
	data.Chip, data.ChipTone = chip(c, now)
	return data
}

func nameOr(name string) string {
	if name == "" {
		return say("inbox.noName")
	}
	return name
}

func chip(c store.ChatRow, now time.Time) (string, kit.Tone) {
	window := shop.ReplyWindow{LastInbound: c.LastInbound}
	left := window.Left(now)
	waits := !c.WaitsSince.IsZero() && c.State == shop.Open && !words.WaitIsNew(c.WaitsSince, now)
	switch {
	case c.Undelivered:
		return say("inbox.notDelivered"), kit.ToneWarning
	case c.State == shop.Snoozed && !c.SnoozedUntil.IsZero():
		return say("inbox.until", "When", words.Due(c.SnoozedUntil, now)), kit.ToneNeutral
	case left > 0 && left < lastHours && c.State == shop.Open:
		return words.WindowLeft(window, now), kit.ToneAmber
	case waits && words.WaitIsLong(c.WaitsSince, now):
		return words.Waits(c.WaitsSince, now), kit.ToneAmber
	case waits:
		return words.Waits(c.WaitsSince, now), kit.ToneOutlined
	}
	return "", kit.ToneNeutral
}

// preview is the last line of a conversation and its icon.
func preview(c store.ChatRow) (text, icon string) {
	text = oneLine(c.PreviewText)
	switch {
	case c.PreviewRevoked:
		text, icon = revokedText(c.PreviewMine), "ban"
	default:
		kind, i := kindWords(c.PreviewType, c.PreviewName, c.PreviewSeconds)
		icon = i
		switch {
		case text == "":
			text = kind
		case c.PreviewType == shop.TypeDocument:
			text = kind + " · " + text
		}
	}
	if c.PreviewMine && icon == "" {
		text = say("inbox.you", "Text", text)
	}
	return text, icon
}

// kindWords names a kind of message, with its icon.
func kindWords(t shop.MessageType, name string, seconds int) (text, icon string) {
	length := ""
	if seconds > 0 {
		length = " · " + clock(seconds)
	}
	switch t {
	case shop.TypeImage:
		return say("inbox.kind.photo"), "camera"
	case shop.TypeVideo:
		return say("inbox.kind.video") + length, "video"
	case shop.TypeVoice:
		return say("inbox.kind.voice") + length, "mic"
	case shop.TypeAudio:
		return say("inbox.kind.audio") + length, "mic"
	case shop.TypeDocument:
		if name == "" {
			name = say("inbox.kind.document")
		}
		return name, "file"
	case shop.TypeSticker:
		return say("inbox.kind.sticker"), "sticker"
	case shop.TypeLocation:
		return say("inbox.kind.location"), "pin"
	case shop.TypeContacts:
		return say("inbox.kind.contact"), "contact"
	case shop.TypeCart:
		return say("inbox.kind.cart"), "bag"
	case shop.TypePlaceholder:
		return say("inbox.kind.placeholder"), "file"
	case shop.TypeUnknown:
		return say("inbox.kind.unknown"), "question"
	}
	return "", ""
}

// stateOf is what the ticks of an own message show.
func stateOf(rank shop.Rank, flag shop.Flag) kit.BubbleState {
	switch flag {
	case shop.FlagFailed, shop.FlagRefused:
		return kit.Failed
	case shop.FlagUnknown:
		return kit.Unknown
	}
	switch {
	case rank >= shop.RankRead:
		return kit.Read
	case rank == shop.RankDelivered:
		return kit.Delivered
	case rank == shop.RankSent:
		return kit.Sent
	case rank == shop.RankAccepted:
		return kit.Accepted
	}
	return kit.Waiting
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// clock writes seconds as "0:14".
func clock(seconds int) string {
	minutes, rest := seconds/60, seconds%60
	pad := ""
	if rest < 10 {
		pad = "0"
	}
	return itoa(minutes) + ":" + pad + itoa(rest)
}
