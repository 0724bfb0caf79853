package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
)

func TestABucketThatSpeaksS3CanBeNamed(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	bucket, err := blob.OpenBucket(t.Context(), "s3://bakery-files?region=eu-west-3&endpoint=http://127.0.0.1:1&use_path_style=true")
	require.NoError(t, err)
	require.NoError(t, bucket.Close())
}
