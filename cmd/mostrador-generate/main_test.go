package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestItMakesAShopOnce(t *testing.T) {
	data := t.TempDir()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-data", data, "-messages", "500"}, &out, &out))
	require.Contains(t, out.String(), "500 messages")
	require.FileExists(t, filepath.Join(data, "shops", folder, "account.json"))
	require.FileExists(t, filepath.Join(data, "preferences.json"))

	err := run(context.Background(), []string{"-data", data, "-messages", "500"}, &out, &out)
	require.ErrorContains(t, err, "there already")
	require.ErrorContains(t, run(context.Background(), nil, &out, &out), "-data")
}
