package main

import (
	"bytes"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/webshop"
)

var (
	printedAddress = regexp.MustCompile(`address +(\S+)`)
	printedSecret  = regexp.MustCompile(`secret +(\S+)`)
)

func TestAWebShopIsLetInWhileTheRelayRuns(t *testing.T) {
	o := newOperator(t)
	_, _, stop := o.serves("-listen", "127.0.0.1:0")
	defer func() { require.NoError(t, stop()) }()
	data := []string{"-data", o.data(), "-key-file", o.key()}
	_, err := o.types(append([]string{"invite", "-new-shop", "Panadería Sol", "-person", "Marta"}, data...)...)
	require.NoError(t, err)

	added, err := o.types(append([]string{"webshop", "add", "-name", "till", "-kind", "generic", "-status", "paid=ready"}, data...)...)
	require.NoError(t, err)
	address, secret := printedAddress.FindStringSubmatch(added)[1], printedSecret.FindStringSubmatch(added)[1]
	body := []byte(`{"id":"7","status":"paid","updated":"2026-11-20T10:00:00Z","items":[{"name":"Chapata","quantity":1}]}`)
	post := func() int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(body))
		require.NoError(t, err)
		request.Header.Set(webshop.SignatureHeader, webshop.Sign(secret, time.Now(), body))
		client := &http.Client{}
		defer client.CloseIdleConnections()
		response, err := client.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	require.Equal(t, http.StatusOK, post())

	listed, err := o.types(append([]string{"webshop", "list"}, data...)...)
	require.NoError(t, err)
	require.Contains(t, listed, address)
	require.NotContains(t, listed, secret)

	_, err = o.types(append([]string{"webshop", "remove", "-name", "till"}, data...)...)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, post())
	_, err = o.types(append([]string{"webshop", "remove", "-name", "till"}, data...)...)
	require.ErrorContains(t, err, "no such web shop")
}

func TestAWebShopIsSpelledOut(t *testing.T) {
	o := newOperator(t)
	for _, c := range []struct {
		say  []string
		want string
	}{
		{nil, "webshop add"},
		{[]string{"sell"}, `don't know "sell"`},
		{[]string{"add", "-data", o.data()}, "say which web shop"},
		{[]string{"add", "-data", o.data(), "-name", "a", "-kind", "etsy"}, "woocommerce, shopify or generic"},
		{[]string{"add", "-status", "paid"}, "THEIRS=OURS"},
		{[]string{"remove", "-data", o.data()}, "-name NAME"},
	} {
		_, err := o.types(append([]string{"webshop"}, c.say...)...)
		require.ErrorContains(t, err, c.want)
	}
}
