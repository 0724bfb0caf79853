package past

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/emersion/go-vcard"

	"mostrador/shop"
	"mostrador/tables"
)

// Contact is somebody's card.
type Contact struct {
	Line   int // in a list; the number of the card in a file of cards
	Name   string
	Phones []string // E.164
	// Strange are telephone numbers that are none, as they were written.
	Strange []string
	Labels  []string
	Note    string
}

// Usable tells whether the contact can be written to.
func (c Contact) Usable() bool { return len(c.Phones) > 0 }

// mostContacts of one file.
const mostContacts = tables.MostRows

// contactFields are the columns of a list of contacts; the headings are those
// of Google's, Apple's and Outlook's exports and what people write themselves.
var contactFields = tables.Fields{
	{Name: "phone", Headings: []string{
		"phone", "phone number", "phone 1 value", "mobile phone", "mobile", "telephone", "whatsapp", "cell", "primary phone",
		"teléfono", "telefono", "móvil", "celular", "número", "tel", "telefone", "telemóvel", "fone", "contato", "contacto",
	}, Fits: looksLikePhone},
	{Name: "first", Headings: []string{"first name", "given name", "nombre de pila", "primeiro nome"}},
	{Name: "last", Headings: []string{"last name", "family name", "surname", "apellido", "apellidos", "sobrenome", "apelido"}},
	{Name: "name", Headings: []string{"name", "full name", "display name", "customer", "nombre", "nombre completo", "cliente", "nome", "nome completo"}, Fits: looksLikeName},
	{Name: "phone2", Headings: []string{"phone 2 value", "home phone", "business phone", "phone 2", "teléfono 2", "telefone 2"}},
	{Name: "labels", Headings: []string{"labels", "label", "tags", "group membership", "categories", "etiquetas", "etiqueta", "grupo", "marcadores"}},
	{Name: "note", Headings: []string{"notes", "note", "comments", "notas", "nota", "observaciones", "observações", "comentarios"}},
}

func looksLikePhone(cell string) bool {
	_, err := shop.ParsePhone(cell, "ES") // whether it has a number's form; the country hardly matters
	return err == nil
}

func looksLikeName(cell string) bool {
	return !strings.ContainsAny(cell, "0123456789@") && len(cell) > 1
}

// ContactFields are the columns a list of contacts can have, for correcting by hand.
func ContactFields() tables.Fields { return contactFields }

// ReadContacts reads contact cards (.vcf), or a list in CSV or Excel. Numbers
// without a country's prefix are taken to be of the shop's country.
func ReadContacts(name string, data []byte, country string) ([]Contact, error) {
	if isCards(data) {
		contacts, err := readCards(data, country)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
		}
		return contacts, nil
	}
	table, err := tables.Read(name, data, contactFields)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	return ContactsOf(table, contactFields.Recognise(table), country), nil
}

// ContactsOf reads the rows of a list whose columns are known.
func ContactsOf(table tables.Table, columns tables.Mapping, country string) []Contact {
	contacts := make([]Contact, 0, len(table.Rows))
	for _, row := range table.Rows {
		c := Contact{Line: row.Line, Name: row.Cell(columns.Of("name")), Note: row.Cell(columns.Of("note"))}
		if whole := strings.TrimSpace(row.Cell(columns.Of("first")) + " " + row.Cell(columns.Of("last"))); whole != "" {
			c.Name = whole
		}
		for _, column := range []string{"phone", "phone2"} {
			// Google puts several numbers into one cell, with ":::" between them.
			for number := range strings.SplitSeq(row.Cell(columns.Of(column)), ":::") {
				c.addPhone(number, country)
			}
		}
		for label := range strings.FieldsFuncSeq(row.Cell(columns.Of("labels")), func(r rune) bool { return r == ',' || r == ';' || r == ':' }) {
			if label = strings.TrimSpace(label); label != "" && !strings.HasPrefix(label, "*") {
				c.Labels = append(c.Labels, label)
			}
		}
		contacts = append(contacts, c)
	}
	return contacts
}

func (c *Contact) addPhone(number, country string) {
	number = strings.TrimSpace(number)
	if number == "" {
		return
	}
	phone, err := shop.ParsePhone(number, country)
	if err != nil {
		c.Strange = append(c.Strange, number)
		return
	}
	for _, known := range c.Phones {
		if known == phone {
			return
		}
	}
	c.Phones = append(c.Phones, phone)
}

func isCards(data []byte) bool {
	start := bytes.TrimLeft(data[:min(len(data), 100)], "\ufeff \r\n\t")
	return bytes.HasPrefix(bytes.ToUpper(start), []byte("BEGIN:VCARD"))
}

func readCards(data []byte, country string) ([]Contact, error) {
	decoder := vcard.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	var contacts []Contact
	for number := 1; ; number++ {
		card, err := decoder.Decode()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("card %d: %w", number, err)
		}
		if len(contacts) >= mostContacts {
			return nil, tables.ErrTooLong
		}
		contacts = append(contacts, contactOf(card, number, country))
	}
	if len(contacts) == 0 {
		return nil, tables.ErrEmpty
	}
	return contacts, nil
}

func contactOf(card vcard.Card, number int, country string) Contact {
	c := Contact{Line: number, Name: strings.TrimSpace(card.PreferredValue(vcard.FieldFormattedName)), Note: strings.TrimSpace(card.PreferredValue(vcard.FieldNote))}
	if name := card.Name(); c.Name == "" && name != nil {
		c.Name = strings.TrimSpace(name.GivenName + " " + name.FamilyName)
	}
	if c.Name == "" {
		c.Name = strings.TrimSpace(card.PreferredValue(vcard.FieldOrganization))
	}
	for _, field := range card[vcard.FieldTelephone] {
		c.addPhone(strings.TrimPrefix(field.Value, "tel:"), country)
	}
	for label := range strings.SplitSeq(card.PreferredValue(vcard.FieldCategories), ",") {
		if label = strings.TrimSpace(label); label != "" {
			c.Labels = append(c.Labels, label)
		}
	}
	return c
}
