package orderlist

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"mostrador/shop"
)

// Words says which of the shop's statuses a list's own words for them mean, as
// the owner has chosen; the words are plain: see Plain.
type Words map[string]shop.StatusID

// Plain is a text without accents, case and punctuation, with single spaces.
func Plain(text string) string {
	if ascii(text) {
		return strings.Join(strings.FieldsFunc(strings.ToLower(text), notWord), " ")
	}
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		bare = text
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(bare), notWord), " ")
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// find answers which status a cell means: the owner's choice, the status's own
// name or id, a name within a longer sentence, or a word that couriers use.
func (w Words) find(pipeline shop.Pipeline, cell string) (shop.StatusID, bool) {
	plain := Plain(cell)
	if plain == "" {
		return "", false
	}
	if id, ok := w[plain]; ok && pipeline.Index(id) >= 0 {
		return id, true
	}
	within, longest := shop.StatusID(""), 0
	for _, status := range pipeline {
		name := Plain(status.Name)
		switch {
		case plain == name || plain == Plain(string(status.ID)):
			return status.ID, true
		case name != "" && len(name) > longest && strings.Contains(" "+plain+" ", " "+name+" "):
			within, longest = status.ID, len(name)
		}
	}
	if within != "" {
		return within, true
	}
	return common(pipeline, plain)
}

// commonWords are what couriers, web shops and spreadsheets write, plain.
var commonWords = map[string][]string{
	"cancelled": {"cancelled", "canceled", "cancelado", "cancelada", "anulado", "anulada", "void"},
	"shipped": {
		"shipped", "sent", "dispatched", "in transit", "on its way", "out for delivery", "in delivery", "enviado", "enviada", "despachado",
		"en camino", "en reparto", "en transito", "expedido", "saiu para entrega", "em transito", "a caminho",
	},
	"ready":     {"ready", "ready to collect", "ready for pickup", "listo", "lista", "listo para recoger", "preparado", "pronto", "pronta", "made", "hecho"},
	"delivered": {"delivered", "collected", "picked up", "completed", "done", "entregado", "entregada", "recogido", "recogida", "completado", "entregue", "retirado", "concluido", "finalizado"},
}

// common finds the status of a shop's pipeline that a common word can only mean.
func common(pipeline shop.Pipeline, plain string) (shop.StatusID, bool) {
	for kind, all := range commonWords {
		for _, word := range all {
			if plain == word {
				return statusFor(pipeline, kind)
			}
		}
	}
	return "", false
}

func statusFor(pipeline shop.Pipeline, kind string) (shop.StatusID, bool) {
	for _, status := range pipeline {
		cancelled := strings.Contains(Plain(status.Name), "cancel") || strings.Contains(Plain(status.Name), "anulad")
		switch {
		case kind == "cancelled":
			if cancelled {
				return status.ID, true
			}
		case cancelled:
		case kind == "delivered" && status.Final, kind == "shipped" && status.DeliveryOnly, kind == "ready" && status.Made && !status.Final && !status.DeliveryOnly:
			return status.ID, true
		}
	}
	return "", false
}

var (
	paidWords   = map[string]bool{"yes": true, "y": true, "si": true, "s": true, "sim": true, "x": true, "1": true, "ok": true, "true": true, "paid": true, "pagado": true, "pagada": true, "pago": true, "paga": true, "cobrado": true, "cobrada": true, "verdadero": true, "verdadeiro": true}
	unpaidWords = map[string]bool{"": true, "no": true, "n": true, "nao": true, "0": true, "false": true, "unpaid": true, "not paid": true, "pending": true, "pendiente": true, "pendente": true, "no pagado": true, "impagado": true, "falso": true, "cod": true, "contra reembolso": true}
)

// paid reads whether a cell says that an order is paid; known is false when it
// says something else. A cell with only a tick or a cross of another alphabet counts as one.
func paid(cell string) (is, known bool) {
	if strings.ContainsAny(cell, "✓✔☑✅") {
		return true, true
	}
	plain := Plain(cell)
	if paidWords[plain] {
		return true, true
	}
	return false, unpaidWords[plain]
}
