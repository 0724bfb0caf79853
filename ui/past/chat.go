package past

import (
	"context"
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/bring"
	"mostrador/past"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// chat is the sheet in which a chat is looked at before it is brought in.
type chat struct {
	card    *Card
	path    string
	file    *os.File
	archive *past.Archive
	channel shop.ChannelID
	country string

	sheet  *kit.Sheet
	own    *kit.Choice // who of those who write is the shop
	whom   *kit.Choice // which customer it was
	phone  *kit.TextField
	order  *kit.Choice
	found  *kit.Paragraph
	warn   *kit.Paragraph
	go_    *kit.Button
	line   *kit.ProgressLine
	rows   []store.CustomerRow
	plan   *bring.Chat
	slot   desk.Slot
	cancel context.CancelFunc
}

// look is what is read before the sheet opens.
type look struct {
	archive *past.Archive
	rows    []store.CustomerRow
	info    store.ShopInfo
	own     string
}

func (c *Card) openChat(path string) {
	s := &chat{card: c, path: path}
	var l look
	c.desk.Work(func(ctx context.Context) (err error) {
		if s.file, err = os.Open(path); err != nil { //nolint:gosec // the owner chose it
			return fmt.Errorf("open the file: %w", err)
		}
		l, err = s.read(ctx, past.Undecided)
		return err
	}, func(err error) {
		if err != nil {
			s.close()
			c.desk.Toast(wrong(path, err))
			return
		}
		c.chat = s
		s.show(l)
	})
}

func (s *chat) read(ctx context.Context, order past.Order) (l look, err error) {
	info, err := s.file.Stat()
	if err != nil {
		return l, fmt.Errorf("look at the file: %w", err)
	}
	if l.info, err = s.card.desk.Store.Shop(ctx); err != nil {
		return l, err //nolint:wrapcheck // the store names it
	}
	if l.archive, err = past.Read(s.path, s.file, info.Size(), past.How{Zone: l.info.Location(), Order: order}); err != nil {
		return l, err //nolint:wrapcheck // it names the file
	}
	if l.own, err = s.card.desk.Store.Setting(ctx, settingOwn); err != nil {
		return l, err //nolint:wrapcheck // the store names it
	}
	l.rows, err = s.card.matches(ctx, l.archive, l.own)
	return l, err
}

// matches are the customers with whom a chat may have been, the likeliest first.
func (c *Card) matches(ctx context.Context, archive *past.Archive, own string) (all []store.CustomerRow, err error) {
	seen := map[shop.CustomerID]bool{}
	for _, name := range append([]string{archive.Customer(own)}, speakerNames(archive)...) {
		if strings.TrimSpace(name) == "" || name == own {
			continue
		}
		rows, err := c.desk.Store.Customers(ctx, store.CustomerQuery{Prefix: name, Limit: 5})
		if err != nil {
			return nil, err //nolint:wrapcheck // the store names it
		}
		for _, row := range rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				all = append(all, row)
			}
		}
	}
	return all, nil
}

func speakerNames(archive *past.Archive) []string {
	names := make([]string, 0, len(archive.Speakers))
	for _, speaker := range archive.Speakers {
		names = append(names, speaker.Name)
	}
	return names[:min(len(names), 10)]
}

func (s *chat) close() {
	if s.cancel != nil {
		s.cancel()
	}
	s.slot.Drop()
	if s.file != nil {
		_ = s.file.Close() // only read
	}
}

func (s *chat) show(l look) {
	s.archive, s.rows, s.country = l.archive, l.rows, l.info.Country
	if len(l.info.Channels) > 0 {
		s.channel = l.info.Channels[0].ID
	}
	s.found = kit.NewParagraph("", kit.Style{Scale: kit.Body})
	s.warn = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Warning})
	s.own = kit.NewChoice(lang.L("past.own"), speakerNames(l.archive), s.guessOwn(l.own), func(int) { s.look() })
	s.whom = kit.NewChoice(lang.L("past.whom"), s.whoms(), 0, func(int) { s.look() })
	s.phone = kit.NewTextField(lang.L("past.phone"), "", func(string) { s.look() })
	s.phone.SetHint(lang.L("past.phoneHint"))
	s.go_ = kit.NewButton(lang.L("past.looking"), kit.Primary, s.do)
	s.line = kit.NewProgressLine()
	s.line.Hide()
	parts := []fyne.CanvasObject{kit.NewParagraph(s.summary(), kit.Style{Scale: kit.Body}), s.warn, s.own, s.whom, s.phone}
	if !l.archive.Dates.Sure {
		s.order = kit.NewChoice(lang.L("past.dates"), []string{lang.L("past.dayFirst"), lang.L("past.monthFirst")}, 0, s.reorder)
		parts = append(parts, s.order)
	}
	parts = append(parts, s.found, s.line)
	title := l.archive.Name
	if title == "" {
		title = lang.L("past.chat")
	}
	s.sheet = kit.ShowSheet(s.card.desk.Window.Canvas(), kit.SheetParams{
		Title: title, Width: 560, Content: container.New(kit.Column{Gap: 12}, parts...), Buttons: []*kit.Button{s.go_}, OnClose: s.close,
	})
	if text := s.warnings(); text != "" {
		s.warn.SetText(text)
	} else {
		s.warn.Hide()
	}
	s.look()
}

