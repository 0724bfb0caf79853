package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
)

func suggested(t *testing.T, f *storetest.Factory, asked, language string) []string {
	t.Helper()
	all, err := f.Store.Suggest(ctx, asked, language, 3)
	require.NoError(t, err)
	texts := []string{}
	for _, s := range all {
		texts = append(texts, s.Text)
	}
	return texts
}

func asksAndHears(f *storetest.Factory, c storetest.Customer, question, answer string) {
	f.Receives(c, question)
	f.Now = f.Now.Add(time.Minute)
	f.Sends(c, answer)
	f.Now = f.Now.Add(time.Minute)
}

func TestWhatWasAnsweredToSimilarQuestionsIsSuggested(t *testing.T) {
	f := storetest.New(t)
	lucia, pablo := f.Customer("Lucía"), f.Customer("Pablo")
	asksAndHears(f, lucia, "¿Hacéis tartas sin gluten?", "Sí, los jueves.")
	asksAndHears(f, pablo, "Hola, ¿tenéis alguna tarta sin gluten?", "Sí, los jueves.")
	asksAndHears(f, pablo, "¿Dónde estáis?", "En la calle Mayor 3.")
	require.Equal(t, []string{"Sí, los jueves."}, suggested(t, f, "Buenas, ¿el pan es sin GLUTEN?", "es"))
	require.Empty(t, suggested(t, f, "Hola, buenos días", "es"), "a greeting asks nothing")
	require.Empty(t, suggested(t, f, `"gluten* OR (`+" \x00", "es")[1:], "any text may be asked about")
	require.Empty(t, suggested(t, f, "¿Cuánto cuesta una bicicleta?", "es"))
}

func TestASavedReplyThatSpeaksOfItIsSuggestedInTheCustomersLanguage(t *testing.T) {
	f := storetest.New(t)
	reply := f.Reply("alergenos", "Nuestro obrador trabaja con gluten")
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: reply, Shortcut: "alergenos", Text: "Nuestro obrador trabaja con gluten, {customer}",
		ReplyMore: shop.ReplyMore{Texts: map[string]string{"en": "There is gluten in our bakery, {customer}"}}})
	require.Equal(t, []string{"There is gluten in our bakery, {customer}"}, suggested(t, f, "Is it gluten free?", "en"))

	lucia := f.Customer("Lucía")
	asksAndHears(f, lucia, "gluten?", "Nuestro obrador trabaja con gluten, Lucía")
	all, err := f.Store.Suggest(ctx, "gluten?", "es", 3)
	require.NoError(t, err)
	require.Len(t, all, 1, "an answer that came from a reply is that reply")
	require.Equal(t, reply, all[0].Reply)
}

func TestWhatTheShopDidNotAnswerIsNotSuggested(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿Hay gluten?")
	f.Now = f.Now.Add(48 * time.Hour)
	f.Sends(lucia, "Feliz año")
	require.Empty(t, suggested(t, f, "¿gluten?", "es"), "two days later it is no answer")
	f.Now = f.Now.Add(time.Minute)
	asksAndHears(f, lucia, "¿Lleva gluten?", "No lo sé")
	f.Now = f.Now.Add(400 * 24 * time.Hour)
	f.Receives(lucia, "hola")
	require.Empty(t, suggested(t, f, "¿gluten?", "es"), "a year later it may not be true")
}
