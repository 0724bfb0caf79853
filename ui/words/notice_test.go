package words

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/assets"
	"mostrador/shop"
)

// noticeKinds are all kinds of notice that package shop has.
func noticeKinds(t *testing.T) []shop.NoticeKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../shop/notice.go", nil, 0)
	require.NoError(t, err)
	var kinds []shop.NoticeKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != "NoticeKind" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		kinds = append(kinds, shop.NoticeKind(value))
		return true
	})
	require.Contains(t, kinds, shop.NoticeOther)
	return kinds
}

func TestEveryNoticeHasWordsInEveryLanguage(t *testing.T) {
	for _, file := range []string{"en.json", "es.json", "pt-BR.json"} {
		raw, err := fs.ReadFile(assets.Translations(), "translations/"+file)
		require.NoError(t, err)
		known := map[string]any{}
		require.NoError(t, json.Unmarshal(raw, &known))
		for _, kind := range noticeKinds(t) {
			variants := append([]string{""}, noticeVariants[kind].known...)
			if kind == shop.NoticeTemplateCategory {
				variants = append(variants, "soon")
			}
			for _, variant := range variants {
				key := "notice." + string(kind)
				if variant != "" {
					key += "." + variant
				}
				assert.NotEmpty(t, known[key], "%s %s", file, key)
				assert.NotEmpty(t, known[key+".next"], "%s %s.next", file, key)
			}
		}
		for _, reason := range rejections {
			assert.NotEmpty(t, known["rejected."+reason], "%s %s", file, reason)
		}
	}
}

func TestANoticeSaysWhatHappenedAndTheNextStep(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	what, next := Notice(shop.NoticeTemplateState, map[string]string{"name": "order_ready", "state": "REJECTED", "reason": "INCORRECT_CATEGORY"}, now)
	assert.Equal(t, "WhatsApp rejected the message “order ready”", what)
	assert.Contains(t, next, "category")
	what, _ = Notice(shop.NoticeNumberQuality, map[string]string{"number": "+34 911", "event": "DOWNGRADE", "limit": "TIER_2K"}, now)
	assert.Contains(t, what, "2000")
	_, next = Notice(shop.NoticeSendingPaused, map[string]string{"code": "131042", "step": "payment"}, now)
	assert.Contains(t, next, "pay")
	_, next = Notice(shop.NoticePlatformError, map[string]string{"code": "190", "title": "x"}, now)
	assert.Equal(t, Failure(190), next)
	what, next = Notice("of.tomorrow", map[string]string{"field": "calls"}, now)
	assert.NotContains(t, what+next, "notice.")
	assert.NotContains(t, what+next, "<no value>")
}
