package shop

import "slices"

// The kinds of event, one for each body.
const (
	KindMessageReceived     Kind = "message.received"
	KindMessageQueued       Kind = "message.queued"
	KindMessageClaimed      Kind = "message.claimed"
	KindMessagePostponed    Kind = "message.postponed"
	KindMessageAccepted     Kind = "message.accepted"
	KindMessageProgressed   Kind = "message.progressed"
	KindMessageFailed       Kind = "message.failed"
	KindMessageUnsettled    Kind = "message.unsettled"
	KindMessageRefused      Kind = "message.refused"
	KindMessageSettled      Kind = "message.settled"
	KindMessageReacted      Kind = "message.reacted"
	KindMessageEdited       Kind = "message.edited"
	KindMessageRevoked      Kind = "message.revoked"
	KindMediaStored         Kind = "media.stored"
	KindMediaMissed         Kind = "media.missed"
	KindUpdateWithheld      Kind = "update.withheld"
	KindPartKept            Kind = "part.kept"
	KindCommandRefused      Kind = "command.refused"
	KindCommandNoted        Kind = "command.noted"
	KindShopConfigured      Kind = "shop.configured"
	KindChannelConnected    Kind = "channel.connected"
	KindPersonSaved         Kind = "person.saved"
	KindDevicePaired        Kind = "device.paired"
	KindDeviceApproved      Kind = "device.approved"
	KindDeviceRevoked       Kind = "device.revoked"
	KindDeviceDoubled       Kind = "device.doubled"
	KindCustomerSeen        Kind = "customer.seen"
	KindCustomerEdited      Kind = "customer.edited"
	KindCustomerMerged      Kind = "customer.merged"
	KindCustomerUnmerged    Kind = "customer.unmerged"
	KindCustomerForgotten   Kind = "customer.forgotten"
	KindConsentChanged      Kind = "consent.changed"
	KindLabelSaved          Kind = "label.saved"
	KindLabelDeleted        Kind = "label.deleted"
	KindCustomerLabelled    Kind = "customer.labelled"
	KindConversationRead    Kind = "conversation.read"
	KindConversationMarked  Kind = "conversation.marked"
	KindConversationClaimed Kind = "conversation.claimed"
	KindNoteAdded           Kind = "note.added"
	KindReplySaved          Kind = "reply.saved"
	KindReplyDeleted        Kind = "reply.deleted"
	KindTemplateChanged     Kind = "template.changed"
	KindPlatformNoticed     Kind = "platform.noticed"
	KindOrderOpened         Kind = "order.opened"
	KindMessageEchoed       Kind = "message.echoed"
	KindMessageImported     Kind = "message.imported"
	KindHistoryProgressed   Kind = "history.progressed"
	KindContactSynced       Kind = "contact.synced"
	KindPhoneDataRequested  Kind = "phone_data.requested"
	KindCustomerRenumbered  Kind = "customer.renumbered"
	KindNoticeRaised        Kind = "notice.raised"
	KindNoticeSettled       Kind = "notice.settled"
	KindJournalRenewed      Kind = "journal.renewed"
	KindEventLost           Kind = "event.lost"
	KindSendingResumed      Kind = "sending.resumed"
	KindNumberChanged       Kind = "number.changed"
	KindAccountChanged      Kind = "account.changed"
	KindOrderEdited         Kind = "order.edited"
	KindOrderMoved          Kind = "order.moved"
)

