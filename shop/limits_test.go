package shop_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
)

func long(n int) string { return strings.Repeat("ñ", n) }

func tapped(i shop.Interactive) shop.Content {
	return shop.Content{Text: "¿Cuál?", Interactive: &i}
}

func rows(n int) (all []shop.Choice) {
	for i := range n {
		all = append(all, shop.Choice{Title: "Pan " + string(rune('a'+i))})
	}
	return all
}

func TestEveryLimitNamesThePartAndTheFigures(t *testing.T) {
	file := func(kind string, size int64) *shop.Media { return &shop.Media{Hash: "aa", MIME: kind, Size: size} }
	for name, c := range map[string]struct {
		kind    shop.MessageType
		content shop.Content
		want    shop.Problem
	}{
		"text":        {shop.TypeText, shop.Content{Text: long(4097)}, shop.Problem{Reason: shop.ReasonTooLong, Part: shop.PartText, Limit: 4096, Has: 4097}},
		"nothing":     {shop.TypeText, shop.Content{Text: " \n"}, shop.Problem{Reason: shop.ReasonEmpty, Part: shop.PartText}},
		"caption":     {shop.TypeImage, shop.Content{Text: long(1025), Media: file("image/png", 1)}, shop.Problem{Reason: shop.ReasonTooLong, Part: shop.PartCaption, Limit: 1024, Has: 1025}},
		"no file":     {shop.TypeImage, shop.Content{}, shop.Problem{Reason: shop.ReasonEmpty, Part: shop.PartFile}},
		"large":       {shop.TypeVideo, shop.Content{Media: file("video/mp4", 17<<20)}, shop.Problem{Reason: shop.ReasonTooLarge, Part: shop.PartVideo, Limit: 16 << 20, Has: 17 << 20}},
		"kind":        {shop.TypeImage, shop.Content{Media: file("image/gif", 1)}, shop.Problem{Reason: shop.ReasonWrongKind, Part: shop.PartPicture}},
		"voice words": {shop.TypeVoice, shop.Content{Text: "hola", Media: file("audio/ogg; codecs=opus", 1)}, shop.Problem{Reason: shop.ReasonNotShown, Part: shop.PartCaption}},
		"far away":    {shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: 91}}, shop.Problem{Reason: shop.ReasonInvalid, Part: shop.PartPlace}},
		"six cards":   {shop.TypeContacts, shop.Content{Contacts: make([]shop.ContactCard, 6)}, shop.Problem{Reason: shop.ReasonTooMany, Part: shop.PartContacts, Limit: 5, Has: 6}},
		"nameless":    {shop.TypeContacts, shop.Content{Contacts: make([]shop.ContactCard, 1)}, shop.Problem{Reason: shop.ReasonEmpty, Part: shop.PartContact}},
		"button": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksButtons, Buttons: []shop.Choice{{Title: long(27)}}}),
			shop.Problem{Reason: shop.ReasonTooLong, Part: shop.PartButton, Limit: 20, Has: 27}},
		"four buttons": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksButtons, Buttons: rows(4)}),
			shop.Problem{Reason: shop.ReasonTooMany, Part: shop.PartButtons, Limit: 3, Has: 4}},
		"same buttons": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksButtons, Buttons: []shop.Choice{{Title: "Sí"}, {Title: "Sí"}}}),
			shop.Problem{Reason: shop.ReasonTwice, Part: shop.PartButton}},
		"eleven rows": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksList, Open: "Ver", Sections: []shop.Section{{Rows: rows(11)}}}),
			shop.Problem{Reason: shop.ReasonTooMany, Part: shop.PartRows, Limit: 10, Has: 11}},
		"untitled": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksList, Open: "Ver", Sections: []shop.Section{{Rows: rows(1)}, {Rows: rows(1)}}}),
			shop.Problem{Reason: shop.ReasonEmpty, Part: shop.PartSection}},
		"link": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksLink, Link: &shop.Link{Title: "Ver", URL: "javascript:x"}}),
			shop.Problem{Reason: shop.ReasonInvalid, Part: shop.PartLink}},
		"header there": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.AsksLocation, Header: "Hola"}),
			shop.Problem{Reason: shop.ReasonNotShown, Part: shop.PartHeader}},
		"no header": {shop.TypeInteractive, tapped(shop.Interactive{Kind: shop.ShowsMany, Catalog: "1", Sections: []shop.Section{{Products: []string{"a"}}}}),
			shop.Problem{Reason: shop.ReasonEmpty, Part: shop.PartHeader}},
		"coupon": {shop.TypeTemplate, shop.Content{Template: &shop.TemplateUse{Name: "a", Language: "es", Buttons: []shop.TemplateButton{{Kind: shop.ButtonCopy, Value: long(16)}}}},
			shop.Problem{Reason: shop.ReasonTooLong, Part: shop.PartCode, Limit: 15, Has: 16}},
		"line break": {shop.TypeTemplate, shop.Content{Template: &shop.TemplateUse{Name: "a", Language: "es", Parameters: []string{"a\nb"}}},
			shop.Problem{Reason: shop.ReasonInvalid, Part: shop.PartValue}},
		"reaction": {shop.TypeReaction, shop.Content{Text: "ok"}, shop.Problem{Reason: shop.ReasonInvalid, Part: shop.PartEmoji}},
	} {
		require.Equal(t, c.want, shop.FindProblem(c.kind, c.content), name)
	}
}

