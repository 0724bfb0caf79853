package replies

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/kit"
)

// shelf is a relay whose WhatsApp has one ready-made template.
type shelf struct{}

// Checks is part of desk.Platform.
func (shelf) Checks(context.Context, shop.ChannelID) (shop.Checks, error) { return shop.Checks{}, nil }

// Library is part of desk.Platform.
func (shelf) Library(context.Context, shop.ChannelID, shop.LibraryQuery) ([]shop.LibraryTemplate, error) {
	return []shop.LibraryTemplate{{ID: "1", Name: "delivery_update_1", Language: "en", Category: shop.CategoryUtility,
		Body: "Hi {{1}}, your order {{2}} is on its way.", Samples: []string{"Ana", "1042"},
		Buttons: []shop.TemplateAction{{Kind: shop.ButtonURL, Title: "Follow it"}}}}, nil
}

// Profile is part of desk.Platform.
func (shelf) Profile(context.Context, shop.ChannelID) (shop.Profile, error) {
	return shop.Profile{}, nil
}

// Resume is part of desk.Platform.
func (shelf) Resume(context.Context, shop.ChannelID) error { return nil }

// approved shows the room of a shop with three templates, one of them rejected.
func approved(t *testing.T, mode kit.Mode, width float32) (*desktest.Stand, *Room) {
	t.Helper()
	f := storetest.New(t)
	for _, template := range []shop.Template{
		{Name: "order_ready", Language: "en", Category: shop.CategoryUtility, State: shop.TemplateApproved, Header: "La Espiga",
			Body: "Hello {{1}}, your order {{2}} is ready.", Footer: "Calle Feria 12", Samples: []string{"Lucía", "1042"},
			Actions: []shop.TemplateAction{{Kind: shop.ButtonReply, Title: "On my way"}}, Buttons: []string{"On my way"}},
		{Name: "spring_offer", Language: "es", Category: shop.CategoryMarketing, State: shop.TemplateRejected, Reason: "INCORRECT_CATEGORY",
			Body: "Esta semana, dos por uno."},
		{Name: "welcome", Language: "en", Category: shop.CategoryUtility, State: shop.TemplatePending, Body: "Welcome, {{1}}, to our list.", Samples: []string{"Ana"}},
	} {
		f.Add(storetest.Envelope{Channel: f.Channel}, &shop.TemplateChanged{WABA: "waba1", Template: template})
	}
	s := desktest.New(t, f, func(p *desk.Params) { p.Platform = shelf{} })
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(mode, false))
	r := New(s.Desk)
	s.Show(r.Content(), width, 880)
	r.Enter(desk.Place{Section: desk.Templates})
	s.Until("the templates are listed", func() bool { return len(r.templates.known.all) >= 3 })
	return s, r
}

func (t *templates) named(name string) int {
	for i, one := range t.known.all {
		if one.Name == name {
			return i
		}
	}
	return -1
}

func TestATemplateSaysHowItStandsWhyAndWhatItCosts(t *testing.T) {
	_, r := approved(t, kit.Light, 1324)
	r.templates.choose(r.templates.known.all[r.templates.named("spring_offer")])
	markup := test.RenderObjectToMarkup(r.content)
	assert.Contains(t, markup, "wrong category")
	assert.Contains(t, markup, r.templates.price(r.templates.known.all[r.templates.named("spring_offer")]))
	r.templates.choose(r.templates.known.all[r.templates.named("order_ready")])
	markup = test.RenderObjectToMarkup(r.content)
	for _, words := range []string{"Lucía", "On my way", "Calle Feria 12"} {
		assert.Contains(t, markup, words)
	}
}

func TestATemplateIsWrittenWithNamedBlanksAndHandedIn(t *testing.T) {
	s, r := approved(t, kit.Light, 1324)
	r.templates.write(shop.Template{})
	f := r.templates.form
	assert.True(t, f.hand.Disabled(), "there is nothing to hand in yet")
	f.name.SetText("Order late")
	f.body.SetText("Hello {Customer}, order {order} will be ready at {new time} instead.")
	assert.True(t, f.hand.Disabled(), "the blanks have no examples yet")
	require.Len(t, f.samples.Objects, 3)
	for blank, sample := range map[string]string{"customer": "Lucía", "order": "1042", "new_time": "18:30"} {
		f.sample(blank).SetText(sample)
	}
	f.addAction(shop.TemplateAction{Kind: shop.ButtonReply})
	f.buttons[0].title.SetText(strings.Repeat("x", shop.MaxTemplateButton+2))
	assert.True(t, f.hand.Disabled())
	assert.Contains(t, f.wrong.Content(), "25")
	f.buttons[0].title.SetText("That is fine")
	require.False(t, f.hand.Disabled(), f.wrong.Content())
	f.keep()
	s.Until("it is handed in", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.CreateTemplate)
	require.True(t, ok)
	assert.Equal(t, "order_late", wish.Template.Name)
	assert.Equal(t, "Hello {{customer}}, order {{order}} will be ready at {{new_time}} instead.", wish.Template.Body)
	assert.Equal(t, []string{"Lucía", "1042", "18:30"}, wish.Template.Samples)
	assert.True(t, wish.Template.Named)
	s.Until("it is said to be on its way", func() bool { return len(r.templates.errands.Objects) == 1 })
}

