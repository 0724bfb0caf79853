package sandbox

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"mostrador/backend/whatsapp"
)

// libraryTemplate is a ready-made template of the platform: its text is fixed and it is
// approved at once. The texts here are the sandbox's own.
type libraryTemplate struct {
	id, name, topic, usecase string
	// bodies are by language; types those of the values, in order.
	bodies map[string]string
	types  []string
	sample []string
	button string // the label of a URL button, where there is one
}

var library = []libraryTemplate{
	{"7000000000000001", "order_confirmed_1", "ORDER_MANAGEMENT", "ORDER_CONFIRMATION", map[string]string{
		"en_US": "Thank you, {{1}}. Your order {{2}} is confirmed and we are working on it.",
		"es":    "Gracias, {{1}}. Tu pedido {{2}} está confirmado y ya estamos con él.",
		"pt_BR": "Obrigado, {{1}}. Seu pedido {{2}} está confirmado e já estamos cuidando dele."}, []string{"TEXT", "TEXT"}, []string{"Ana", "1042"}, ""},
	{"7000000000000002", "order_pick_up_1", "ORDER_MANAGEMENT", "ORDER_PICK_UP", map[string]string{
		"en_US": "Hello {{1}}, your order {{2}} is ready for you to pick up at {{3}} from today.",
		"es":    "Hola {{1}}, tu pedido {{2}} está listo para recoger en {{3}} desde hoy mismo.",
		"pt_BR": "Olá {{1}}, seu pedido {{2}} está pronto para retirada em {{3}} a partir de hoje."}, []string{"TEXT", "TEXT", "ADDRESS"}, []string{"Ana", "1042", "12 High Street"}, ""},
	{"7000000000000003", "shipment_confirmation_1", "ORDER_MANAGEMENT", "SHIPMENT_CONFIRMATION", map[string]string{
		"en_US": "Good news, {{1}}: your order {{2}} has left our shop. It should reach you on {{3}} at the latest.",
		"es":    "Buenas noticias, {{1}}: tu pedido {{2}} ya salió de la tienda. Debería llegarte el {{3}} como muy tarde.",
		"pt_BR": "Boas notícias, {{1}}: seu pedido {{2}} saiu da loja. Deve chegar em {{3}} no mais tardar."}, []string{"TEXT", "TEXT", "DATE"}, []string{"Ana", "1042", "Nov 24, 2026"}, "Track"},
	{"7000000000000004", "delivery_update_1", "ORDER_MANAGEMENT", "DELIVERY_UPDATE", map[string]string{
		"en_US": "Your order {{1}} is on its way and will be with you on {{2}} during the day.",
		"es":    "Tu pedido {{1}} está en camino y te llegará el {{2}} a lo largo del día.",
		"pt_BR": "Seu pedido {{1}} está a caminho e chega em {{2}} ao longo do dia."}, []string{"TEXT", "DATE"}, []string{"1042", "Nov 24, 2026"}, "Track"},
	{"7000000000000005", "delivery_failed_1", "ORDER_MANAGEMENT", "DELIVERY_FAILED", map[string]string{
		"en_US": "We could not deliver your order {{1}} today. We will try again on {{2}} unless you tell us otherwise.",
		"es":    "Hoy no pudimos entregar tu pedido {{1}}. Lo intentaremos de nuevo el {{2}} si no nos dices otra cosa.",
		"pt_BR": "Não conseguimos entregar seu pedido {{1}} hoje. Vamos tentar de novo em {{2}} se você não avisar o contrário."}, []string{"TEXT", "DATE"}, []string{"1042", "Nov 24, 2026"}, ""},
	{"7000000000000006", "delivery_confirmation_1", "ORDER_MANAGEMENT", "DELIVERY_CONFIRMATION", map[string]string{
		"en_US": "Your order {{1}} was delivered to {{2}} just now. Enjoy it.",
		"es":    "Tu pedido {{1}} se entregó en {{2}} hace un momento. Que lo disfrutes.",
		"pt_BR": "Seu pedido {{1}} foi entregue em {{2}} agora mesmo. Aproveite."}, []string{"TEXT", "ADDRESS"}, []string{"1042", "12 High Street"}, ""},
	{"7000000000000007", "order_delay_1", "ORDER_MANAGEMENT", "ORDER_DELAY", map[string]string{
		"en_US": "We are sorry: your order {{1}} will be late. The new date is {{2}} and we will keep you posted.",
		"es":    "Lo sentimos: tu pedido {{1}} se retrasa. La nueva fecha es el {{2}} y te iremos contando.",
		"pt_BR": "Desculpe: seu pedido {{1}} vai atrasar. A nova data é {{2}} e avisaremos das novidades."}, []string{"TEXT", "DATE"}, []string{"1042", "Nov 26, 2026"}, ""},
	{"7000000000000008", "order_cancelled_1", "ORDER_MANAGEMENT", "ORDER_OR_TRANSACTION_CANCEL", map[string]string{
		"en_US": "Your order {{1}} was cancelled. We are giving you back {{2}} within a few days.",
		"es":    "Tu pedido {{1}} se ha cancelado. Te devolveremos {{2}} en unos días.",
		"pt_BR": "Seu pedido {{1}} foi cancelado. Vamos devolver {{2}} em alguns dias."}, []string{"TEXT", "AMOUNT"}, []string{"1042", "$12.50"}, ""},
	{"7000000000000009", "payment_due_reminder_1", "PAYMENTS", "PAYMENT_DUE_REMINDER", map[string]string{
		"en_US": "Hello {{1}}, a reminder that {{2}} is due on {{3}} for your order.",
		"es":    "Hola {{1}}, te recordamos que {{2}} vence el {{3}} por tu pedido.",
		"pt_BR": "Olá {{1}}, lembramos que {{2}} vence em {{3}} pelo seu pedido."}, []string{"TEXT", "AMOUNT", "DATE"}, []string{"Ana", "$12.50", "Nov 30, 2026"}, ""},
	{"7000000000000010", "feedback_survey_1", "CUSTOMER_FEEDBACK", "FEEDBACK_SURVEY", map[string]string{
		"en_US": "Thank you for your order {{1}}. Would you tell us in a minute how it went?",
		"es":    "Gracias por tu pedido {{1}}. ¿Nos cuentas en un minuto cómo fue?",
		"pt_BR": "Obrigado pelo seu pedido {{1}}. Pode nos contar em um minuto como foi?"}, []string{"TEXT"}, []string{"1042"}, "Answer"},
}

