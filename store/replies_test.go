package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func theReply(t *testing.T, f *storetest.Factory) store.Reply {
	t.Helper()
	all, err := f.Store.Replies(ctx, "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	return all[0]
}

func TestAReplyHasAFolderAndATextForEachLanguage(t *testing.T) {
	f := storetest.New(t)
	id := f.Reply("horario", "Abrimos a las 8")
	reply := theReply(t, f)
	reply.Folder, reply.Texts = "Tienda", map[string]string{"en": "We open at 8", "pt-BR": "Abrimos às 8"}
	cmd := f.Do(reply.Wish())
	waiting := theReply(t, f)
	require.Equal(t, "Tienda", waiting.Folder)
	require.Equal(t, "We open at 8", waiting.TextIn("en_US"))
	require.Equal(t, "Abrimos a las 8", waiting.TextIn("de"), "nobody wrote it in German")
	require.Equal(t, "Abrimos a las 8", waiting.TextIn(""))

	said := reply.Wish()
	f.Add(storetest.Envelope{Cause: cmd.ID}, &shop.ReplySaved{Reply: id, Shortcut: said.Shortcut, Text: said.Text, ReplyMore: said.ReplyMore})
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: "horas", Text: "Abrimos a las 9"})
	kept := theReply(t, f)
	require.Equal(t, "horas", kept.Shortcut)
	require.Equal(t, "Tienda", kept.Folder, "who knows nothing of folders takes none away")
	require.Equal(t, "Abrimos às 8", kept.TextIn("pt"))

	kept.Folder, kept.Texts = "", nil
	none := kept.Wish()
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: none.Shortcut, Text: none.Text, ReplyMore: none.ReplyMore})
	require.Empty(t, theReply(t, f).Folder)
	require.Empty(t, theReply(t, f).Texts)
}

func TestTwoWhoChangeFolderAndTextOfAReplyBothFindTheirs(t *testing.T) {
	f := storetest.New(t)
	id := f.Reply("horario", "Abrimos a las 8")
	reply := theReply(t, f)
	reply.Folder = "Tienda"
	f.Do(reply.Wish())
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: "horario", Text: "Abrimos a las 9",
		ReplyMore: shop.ReplyMore{Texts: map[string]string{"en": "We open at 9"}}})
	both := theReply(t, f)
	require.Equal(t, "Tienda", both.Folder)
	require.Equal(t, "Abrimos a las 9", both.Text)
}
