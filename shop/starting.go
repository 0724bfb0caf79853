package shop

import "strings"

// StartingFree is how many service messages WhatsApp delivers free per number
// and calendar month since October 2026 (cloudapi.md section 6). It is where a
// new shop's setting starts, never a rule.
const StartingFree = 1000

// startingWords are the names and updates of a new shop's statuses.
var startingWords = map[string][5][2]string{
	"en": {
		{"New", "Hi {customer}, we have written down your order {order}."},
		{"In progress", ""},
		{"Ready", "Hi {customer}, your order {order} is ready."},
		{"On its way", "Hi {customer}, your order {order} is on its way."},
		{"Done", ""},
	},
	"es": {
		{"Nuevo", "Hola {cliente}, hemos apuntado tu pedido {pedido}."},
		{"En marcha", ""},
		{"Listo", "Hola {cliente}, tu pedido {pedido} está listo."},
		{"En camino", "Hola {cliente}, tu pedido {pedido} va de camino."},
		{"Entregado", ""},
	},
	"pt": {
		{"Novo", "Oi {cliente}, anotamos seu pedido {pedido}."},
		{"Em andamento", ""},
		{"Pronto", "Oi {cliente}, seu pedido {pedido} está pronto."},
		{"A caminho", "Oi {cliente}, seu pedido {pedido} está a caminho."},
		{"Entregue", ""},
	},
}

// StartingPipeline is what a new shop's orders go through until its owner
// decides otherwise, in the language of its locale (BCP 47), else in English.
func StartingPipeline(locale string) Pipeline {
	words, ok := startingWords[strings.ToLower(locale[:min(2, len(locale))])]
	if !ok {
		words = startingWords["en"]
	}
	ids := [5]StatusID{"new", "in_progress", "ready", "on_its_way", "done"}
	pipeline := make(Pipeline, 0, len(ids))
	for i, id := range ids {
		pipeline = append(pipeline, OrderStatus{ID: id, Name: words[i][0], Update: words[i][1], Final: i == len(ids)-1,
			Made: i >= 2, DeliveryOnly: id == "on_its_way"})
	}
	return pipeline
}
