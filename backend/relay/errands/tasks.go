package errands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// do asks the platform and gives what changed by it.
func (c *Clerk) do(ctx context.Context, e facts.Errand) ([]shop.Body, error) {
	client, number, err := c.Clients.Client(ctx, c.Shop.ID(), e.Channel)
	if err != nil {
		return nil, &whatsapp.NotSentError{Err: err} // a token may come
	}
	switch e.Asked.Task {
	case shop.TaskCreateTemplate:
		return c.create(ctx, client, e.Asked)
	case shop.TaskEditTemplate:
		return c.edit(ctx, client, e.Asked)
	case shop.TaskDeleteTemplate:
		return c.remove(ctx, client, e.Asked)
	case shop.TaskReadTemplates:
		return c.read(ctx, client, e.Asked.WABA)
	case shop.TaskBlock, shop.TaskUnblock:
		return c.block(ctx, client, number, e)
	case shop.TaskEditProfile:
		return c.editProfile(ctx, client, number, e.Asked.Profile)
	}
	return nil, fmt.Errorf("%w: %s", errNever, e.Asked.Task)
}

// create hands a template in. One that is there already with the same text was
// made by an attempt whose answer was lost.
func (c *Clerk) create(ctx context.Context, client *whatsapp.Client, asked shop.ErrandAsked) ([]shop.Body, error) {
	if asked.Template == nil {
		return nil, errNever
	}
	draft := *asked.Template
	created, err := c.handIn(ctx, client, asked, draft)
	if err != nil {
		found, there := c.readBack(ctx, client, asked.WABA, draft)
		if !there {
			return nil, err
		}
		return []shop.Body{&shop.TemplateChanged{WABA: asked.WABA, Template: found}}, nil
	}
	draft.PlatformID, draft.State = created.ID, shop.TemplateState(created.Status)
	if draft.State == "" {
		draft.State = shop.TemplatePending
	}
	if created.Category != "" {
		draft.Category = shop.Category(strings.ToLower(created.Category))
	}
	if asked.Library != nil { // its text is the platform's
		if found, there := c.readBack(ctx, client, asked.WABA, draft); there {
			found.Library = asked.Library.Template
			draft = found
		}
	}
	draft.Buttons = titles(draft.Actions)
	return []shop.Body{&shop.TemplateChanged{WABA: asked.WABA, Template: draft}}, nil
}

func (c *Clerk) handIn(ctx context.Context, client *whatsapp.Client, asked shop.ErrandAsked, draft shop.Template) (whatsapp.Template, error) {
	if asked.Library != nil {
		return client.CreateFromLibrary(ctx, asked.WABA, whatsapp.FromLibrary{Name: draft.Name, Language: draft.Language,
			Category: string(draft.Category), Library: asked.Library.Template, Inputs: libraryInputs(asked.Library.Buttons)})
	}
	wanted, err := c.platformTemplate(ctx, client, draft)
	if err != nil {
		return whatsapp.Template{}, err
	}
	return client.CreateTemplate(ctx, asked.WABA, wanted)
}

func libraryInputs(buttons []shop.LibraryButton) []whatsapp.LibraryInput {
	var all []whatsapp.LibraryInput
	for _, b := range buttons {
		input := whatsapp.LibraryInput{Type: strings.ToUpper(string(b.Kind))}
		if b.Kind == shop.ButtonPhone {
			input.PhoneNumber = b.Value
		} else {
			input.URL = &whatsapp.LibraryURL{BaseURL: b.Value, Sample: b.Sample}
		}
		all = append(all, input)
	}
	return all
}

// readBack finds a template with the same text at the platform.
func (c *Clerk) readBack(ctx context.Context, client *whatsapp.Client, waba string, like shop.Template) (shop.Template, bool) {
	page, err := client.Templates(ctx, waba, whatsapp.TemplateQuery{Name: like.Name, Language: like.Language})
	if err != nil {
		return shop.Template{}, false
	}
	for _, t := range page.Templates {
		found := TemplateOf(t)
		if t.Name == like.Name && t.Language == like.Language && (like.Body == "" || found.Body == like.Body) {
			return found, true
		}
	}
	return shop.Template{}, false
}

func (c *Clerk) edit(ctx context.Context, client *whatsapp.Client, asked shop.ErrandAsked) ([]shop.Body, error) {
	if asked.Template == nil {
		return nil, errNever
	}
	wanted, err := c.platformTemplate(ctx, client, *asked.Template)
	if err != nil {
		return nil, err
	}
	if err := client.EditTemplate(ctx, asked.Template.PlatformID, wanted); err != nil {
		return nil, err
	}
	next := *asked.Template
	if found, there := c.readBack(ctx, client, asked.WABA, next); there {
		next = found
	} else {
		next.State, next.Reason, next.Advice, next.Buttons = shop.TemplatePending, "", "", titles(next.Actions)
	}
	return []shop.Body{&shop.TemplateChanged{WABA: asked.WABA, Template: next}}, nil
}

