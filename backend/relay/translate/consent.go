package translate

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

var purposes = []shop.Purpose{shop.OrderUpdates, shop.Offers}

// stopWords and startWords count only as the whole of a message. Words that a
// customer may mean for an order ("cancelar") are not among them.
var (
	stopWords = words("stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "baja", "dar de baja", "darme de baja",
		"quiero darme de baja", "parar", "pare", "no quiero mas mensajes", "no mas mensajes", "sair", "salir", "descadastrar", "remover", "arret")
	startWords = words("start", "unstop", "subscribe", "alta", "dar de alta", "darme de alta", "quiero darme de alta", "reanudar",
		"retomar", "voltar a receber", "inscrever", "cadastrar")
)

func words(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, word := range all {
		set[word] = true
	}
	return set
}

// plain is a text without accents, case, punctuation and needless spaces.
func plain(text string) string {
	if len(text) > 100 {
		return "" // no word of ours is that long
	}
	fold := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(fold, text)
	if err != nil {
		return ""
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return ' '
	}, folded)
	return strings.Join(strings.Fields(letters), " ")
}

// spoken looks whether a message is a stop or a start word.
func (t *translation) spoken(m *whatsapp.IncomingMessage, customer shop.CustomerID) {
	for _, text := range saidBy(m) {
		switch word := plain(text); {
		case stopWords[word]:
			t.stop(customer, text, m.At)
			return
		case startWords[word]:
			t.restore(customer, text, m.At)
			return
		}
	}
}

// saidBy is what may be a word: a text, or the button of a template.
func saidBy(m *whatsapp.IncomingMessage) []string {
	switch {
	case m.Text != nil:
		return []string{m.Text.Body}
	case m.Button != nil:
		return []string{m.Button.Text, m.Button.Payload}
	}
	return nil
}

func (t *translation) stop(customer shop.CustomerID, wording string, at time.Time) {
	for _, member := range t.same(customer) {
		known, _ := t.facts.Customer(member)
		for _, purpose := range purposes {
			if allowed, asked := known.Consent[purpose]; !asked || allowed {
				t.consentOf(member, customer, purpose, false, facts.SourceStopWord, wording, at)
			}
		}
	}
}

// same are all that are the same person as who wrote: what one of them says to
// the shop's messages holds for each. The one who wrote comes first.
func (t *translation) same(customer shop.CustomerID) []shop.CustomerID {
	group := []shop.CustomerID{customer}
	for _, member := range append(t.facts.Group(customer), t.joined...) {
		if member != customer {
			group = append(group, member)
		}
	}
	return group
}

// restore gives back what a stop word took, and no more: who never said yes to
// offers has not said so now.
func (t *translation) restore(customer shop.CustomerID, wording string, at time.Time) {
	for _, member := range t.same(customer) {
		known, _ := t.facts.Customer(member)
		for _, purpose := range purposes {
			allowed, asked := known.Consent[purpose]
			before, _ := t.facts.BeforeStop(member, purpose)
			if asked && !allowed && (purpose == shop.OrderUpdates || before) {
				t.consentOf(member, customer, purpose, true, "wrote", wording, at)
			}
		}
	}
}

// consent writes a choice down for all that are the same person.
func (t *translation) consent(customer shop.CustomerID, purpose shop.Purpose, allowed bool, source string, at time.Time) {
	for _, member := range t.same(customer) {
		known, _ := t.facts.Customer(member)
		if was, asked := known.Consent[purpose]; member == customer || !asked || was != allowed {
			t.consentOf(member, customer, purpose, allowed, source, "", at)
		}
	}
}

func (t *translation) consentOf(member, wrote shop.CustomerID, purpose shop.Purpose, allowed bool, source, wording string, at time.Time) {
	if t.outdated(facts.ConsentTopic(member, purpose), at) {
		return // a choice of later was told first
	}
	detail := string(purpose)
	if member != wrote {
		detail += "|" + member.String()
	}
	t.emit(fact{author: shop.ByCustomer, at: at, customer: member, detail: detail, body: &shop.ConsentChanged{
		Customer: member, Purpose: purpose, Allowed: allowed, Source: source,
		Personal: shop.ConsentPersonal{Wording: wording}}})
}

// preference follows a choice that the customer made in WhatsApp itself.
func (t *translation) preference(p *whatsapp.UserPreference) {
	who := personOf(p.WaID, p.UserID, p.Contact)
	allowed := p.Value == "resume"
	if !who.known() || p.Category != "marketing_messages" || !allowed && p.Value != "stop" {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	t.consent(t.whose(who, p.At), shop.Offers, allowed, "platform", p.At)
}
