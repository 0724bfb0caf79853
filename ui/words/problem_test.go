package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mostrador/shop"
)

func TestALimitIsSaidWithItsFigures(t *testing.T) {
	long := shop.Content{Text: "Which cake?", Interactive: &shop.Interactive{Kind: shop.AsksButtons, Buttons: []shop.Choice{{Title: strings.Repeat("x", 27)}}}}
	assert.Equal(t, "A button's text has at most 20 characters; this has 27.", Problem(shop.FindProblem(shop.TypeInteractive, long)))
	assert.Equal(t, "A picture may have at most 5 MB; this has 7.2 MB.",
		Problem(shop.CheckFile(shop.TypeImage, shop.Media{Size: 7_600_000})))
	assert.Equal(t, "Buttons: at most 3; here are 4.", Problem(shop.FindProblem(shop.TypeInteractive,
		shop.Content{Text: "?", Buttons: []string{"a", "b", "c", "d"}})))
	assert.Equal(t, "Blanks are counted {{1}}, {{2}} without a gap, and have text before, after and between them.",
		Problem(shop.Problem{Reason: shop.ReasonInvalid, Part: shop.PartVariables}))
	assert.Empty(t, Problem(shop.Problem{}))
}

func TestEveryPartHasWords(t *testing.T) {
	for _, p := range []shop.Part{shop.PartText, shop.PartCaption, shop.PartFile, shop.PartPicture, shop.PartVideo, shop.PartAudio,
		shop.PartVoice, shop.PartDocument, shop.PartSticker, shop.PartHeader, shop.PartFooter, shop.PartButtons, shop.PartButton,
		shop.PartButtonKey, shop.PartOpen, shop.PartSections, shop.PartSection, shop.PartRows, shop.PartRow, shop.PartRowKey,
		shop.PartDescription, shop.PartLink, shop.PartPlace, shop.PartContacts, shop.PartContact, shop.PartBirthday, shop.PartCatalog,
		shop.PartProduct, shop.PartProducts, shop.PartEmoji, shop.PartName, shop.PartLanguage, shop.PartCategory, shop.PartValue,
		shop.PartSample, shop.PartVariables, shop.PartCode, shop.PartCards, shop.PartPhone, shop.PartAbout, shop.PartAddress,
		shop.PartEmail, shop.PartWebsites} {
		for _, r := range []shop.Reason{shop.ReasonEmpty, shop.ReasonTooLong, shop.ReasonTooMany, shop.ReasonTooLarge, shop.ReasonTwice, shop.ReasonNotShown} {
			said := Problem(shop.Problem{Reason: r, Part: p, Limit: 1, Has: 2})
			assert.NotContains(t, said, "part.", "%s %s", r, p)
			assert.NotContains(t, said, "problem.", "%s %s", r, p)
		}
	}
}

func TestEveryReasonAroundErrandsHasWords(t *testing.T) {
	for _, r := range []shop.Reason{shop.ReasonTooMany, shop.ReasonTooLarge, shop.ReasonTwice, shop.ReasonWrongKind, shop.ReasonNotShown,
		shop.ReasonBlocked, shop.ReasonTooLateToBlock} {
		assert.NotContains(t, Reason(r), "reason.", r)
	}
	for _, task := range []shop.Task{shop.TaskCreateTemplate, shop.TaskEditTemplate, shop.TaskDeleteTemplate, shop.TaskReadTemplates,
		shop.TaskBlock, shop.TaskUnblock, shop.TaskEditProfile} {
		assert.NotContains(t, Errand(shop.ErrandAsked{Task: task}), "errand.", task)
	}
	for code := range errandFailures {
		assert.NotContains(t, ErrandFailure(code), "failure.", code)
	}
	assert.Contains(t, ErrandFailure(7), "7")
}
