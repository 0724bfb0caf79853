package gallery

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"mostrador/ui/kit"
)

var chats = []kit.ChatRowData{
	{ID: "c1", Name: "Carmen Prieto", Time: "09:12", Preview: "Voice message · 0:14", PreviewIcon: "mic", Chip: "waits 1 h 30", ChipTone: kit.ToneAmber, Unread: 1, Bold: true},
	{ID: "c2", Name: "Javier Ruiz", Time: "10:38", Preview: "Do you deliver to Calle Feria?", Chip: "waits 4 min", ChipTone: kit.ToneOutlined, Unread: 2, Bold: true},
	{ID: "c3", Name: "Lucía Martín", Time: "10:42", Preview: "Perfect, thank you! 😊", Unread: 1, Bold: true, Selected: true},
	{ID: "c4", Name: "Ana Belén Torres", Time: "09:51", Preview: "You: It leaves the oven at eleven", Chip: "window 1 h 10", ChipTone: kit.ToneAmber},
	{ID: "c5", Name: "Taberna El Rinconcillo", Time: "09:20", Preview: "Order 1043 · 40 mollete, 12 chapata"},
	{ID: "c6", Name: "Manuel Soto", Time: "Yesterday", Preview: "You: Your order is ready 🥖", State: kit.Read},
	{ID: "c7", Name: "Pilar Gómez", Time: "Yesterday", Preview: "Photo", PreviewIcon: "camera"},
	{ID: "c8", Name: "Hotel Doña María", Time: "Fri", Preview: "Draft: The invoice for October is"},
	{ID: "c9", Name: "Marta Vidal", Time: "Fri", Preview: "You: Leaves at 11", State: kit.Failed, Chip: "not delivered", ChipTone: kit.ToneWarning},
	{ID: "d1", Name: "Rafa Núñez", Time: "Fri", Preview: "No updates please"},
	{ID: "d2", Name: "Escuela San Isidro", Time: "Thu", Preview: "You: 60 bollitos confirmed", State: kit.Read},
}

func rail(open int) *kit.NavRail {
	r := kit.NewRail(kit.RailParams{
		Items: []kit.RailItem{
			{Icon: "today", Label: "Today"}, {Icon: "inbox", Label: "Inbox"}, {Icon: "orders", Label: "Orders"},
			{Icon: "customers", Label: "Customers"}, {Icon: "replies", Label: "Replies"},
		},
		Person: kit.RailItem{Label: "Ana"}, Settings: kit.RailItem{Icon: "settings", Label: "Settings"},
	})
	r.Choose(open)
	r.SetCount(1, 3)
	r.SetCount(2, 5)
	return r
}

func chatList() fyne.CanvasObject {
	list := kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(chats) },
		Make:  func() fyne.CanvasObject { return kit.NewChatRow() },
		Fill:  func(i int, row fyne.CanvasObject) { row.(*kit.ChatRow).Set(chats[i]) },
	})
	head := container.New(kit.Column{Gap: 10, PadX: 16, PadY: 12},
		kit.NewTitle("Inbox"), kit.NewSearchField("Search everything", "Ctrl K", nil),
		kit.NewFilterPills([]string{"To answer 3", "All", "Snoozed", "Done"}, 0, nil))
	return kit.NewListGround(kit.Panel, container.New(kit.HeadBodyFoot{}, head, list, hidden()))
}

func hidden() fyne.CanvasObject {
	o := canvas.NewRectangle(color.Transparent)
	o.Hide()
	return o
}

func thread(data []kit.BubbleData) *kit.VirtualThread {
	byID := map[string]kit.BubbleData{}
	ids := make([]string, 0, len(data))
	for _, d := range data {
		byID[d.ID] = d
		ids = append(ids, d.ID)
	}
	t := kit.NewVirtualThread(kit.ThreadParams{
		Build:  func(id string) fyne.CanvasObject { return kit.NewBubble(byID[id]) },
		Height: func(id string, width float32) float32 { return kit.BubbleHeight(byID[id], width) },
	})
	t.SetItems(ids)
	return t
}

func threadHead(id, name, under string, tone kit.Token) fyne.CanvasObject {
	words := container.New(kit.Column{}, kit.NewText(name, kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewText(under, kit.Style{Scale: kit.Secondary, Tone: tone}))
	line := container.New(kit.Row{Gap: 10, Pad: 18, Stretch: 1}, kit.NewAvatar(id, name, 40), words,
		kit.NewIconButton("clock", "", nil), kit.NewIconButton("search", "", nil), kit.NewButton("Done", kit.SecondaryWeight, nil))
	return kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 11, Bottom: 11}, line))
}

