package orders

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// stepsPage is where the owner writes the statuses that orders go through, and
// what customers read of each.
type stepsPage struct {
	room   *Room
	slot   desk.Slot
	data   stepsData
	edited shop.Pipeline
	at     int
	loaded bool

	list    *fyne.Container
	form    *fyne.Container
	save    *kit.Button
	revert  *kit.Button
	wrong   *kit.Text
	whole   fyne.CanvasObject
	content *fyne.Container
}

type stepsData struct {
	pipeline  shop.Pipeline
	templates []shop.Template // one for each name
	holds     map[shop.StatusID]int
}

func newStepsPage(r *Room) *stepsPage {
	s := &stepsPage{room: r, list: container.New(kit.Column{Gap: 2}), form: container.New(kit.Column{Gap: 14})}
	back := kit.NewIconButton("arrow-left", lang.L("orders.back"), r.closeSteps)
	title := kit.NewText(lang.L("orders.steps.title"), kit.Style{Scale: kit.Name, Bold: true})
	title.Least = 60
	sets := kit.NewButton(lang.L("orders.steps.sets"), kit.SecondaryWeight, nil)
	sets.OnTapped = func() { s.chooseSet(sets) }
	s.revert = kit.NewButton(lang.L("orders.revert"), kit.SecondaryWeight, func() { s.take(s.data) })
	s.save = kit.NewButton(lang.L("orders.steps.save"), kit.Primary, s.keep)
	head := container.New(kit.Inset{Top: 12, Bottom: 10, Left: 12, Right: 18}, container.New(kit.Row{Gap: 10, Stretch: 1}, back, title, sets, s.revert, s.save))
	s.wrong = kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Warning})
	add := kit.NewButton(lang.L("orders.steps.add"), kit.SecondaryWeight, s.add)
	add.Small = true
	add.SetIcon("plus")
	left := kit.NewCard(container.New(kit.Column{Gap: 10}, s.list, container.New(leftAligned{}, add)))
	right := kit.NewCard(container.New(kit.Column{Gap: 14, PadX: 4, PadY: 5}, s.form))
	body := kit.NewScrollColumn(kit.Column{Gap: 8, PadX: 18, PadY: 4}, s.wrong,
		container.New(&twoColumns{gap: 16, fold: 640, share: 0.36}, left, right), container.New(kit.Inset{Top: 16}))
	s.whole = container.New(kit.HeadBodyFoot{}, head, body, nothing())
	s.content = container.NewStack(container.New(kit.Inset{Top: 16, Left: 16, Right: 16}, kit.NewSkeleton(5)))
	s.read()
	return s
}

func (s *stepsPage) read() {
	d := s.room.desk
	desk.Load(d, &s.slot, func(ctx context.Context) (stepsData, error) { return readSteps(ctx, d.Store) }, func(data stepsData) {
		s.take(data)
		s.content.Objects = []fyne.CanvasObject{s.whole}
		s.content.Refresh()
	})
}

func readSteps(ctx context.Context, from *store.Store) (data stepsData, err error) {
	info, err := from.Shop(ctx)
	if err != nil {
		return data, err
	}
	data.pipeline, data.holds = info.Pipeline, map[shop.StatusID]int{}
	for _, status := range info.Pipeline {
		if data.holds[status.ID], err = from.CountOrders(ctx, status.ID); err != nil {
			return data, err
		}
	}
	all, err := from.Templates(ctx)
	for _, t := range all {
		if !slices.ContainsFunc(data.templates, func(other shop.Template) bool { return other.Name == t.Name }) {
			data.templates = append(data.templates, t.Template)
		}
	}
	return data, err
}

func (s *stepsPage) take(data stepsData) {
	s.data, s.loaded = data, true
	s.edited = clonePipeline(data.pipeline)
	s.at = min(s.at, max(0, len(s.edited)-1))
	s.draw()
}

func clonePipeline(p shop.Pipeline) shop.Pipeline {
	all := slices.Clone(p)
	for i := range all {
		all[i].Parameters = slices.Clone(all[i].Parameters)
	}
	return all
}

// draw shows the list and the form of the one that is open.
func (s *stepsPage) draw() {
	s.drawList()
	s.form.Objects = nil
	if s.at < len(s.edited) {
		s.form.Objects = s.fields(&s.edited[s.at])
	}
	s.form.Refresh()
	s.changed()
}

