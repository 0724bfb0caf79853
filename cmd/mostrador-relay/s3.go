package main

// Shared storage may be a bucket that speaks S3: -blobs s3://name?region=…
import _ "gocloud.dev/blob/s3blob"
