package shop

// markConversation: a device that is behind can't have dealt with what it did
// not see, so its Done and its snooze are as if they had come before it.
func (d *decision) markConversation(w *MarkConversation) {
	conversation, ok := d.facts.Conversation(w.Conversation)
	valid := w.State == Open || w.State == Done || w.State == Snoozed && !w.Until.IsZero()
	behind := w.UpTo > 0 && w.UpTo < conversation.NewestInbound
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "conversation")
	case !valid:
		d.refuse(ReasonInvalid, "state")
	case behind && w.State != Open:
		d.noted()
	default:
		d.emit(&ConversationMarked{Conversation: w.Conversation, State: w.State, Until: w.Until.UTC()},
			conversation.Channel, conversation.Customer)
	}
}

// claimConversation: whoever takes it first has it; the second is told.
func (d *decision) claimConversation(w *ClaimConversation) {
	conversation, ok := d.facts.Conversation(w.Conversation)
	_, works := d.facts.Person(w.To)
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "conversation")
	case (w.To != PersonID{}) && !works:
		d.refuse(ReasonNotFound, "to")
	case conversation.Claimed == w.To:
		d.noted()
	case conversation.Claimed != w.From:
		d.refuse(ReasonAlreadyClaimed, "from")
	default:
		d.emit(&ConversationClaimed{Conversation: w.Conversation, Person: w.To}, conversation.Channel, conversation.Customer)
	}
}

func (d *decision) settleMessage(w *SettleMessage) {
	message, ok := d.facts.Message(w.Message)
	if !ok || !message.Outgoing {
		d.refuse(ReasonNotFound, "message")
		return
	}
	if message.Flag == FlagNone {
		d.noted()
		return
	}
	conversation, _ := d.facts.Conversation(message.Conversation)
	d.emit(&MessageSettled{Message: w.Message}, conversation.Channel, conversation.Customer)
}