// remove deletes a template; one that is gone already counts as deleted.
func (c *Clerk) remove(ctx context.Context, client *whatsapp.Client, asked shop.ErrandAsked) ([]shop.Body, error) {
	if asked.Template == nil {
		return nil, errNever
	}
	gone := *asked.Template
	err := client.DeleteTemplateByID(ctx, asked.WABA, gone.Name, gone.PlatformID)
	if err != nil && !c.missing(ctx, client, asked.WABA, gone) {
		return nil, err
	}
	known, err := c.known(ctx, asked.WABA)
	if err != nil {
		return nil, err
	}
	var changed []shop.Body
	for _, t := range known {
		if t.Name == gone.Name && (gone.Language == "" || t.Language == gone.Language) && t.State != shop.TemplateDeleted {
			t.State = shop.TemplateDeleted
			changed = append(changed, &shop.TemplateChanged{WABA: asked.WABA, Template: t})
		}
	}
	return changed, nil
}

// missing says that the platform certainly has no such template.
func (c *Clerk) missing(ctx context.Context, client *whatsapp.Client, waba string, t shop.Template) bool {
	page, err := client.Templates(ctx, waba, whatsapp.TemplateQuery{Name: t.Name, Language: t.Language})
	if err != nil {
		return false
	}
	for _, found := range page.Templates {
		if found.Name == t.Name && (t.Language == "" || found.Language == t.Language) {
			return false
		}
	}
	return true
}

func (c *Clerk) known(ctx context.Context, waba string) (all []shop.Template, err error) {
	err = c.Shop.View(ctx, func(f *facts.Tx) error {
		all = f.Templates(waba)
		return f.Err()
	})
	return all, err
}

// read brings the shop's list of templates up to the platform's.
func (c *Clerk) read(ctx context.Context, client *whatsapp.Client, waba string) ([]shop.Body, error) {
	there, err := AllTemplates(ctx, client, waba)
	if err != nil {
		return nil, err
	}
	known, err := c.known(ctx, waba)
	if err != nil {
		return nil, err
	}
	return Differences(waba, known, there), nil
}

// block asks for one person by the address that messages go to.
func (c *Clerk) block(ctx context.Context, client *whatsapp.Client, number string, e facts.Errand) ([]shop.Body, error) {
	var address facts.Address
	var known bool
	err := c.Shop.View(ctx, func(f *facts.Tx) error {
		address, known = f.Address(e.Customer)
		return f.Err()
	})
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fmt.Errorf("%w: the customer has no number", errNever)
	}
	on := e.Asked.Task == shop.TaskBlock
	if err := client.SetBlocked(ctx, number, whatsapp.Person{Phone: address.Phone, UserID: address.UserID}, on); err != nil {
		return nil, err
	}
	return []shop.Body{&shop.CustomerBlocked{Customer: e.Customer, On: on}}, nil
}

func (c *Clerk) editProfile(ctx context.Context, client *whatsapp.Client, number string, edit *shop.ProfileEdit) ([]shop.Body, error) {
	if edit == nil {
		return nil, errNever
	}
	change := whatsapp.ProfileChange{About: edit.About, Address: edit.Address, Description: edit.Description,
		Email: edit.Email, Vertical: edit.Vertical, Websites: edit.Websites}
	if edit.Picture != nil {
		handle, err := c.handle(ctx, client, edit.Picture.Hash)
		if err != nil {
			return nil, err
		}
		change.PictureHandle = &handle
	}
	if err := client.ChangeProfile(ctx, number, change); err != nil {
		return nil, err
	}
	now, err := client.Profile(ctx, number)
	if err != nil {
		return nil, err
	}
	return []shop.Body{&shop.ProfileChanged{Profile: ProfileOf(now)}}, nil
}

// ProfileOf is a profile in the shop's words.
func ProfileOf(p whatsapp.Profile) shop.Profile {
	return shop.Profile{About: p.About, Address: p.Address, Description: p.Description, Email: p.Email, Websites: p.Websites,
		Vertical: p.Vertical, Picture: p.PictureURL}
}

// handle hands a file of the shop to the app.
func (c *Clerk) handle(ctx context.Context, client *whatsapp.Client, hash string) (string, error) {
	if c.Files == nil {
		return "", errNever
	}
	file, size, mime, err := c.Files(ctx, c.Shop.ID(), hash)
	if err != nil {
		return "", errors.Join(errNever, err)
	}
	defer func() { _ = file.Close() }()
	token, err := client.Token(ctx)
	if err != nil {
		return "", err
	}
	return client.UploadHandle(ctx, token.AppID, whatsapp.Upload{MIME: mime, Filename: hash[:12], Size: size}, file)
}