// guessOwn is the shop's name as it was last time, else whoever is not the one
// after whom the chat is named.
func (s *chat) guessOwn(last string) int {
	names := speakerNames(s.archive)
	for i, name := range names {
		if name == last {
			return i
		}
	}
	for i, name := range names {
		if name != s.archive.Customer("") {
			return i
		}
	}
	return 0
}

func (s *chat) whoms() []string {
	names := make([]string, 0, len(s.rows)+1)
	for _, row := range s.rows {
		names = append(names, strings.TrimSuffix(row.Name+" · "+row.Phone, " · "))
	}
	return append(names, lang.L("past.newCustomer"))
}

// summary says what was understood.
func (s *chat) summary() string {
	all := s.archive.Messages
	if len(all) == 0 {
		return lang.L("past.noMessages")
	}
	now := s.card.desk.Now()
	first, last := all[0].At, all[0].At
	for _, m := range all {
		if m.At.Before(first) {
			first = m.At
		}
		if m.At.After(last) {
			last = m.At
		}
	}
	text := lang.L("past.summary", map[string]any{
		"Messages": words.Number(len(all)), "From": words.Date(first, now), "Until": words.Date(last, now),
	})
	if files := len(s.archive.Files); files > 0 {
		text += " " + lang.L("past.withFiles", map[string]any{"Files": words.Number(files)})
	}
	return text
}

// warnings say what was not understood or is not there.
func (s *chat) warnings() string {
	var lines []string
	if s.archive.CutOff {
		lines = append(lines, lang.L("past.cutOff"))
	}
	if n := len(s.archive.Absent); n > 0 {
		lines = append(lines, counted("past.absent", n, map[string]any{"Files": words.Number(n)}))
	}
	if n := len(s.archive.Strange); n > 0 {
		lines = append(lines, counted("past.strange", n, map[string]any{"Lines": words.Number(n)}))
	}
	if s.archive.Group() {
		lines = append(lines, lang.L("past.group"))
	}
	return strings.Join(lines, "\n")
}

// reorder reads the file again with the other order of day and month.
func (s *chat) reorder(chosen int) {
	order := past.DayFirst
	if chosen == 1 {
		order = past.MonthDay
	}
	s.plan = nil
	s.go_.Disable()
	desk.Load(s.card.desk, &s.slot, func(ctx context.Context) (look, error) { return s.read(ctx, order) }, func(l look) {
		s.archive = l.archive
		s.look()
	})
}

// whose says between whom the chat was, as it is chosen; ok is false while
// something is missing, and why says what.
func (s *chat) whose() (whose bring.Whose, add *shop.AddCustomer, why string) {
	names := speakerNames(s.archive)
	if len(names) == 0 || s.own.Chosen() >= len(names) {
		return whose, nil, lang.L("past.noMessages")
	}
	whose = bring.Whose{Channel: s.channel, Own: names[s.own.Chosen()]}
	whose.Other = s.archive.Customer(whose.Own)
	for _, name := range names {
		if whose.Other == "" && name != whose.Own {
			whose.Other = name
		}
	}
	if i := s.whom.Chosen(); i < len(s.rows) {
		whose.Customer = s.rows[i].ID
		return whose, nil, ""
	}
	phone, err := shop.ParsePhone(s.phoneText(whose.Other), s.country)
	if err != nil {
		return whose, nil, lang.L("past.phoneMissing")
	}
	whose.Customer = shop.CustomerByPhone(s.card.desk.Shop, phone)
	return whose, &shop.AddCustomer{Customer: whose.Customer, Phone: phone, Name: nameOf(whose.Other)}, ""
}