func conversation() fyne.CanvasObject {
	quick := kit.NewQuickReplyList("Up, Down choose · Enter or Tab insert · Esc close", nil)
	quick.Set([]kit.QuickReply{
		{Shortcut: "/hours", Text: "We open Monday to Saturday, 8:00 to 20:30, and Sunday until 14:00"},
		{Shortcut: "/howto", Text: "Hi Lucía, to order, send us the list and the pick-up time"},
		{Shortcut: "/holiday", Text: "We close on {holiday}. Orders for that day leave the day before"},
	})
	box := kit.NewComposerBox(kit.ComposerParams{Placeholder: "Message Lucía. Type / for your saved replies"})
	box.SetText("/ho")
	send := kit.NewButton("Send", kit.Primary, nil)
	send.SetSecond("free, 588 left")
	bar := kit.NewComposerBar([]fyne.CanvasObject{kit.NewIconButton("smile", "", nil), kit.NewIconButton("paperclip", "", nil)},
		box, []fyne.CanvasObject{kit.NewIconButton("mic", "", nil), send})
	foot := container.New(kit.Column{}, quick, bar)
	body := kit.NewGround(kit.ThreadBack, thread(Conversation()[:7]))
	return container.New(kit.HeadBodyFoot{}, threadHead("c3", "Lucía Martín", "Answer by tomorrow 10:42", kit.Muted), body,
		kit.NewGround(kit.ThreadBack, foot))
}

