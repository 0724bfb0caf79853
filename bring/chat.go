package bring

import (
	"context"
	"fmt"
	"io"
	"mime"
	"path"
	"strings"
	"time"

	"mostrador/past"
	"mostrador/shop"
	"mostrador/store"
)

// Threads reads what the shop has of a conversation; a *store.Store does.
type Threads interface {
	Thread(ctx context.Context, q store.ThreadQuery) ([]store.ThreadItem, error)
}

// Whose says between whom a chat was.
type Whose struct {
	Channel  shop.ChannelID
	Customer shop.CustomerID
	Own      string // the shop's name in the chat
	Other    string // the customer's; everybody else's messages are left out
}

// Chat is what there is to bring in of a chat.
type Chat struct {
	Whose
	Messages []Message // new ones, oldest first
	Known    int       // the shop has them already
	Deleted  int       // taken back by who wrote them: there is nothing to bring
	Others   int       // of people who are neither the shop nor the customer
	archive  *past.Archive
}

// Message is one that is new.
type Message struct {
	shop.PastMessage
	File string // name in the archive; empty: none
}

// PlanChat finds out what is new of a chat. It writes nothing.
func PlanChat(ctx context.Context, threads Threads, archive *past.Archive, whose Whose) (*Chat, error) {
	c := &Chat{Whose: whose, archive: archive}
	present := map[string]bool{}
	for _, name := range archive.Files {
		present[name] = true
	}
	var all []past.Message
	for _, m := range archive.Messages {
		switch {
		case m.From != whose.Own && m.From != whose.Other:
			c.Others++
		case m.Deleted:
			c.Deleted++
		default:
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return c, nil
	}
	known, err := knownOf(ctx, threads, whose, all)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		message := messageOf(m, whose, present)
		if known.take(message) {
			c.Known++
			continue
		}
		c.Messages = append(c.Messages, message)
	}
	return c, nil
}

// messageOf is a message of a chat as the shop would keep it.
func messageOf(m past.Message, whose Whose, present map[string]bool) Message {
	message := Message{PastMessage: shop.PastMessage{
		Key: m.Key, At: m.At.UTC(), Outgoing: m.From == whose.Own, Type: shop.TypeText, Content: shop.Content{Text: m.Text},
	}}
	switch {
	case m.File != "" && present[m.File]:
		message.File = m.File
		message.Type = typeOf(m.File)
		message.Content.Media = &shop.Media{Name: m.File, MIME: mimeOf(m.File)}
	case m.File != "" || m.Omitted != past.KindNone:
		message.Type = shop.TypePlaceholder
	}
	return message
}

// kinds are the types of the files that phones write into an export.
var kinds = map[string]struct {
	kind shop.MessageType
	mime string
}{
	".jpg": {shop.TypeImage, "image/jpeg"}, ".jpeg": {shop.TypeImage, "image/jpeg"}, ".png": {shop.TypeImage, "image/png"},
	".webp": {shop.TypeSticker, "image/webp"}, ".mp4": {shop.TypeVideo, "video/mp4"}, ".3gp": {shop.TypeVideo, "video/3gpp"},
	".opus": {shop.TypeVoice, "audio/ogg"}, ".ogg": {shop.TypeVoice, "audio/ogg"}, ".mp3": {shop.TypeAudio, "audio/mpeg"},
	".m4a": {shop.TypeAudio, "audio/mp4"}, ".aac": {shop.TypeAudio, "audio/aac"}, ".amr": {shop.TypeAudio, "audio/amr"},
}

func typeOf(name string) shop.MessageType {
	if known, ok := kinds[strings.ToLower(path.Ext(name))]; ok {
		return known.kind
	}
	return shop.TypeDocument
}

func mimeOf(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if known, ok := kinds[ending]; ok {
		return known.mime
	}
	kind, _, _ := strings.Cut(mime.TypeByExtension(ending), ";")
	if kind == "" {
		return "application/octet-stream"
	}
	return kind
}

// known counts what the shop has, by minute, side and text: an export has
// neither ids nor, from Android, seconds.
type known map[string]int

func (k known) take(m Message) bool {
	key := likeness(m.At, m.Outgoing, m.Content.Text)
	if k[key] == 0 {
		return false
	}
	k[key]--
	return true
}