func (l libraryTemplate) fields(language string) fields {
	out := fields{"id": l.id, "name": l.name, "language": language, "category": whatsapp.CategoryUtility, "topic": l.topic, "usecase": l.usecase,
		"industry": []string{"E_COMMERCE"}, "body": l.bodies[language], "body_params": l.sample, "body_param_types": l.types}
	if l.button != "" {
		out["buttons"] = []fields{{"type": "URL", "text": l.button, "url": "https://www.example.com/"}}
	}
	return out
}

// listLibrary is GET /message_template_library.
func (sb *Sandbox) listLibrary(g graphCall) *refusal {
	found := []fields{}
	for _, l := range library {
		if !g.among("topic", l.topic) || !g.among("usecase", l.usecase) || !g.among("industry", "E_COMMERCE") || !g.among("category", whatsapp.CategoryUtility) {
			continue
		}
		for _, language := range []string{"en_US", "es", "pt_BR"} {
			text := strings.ToLower(l.name + " " + l.bodies[language])
			if g.among("language", language) && matches(strings.ToLower(g.param("search")), text) && matches(g.param("name"), l.name) {
				found = append(found, l.fields(language))
			}
		}
	}
	page, paging := paginate(g, found, func(f fields) string { return f["id"].(string) + f["language"].(string) }) //nolint:forcetypeassert // made above
	answer := fields{"data": append([]fields{}, page...)}
	if paging != nil {
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

// fromLibrary is a library's template with the buttons that a client gave.
type fromLibrary struct {
	libraryTemplate
	language, address string
}

func libraryEntry(asked newTemplate) (fromLibrary, *refusal) {
	at := slices.IndexFunc(library, func(l libraryTemplate) bool { return l.name == asked.Library })
	if at < 0 || library[at].bodies[asked.Language] == "" {
		return fromLibrary{}, refuse(100, "The library has no template %s in %s", asked.Library, asked.Language)
	}
	entry := fromLibrary{libraryTemplate: library[at], language: asked.Language, address: "https://www.example.com/"}
	var buttons []struct {
		URL struct {
			Base string `json:"base_url"`
		} `json:"url"`
	}
	if json.Unmarshal(asked.Buttons, &buttons) == nil {
		for _, b := range buttons {
			if b.URL.Base != "" {
				entry.address = b.URL.Base
			}
		}
	}
	return entry, nil
}

// fill writes the library's text into a new template.
func (f fromLibrary) fill(t *template) {
	parts := []fields{{"type": "BODY", "text": f.bodies[f.language], "example": fields{"body_text": [][]string{f.sample}}}}
	if f.button != "" {
		button := fields{"type": "URL", "text": f.button, "url": f.address}
		if strings.Contains(f.address, "{{") {
			button["example"] = []string{strings.ReplaceAll(f.address, "{{1}}", "1042")}
		}
		parts = append(parts, fields{"type": "BUTTONS", "buttons": []fields{button}})
	}
	t.Components, _ = json.Marshal(parts)
	t.Library, t.ParamTypes, t.Category = f.name, f.types, whatsapp.CategoryUtility
}

var (
	amountLike = regexp.MustCompile(`^\D{0,5}\d[\d.,\s]*\D{0,5}$`)
	numberLike = regexp.MustCompile(`^[\d.,\s-]+$`)
	phoneLike  = regexp.MustCompile(`^\+?[\d\s()-]{5,20}$`)
)

// fitsType says whether a value is of a type that the library asks for.
func fitsType(kind, value string) bool {
	switch kind {
	case "AMOUNT":
		return amountLike.MatchString(value)
	case "NUMBER":
		return numberLike.MatchString(value)
	case "PHONE NUMBER":
		return phoneLike.MatchString(value)
	case "EMAIL":
		_, err := mail.ParseAddress(value)
		return err == nil
	case "DATE":
		return strings.ContainsAny(value, "0123456789")
	}
	return value != ""
}
