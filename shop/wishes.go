package shop

// The kinds of command, one for each wish.
const (
	DoSendMessage       CommandKind = "message.send"
	DoAddNote           CommandKind = "note.add"
	DoReadConversation  CommandKind = "conversation.read"
	DoMarkConversation  CommandKind = "conversation.mark"
	DoClaimConversation CommandKind = "conversation.claim"
	DoSettleMessage     CommandKind = "message.settle"
	DoOpenOrder         CommandKind = "order.open"
	DoEditOrder         CommandKind = "order.edit"
	DoMoveOrder         CommandKind = "order.move"
	DoTellAgain         CommandKind = "order.tell_again"
	DoSaveReply         CommandKind = "reply.save"
	DoDeleteReply       CommandKind = "reply.delete"
	DoAddCustomer       CommandKind = "customer.add"
	DoEditCustomer      CommandKind = "customer.edit"
	DoLabelCustomer     CommandKind = "customer.label"
	DoSaveLabel         CommandKind = "label.save"
	DoSetConsent        CommandKind = "consent.set"
	DoMergeCustomers    CommandKind = "customer.merge"
	DoUnmergeCustomer   CommandKind = "customer.unmerge"
	DoConfigureShop     CommandKind = "shop.configure"
	DoSavePerson        CommandKind = "person.save"
)

var wishes = map[CommandKind]func() Wish{
	DoSendMessage:       func() Wish { return &SendMessage{} },
	DoAddNote:           func() Wish { return &AddNote{} },
	DoReadConversation:  func() Wish { return &ReadConversation{} },
	DoMarkConversation:  func() Wish { return &MarkConversation{} },
	DoClaimConversation: func() Wish { return &ClaimConversation{} },
	DoSettleMessage:     func() Wish { return &SettleMessage{} },
	DoOpenOrder:         func() Wish { return &OpenOrder{} },
	DoEditOrder:         func() Wish { return &EditOrder{} },
	DoMoveOrder:         func() Wish { return &MoveOrder{} },
	DoTellAgain:         func() Wish { return &TellAgain{} },
	DoSaveReply:         func() Wish { return &SaveReply{} },
	DoDeleteReply:       func() Wish { return &DeleteReply{} },
	DoAddCustomer:       func() Wish { return &AddCustomer{} },
	DoEditCustomer:      func() Wish { return &EditCustomer{} },
	DoLabelCustomer:     func() Wish { return &LabelCustomer{} },
	DoSaveLabel:         func() Wish { return &SaveLabel{} },
	DoSetConsent:        func() Wish { return &SetConsent{} },
	DoMergeCustomers:    func() Wish { return &MergeCustomers{} },
	DoUnmergeCustomer:   func() Wish { return &UnmergeCustomer{} },
	DoConfigureShop:     func() Wish { return &ConfigureShop{} },
	DoSavePerson:        func() Wish { return &SavePerson{} },
	DoReactToMessage:    func() Wish { return &ReactToMessage{} },
	DoCreateTemplate:    func() Wish { return &CreateTemplate{} },
	DoEditTemplate:      func() Wish { return &EditTemplate{} },
	DoDeleteTemplate:    func() Wish { return &DeleteTemplate{} },
	DoReadTemplates:     func() Wish { return &ReadTemplates{} },
	DoBlockCustomer:     func() Wish { return &BlockCustomer{} },
	DoEditProfile:       func() Wish { return &EditProfile{} },
	DoImportMessages:    func() Wish { return &ImportMessages{} },
	DoUndoImport:        func() Wish { return &UndoImport{} },
	DoTakeWebOrder:      func() Wish { return &TakeWebOrder{} },
	DoSettleNotice:      func() Wish { return &SettleNotice{} },
	DoResumeSending:     func() Wish { return &ResumeSending{} },
	DoForgetCustomer:    func() Wish { return &ForgetCustomer{} },
}

// CommandKind is the command's kind.
func (*SendMessage) CommandKind() CommandKind { return DoSendMessage }

// CommandKind is the command's kind.
func (*AddNote) CommandKind() CommandKind { return DoAddNote }

// CommandKind is the command's kind.
func (*ReadConversation) CommandKind() CommandKind { return DoReadConversation }

// CommandKind is the command's kind.
func (*MarkConversation) CommandKind() CommandKind { return DoMarkConversation }

// CommandKind is the command's kind.
func (*ClaimConversation) CommandKind() CommandKind { return DoClaimConversation }

// CommandKind is the command's kind.
func (*SettleMessage) CommandKind() CommandKind { return DoSettleMessage }

// CommandKind is the command's kind.
func (*OpenOrder) CommandKind() CommandKind { return DoOpenOrder }

// CommandKind is the command's kind.
func (*EditOrder) CommandKind() CommandKind { return DoEditOrder }

// CommandKind is the command's kind.
func (*MoveOrder) CommandKind() CommandKind { return DoMoveOrder }

// CommandKind is the command's kind.
func (*TellAgain) CommandKind() CommandKind { return DoTellAgain }

// CommandKind is the command's kind.
func (*SaveReply) CommandKind() CommandKind { return DoSaveReply }

// CommandKind is the command's kind.
func (*DeleteReply) CommandKind() CommandKind { return DoDeleteReply }

// CommandKind is the command's kind.
func (*AddCustomer) CommandKind() CommandKind { return DoAddCustomer }

// CommandKind is the command's kind.
func (*EditCustomer) CommandKind() CommandKind { return DoEditCustomer }

// CommandKind is the command's kind.
func (*LabelCustomer) CommandKind() CommandKind { return DoLabelCustomer }

// CommandKind is the command's kind.
func (*SaveLabel) CommandKind() CommandKind { return DoSaveLabel }

// CommandKind is the command's kind.
func (*SetConsent) CommandKind() CommandKind { return DoSetConsent }

// CommandKind is the command's kind.
func (*MergeCustomers) CommandKind() CommandKind { return DoMergeCustomers }

// CommandKind is the command's kind.
func (*UnmergeCustomer) CommandKind() CommandKind { return DoUnmergeCustomer }

// CommandKind is the command's kind.
func (*ConfigureShop) CommandKind() CommandKind { return DoConfigureShop }

// CommandKind is the command's kind.
func (*SavePerson) CommandKind() CommandKind { return DoSavePerson }
