package main

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
)

const systemToken = "a system user's token"

// meta is a platform whose number is not registered yet.
func meta(t *testing.T) (*sandbox.Sandbox, string) {
	platform, err := sandbox.Open(sandbox.Params{Token: systemToken, AppSecret: "an app secret", VerifyToken: "verify", Instant: true,
		Numbers: []sandbox.Number{{ID: "1065", Phone: "34900111222", Name: "Panadería", Status: "PENDING", NameStatus: "PENDING_REVIEW"}}})
	require.NoError(t, err)
	graph := httptest.NewServer(platform)
	t.Cleanup(func() {
		graph.Close()
		_ = platform.Close()
	})
	return platform, graph.URL
}

func TestConnectingWalksFromATokenToACheckList(t *testing.T) {
	o := newOperator(t)
	_, graph := meta(t)
	at := []string{"-data", o.data(), "-key-file", o.key(), "-graph-url", graph}
	_, err := o.types(append([]string{"invite", "-new-shop", "Panadería", "-person", "Marta"}, at...)...)
	require.ErrorContains(t, err, "public address")

	o.keys = systemToken + "\n" + sandbox.DefaultWABA + "\n123456\n"
	said, err := o.types(append([]string{"connect"}, at...)...)
	require.NoError(t, err, said)
	for _, step := range []string{"an app of your own", "The token is good", "not registered yet (PENDING)", "Registered", "Connected",
		"ok       the number's registration", "wait     the display name: Panadería is being reviewed",
		"WRONG    the webhook's address", "wait     webhooks: nothing came in yet", "ok       the account's subscription"} {
		require.Contains(t, said, step)
	}
	require.NotContains(t, said, systemToken)

	again, err := o.types(append([]string{"check"}, at...)...)
	require.NoError(t, err)
	require.Contains(t, again, "ok       what the token allows")
}

func TestConnectingSaysWhatIsWrongWithATokenOrANumber(t *testing.T) {
	o := newOperator(t)
	_, graph := meta(t)
	at := []string{"connect", "-data", o.data(), "-key-file", o.key(), "-graph-url", graph, "-waba", sandbox.DefaultWABA}
	o.env[envToken] = systemToken
	_, err := o.types(append(at, "-phone-number-id", "77")...)
	require.ErrorContains(t, err, "no number with the id 77")
	_, err = o.types(at...)
	require.ErrorContains(t, err, envPIN)
	o.env[envPIN] = "12"
	_, err = o.types(at...)
	require.ErrorContains(t, err, "six digits")
	o.env[envToken] = "somebody else's"
	_, err = o.types(at...)
	require.ErrorContains(t, err, "token")
}