func (s *stepsPage) drawList() {
	s.list.RemoveAll()
	for i, status := range s.edited {
		name := kit.NewText(status.Name, kit.Style{Bold: i == s.at})
		name.Least = 40
		count := kit.NewText(words.Number(s.data.holds[status.ID]), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
		row := kit.NewListRow(container.New(kit.Row{Gap: 8, Stretch: 0}, name, count), func() {
			s.at = i
			s.draw()
		})
		row.Height = 40
		row.SetSelected(i == s.at)
		s.list.Add(row)
	}
	s.list.Refresh()
}

// changed lets the keys follow what was typed.
func (s *stepsPage) changed() {
	dirty := !samePipeline(s.edited, s.data.pipeline)
	wrong := s.whatIsWrong()
	s.wrong.SetText(wrong)
	show(s.wrong, wrong != "")
	if dirty && wrong == "" {
		s.save.Enable()
	} else {
		s.save.Disable()
	}
	show(s.revert, dirty)
	s.content.Refresh()
}

func samePipeline(a, b shop.Pipeline) bool {
	return slices.EqualFunc(a, b, func(x, y shop.OrderStatus) bool {
		px, py := x.Parameters, y.Parameters
		return x.ID == y.ID && x.Name == y.Name && x.Final == y.Final && x.Made == y.Made && x.DeliveryOnly == y.DeliveryOnly &&
			x.Update == y.Update && x.Template == y.Template && slices.Equal(px, py)
	})
}

func (s *stepsPage) whatIsWrong() string {
	names, open := map[string]bool{}, false
	for _, status := range s.edited {
		name := strings.ToLower(strings.TrimSpace(status.Name))
		if name == "" || names[name] {
			return lang.L("orders.steps.wrongName")
		}
		names[name] = true
		open = open || !status.Final
	}
	if !open || s.edited[0].Final {
		return lang.L("orders.steps.wrongEnd")
	}
	return ""
}

// fields are the form of a status.
func (s *stepsPage) fields(status *shop.OrderStatus) []fyne.CanvasObject {
	name := kit.NewTextField(lang.L("orders.steps.name"), "", func(text string) {
		status.Name = text
		s.drawList()
		s.changed()
	})
	name.SetText(status.Name)
	tick := func(key string, value *bool) *kit.Checkbox {
		return kit.NewCheckbox(lang.L(key), *value, func(on bool) {
			*value = on
			s.changed()
		})
	}
	update := kit.NewTextArea(lang.L("orders.steps.update"), "", 3, nil)
	update.SetText(status.Update)
	update.SetHint(lang.L("orders.steps.updateHint"))
	update.Entry.OnChanged = func(text string) {
		status.Update = text
		update.SetError(unknownVariable(text))
		s.changed()
	}
	objects := []fyne.CanvasObject{name, tick("orders.steps.final", &status.Final), tick("orders.steps.made", &status.Made),
		tick("orders.steps.delivery", &status.DeliveryOnly), update}
	objects = append(objects, s.template(status)...)
	return append(objects, s.order(status))
}

// unknownVariable names a variable that Mostrador never fills in.
func unknownVariable(text string) string {
	all := shop.Variables{
		shop.VarCustomer: "x", shop.VarOrder: "x", shop.VarDue: "x", shop.VarItems: "x", shop.VarTotal: "x", shop.VarStatus: "x",
		shop.VarShop: "x", shop.VarTracking: "x",
	}
	if _, missing := all.Fill(text); len(missing) > 0 {
		return lang.L("orders.steps.unknown", map[string]any{"Name": "{" + missing[0] + "}"})
	}
	return ""
}

// template chooses what tells the status once a day has passed.
func (s *stepsPage) template(status *shop.OrderStatus) []fyne.CanvasObject {
	options, chosen := []string{lang.L("orders.steps.noTemplate")}, 0
	for i, t := range s.data.templates {
		label := t.Name
		if t.Title != "" {
			label = t.Title
		}
		options = append(options, label)
		if t.Name == status.Template {
			chosen = i + 1
		}
	}
	if chosen == 0 && status.Template != "" { // not here (yet): it stays
		options, chosen = append(options, status.Template), len(options)
	}
	choice := kit.NewChoice(lang.L("orders.steps.template"), options, chosen, func(i int) { s.choseTemplate(status, i) })
	objects := []fyne.CanvasObject{choice}
	for i, parameter := range status.Parameters {
		field := kit.NewTextField(lang.L("orders.steps.parameter", map[string]any{"N": "{{" + strconv.Itoa(i+1) + "}}"}), "{order}", nil)
		field.SetText(parameter)
		field.Entry.OnChanged = func(text string) {
			status.Parameters[i] = text
			field.SetError(unknownVariable(text))
			s.changed()
		}
		objects = append(objects, field)
	}
	return objects
}

func (s *stepsPage) choseTemplate(status *shop.OrderStatus, i int) {
	status.Template, status.Parameters = "", nil
	if i > 0 && i <= len(s.data.templates) {
		t := s.data.templates[i-1]
		status.Template = t.Name
		guesses := []string{"{customer}", "{order}"}
		for n := range t.Parameters() {
			guess := ""
			if n < len(guesses) {
				guess = guesses[n]
			}
			status.Parameters = append(status.Parameters, guess)
		}
	}
	s.draw()
}

// order moves a status earlier or later, or takes it away.
func (s *stepsPage) order(status *shop.OrderStatus) fyne.CanvasObject {
	up := kit.NewButton(lang.L("orders.steps.up"), kit.SecondaryWeight, func() { s.swap(-1) })
	down := kit.NewButton(lang.L("orders.steps.down"), kit.SecondaryWeight, func() { s.swap(1) })
	remove := kit.NewButton(lang.L("orders.steps.remove"), kit.Ghost, s.remove)
	if s.at == 0 {
		up.Disable()
	}
	if s.at == len(s.edited)-1 {
		down.Disable()
	}
	row := container.New(kit.Row{Gap: 8, Stretch: -1}, up, down, remove)
	if n := s.data.holds[status.ID]; n > 0 {
		remove.Disable()
		return container.New(kit.Column{Gap: 6}, row,
			kit.NewText(lang.L("orders.steps.holds", map[string]any{"N": words.Number(n)}), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	return row
}

func (s *stepsPage) swap(by int) {
	to := s.at + by
	s.edited[s.at], s.edited[to] = s.edited[to], s.edited[s.at]
	s.at = to
	s.draw()
}

func (s *stepsPage) remove() {
	s.edited = slices.Delete(s.edited, s.at, s.at+1)
	s.at = max(0, s.at-1)
	s.draw()
}

// add puts a new status before the ends.
func (s *stepsPage) add() {
	at := len(s.edited)
	for at > 0 && s.edited[at-1].Final {
		at--
	}
	id := shop.StatusID("s" + desk.NewID().String()[24:])
	s.edited = slices.Insert(s.edited, at, shop.OrderStatus{ID: id, Name: lang.L("orders.steps.fresh")})
	s.at = at
	s.draw()
}

func (s *stepsPage) chooseSet(under fyne.CanvasObject) {
	on := s.room.canvas()
	if on == nil {
		return
	}
	items := make([]kit.MenuItem, 0, len(readySets))
	for _, set := range readySets {
		items = append(items, kit.MenuItem{Label: lang.L("orders.set." + set.name), OnTapped: func() {
			s.edited, s.at = readyPipeline(set.statuses, s.data.pipeline, s.data.holds), 0
			s.draw()
		}})
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	kit.ShowMenu(on, at.AddXY(0, under.Size().Height+2), items)
}

// keep hands the statuses in; what was typed stays until they are safely there.
func (s *stepsPage) keep() {
	pipeline := clonePipeline(s.edited)
	for i := range pipeline {
		pipeline[i].Name = strings.TrimSpace(pipeline[i].Name)
	}
	s.save.Disable()
	s.room.desk.Do(&shop.ConfigureShop{Settings: shop.ShopConfigured{Pipeline: &pipeline}}, func(err error) {
		if err != nil {
			s.changed()
			s.room.desk.Failed(err)
			return
		}
		s.room.desk.Toast(lang.L("orders.steps.saved"))
		s.read()
	})
}

// openSteps shows the page.
func (r *Room) openSteps() {
	r.sheet.cancel()
	r.leavePage()
	r.listOpen = false
	if r.steps == nil {
		r.steps = newStepsPage(r)
	}
	r.show()
}

// closeSteps goes back to the orders.
func (r *Room) closeSteps() {
	r.steps = nil
	r.read()
	r.show()
}
