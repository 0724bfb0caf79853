package whatsapp

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/whatsapp.md says of every type and field what becomes of it.
func TestThePageAboutWhatsAppNamesEveryTypeAndField(t *testing.T) {
	raw, err := os.ReadFile("../../docs/whatsapp.md")
	require.NoError(t, err)
	page := string(raw)
	names := []string{"messages", TypeText, TypeImage, TypeVideo, TypeAudio, TypeDocument, TypeSticker, TypeLocation, TypeContacts, TypeButton,
		TypeInteractive, TypeOrder, TypeReaction, TypeEdit, TypeRevoke, TypeSystem, TypeUnsupported, TypeUnknown, TypePlaceholder,
		StatusSent, StatusDelivered, StatusRead, StatusPlayed, StatusFailed}
	for field := range valueReaders {
		names = append(names, field)
	}
	for field := range listReaders {
		names = append(names, field)
	}
	for _, name := range names {
		require.Contains(t, page, "`"+name+"`", name)
	}
	for field := range acknowledged {
		if len(field) > 6 && field[:6] == "group_" {
			field = "group_*"
		}
		require.Contains(t, page, "`"+field+"`", field)
	}
}
