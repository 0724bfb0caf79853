package sync

import (
	"mostrador/shop"
	"mostrador/store"
)

// about is what a command speaks of. Two commands that share a subject must
// reach the relay in the order in which they were given.
func about(entry store.OutboxEntry) []string {
	wish, err := entry.Command.Open()
	if err != nil {
		return nil // the relay will say what is wrong with it
	}
	subjects := namedIn(wish)
	if (entry.Conversation != shop.ConversationID{}) {
		// An order's update is a message of the conversation as well.
		subjects = append(subjects, entry.Conversation.String())
	}
	return subjects
}

func namedIn(wish shop.Wish) []string {
	if subjects := aboutConversation(wish); subjects != nil {
		return subjects
	}
	if subjects := aboutOrder(wish); subjects != nil {
		return subjects
	}
	return aboutShop(wish)
}

func aboutConversation(wish shop.Wish) []string {
	switch w := wish.(type) {
	case *shop.SendMessage:
		return []string{w.Customer.String()}
	case *shop.AddNote:
		return []string{w.Conversation.String()}
	case *shop.ReadConversation:
		return []string{w.Conversation.String()}
	case *shop.MarkConversation:
		return []string{w.Conversation.String()}
	case *shop.AddCustomer:
		return []string{w.Customer.String()}
	case *shop.EditCustomer:
		return []string{w.Customer.String()}
	case *shop.LabelCustomer:
		return []string{w.Customer.String(), w.Label.String()}
	case *shop.SetConsent:
		return []string{w.Customer.String()}
	case *shop.MergeCustomers:
		return []string{w.From.String(), w.Into.String()}
	case *shop.UnmergeCustomer:
		return []string{w.From.String()}
	case *shop.ForgetCustomer:
		return []string{w.Customer.String()}
	case *shop.BlockCustomer:
		return []string{w.Customer.String()}
	case *shop.ReactToMessage:
		return []string{w.Target.String()}
	}
	return aboutPast(wish)
}

func aboutPast(wish shop.Wish) []string {
	switch w := wish.(type) {
	case *shop.ImportMessages:
		return []string{w.Customer.String(), w.Import.String()}
	case *shop.UndoImport:
		return []string{w.Import.String()}
	}
	return nil
}

func aboutOrder(wish shop.Wish) []string {
	switch w := wish.(type) {
	case *shop.OpenOrder:
		if (w.Customer == shop.CustomerID{}) {
			return []string{w.Order.String()}
		}
		return []string{w.Order.String(), w.Customer.String()}
	case *shop.EditOrder:
		if w.Customer == nil {
			return []string{w.Order.String()}
		}
		return []string{w.Order.String(), w.Customer.String()}
	case *shop.MoveOrder:
		return []string{w.Order.String()}
	case *shop.TellAgain:
		return []string{w.Order.String()}
	}
	return nil
}

func aboutShop(wish shop.Wish) []string {
	switch w := wish.(type) {
	case *shop.SaveReply:
		return []string{w.Reply.String()}
	case *shop.DeleteReply:
		return []string{w.Reply.String()}
	case *shop.SaveLabel:
		return []string{w.Label.String()}
	case *shop.SavePerson:
		return []string{w.Person.String()}
	}
	return []string{string(wish.CommandKind())}
}

// file is what a command names: its hash, and the customer who gets it.
type file struct {
	hash     string
	customer shop.CustomerID
}

// filesOf are the files that a command names: they go up before it leaves.
func filesOf(command shop.Command) []file {
	wish, err := command.Open()
	if err != nil {
		return nil
	}
	switch w := wish.(type) {
	case *shop.SendMessage:
		var all []file
		for _, media := range w.Content.Files() {
			all = append(all, file{hash: media.Hash, customer: w.Customer})
		}
		return all
	case *shop.ImportMessages:
		var all []file
		for _, m := range w.Messages {
			for _, media := range m.Content.Files() {
				all = append(all, file{hash: media.Hash, customer: w.Customer})
			}
		}
		return all
	case *shop.EditProfile:
		if w.Edit.Picture != nil {
			return []file{{hash: w.Edit.Picture.Hash}}
		}
	case *shop.CreateTemplate:
		return sampleOf(w.Template)
	case *shop.EditTemplate:
		return sampleOf(w.Template)
	}
	return nil
}

// sampleOf is the sample file of a template's header.
func sampleOf(t shop.Template) []file {
	if t.HeaderType == shop.TypeImage || t.HeaderType == shop.TypeVideo || t.HeaderType == shop.TypeDocument {
		return []file{{hash: t.HeaderSample}}
	}
	return nil
}