// catalogue makes an empty body for each kind this program folds.
var catalogue = map[Kind]func() Body{
	KindMessageReceived:     func() Body { return &MessageReceived{} },
	KindMessageQueued:       func() Body { return &MessageQueued{} },
	KindMessageClaimed:      func() Body { return &MessageClaimed{} },
	KindMessagePostponed:    func() Body { return &MessagePostponed{} },
	KindMessageAccepted:     func() Body { return &MessageAccepted{} },
	KindMessageProgressed:   func() Body { return &MessageProgressed{} },
	KindMessageFailed:       func() Body { return &MessageFailed{} },
	KindMessageUnsettled:    func() Body { return &MessageUnsettled{} },
	KindMessageRefused:      func() Body { return &MessageRefused{} },
	KindMessageSettled:      func() Body { return &MessageSettled{} },
	KindMessageReacted:      func() Body { return &MessageReacted{} },
	KindMessageEdited:       func() Body { return &MessageEdited{} },
	KindMessageRevoked:      func() Body { return &MessageRevoked{} },
	KindMediaStored:         func() Body { return &MediaStored{} },
	KindMediaMissed:         func() Body { return &MediaMissed{} },
	KindUpdateWithheld:      func() Body { return &UpdateWithheld{} },
	KindPartKept:            func() Body { return &PartKept{} },
	KindCommandRefused:      func() Body { return &CommandRefused{} },
	KindCommandNoted:        func() Body { return &CommandNoted{} },
	KindShopConfigured:      func() Body { return &ShopConfigured{} },
	KindChannelConnected:    func() Body { return &ChannelConnected{} },
	KindPersonSaved:         func() Body { return &PersonSaved{} },
	KindDevicePaired:        func() Body { return &DevicePaired{} },
	KindDeviceApproved:      func() Body { return &DeviceApproved{} },
	KindDeviceRevoked:       func() Body { return &DeviceRevoked{} },
	KindDeviceDoubled:       func() Body { return &DeviceDoubled{} },
	KindCustomerSeen:        func() Body { return &CustomerSeen{} },
	KindCustomerEdited:      func() Body { return &CustomerEdited{} },
	KindCustomerMerged:      func() Body { return &CustomerMerged{} },
	KindCustomerUnmerged:    func() Body { return &CustomerUnmerged{} },
	KindCustomerForgotten:   func() Body { return &CustomerForgotten{} },
	KindConsentChanged:      func() Body { return &ConsentChanged{} },
	KindLabelSaved:          func() Body { return &LabelSaved{} },
	KindLabelDeleted:        func() Body { return &LabelDeleted{} },
	KindCustomerLabelled:    func() Body { return &CustomerLabelled{} },
	KindConversationRead:    func() Body { return &ConversationRead{} },
	KindConversationMarked:  func() Body { return &ConversationMarked{} },
	KindConversationClaimed: func() Body { return &ConversationClaimed{} },
	KindNoteAdded:           func() Body { return &NoteAdded{} },
	KindReplySaved:          func() Body { return &ReplySaved{} },
	KindReplyDeleted:        func() Body { return &ReplyDeleted{} },
	KindTemplateChanged:     func() Body { return &TemplateChanged{} },
	KindReactionAsked:       func() Body { return &ReactionAsked{} },
	KindErrandAsked:         func() Body { return &ErrandAsked{} },
	KindErrandSettled:       func() Body { return &ErrandSettled{} },
	KindCustomerBlocked:     func() Body { return &CustomerBlocked{} },
	KindProfileChanged:      func() Body { return &ProfileChanged{} },
	KindPlatformNoticed:     func() Body { return &PlatformNoticed{} },
	KindOrderOpened:         func() Body { return &OrderOpened{} },
	KindMessageEchoed:       func() Body { return &MessageEchoed{} },
	KindMessageImported:     func() Body { return &MessageImported{} },
	KindImportUndone:        func() Body { return &ImportUndone{} },
	KindWebOrderTaken:       func() Body { return &WebOrderTaken{} },
	KindHistoryProgressed:   func() Body { return &HistoryProgressed{} },
	KindContactSynced:       func() Body { return &ContactSynced{} },
	KindPhoneDataRequested:  func() Body { return &PhoneDataRequested{} },
	KindCustomerRenumbered:  func() Body { return &CustomerRenumbered{} },
	KindNoticeRaised:        func() Body { return &NoticeRaised{} },
	KindNoticeSettled:       func() Body { return &NoticeSettled{} },
	KindJournalRenewed:      func() Body { return &JournalRenewed{} },
	KindEventLost:           func() Body { return &EventLost{} },
	KindSendingResumed:      func() Body { return &SendingResumed{} },
	KindNumberChanged:       func() Body { return &NumberChanged{} },
	KindAccountChanged:      func() Body { return &AccountChanged{} },
	KindOrderEdited:         func() Body { return &OrderEdited{} },
	KindOrderMoved:          func() Body { return &OrderMoved{} },
}

