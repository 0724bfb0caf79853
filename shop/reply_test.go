package shop_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

func TestWhatAReplyHasBesideItsTextIsChecked(t *testing.T) {
	long, fine, broken := strings.Repeat("a", shop.MaxReplyFolder+1), "Tienda", "Tien\nda"
	for name, c := range map[string]struct {
		more   shop.ReplyMore
		reason shop.Reason
	}{
		"nothing":       {shop.ReplyMore{}, shop.ReasonNone},
		"both":          {shop.ReplyMore{Folder: &fine, Texts: map[string]string{"pt-BR": "Olá"}}, shop.ReasonNone},
		"long folder":   {shop.ReplyMore{Folder: &long}, shop.ReasonTooLong},
		"two lines":     {shop.ReplyMore{Folder: &broken}, shop.ReasonInvalid},
		"no language":   {shop.ReplyMore{Texts: map[string]string{"the French": "Salut"}}, shop.ReasonInvalid},
		"empty text":    {shop.ReplyMore{Texts: map[string]string{"fr": " "}}, shop.ReasonEmpty},
		"too long text": {shop.ReplyMore{Texts: map[string]string{"fr": strings.Repeat("a", shop.MaxText+1)}}, shop.ReasonTooLong},
	} {
		reason, _ := c.more.Check()
		assert.Equal(t, c.reason, reason, name)
	}
}

func TestARepliesFolderIsSaidOnlyWhereItChanges(t *testing.T) {
	silent, err := json.Marshal(&shop.SaveReply{Text: "a"})
	require.NoError(t, err)
	assert.NotContains(t, string(silent), "folder")
	assert.NotContains(t, string(silent), "texts")
	none := ""
	cleared, err := json.Marshal(&shop.SaveReply{Text: "a", ReplyMore: shop.ReplyMore{Folder: &none, Texts: map[string]string{}}})
	require.NoError(t, err)
	assert.Contains(t, string(cleared), `"folder":""`)
	assert.Contains(t, string(cleared), `"texts":{}`)
}