func sidePanel() fyne.CanvasObject {
	who := container.New(kit.Row{Gap: 12, Stretch: 1}, kit.NewAvatar("c3", "Lucía Martín", 44),
		container.New(kit.Column{}, kit.NewText("Lucía Martín", kit.Style{Scale: kit.Name, Bold: true}),
			kit.NewText("+34 612 34 56 78 · Sevilla", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	order := kit.NewOrderPanel(kit.OrderPanelData{
		Title: "1042 · tomorrow 9:00", Status: "Ready", StatusTone: kit.ToneAccent, Items: "2 × Chapata, 1 × Apple pie",
		Money: "18,40 € · unpaid, transfer", Steps: 4, Done: 3, Next: "Collected", Tell: "tell Lucía", Told: "Told 10:40", Ticks: kit.Read,
	})
	labels := container.New(kit.Row{Gap: 6, Stretch: -1}, kit.NewChip("Regular", kit.ToneAccent), kit.NewChip("Pays by transfer", kit.ToneInfo), kit.NewChip("+ Label", kit.ToneOutlined))
	return kit.NewSideGround(kit.SidePanel, kit.NewScrollColumn(kit.Column{Gap: 11, PadX: 16, PadY: 16},
		who,
		kit.NewToneCard(kit.ToneNote, kit.NewParagraph("No walnuts in anything (allergy).", kit.Style{Scale: kit.Secondary, Tone: kit.NoteInk})),
		kit.NewDivider(), kit.NewSectionTitle("Order"), order,
		kit.NewDivider(), kit.NewSectionTitle("Labels"), labels,
		kit.NewDivider(), kit.NewSectionTitle("May I write?"),
		kit.NewRichParagraph([]kit.Run{{Text: "Order updates: "}, {Text: "yes", Bold: true, Tone: kit.Accent}, {Text: ", since 2 March"}}, kit.Style{Scale: kit.Secondary}),
		kit.NewText("Offers: never asked", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
	))
}

func inbox() fyne.CanvasObject {
	panes := container.New(&kit.ThreePanes{}, chatList(), conversation(), sidePanel())
	return kit.NewStage(container.New(kit.RailBeside{}, rail(1), panes))
}

func narrow() fyne.CanvasObject {
	panes := container.New(&kit.ThreePanes{Open: kit.MainPane}, chatList(), conversation(), sidePanel())
	room := container.New(kit.HeadBodyFoot{}, kit.NewBanner(kit.ToneAmber, "", "Offline · 2 messages waiting, they leave by themselves"), panes, hidden())
	return kit.NewStage(container.New(kit.RailBeside{}, rail(1), room))
}

func column4(title, count, group string, cards ...kit.OrderCardData) fyne.CanvasObject {
	objects := []fyne.CanvasObject{
		container.New(kit.Row{Pad: 4, Stretch: 0}, kit.NewText(title, kit.Style{Bold: true}), kit.NewText(count, kit.Style{Tone: kit.Muted})),
		container.New(kit.Inset{Left: 4}, kit.NewText(group, kit.Style{Scale: kit.Meta, Tone: kit.Muted})),
	}
	for _, c := range cards {
		objects = append(objects, kit.NewOrderCard(c))
	}
	return container.New(kit.Column{Gap: 8, PadX: 7, PadY: 16}, objects...)
}

func orders() fyne.CanvasObject {
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 14, Bottom: 14, Left: 18, Right: 18}, container.New(kit.Row{Gap: 10, Stretch: 1},
		kit.NewTitle("Orders"), layout.NewSpacer(), container.NewGridWrap(fyne.NewSize(260, 36), kit.NewSearchField("Search orders", "Ctrl F", nil)),
		kit.NewSegmentedControl([]string{"Board", "Table", "To bake"}, 0, nil), kit.NewButton("Paste a list", kit.SecondaryWeight, nil), kit.NewButton("New order", kit.Primary, nil))))
	var board fyne.CanvasObject = container.NewGridWithColumns(4,
		column4("New", "3", "Tomorrow",
			kit.OrderCardData{ID: "1", Due: "Sat 10:00", Number: "1047", Customer: "Javier Ruiz", Items: "1 × Roscón, 6 × Bollo", Money: "27,50 € · unpaid", Told: "not told", ToldTone: kit.ToneOutlined},
			kit.OrderCardData{ID: "2", Due: "Sat 7:00", Number: "1046", Customer: "Hotel Doña María", Items: "80 × Mollete", Money: "96,00 € · invoice", Told: "told", ToldTone: kit.ToneInfo, Ticks: kit.Read},
			kit.OrderCardData{ID: "3", Due: "Sun 12:00", Number: "1045", Customer: "Pilar Gómez", Items: "1 × Tarta de queso", Photo: true, Money: "22,00 € · deposit 10", Told: "told", ToldTone: kit.ToneInfo, Ticks: kit.Read}),
		column4("Baking", "2", "Late",
			kit.OrderCardData{ID: "4", Due: "9:30", Late: true, Number: "1040", Customer: "Rafa Núñez", Items: "1 × Hogaza", Money: "3,80 € · unpaid", Told: "no updates please", ToldTone: kit.ToneAmber, Picking: true, Picked: true},
			kit.OrderCardData{ID: "5", Due: "12:30", Number: "1044", Customer: "Carmen Prieto", Items: "3 × Hogaza", Money: "11,40 € · paid", Told: "told", ToldTone: kit.ToneInfo, Ticks: kit.Read, Picking: true, Picked: true}),
		column4("Ready", "1", "Today",
			kit.OrderCardData{ID: "6", Due: "11:00", Number: "1039", Customer: "Escuela San Isidro", Items: "60 × Bollito", Money: "45,00 € · paid", Told: "not delivered", ToldTone: kit.ToneWarning, Focused: true}),
		column4("On its way", "1", "Today",
			kit.OrderCardData{ID: "7", Due: "11:30", Number: "1036", Customer: "Ana Belén Torres", Items: "1 × Pan de centeno", Money: "4,20 € · paid", Told: "told", ToldTone: kit.ToneInfo, Ticks: kit.Read}))
	card := kit.NewFloatingCard(container.New(kit.Column{Gap: 4},
		kit.NewText("4 orders: Baking → Ready, and tell the customers", kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewText("2 within the reply window, free", kit.Style{}),
		kit.NewRichText([]kit.Run{{Text: "1 with the template "}, {Text: "Order ready", Bold: true}, {Text: ", 0,02 €"}}, kit.Style{}),
		kit.NewText("1 left out: Rafa wants no updates", kit.Style{Tone: kit.Amber})))
	folded := container.NewGridWrap(fyne.NewSize(44, 700), kit.NewCard(kit.NewUprightText("Collected today · 38", kit.Style{Tone: kit.Muted})))
	board = container.NewBorder(nil, nil, nil, container.New(kit.Inset{Top: 16, Right: 16}, folded), board)
	body := kit.NewGround(kit.ThreadBack, container.New(kit.HeadBodyFoot{}, board, layout.NewSpacer(), container.New(kit.Inset{Left: 250, Right: 250, Bottom: 26}, card)))
	room := container.New(kit.HeadBodyFoot{}, head, body, hidden())
	return kit.NewStage(container.New(kit.RailBeside{}, rail(2), room))
}

func floating() fyne.CanvasObject {
	form := container.New(kit.Column{Gap: 14, PadX: 24, PadY: 24},
		container.New(kit.Row{Gap: 6, Stretch: -1}, kit.NewThumb(64, "photo", nil), kit.NewThumb(64, "file", nil), kit.NewChoice("Theme", []string{"System", "Light"}, 0, nil)),
		kit.NewTextField("Shop's name", "Panadería Sol", nil), wrongField(), kit.NewTextArea("Text", "Hi {name}", 3, nil),
		kit.NewPasswordField("Passphrase", "", nil),
		kit.NewCheckbox("Tell the customer", true, nil), kit.NewCheckbox("Not ticked", false, nil), kit.NewTick("tell Lucía", false, nil),
		kit.NewBanner(kit.ToneInfo, "Practice shop", "nothing leaves this computer", kit.NewButton("Use it with my own number", kit.SecondaryWeight, nil)),
		kit.NewBanner(kit.ToneAmber, "", "Offline · 3 messages waiting"),
		kit.NewPreviewCard(kit.NewRichParagraph([]kit.Run{{Text: "Hi "}, {Text: "Manuel", Bold: true}, {Text: ", your order "}, {Text: "1041", Bold: true}, {Text: " is ready to collect until "}, {Text: "what time?", Marked: kit.SoftAmber, Tone: kit.Amber}, {Text: " ."}}, kit.Style{})),
	)
	empty := kit.NewEmptyState("inbox", "Everything is answered", "When a customer writes, the conversation appears here.", kit.NewButton("Show all", kit.SecondaryWeight, nil))
	return kit.NewStage(kit.NewGround(kit.Panel, container.NewGridWithColumns(2, form, container.NewGridWithRows(2, empty, kit.NewSkeleton(5)))))
}

func wrongField() *kit.TextField {
	f := kit.NewTextField("Invite", "mostrador://…", nil)
	f.SetText("hello")
	f.SetError("This is not an invite link. Ask whoever runs the relay for a new one.")
	return f
}
