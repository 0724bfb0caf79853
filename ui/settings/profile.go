package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// profileCard is what customers see of the shop's number, to be read and changed.
type profileCard struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	told    *kit.Paragraph
	about, description,
	address, email, sites *kit.TextField
	vertical *kit.Choice
	save     *kit.Button
	kept     desk.Slot
	live     desk.Slot

	channel shop.ChannelID
	known   shop.Profile
	loaded  bool
}

// profileRead is the profile as last known here, and the last change asked for.
type profileRead struct {
	channel shop.ChannelID
	profile shop.Profile
	errand  *store.Errand
}

func newProfileCard(d *desk.Desk) *profileCard {
	p := &profileCard{desk: d}
	field := func(key string) *kit.TextField {
		return kit.NewTextField(lang.L("profile."+key), "", func(string) { p.check() })
	}
	p.told = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	p.about, p.address, p.email = field("about"), field("address"), field("email")
	p.description = kit.NewTextArea(lang.L("profile.description"), "", 3, func(string) { p.check() })
	p.sites = kit.NewTextArea(lang.L("profile.websites"), "https://", 2, func(string) { p.check() })
	names := make([]string, len(shop.Verticals))
	for i, vertical := range shop.Verticals {
		names[i] = lang.L("vertical." + vertical)
	}
	p.vertical = kit.NewChoice(lang.L("profile.vertical"), names, -1, func(int) { p.check() })
	p.save = kit.NewButton(lang.L("settings.save"), kit.SecondaryWeight, p.keep)
	p.save.Disable()
	p.content = card(lang.L("settings.section.profile"), kit.NewParagraph(lang.L("profile.words"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		p.about, p.description, p.address, p.email, p.sites, container.New(kit.Row{Stretch: -1}, p.vertical),
		container.New(kit.Row{Gap: 12, Stretch: 1}, p.save, p.told))
	return p
}

// read shows what is known here, then asks WhatsApp.
func (p *profileCard) read() { p.readKept(true) }

func (p *profileCard) readKept(ask bool) {
	desk.Load(p.desk, &p.kept, func(ctx context.Context) (r profileRead, err error) {
		info, err := p.desk.Store.Shop(ctx)
		if err != nil || len(info.Channels) == 0 {
			return r, err
		}
		r.channel = info.Channels[0].ID
		if r.profile, _, err = p.desk.Store.Profile(ctx, r.channel); err != nil {
			return r, err
		}
		r.errand, err = lastErrand(ctx, p.desk.Store, shop.TaskEditProfile)
		return r, err
	}, func(r profileRead) {
		p.channel = r.channel
		p.show(r.profile)
		p.tell(r.errand)
		if ask && p.desk.Platform != nil && (r.channel != shop.ChannelID{}) {
			p.ask()
		}
	})
}

func lastErrand(ctx context.Context, from *store.Store, task shop.Task) (*store.Errand, error) {
	errands, err := from.Errands(ctx, 50)
	for _, e := range errands {
		if e.Asked.Task == task {
			return &e, err
		}
	}
	return nil, err
}

// ask reads it from WhatsApp; what is known here stands where that fails.
func (p *profileCard) ask() {
	channel := p.channel
	desk.Load(p.desk, &p.live, func(ctx context.Context) (found *shop.Profile, err error) {
		ctx, cancel := context.WithTimeout(ctx, askPatience)
		defer cancel()
		profile, err := p.desk.Platform.Profile(ctx, channel)
		if err != nil {
			return nil, nil //nolint:nilerr,nilnil // it is said under the fields
		}
		return &profile, nil
	}, func(found *shop.Profile) {
		if found == nil {
			p.told.SetText(lang.L("profile.offline"))
			return
		}
		p.show(*found)
	})
}

// tell says what became of the last change.
func (p *profileCard) tell(e *store.Errand) {
	text, tone := "", kit.Muted
	switch {
	case e == nil:
	case e.Failed:
		text, tone = strings.TrimSpace(words.ErrandFailure(e.Code)+" "+e.Detail), kit.Warning
	case e.Waiting || e.Settled.IsZero():
		text = lang.L("errands.underWay")
	}
	p.told.SetText(text)
	p.told.SetTone(tone)
}

// show leaves alone what is being typed.
func (p *profileCard) show(profile shop.Profile) {
	typing := p.loaded && p.edit() != (shop.ProfileEdit{})
	p.known, p.loaded = profile, true
	if !typing {
		p.about.SetText(profile.About)
		p.description.SetText(profile.Description)
		p.address.SetText(profile.Address)
		p.email.SetText(profile.Email)
		p.sites.SetText(strings.Join(profile.Websites, "\n"))
		p.vertical.Choose(slices.Index(shop.Verticals, profile.Vertical))
	}
	p.check()
	p.content.Refresh()
}

// edit is what was changed, and only that.
func (p *profileCard) edit() shop.ProfileEdit {
	var e shop.ProfileEdit
	for _, f := range []struct {
		field  *kit.TextField
		before string
		into   **string
	}{{p.about, p.known.About, &e.About}, {p.description, p.known.Description, &e.Description},
		{p.address, p.known.Address, &e.Address}, {p.email, p.known.Email, &e.Email}} {
		if text := strings.TrimSpace(f.field.Text()); text != f.before {
			*f.into = &text
		}
	}
	if sites := strings.Fields(p.sites.Text()); !slices.Equal(sites, p.known.Websites) && len(sites)+len(p.known.Websites) > 0 {
		e.Websites = &sites
	}
	if i := p.vertical.Chosen(); i >= 0 && shop.Verticals[i] != p.known.Vertical {
		e.Vertical = &shop.Verticals[i]
	}
	return e
}

// check says what is wrong beside the field it is about.
func (p *profileCard) check() {
	if !p.loaded {
		return
	}
	e := p.edit()
	problem := shop.CheckProfile(e)
	fields := map[shop.Part]*kit.TextField{shop.PartAbout: p.about, shop.PartDescription: p.description, shop.PartAddress: p.address,
		shop.PartEmail: p.email, shop.PartWebsites: p.sites, shop.PartLink: p.sites}
	for _, field := range fields {
		field.SetError("")
	}
	if field := fields[problem.Part]; field != nil && !problem.None() {
		field.SetError(words.Problem(problem))
	}
	if problem.None() && e != (shop.ProfileEdit{}) && (p.channel != shop.ChannelID{}) {
		p.save.Enable()
	} else {
		p.save.Disable()
	}
}

func (p *profileCard) keep() {
	e := p.edit()
	p.desk.Do(&shop.EditProfile{Channel: p.channel, Edit: e}, func(err error) {
		if err != nil {
			p.desk.Failed(err)
			return
		}
		p.known = edited(p.known, e)
		p.check()
		p.readKept(false)
	})
}

// edited lays a change over a profile, until WhatsApp's own word comes.
func edited(profile shop.Profile, e shop.ProfileEdit) shop.Profile {
	for _, f := range []struct {
		from *string
		into *string
	}{{e.About, &profile.About}, {e.Description, &profile.Description}, {e.Address, &profile.Address}, {e.Email, &profile.Email},
		{e.Vertical, &profile.Vertical}} {
		if f.from != nil {
			*f.into = *f.from
		}
	}
	if e.Websites != nil {
		profile.Websites = *e.Websites
	}
	return profile
}