// Kinds lists the kinds this program folds.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(catalogue))
	for k := range catalogue {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// Kind is the event's kind.
func (*MessageReceived) Kind() Kind { return KindMessageReceived }

// Version is the version this type writes.
func (*MessageReceived) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageQueued) Kind() Kind { return KindMessageQueued }

// Version is the version this type writes.
func (*MessageQueued) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageClaimed) Kind() Kind { return KindMessageClaimed }

// Version is the version this type writes.
func (*MessageClaimed) Version() int { return 1 }

// Kind is the event's kind.
func (*MessagePostponed) Kind() Kind { return KindMessagePostponed }

// Version is the version this type writes.
func (*MessagePostponed) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageAccepted) Kind() Kind { return KindMessageAccepted }

// Version is the version this type writes.
func (*MessageAccepted) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageProgressed) Kind() Kind { return KindMessageProgressed }

// Version is the version this type writes.
func (*MessageProgressed) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageFailed) Kind() Kind { return KindMessageFailed }

// Version is the version this type writes.
func (*MessageFailed) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageUnsettled) Kind() Kind { return KindMessageUnsettled }

// Version is the version this type writes.
func (*MessageUnsettled) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageRefused) Kind() Kind { return KindMessageRefused }

// Version is the version this type writes.
func (*MessageRefused) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageSettled) Kind() Kind { return KindMessageSettled }

// Version is the version this type writes.
func (*MessageSettled) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageReacted) Kind() Kind { return KindMessageReacted }

// Version is the version this type writes.
func (*MessageReacted) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageEdited) Kind() Kind { return KindMessageEdited }

// Version is the version this type writes.
func (*MessageEdited) Version() int { return 1 }

// Kind is the event's kind.
func (*MessageRevoked) Kind() Kind { return KindMessageRevoked }

// Version is the version this type writes.
func (*MessageRevoked) Version() int { return 1 }

// Kind is the event's kind.
func (*MediaStored) Kind() Kind { return KindMediaStored }

// Version is the version this type writes.
func (*MediaStored) Version() int { return 1 }

// Kind is the event's kind.
func (*MediaMissed) Kind() Kind { return KindMediaMissed }

// Version is the version this type writes.
func (*MediaMissed) Version() int { return 1 }

// Kind is the event's kind.
func (*UpdateWithheld) Kind() Kind { return KindUpdateWithheld }

// Version is the version this type writes.
func (*UpdateWithheld) Version() int { return 1 }

// Kind is the event's kind.
func (*PartKept) Kind() Kind { return KindPartKept }

// Version is the version this type writes.
func (*PartKept) Version() int { return 1 }

// Kind is the event's kind.
func (*CommandRefused) Kind() Kind { return KindCommandRefused }

// Version is the version this type writes.
func (*CommandRefused) Version() int { return 1 }

// Kind is the event's kind.
func (*CommandNoted) Kind() Kind { return KindCommandNoted }

// Version is the version this type writes.
func (*CommandNoted) Version() int { return 1 }

// Kind is the event's kind.
func (*ShopConfigured) Kind() Kind { return KindShopConfigured }

// Version is the version this type writes.
func (*ShopConfigured) Version() int { return 1 }

// Kind is the event's kind.
func (*ChannelConnected) Kind() Kind { return KindChannelConnected }

// Version is the version this type writes.
func (*ChannelConnected) Version() int { return 1 }

// Kind is the event's kind.
func (*PersonSaved) Kind() Kind { return KindPersonSaved }

// Version is the version this type writes.
func (*PersonSaved) Version() int { return 1 }

// Kind is the event's kind.
func (*DevicePaired) Kind() Kind { return KindDevicePaired }

// Version is the version this type writes.
func (*DevicePaired) Version() int { return 1 }

// Kind is the event's kind.
func (*DeviceApproved) Kind() Kind { return KindDeviceApproved }

// Version is the version this type writes.
func (*DeviceApproved) Version() int { return 1 }

// Kind is the event's kind.
func (*DeviceRevoked) Kind() Kind { return KindDeviceRevoked }

