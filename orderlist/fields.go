package orderlist

import (
	"regexp"
	"strings"
	"unicode"

	"mostrador/shop"
	"mostrador/tables"
)

// What a list's columns can hold.
const (
	Number   = "number"
	Tracking = "tracking"
	Phone    = "phone"
	Name     = "name"
	Status   = "status"
	Paid     = "paid"
	Items    = "items"
	Total    = "total"
	Due      = "due"
	Address  = "address"
	Notes    = "notes"
)

// Columns are all of them, in the order in which they are offered.
var Columns = []string{Number, Name, Phone, Status, Tracking, Paid, Items, Total, Due, Address, Notes}

var (
	plainNumber   = regexp.MustCompile(`^[#WwNnº°.\- ]{0,4}\d{2,8}$`)
	plainTracking = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9\- ]{9,38}$`)
	plainPhone    = regexp.MustCompile(`^\+?[\d ().\-/]{9,20}$`)
)

// Fields says how the columns are recognised: by headings in the languages of
// the window, or by what stands in them. The pipeline's own status names are known.
func Fields(pipeline shop.Pipeline, words Words) tables.Fields {
	return tables.Fields{
		{Name: Tracking, Fits: isTracking, Headings: []string{
			"tracking", "tracking number", "tracking no", "awb", "waybill", "seguimiento", "n seguimiento", "localizador", "guia", "numero de guia",
			"numero de seguimiento", "expedicion", "rastreio", "codigo de rastreio", "rastreamento",
		}},
		{Name: Phone, Fits: isPhone, Headings: []string{
			"phone", "telephone", "mobile", "cell", "whatsapp", "telefono", "tel", "movil", "celular", "telefone", "phone number", "contact number",
		}},
		{Name: Status, Fits: func(cell string) bool { _, ok := words.find(pipeline, cell); return ok }, Headings: []string{
			"status", "state", "order status", "estado", "situacion", "situacao", "estatus", "estado del pedido", "estado del envio",
		}},
		{Name: Number, Fits: func(cell string) bool { return plainNumber.MatchString(cell) }, Headings: []string{
			"order", "order number", "order no", "order id", "#", "no", "number", "ref", "reference", "pedido", "n pedido", "nº", "nº pedido", "n",
			"numero", "numero de pedido", "referencia", "id pedido", "encomenda", "numero do pedido", "booking", "reserva", "cita",
		}},
		{Name: Name, Headings: []string{
			"name", "customer", "client", "recipient", "consignee", "nombre", "cliente", "destinatario", "nome", "customer name", "nombre y apellidos", "passenger", "pasajero",
		}},
		{Name: Paid, Headings: []string{"paid", "payment", "pagado", "pago", "cobrado", "cobro", "pagamento"}},
		{Name: Items, Headings: []string{
			"items", "item", "products", "product", "contents", "articulos", "articulo", "productos", "producto", "contenido", "itens", "produtos", "produto", "lineas",
		}},
		{Name: Total, Headings: []string{"total", "amount", "price", "importe", "precio", "valor", "preco"}},
		{Name: Due, Headings: []string{"due", "date", "delivery date", "pickup", "fecha", "fecha de entrega", "entrega", "recogida", "dia", "data", "data de entrega"}},
		{Name: Address, Headings: []string{"address", "shipping address", "direccion", "domicilio", "endereco"}},
		{Name: Notes, Headings: []string{"notes", "note", "comments", "notas", "nota", "observaciones", "comentarios", "observacoes"}},
	}
}

func isTracking(cell string) bool {
	digits, letters := 0, 0
	for _, r := range cell {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return plainTracking.MatchString(cell) && digits >= 6 && (digits >= 14 || letters > 0 && letters <= 6)
}

func isPhone(cell string) bool {
	n := len(digitsOf(cell))
	return plainPhone.MatchString(cell) && n >= 9 && n <= 13
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