// likeness is what two records of one message share. Those without a text are
// files, and one that was left out may be of any kind.
func likeness(at time.Time, outgoing bool, text string) string {
	words := strings.Join(strings.Fields(text), " ")
	return fmt.Sprintf("%d|%t|%s", at.Unix()/60, outgoing, words)
}

// knownOf reads what the shop has of the time of a chat.
func knownOf(ctx context.Context, threads Threads, whose Whose, all []past.Message) (known, error) {
	first, last := all[0].At, all[0].At
	for _, m := range all {
		if m.At.Before(first) {
			first = m.At
		}
		if m.At.After(last) {
			last = m.At
		}
	}
	const page = 500
	has := known{}
	conversation := shop.ConversationFor(whose.Channel, whose.Customer)
	after := &store.ThreadKey{At: first.Add(-time.Minute).UnixMilli()}
	for {
		items, err := threads.Thread(ctx, store.ThreadQuery{Conversation: conversation, After: after, Limit: page})
		if err != nil {
			return nil, fmt.Errorf("read what is there of this chat: %w", err)
		}
		for _, item := range items {
			if item.Kind == store.ItemMessage && item.Command == (shop.CommandID{}) {
				has[likeness(item.At, item.Outgoing, item.Content.Text)]++
			}
		}
		if len(items) == 0 || len(items) < page || items[len(items)-1].At.After(last.Add(time.Minute)) {
			return has, nil
		}
		after = &items[len(items)-1].Key
	}
}

// Hands carry a plan out: wishes go to the shop, files to where it keeps them.
type Hands interface {
	Do(ctx context.Context, wish shop.Wish) error
	Put(ctx context.Context, content io.Reader) (hash string, err error)
}

// Limits of one wish: an import must not hold back what the owner sends
// meanwhile.
const (
	wishMessages = 100
	wishBytes    = 256 << 10
	mostFile     = 100 << 20 // WhatsApp's largest, a document
)

// Do carries the plan out. It can be called again after it was cancelled or
// failed: what was brought in already is passed over. Progress tells how many
// messages are done; it may be nil.
func (c *Chat) Do(ctx context.Context, hands Hands, id shop.ImportID, progress func(done int)) error {
	wish := &shop.ImportMessages{Import: id, Channel: c.Channel, Customer: c.Customer}
	size := 0
	flush := func(done int) error {
		if len(wish.Messages) > 0 {
			if err := hands.Do(ctx, wish); err != nil {
				return fmt.Errorf("bring in %d messages: %w", len(wish.Messages), err)
			}
		}
		wish = &shop.ImportMessages{Import: id, Channel: c.Channel, Customer: c.Customer}
		size = 0
		if progress != nil {
			progress(done)
		}
		return ctx.Err() //nolint:wrapcheck // cancelled between two wishes
	}
	for i, m := range c.Messages {
		message, err := c.withFile(ctx, hands, m)
		if err != nil {
			return err
		}
		wish.Messages = append(wish.Messages, message)
		size += len(message.Content.Text) + 300
		if len(wish.Messages) == wishMessages || size > wishBytes {
			if err := flush(i + 1); err != nil {
				return err
			}
		}
	}
	return flush(len(c.Messages))
}

// withFile puts a message's file where the shop keeps files. One that can't be
// read leaves its place: the words around it are worth having.
func (c *Chat) withFile(ctx context.Context, hands Hands, m Message) (shop.PastMessage, error) {
	if m.File == "" {
		return m.PastMessage, nil
	}
	file, err := c.archive.Open(m.File, mostFile)
	if err != nil {
		m.Type, m.Content.Media = shop.TypePlaceholder, nil
		return m.PastMessage, nil //nolint:nilerr // said by the placeholder
	}
	counted := &counter{Reader: file}
	hash, err := hands.Put(ctx, counted)
	if err != nil {
		_ = file.Close() // only read
		return shop.PastMessage{}, fmt.Errorf("keep %s: %w", m.File, err)
	}
	media := *m.Content.Media
	media.Hash, media.Size = hash, counted.n
	m.Content.Media = &media
	return m.PastMessage, file.Close()
}

type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err //nolint:wrapcheck // passed on
}
