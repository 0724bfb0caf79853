package shop

import "strings"

// fileRule is what WhatsApp takes of one kind of file (cloudapi.md sections 1.2
// and 2).
type fileRule struct {
	part  Part
	most  int64 // bytes
	kinds []string
}

const mega = 1 << 20

var fileRules = map[MessageType]fileRule{
	TypeImage:    {PartPicture, 5 * mega, []string{"image/jpeg", "image/png"}},
	TypeVideo:    {PartVideo, 16 * mega, []string{"video/mp4", "video/3gpp"}},
	TypeAudio:    {PartAudio, 16 * mega, []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}},
	TypeVoice:    {PartVoice, 16 * mega, []string{"audio/ogg"}},
	TypeDocument: {PartDocument, 100 * mega, nil},
	TypeSticker:  {PartSticker, 500 << 10, []string{"image/webp"}},
}

// documentKinds are what WhatsApp takes as a document beside text; a picture or
// film may be sent as one too.
var documentKinds = []string{
	"application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// MaxPlainVoice is up to which size, in bytes, a voice note shows a play button
// instead of a download button (cloudapi.md section 1.2).
const MaxPlainVoice = 512 << 10

// CheckFile checks size and kind of a file; what is not known (no size, no
// kind) is not held against it.
func CheckFile(t MessageType, m Media) Problem {
	rule, known := fileRules[t]
	if !known {
		return wrong(ReasonInvalid, PartFile)
	}
	if m.Size > rule.most {
		return Problem{Reason: ReasonTooLarge, Part: rule.part, Limit: rule.most, Has: m.Size}
	}
	if m.MIME != "" && !fits(t, rule, bareKind(m.MIME)) {
		return wrong(ReasonWrongKind, rule.part)
	}
	return Problem{}
}

func fits(t MessageType, rule fileRule, kind string) bool {
	if t == TypeDocument {
		return kind == "application/octet-stream" || isDocument(kind)
	}
	return oneOf(rule.kinds, kind)
}

// isDocument: what is only bytes is judged by the relay, which looks inside.
func isDocument(kind string) bool {
	if strings.HasPrefix(kind, "text/") || oneOf(documentKinds, kind) {
		return true
	}
	for _, t := range []MessageType{TypeImage, TypeVideo, TypeAudio} {
		if oneOf(fileRules[t].kinds, kind) {
			return true
		}
	}
	return false
}

func oneOf(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// bareKind is a media type without its parameters: "audio/ogg; codecs=opus" is
// audio/ogg.
func bareKind(kind string) string {
	bare, _, _ := strings.Cut(kind, ";")
	return strings.ToLower(strings.TrimSpace(bare))
}