func TestChangingATemplateKeepsItsCountedBlanks(t *testing.T) {
	s, r := approved(t, kit.Light, 1324)
	r.templates.write(r.templates.known.all[r.templates.named("order_ready")].Template)
	f := r.templates.form
	assert.Equal(t, "Hello {1}, your order {2} is ready.", f.body.Text())
	f.body.SetText("Hello {1}, your order {2} is ready for you.")
	require.False(t, f.hand.Disabled(), f.wrong.Content())
	f.keep()
	s.Until("it is handed in", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.EditTemplate)
	require.True(t, ok)
	assert.Equal(t, "Hello {{1}}, your order {{2}} is ready for you.", wish.Template.Body)
	assert.False(t, wish.Template.Named)
	assert.Equal(t, []string{"Lucía", "1042"}, wish.Template.Samples)
}

func TestWhatWhatsAppRefusedIsSaidAndCanBeChanged(t *testing.T) {
	s, r := approved(t, kit.Light, 1324)
	f := s.Factory
	errand := f.Command(&shop.ReadConversation{}).ID
	asked := shop.Template{Name: "order_late", Language: "en", Category: shop.CategoryUtility, Body: "Your order is late."}
	f.Add(storetest.Envelope{Channel: f.Channel, Cause: errand}, &shop.ErrandAsked{Errand: errand, Task: shop.TaskCreateTemplate, Template: &asked})
	f.Add(storetest.Envelope{Channel: f.Channel}, &shop.ErrandSettled{Errand: errand, Task: shop.TaskCreateTemplate, Failed: true, Code: 2388072, Detail: "No links here"})
	s.Until("it is said", func() bool { return len(r.templates.errands.Objects) == 1 })
	markup := test.RenderObjectToMarkup(r.content)
	assert.Contains(t, markup, "WhatsApp did not take the text")
	assert.Contains(t, markup, "No links here")
	r.templates.write(asked)
	assert.Equal(t, "Your order is late.", r.templates.form.body.Text())
	assert.False(t, r.templates.form.exists)
}

func TestAReadyMadeOneIsTakenOnceItsButtonLeadsSomewhere(t *testing.T) {
	s, r := approved(t, kit.Light, 1324)
	r.templates.library()
	s.Until("they are listed", func() bool {
		return strings.Contains(test.RenderObjectToMarkup(r.content), "Delivery update 1")
	})
	one, err := shelf{}.Library(context.Background(), shop.ChannelID{}, shop.LibraryQuery{})
	require.NoError(t, err)
	r.templates.adopt(one[0])
	require.NotNil(t, s.Window.Canvas().Overlays().Top(), "it asks where the button leads")
	assert.Empty(t, s.Wishes())
	one[0].Buttons = nil
	r.templates.adopt(one[0])
	s.Until("it is handed in", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.CreateTemplate)
	require.True(t, ok)
	assert.Equal(t, "delivery_update_1", wish.Library.Template)
}

// TestPictures draws the tab into the folder named by MOSTRADOR_PICTURES.
func TestPictures(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	scenes := map[string]func(*desktest.Stand, *Room){
		"list":     func(*desktest.Stand, *Room) {},
		"one":      func(_ *desktest.Stand, r *Room) { r.templates.choose(r.templates.known.all[0]) },
		"rejected": func(_ *desktest.Stand, r *Room) { r.templates.choose(r.templates.known.all[1]) },
		"form": func(_ *desktest.Stand, r *Room) {
			r.templates.write(shop.Template{})
			r.templates.form.name.SetText("Order late")
			r.templates.form.body.SetText("Hello {customer}, your order is late.")
		},
		"library": func(s *desktest.Stand, r *Room) {
			r.templates.library()
			s.Until("it is there", func() bool { return strings.Contains(test.RenderObjectToMarkup(r.content), "Delivery") })
		},
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		for scene, draw := range scenes {
			for size, width := range map[string]float32{"wide": 1324, "narrow": 684} {
				s, r := approved(t, mode, width)
				draw(s, r)
				c := software.NewCanvas()
				c.SetPadded(false)
				c.SetContent(r.content)
				c.Resize(fyne.NewSize(width, 880))
				c.Resize(fyne.NewSize(width, 881))
				file, err := os.Create(filepath.Join(folder, "templates-"+scene+"-"+size+"-"+name+".png"))
				require.NoError(t, err)
				require.NoError(t, png.Encode(file, c.Capture()))
				require.NoError(t, file.Close())
			}
		}
	}
}
