package webshop_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

const secret = "between the shop and the relay"

func base64Of(body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func euros(micros int64) shop.Money { return shop.Money{Micros: micros, Currency: "EUR"} }

const wooBody = `{"id":727,"number":"1042","status":"processing","currency":"EUR","date_created_gmt":"2026-11-20T09:00:00",
"date_modified_gmt":"2026-11-20T10:30:00","date_paid_gmt":"2026-11-20T09:01:00","total":"18.40","payment_method_title":"Tarjeta","customer_note":"Sin nueces",
"billing":{"first_name":"Lucía","last_name":"Martín","address_1":"Calle Feria 1","city":"Sevilla","postcode":"41003","country":"ES","phone":"612 34 56 78"},
"shipping":{"first_name":"Lucía","last_name":"Martín","address_1":"Calle Feria 1","city":"Sevilla","postcode":"41003","country":"ES"},
"line_items":[{"id":1,"name":"Chapata","quantity":2,"price":3.3057851239669,"total":"6.61","total_tax":"0.66"},{"id":2,"name":"Tarta de manzana","quantity":1,"total":"10.12","total_tax":"1.01"}],
"shipping_lines":[{"method_id":"flat_rate"}],
"meta_data":[{"id":1,"key":"whatsapp_ok","value":"yes"},{"id":2,"key":"_wc_shipment_tracking_items","value":[{"tracking_number":"PQ123"}]}]}`

func woo(body, topic string) webshop.Delivery {
	return webshop.Delivery{
		Kind: webshop.WooCommerce, Body: []byte(body), Fields: webshop.Fields{Updates: "whatsapp_ok", Offers: "whatsapp_news"},
		Header: header("X-WC-Webhook-Topic", topic, "X-WC-Webhook-Signature", base64Of(body)),
	}
}

func TestAnOrderOfWooCommerce(t *testing.T) {
	o, err := webshop.Read(woo(wooBody, "order.updated"), secret)
	require.NoError(t, err)
	assert.Equal(t, webshop.Order{
		Ref: "727", Number: "1042", Status: "processing", Updated: time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC),
		Name: "Lucía Martín", Phone: "612 34 56 78", Country: "ES", Total: euros(18_400_000), Paid: true, Method: "Tarjeta", Delivery: true,
		Address: "Calle Feria 1, 41003 Sevilla", Tracking: "PQ123", Note: "Sin nueces",
		Items:    []shop.Item{{Name: "Chapata", Quantity: 2, Price: euros(3_635_000)}, {Name: "Tarta de manzana", Quantity: 1, Price: euros(11_130_000)}},
		Consents: []webshop.Consent{{Purpose: shop.OrderUpdates, Allowed: true, Wording: "whatsapp_ok"}},
	}, o)

	gone, err := webshop.Read(woo(`{"id":727}`, "order.deleted"), secret)
	require.NoError(t, err)
	assert.Equal(t, webshop.Order{Ref: "727", Deleted: true}, gone)

	ping := webshop.Delivery{Kind: webshop.WooCommerce, Body: []byte("webhook_id=12"), Header: header()}
	_, err = webshop.Read(ping, secret)
	require.ErrorIs(t, err, webshop.ErrNotOrder, "saving a webhook says hello")
	_, err = webshop.Read(woo(`{"id":1}`, "product.updated"), secret)
	require.ErrorIs(t, err, webshop.ErrNotOrder)
}

const shopifyBody = `{"id":820982911946154508,"name":"#1042","updated_at":"2026-11-20T11:30:00+01:00","cancelled_at":null,"financial_status":"paid","fulfillment_status":"fulfilled",
"currency":"EUR","total_price":"18.40","phone":null,"note":"Sin nueces","payment_gateway_names":["visa"],
"customer":{"first_name":"Lucía","last_name":"Martín","phone":"+34612345678"},
"shipping_address":{"name":"Lucía Martín","address1":"Calle Feria 1","city":"Sevilla","zip":"41003","country_code":"ES"},
"line_items":[{"title":"Chapata","variant_title":"Grande","quantity":2,"price":"3.65"},{"title":"Tarta","variant_title":"Default Title","quantity":1,"price":"11.10"}],
"fulfillments":[{"tracking_number":"PQ1","shipment_status":"delivered"},{"tracking_number":"PQ2","shipment_status":"out_for_delivery"}],
"note_attributes":[{"name":"WhatsApp","value":"no"}]}`

