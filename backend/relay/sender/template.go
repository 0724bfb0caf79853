package sender

import (
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// templateMessage fills a template in; known is the template itself, for the
// names of its blanks.
func templateMessage(known shop.Template, use shop.TemplateUse, files uploads) *whatsapp.TemplateMessage {
	t := whatsapp.NewTemplate(use.Name, use.Language)
	if header, ok := headerPart(known, use.Header, files); ok {
		t.Components = append(t.Components, header)
	}
	if len(use.Parameters) > 0 {
		t.Components = append(t.Components, whatsapp.BodyPart(use.Parameters, known.ParameterNames()))
	}
	if !use.OfferEnds.IsZero() {
		t.Components = append(t.Components, whatsapp.OfferPart(use.OfferEnds))
	}
	t.Components = append(t.Components, buttonParts(use.Buttons)...)
	if len(use.Cards) > 0 {
		t.Components = append(t.Components, carousel(use.Cards, files))
	}
	return t
}

func headerPart(known shop.Template, header *shop.TemplateHeader, files uploads) (whatsapp.TemplateComponent, bool) {
	switch {
	case header == nil:
		return whatsapp.TemplateComponent{}, false
	case header.Location != nil:
		return whatsapp.HeaderPlace(*place(*header.Location)), true
	case header.File != nil:
		return whatsapp.HeaderFile(string(header.FileType), templateFile(header.FileType, *header.File, files)), true
	case header.Text != "":
		name, _ := known.HeaderBlank()
		return whatsapp.HeaderText(header.Text, name), true
	}
	return whatsapp.TemplateComponent{}, false
}

func templateFile(kind shop.MessageType, file shop.Media, files uploads) whatsapp.OutgoingMedia {
	media := whatsapp.OutgoingMedia{ID: files[file.Hash]}
	if kind == shop.TypeDocument {
		media.Filename = file.Name
	}
	return media
}

func buttonParts(buttons []shop.TemplateButton) []whatsapp.TemplateComponent {
	var all []whatsapp.TemplateComponent
	for _, b := range buttons {
		if b.Kind == shop.ButtonMany {
			all = append(all, whatsapp.ProductsButton(b.Index, b.Value, sections(b.Sections)))
			continue
		}
		all = append(all, whatsapp.ButtonPart(b.Index, string(b.Kind), b.Value))
	}
	return all
}

func carousel(cards []shop.TemplateCard, files uploads) whatsapp.TemplateComponent {
	all := make([][]whatsapp.TemplateComponent, len(cards))
	for i, c := range cards {
		if c.File != nil {
			all[i] = append(all[i], whatsapp.HeaderFile(string(c.FileType), templateFile(c.FileType, *c.File, files)))
		}
		if len(c.Parameters) > 0 {
			all[i] = append(all[i], whatsapp.BodyPart(c.Parameters, nil))
		}
		all[i] = append(all[i], buttonParts(c.Buttons)...)
	}
	return whatsapp.CardsPart(all)
}