// Version is the version this type writes.
func (*DeviceRevoked) Version() int { return 1 }

// Kind is the event's kind.
func (*DeviceDoubled) Kind() Kind { return KindDeviceDoubled }

// Version is the version this type writes.
func (*DeviceDoubled) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerSeen) Kind() Kind { return KindCustomerSeen }

// Version is the version this type writes.
func (*CustomerSeen) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerEdited) Kind() Kind { return KindCustomerEdited }

// Version is the version this type writes.
func (*CustomerEdited) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerMerged) Kind() Kind { return KindCustomerMerged }

// Version is the version this type writes.
func (*CustomerMerged) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerUnmerged) Kind() Kind { return KindCustomerUnmerged }

// Version is the version this type writes.
func (*CustomerUnmerged) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerForgotten) Kind() Kind { return KindCustomerForgotten }

// Version is the version this type writes.
func (*CustomerForgotten) Version() int { return 1 }

// Kind is the event's kind.
func (*ConsentChanged) Kind() Kind { return KindConsentChanged }

// Version is the version this type writes.
func (*ConsentChanged) Version() int { return 1 }

// Kind is the event's kind.
func (*LabelSaved) Kind() Kind { return KindLabelSaved }

// Version is the version this type writes.
func (*LabelSaved) Version() int { return 1 }

// Kind is the event's kind.
func (*LabelDeleted) Kind() Kind { return KindLabelDeleted }

// Version is the version this type writes.
func (*LabelDeleted) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerLabelled) Kind() Kind { return KindCustomerLabelled }

// Version is the version this type writes.
func (*CustomerLabelled) Version() int { return 1 }

// Kind is the event's kind.
func (*ConversationRead) Kind() Kind { return KindConversationRead }

// Version is the version this type writes.
func (*ConversationRead) Version() int { return 1 }

// Kind is the event's kind.
func (*ConversationMarked) Kind() Kind { return KindConversationMarked }

// Version is the version this type writes.
func (*ConversationMarked) Version() int { return 1 }

// Kind is the event's kind.
func (*ConversationClaimed) Kind() Kind { return KindConversationClaimed }

// Version is the version this type writes.
func (*ConversationClaimed) Version() int { return 1 }

// Kind is the event's kind.
func (*NoteAdded) Kind() Kind { return KindNoteAdded }

// Version is the version this type writes.
func (*NoteAdded) Version() int { return 1 }

// Kind is the event's kind.
func (*ReplySaved) Kind() Kind { return KindReplySaved }

// Version is the version this type writes.
func (*ReplySaved) Version() int { return 1 }

// Kind is the event's kind.
func (*ReplyDeleted) Kind() Kind { return KindReplyDeleted }

// Version is the version this type writes.
func (*ReplyDeleted) Version() int { return 1 }

// Kind is the event's kind.
func (*TemplateChanged) Kind() Kind { return KindTemplateChanged }

// Version is the version this type writes.
func (*TemplateChanged) Version() int { return 1 }

// Kind is the event's kind.
func (*PlatformNoticed) Kind() Kind { return KindPlatformNoticed }

// Version is the version this type writes.
func (*PlatformNoticed) Version() int { return 1 }

// Kind is the event's kind.
func (*OrderOpened) Kind() Kind { return KindOrderOpened }

// Version is the version this type writes.
func (*OrderOpened) Version() int { return 1 }

// Kind is the event's kind.
func (*OrderEdited) Kind() Kind { return KindOrderEdited }

// Version is the version this type writes.
func (*OrderEdited) Version() int { return 1 }

// Kind is the event's kind.
func (*OrderMoved) Kind() Kind { return KindOrderMoved }

// Version is the version this type writes.
func (*OrderMoved) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *MessageReceived) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MessageQueued) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MessageAccepted) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MessageProgressed) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MessageReacted) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MessageEdited) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *MediaStored) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *PartKept) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *CustomerSeen) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *CustomerEdited) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *ConsentChanged) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *NoteAdded) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *PlatformNoticed) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *OrderOpened) PersonalPart() any { return &b.Personal }

// PersonalPart is the part that is sealed.
func (b *OrderEdited) PersonalPart() any { return &b.Personal }
