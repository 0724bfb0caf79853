package shop_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

func bringIn(s *story, keys ...string) *shop.ImportMessages {
	w := &shop.ImportMessages{Import: shop.ImportID{UUID: uuid.New()}, Channel: s.channel, Customer: s.lucia}
	for i, key := range keys {
		w.Messages = append(w.Messages, shop.PastMessage{
			Key: key, At: s.now.Add(-time.Duration(i+1) * 24 * time.Hour), Type: shop.TypeText, Content: shop.Content{Text: key},
		})
	}
	return w
}

func TestWhatWasWrittenElsewhereKeepsItsTimeAndComesOnce(t *testing.T) {
	s := newStory(t)
	w := bringIn(s, "one", "two")
	events := s.asks(w)
	require.Len(t, events, 2)
	for i, e := range events {
		assert.Equal(t, w.Messages[i].At, e.At, "when it was written, not when it was brought in")
		body, err := e.Open()
		require.NoError(t, err)
		imported, ok := body.(*shop.MessageImported)
		require.True(t, ok)
		assert.Equal(t, w.Import, imported.Import)
		s.shelf.messages[imported.Message] = shop.MessageFacts{ID: imported.Message}
	}
	again := s.asks(bringIn(s, "one", "two", "three"))
	require.Len(t, again, 1, "what is known already is passed over")
	assert.Equal(t, shop.KindMessageImported, again[0].Kind)
	assert.Equal(t, shop.KindCommandNoted, s.asks(bringIn(s, "one"))[0].Kind)
}

func TestWhatMakesNoSenseIsNotBroughtIn(t *testing.T) {
	for what, change := range map[string]func(*story, *shop.ImportMessages){
		"the future":           func(s *story, w *shop.ImportMessages) { w.Messages[0].At = s.now.Add(time.Hour) },
		"no time":              func(_ *story, w *shop.ImportMessages) { w.Messages[0].At = time.Time{} },
		"no key":               func(_ *story, w *shop.ImportMessages) { w.Messages[0].Key = "" },
		"one key twice":        func(_ *story, w *shop.ImportMessages) { w.Messages = append(w.Messages, w.Messages[0]) },
		"a kind there isn't":   func(_ *story, w *shop.ImportMessages) { w.Messages[0].Type = "hologram" },
		"nothing":              func(_ *story, w *shop.ImportMessages) { w.Messages = nil },
		"another's channel":    func(_ *story, w *shop.ImportMessages) { w.Channel = shop.ChannelID{UUID: uuid.New()} },
		"nobody":               func(_ *story, w *shop.ImportMessages) { w.Customer = shop.CustomerID{} },
		"somebody not known":   func(_ *story, w *shop.ImportMessages) { w.Customer = shop.CustomerID{UUID: uuid.New()} },
		"an import without id": func(_ *story, w *shop.ImportMessages) { w.Import = shop.ImportID{} },
	} {
		t.Run(what, func(t *testing.T) {
			s := newStory(t)
			w := bringIn(s, "one")
			change(s, w)
			events := s.asks(w)
			require.Len(t, events, 1)
			assert.Equal(t, shop.KindCommandRefused, events[0].Kind)
		})
	}
}

func TestAnImportIsTakenBack(t *testing.T) {
	s := newStory(t)
	w := bringIn(s, "one")
	s.asks(w)
	events := s.asks(&shop.UndoImport{Import: w.Import})
	require.Len(t, events, 1)
	assert.Equal(t, shop.KindImportUndone, events[0].Kind)
	assert.Equal(t, shop.KindCommandRefused, s.asks(&shop.UndoImport{})[0].Kind)
}
