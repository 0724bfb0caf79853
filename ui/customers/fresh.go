package customers

import (
	"context"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
)

// begin opens the sheet for a customer who has not written yet.
func (r *Room) begin() {
	var sheet *kit.Sheet
	name := kit.NewTextField(lang.L("customers.name"), "", nil)
	phone := kit.NewTextField(lang.L("customers.phone"), "+34 612 34 56 78", nil)
	var country string
	add := kit.NewButton(lang.L("customers.add"), kit.Primary, nil)
	do := func() {
		number, err := shop.ParsePhone(phone.Text(), country)
		if err != nil {
			phone.SetError(lang.L("customers.phoneWrong"))
			return
		}
		id := shop.CustomerByPhone(r.desk.Shop, number)
		r.desk.Do(&shop.AddCustomer{Customer: id, Phone: number, Name: name.Text()}, func(err error) {
			if err != nil {
				r.desk.Failed(err)
				return
			}
			sheet.Close()
			r.show(id)
		})
	}
	add.OnTapped = do
	name.Entry.OnSubmit = func(string) { phone.Entry.TapToFocus() }
	phone.Entry.OnSubmit = func(string) { do() }
	r.desk.Work(func(ctx context.Context) error {
		info, err := r.desk.Store.Shop(ctx)
		country = info.Country
		return err
	}, func(error) {})
	sheet = kit.ShowSheet(r.desk.Window.Canvas(), kit.SheetParams{
		Title: lang.L("customers.new"), Content: container.New(kit.Column{Gap: 12}, name, phone),
		Buttons: []*kit.Button{add}, First: name.Entry,
	})
}
