package practice

import "mostrador/backend/sandbox"

// How long customers take to answer, in seconds of life.
const (
	thanksAfter = 3
	answerAfter = 5
	stopAfter   = 4
	// offersBearable is how many offers in a week are one too many.
	offersBearable = 3
)

// personas are the ways in which customers react, in the shop's language: one
// offer too many is stopped, an update is thanked for, a question answered, and
// the rest is acknowledged once a day.
func (c *content) personas() map[string]sandbox.Persona {
	all := map[string]sandbox.Persona{}
	for _, name := range c.story.Personas {
		say := func(what string) []string { return c.ways("reaction", name, what) }
		all[name] = sandbox.Persona{Rules: []sandbox.Rule{
			{On: sandbox.OnPromotion, From: offersBearable, Texts: c.ways("reaction.stop"), AfterSeconds: stopAfter, AtMost: 1, Stops: true},
			{On: sandbox.OnPromotion, AtMost: 100},
			{On: sandbox.OnWords, Words: c.ways("reaction.ready_words"), Texts: say("ready"), AfterSeconds: thanksAfter},
			{On: sandbox.OnWords, Words: c.ways("reaction.oven_words"), Texts: say("oven"), AfterSeconds: thanksAfter, AtMost: 1},
			{On: sandbox.OnQuestion, Texts: say("question"), AfterSeconds: answerAfter},
			{On: sandbox.OnAny, Texts: say("any"), AfterSeconds: answerAfter, AtMost: 1},
		}}
	}
	return all
}
