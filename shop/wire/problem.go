package wire

import "fmt"

// The problem types of RFC 9457 documents, stable for programs; what a person
// reads is made from them on the device.
const (
	ProblemCursor      = "urn:mostrador:problem:cursor"      // 409: not a place in this journal
	ProblemCode        = "urn:mostrador:problem:code"        // 403: pairing code wrong, used or expired
	ProblemTooMany     = "urn:mostrador:problem:too-many"    // 429
	ProblemSession     = "urn:mostrador:problem:session"     // 401: bearer missing, unknown or expired
	ProblemRevoked     = "urn:mostrador:problem:revoked"     // 403: this device was cut off
	ProblemWaiting     = "urn:mostrador:problem:waiting"     // 403: nobody has approved this device yet
	ProblemForbidden   = "urn:mostrador:problem:forbidden"   // 403: the person's role does not permit it
	ProblemClock       = "urn:mostrador:problem:clock"       // 401: the device's clock is too far off
	ProblemSignature   = "urn:mostrador:problem:signature"   // 401: webhook or key proof
	ProblemUnavailable = "urn:mostrador:problem:unavailable" // 503: the journal can't be written
	ProblemNotFound    = "urn:mostrador:problem:not-found"   // 404
	ProblemTooLarge    = "urn:mostrador:problem:too-large"   // 413
	ProblemInvalid     = "urn:mostrador:problem:invalid"     // 400, 422
	ProblemHash        = "urn:mostrador:problem:hash"        // 422: the bytes are not what the name says
	ProblemPlatform    = "urn:mostrador:problem:platform"    // 502: WhatsApp said no, or nothing; the detail has its words
	ProblemVersion     = "urn:mostrador:problem:version"     // 426: the program is too old
)

// Problem is an RFC 9457 problem document.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// Error makes a problem an error.
func (p *Problem) Error() string { return fmt.Sprintf("%s (%d %s)", p.Title, p.Status, p.Type) }