// phoneText is the number that was typed, or the name in the chat: of people who
// are in no phone book it is their number.
func (s *chat) phoneText(other string) string {
	if text := strings.TrimSpace(s.phone.Text()); text != "" {
		return text
	}
	return other
}

func nameOf(other string) string {
	if strings.HasPrefix(other, "+") {
		return ""
	}
	return other
}

// look finds out what is new, whenever a choice changes.
func (s *chat) look() {
	if s.whom.Chosen() < len(s.rows) {
		s.phone.Hide()
	} else {
		s.phone.Show()
	}
	s.plan = nil
	s.go_.Disable()
	whose, _, why := s.whose()
	if why != "" {
		s.found.SetText(why)
		s.go_.SetLabel(lang.L("past.bringNone"))
		return
	}
	s.go_.SetLabel(lang.L("past.looking"))
	archive := s.archive
	desk.Load(s.card.desk, &s.slot, func(ctx context.Context) (*bring.Chat, error) {
		return bring.PlanChat(ctx, s.card.desk.Store, archive, whose)
	}, s.planned)
}

func (s *chat) planned(plan *bring.Chat) {
	s.plan = plan
	lines := []string{}
	if plan.Known > 0 {
		lines = append(lines, counted("past.known", plan.Known, map[string]any{"Messages": words.Number(plan.Known)}))
	}
	if plan.Deleted > 0 {
		lines = append(lines, counted("past.deleted", plan.Deleted, map[string]any{"Messages": words.Number(plan.Deleted)}))
	}
	if plan.Others > 0 {
		lines = append(lines, counted("past.others", plan.Others, map[string]any{"Messages": words.Number(plan.Others)}))
	}
	if len(plan.Messages) == 0 {
		s.found.SetText(strings.Join(append([]string{lang.L("past.nothingNew")}, lines...), "\n"))
		s.go_.SetLabel(lang.L("past.bringNone"))
		return
	}
	s.found.SetText(strings.Join(lines, "\n"))
	s.go_.SetLabel(counted("past.bringMany", len(plan.Messages), map[string]any{"Messages": words.Number(len(plan.Messages))}))
	s.go_.Enable()
}

// do brings the messages in; closing the sheet stops it, and what was brought in
// until then stays and can be taken back.
func (s *chat) do() {
	whose, add, why := s.whose()
	if s.plan == nil || why != "" || s.cancel != nil {
		return
	}
	plan, id := s.plan, shop.ImportID{UUID: desk.NewID()}
	ctx, cancel := context.WithCancel(s.card.desk.Context())
	s.cancel = cancel
	s.go_.Disable()
	s.line.Show()
	done := 0
	s.card.desk.Work(func(context.Context) error {
		return s.bringIn(ctx, bringing{plan, whose, add, id}, func(n int) {
			done = n
			fyne.Do(func() { s.line.Set(float32(n) / float32(len(plan.Messages))) })
		})
	}, func(err error) {
		s.card.Read()
		if err != nil && ctx.Err() == nil {
			s.cancel = nil
			s.line.Hide()
			s.found.SetText(wrong(s.path, err))
			s.look()
			return
		}
		if !s.sheet.Closed() {
			s.sheet.Close()
		}
		s.card.desk.Toast(counted("past.done", done, map[string]any{"Messages": words.Number(done)}))
	})
}

// bringing is what is carried out.
type bringing struct {
	plan  *bring.Chat
	whose bring.Whose
	add   *shop.AddCustomer
	id    shop.ImportID
}

func (s *chat) bringIn(ctx context.Context, b bringing, progress func(int)) error {
	h := hands{s.card.desk}
	if b.add != nil {
		if err := h.Do(ctx, b.add); err != nil {
			return err
		}
	}
	kept := context.WithoutCancel(ctx)
	if err := s.card.desk.Store.SaveSetting(kept, settingOwn, b.whose.Own); err != nil {
		return err //nolint:wrapcheck // the store names it
	}
	done := 0
	err := b.plan.Do(ctx, h, b.id, func(n int) {
		done = n
		progress(n)
	})
	if done == 0 {
		return err //nolint:wrapcheck // it names what was brought in
	}
	all, failed := s.card.records(kept)
	if failed == nil {
		name := s.archive.Name
		if name == "" {
			name = b.whose.Other
		}
		failed = s.card.keep(kept, append([]record{{ID: b.id, Name: name, Messages: done, At: s.card.desk.Now()}}, all...))
	}
	if err == nil {
		err = failed
	}
	return err //nolint:wrapcheck // it names what was brought in
}