func TestWhatFitsHasNoProblem(t *testing.T) {
	for _, c := range []shop.Content{
		tapped(shop.Interactive{Kind: shop.AsksButtons, Buttons: rows(3), Header: long(60), Footer: long(60)}),
		tapped(shop.Interactive{Kind: shop.AsksList, Open: "Ver", Sections: []shop.Section{{Title: "Pan", Rows: rows(5)}, {Title: "Más", Rows: rows(10)[5:]}}}),
		tapped(shop.Interactive{Kind: shop.AsksContact}),
		tapped(shop.Interactive{Kind: shop.ShowsCatalog}),
		{Text: "¿?", Buttons: []string{"Sí", "No"}},
	} {
		require.True(t, shop.FindProblem(shop.TypeInteractive, c).None(), "%+v", c.Interactive)
	}
	require.True(t, shop.FindProblem(shop.TypeReaction, shop.Content{Text: "👩🏽‍🍳"}).None())
	require.True(t, shop.FindProblem(shop.TypeReaction, shop.Content{}).None(), "it takes one back")
}

func TestATextFitsExactlyUpToItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "length")
		c := tapped(shop.Interactive{Kind: shop.AsksButtons, Buttons: []shop.Choice{{ID: "1", Title: long(n)}}})
		if fits := shop.FindProblem(shop.TypeInteractive, c).None(); fits != (n <= shop.MaxButtonTitle) {
			t.Fatalf("%d characters: %v", n, fits)
		}
	})
}

func TestATemplateIsLookedOverBeforeItIsHandedIn(t *testing.T) {
	good := shop.Template{Name: "order_ready", Language: "es_MX", Category: shop.CategoryUtility, Body: "Hola {{1}}, el pedido {{2}} está listo.",
		Samples: []string{"Ana", "7"}, Actions: []shop.TemplateAction{{Kind: shop.ButtonReply, Title: "Gracias"}, {Kind: shop.ButtonURL, Title: "Ver", Value: "https://a.example/{{1}}", Sample: "7"}}}
	require.True(t, shop.CheckTemplate(good).None(), "%+v", shop.CheckTemplate(good))
	for name, change := range map[string]func(*shop.Template){
		"name":        func(t *shop.Template) { t.Name = "Order ready" },
		"language":    func(t *shop.Template) { t.Language = "Spanish" },
		"category":    func(t *shop.Template) { t.Category = "news" },
		"at the edge": func(t *shop.Template) { t.Body = "{{1}}, el pedido {{2}} está listo." },
		"beside":      func(t *shop.Template) { t.Body = "Hola {{1}}{{2}} listo." },
		"a gap":       func(t *shop.Template) { t.Body = "Hola {{1}}, el pedido {{3}} está listo." },
		"no sample":   func(t *shop.Template) { t.Samples = []string{"Ana"} },
		"header":      func(t *shop.Template) { t.Header = "Pedido {{1}}" },
		"same titles": func(t *shop.Template) { t.Actions[1].Title = "Gracias" },
		"apart": func(t *shop.Template) {
			t.Actions = append(t.Actions, shop.TemplateAction{Kind: shop.ButtonReply, Title: "No"})
		},
	} {
		wrong := good
		wrong.Actions = append([]shop.TemplateAction{}, good.Actions...)
		change(&wrong)
		require.False(t, shop.CheckTemplate(wrong).None(), name)
	}
}

func TestATemplateIsSeenWithItsSamples(t *testing.T) {
	named := shop.Template{Named: true, Header: "Pedido {{number}}", HeaderSample: "1042", Body: "Hola {{name}}, {{name}}: {{when}} te esperamos.",
		Samples: []string{"Ana", "mañana"}, Footer: "Panadería", Buttons: []string{"Vale"}}
	require.Equal(t, []string{"name", "when"}, named.ParameterNames())
	require.Equal(t, shop.Preview{Header: "Pedido 1042", Body: "Hola Ana, Ana: mañana te esperamos.", Footer: "Panadería", Buttons: []string{"Vale"}}, named.Preview())
	require.True(t, named.Gaps(shop.TemplateUse{Parameters: []string{"Ana", "hoy"}}), "the header is blank")
	require.False(t, named.Gaps(shop.TemplateUse{Parameters: []string{"Ana", "hoy"}, Header: &shop.TemplateHeader{Text: "7"}}))
}