func TestAnOrderOfShopify(t *testing.T) {
	d := webshop.Delivery{
		Kind: webshop.Shopify, Body: []byte(shopifyBody), Fields: webshop.Fields{Updates: "WhatsApp"},
		Header: header("X-Shopify-Topic", "orders/updated", "X-Shopify-Hmac-Sha256", base64Of(shopifyBody)),
	}
	o, err := webshop.Read(d, secret)
	require.NoError(t, err)
	assert.Equal(t, webshop.Order{
		Ref: "820982911946154508", Number: "1042", Status: "out_for_delivery", Updated: time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC),
		Name: "Lucía Martín", Phone: "+34612345678", Country: "ES", Total: euros(18_400_000), Paid: true, Method: "visa", Delivery: true,
		Address: "Calle Feria 1, 41003 Sevilla", Tracking: "PQ2", Note: "Sin nueces",
		Items:    []shop.Item{{Name: "Chapata · Grande", Quantity: 2, Price: euros(3_650_000)}, {Name: "Tarta", Quantity: 1, Price: euros(11_100_000)}},
		Consents: []webshop.Consent{{Purpose: shop.OrderUpdates, Allowed: false, Wording: "WhatsApp"}},
	}, o)
	for change, want := range map[string]string{
		`"cancelled_at":null→"cancelled_at":"2026-11-20T11:30:00+01:00"`:  "cancelled",
		`"fulfillment_status":"fulfilled"→"fulfillment_status":null`:      "paid",
		`"fulfillment_status":"fulfilled"→"fulfillment_status":"partial"`: "partial",
		`"financial_status":"paid"→"financial_status":"refunded"`:         "refunded",
		`"out_for_delivery"→null`:                                         "fulfilled",
	} {
		from, to, _ := strings.Cut(change, "→")
		d.Body = []byte(strings.Replace(shopifyBody, from, to, 1))
		d.Header.Set("X-Shopify-Hmac-Sha256", base64Of(string(d.Body)))
		o, err := webshop.Read(d, secret)
		require.NoError(t, err)
		assert.Equal(t, want, o.Status, change)
	}
}

func TestAnOrderInOurOwnForm(t *testing.T) {
	body := `{"id":"a-7","number":"7","status":"ready","updated":"2026-11-20T10:00:00Z","name":"Ana","phone":"+34600111222","currency":"EUR","total":12.5,
		"items":[{"name":"Hogaza","quantity":1,"price":"12.50"},{"name":"","quantity":1}],"may_send_updates":true}`
	d := webshop.Delivery{Kind: webshop.Generic, Body: []byte(body), Header: header(webshop.SignatureHeader, webshop.Sign(secret, time.Now(), []byte(body)))}
	o, err := webshop.Read(d, secret)
	require.NoError(t, err)
	assert.Equal(t, euros(12_500_000), o.Total)
	assert.Len(t, o.Items, 1)
	assert.Equal(t, []webshop.Consent{{Purpose: shop.OrderUpdates, Allowed: true, Wording: "may_send_updates"}}, o.Consents)

	d.Header = header(webshop.SignatureHeader, webshop.Sign(secret, time.Now().Add(-time.Hour), []byte(body)))
	_, err = webshop.Read(d, secret)
	require.ErrorIs(t, err, webshop.ErrSignature, "what was overheard can't be repeated")
}

func TestWhatIsNotSignedIsRefused(t *testing.T) {
	for name, change := range map[string]func(*webshop.Delivery) string{
		"another secret":  func(*webshop.Delivery) string { return "other" },
		"no secret":       func(*webshop.Delivery) string { return "" },
		"no header":       func(d *webshop.Delivery) string { d.Header.Del("X-WC-Webhook-Signature"); return secret },
		"an empty header": func(d *webshop.Delivery) string { d.Header.Set("X-WC-Webhook-Signature", ""); return secret },
		"a changed byte":  func(d *webshop.Delivery) string { d.Body[5] ^= 1; return secret },
		"a re-encoded body": func(d *webshop.Delivery) string {
			d.Body = []byte(strings.ReplaceAll(string(d.Body), "\n", ""))
			return secret
		},
		"an unknown web shop": func(d *webshop.Delivery) string { d.Kind = "etsy"; return secret },
	} {
		d := woo(wooBody, "order.updated")
		_, err := webshop.Read(d, change(&d))
		require.Error(t, err, name)
		assert.False(t, errors.Is(err, webshop.ErrNotOrder), name)
	}
}

func TestWhatCantBeReadIsNamed(t *testing.T) {
	for body, want := range map[string]string{
		`{`:                                     "the order can't be read",
		`{"status":"new"}`:                      "it has no id",
		`{"id":1}`:                              "it has no status",
		`{"id":1,"status":"new"}`:               "when it was changed",
		`{"id":1,"status":"new","total":"1,2"}`: "not an amount",
	} {
		_, err := webshop.Read(woo(body, "order.updated"), secret)
		require.ErrorIs(t, err, webshop.ErrMalformed, body)
		assert.ErrorContains(t, err, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(wooBody, 0)
	f.Add(shopifyBody, 1)
	f.Add(`{"id":"a","status":"b","updated":"2026-11-20T10:00:00Z"}`, 2)
	f.Fuzz(func(t *testing.T, body string, kind int) {
		d := webshop.Delivery{Body: []byte(body), Fields: webshop.Fields{Updates: "a"}, Header: header(
			"X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", base64Of(body),
			"X-Shopify-Topic", "orders/updated", "X-Shopify-Hmac-Sha256", base64Of(body),
			webshop.SignatureHeader, webshop.Sign(secret, time.Now(), []byte(body)))}
		d.Kind = []webshop.Kind{webshop.WooCommerce, webshop.Shopify, webshop.Generic}[uint(kind)%3]
		o, err := webshop.Read(d, secret)
		if err != nil {
			return
		}
		if o.Ref == "" || !o.Deleted && o.Updated.IsZero() {
			t.Fatalf("%+v", o)
		}
		for _, it := range o.Items {
			if it.Quantity < 1 || it.Price.Micros < 0 {
				t.Fatalf("%+v", it)
			}
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add("t=1,v1=00", "body")
	f.Fuzz(func(t *testing.T, header, body string) {
		if _, err := webshop.Verify(secret, header, []byte(body)); err == nil {
			t.Fatal("nobody guesses a signature")
		}
	})
}
