package ui

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mostrador/ui/desk"
)

func TestLinksToAChatAreRead(t *testing.T) {
	for link, want := range map[string][2]string{
		"https://wa.me/34612345678":                                 {"+34612345678", ""},
		"https://wa.me/34612345678/?text=Good%20morning":            {"+34612345678", "Good morning"},
		"https://api.whatsapp.com/send?phone=34612345678&text=Hi":   {"+34612345678", "Hi"},
		"https://api.whatsapp.com/send/?phone=%2B34+612+345+678":    {"+34612345678", ""},
		"whatsapp://send?phone=+34612345678&text=Hi":                {"+34612345678", "Hi"},
		"whatsapp://send/?phone=34612345678&text&type=phone_number": {"+34612345678", ""},
		"mostrador:chat?phone=34612345678&text=Tu%20pedido":         {"+34612345678", "Tu pedido"},
		"mostrador://chat?phone=34612345678":                        {"+34612345678", ""},
	} {
		phone, text, ok := chatLink(link)
		assert.True(t, ok, link)
		assert.Equal(t, want, [2]string{phone, text}, link)
	}
	for _, link := range []string{"", "mostrador://pair?x", "https://wa.me/", "https://wa.me/message/ABC", "https://example.com/34612345678",
		"whatsapp://send?text=Hi", "%zz"} {
		_, _, ok := chatLink(link)
		assert.False(t, ok, link)
	}
}

func FuzzChatLink(f *testing.F) {
	f.Add("https://wa.me/34612345678?text=x")
	f.Fuzz(func(t *testing.T, link string) {
		if phone, _, ok := chatLink(link); ok {
			assert.Regexp(t, `^\+[0-9]+$`, phone)
		}
	})
}

func TestALinkOpensTheConversationOrSaysThatThereIsNone(t *testing.T) {
	s := openWindow(t)
	var toasts []string
	s.Desk.Toast = func(text string) { toasts = append(toasts, text) }
	s.window.Go(desk.Place{Room: desk.Inbox, Conversation: s.carmen.Conversation})
	s.Until("another one is shown", func() bool { return s.window.inFront() == s.carmen.Conversation })
	s.window.Go(desk.Place{Room: desk.Replies})
	s.window.FollowLink("https://wa.me/" + s.lucia.Phone[1:])
	s.Until("her conversation is shown", func() bool { return s.window.inFront() == s.lucia.Conversation })
	s.window.FollowLink("https://wa.me/34699999999")
	s.Until("it is said", func() bool { return len(toasts) == 1 })
	assert.Contains(t, toasts[0], "699")
	s.window.FollowLink("mostrador://pair?x")
	assert.Equal(t, desk.Settings, s.window.rooms[s.window.current].id)
}
