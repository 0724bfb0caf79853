package store

import (
	"slices"

	"mostrador/shop"
)

// replyMore folds the folder and the texts by language of a quick reply, where
// they were said.
func (f *fold) replyMore(b *shop.ReplySaved) {
	if b.Folder != nil {
		f.exec("UPDATE replies SET folder = ? WHERE id = ?", *b.Folder, blob(b.Reply.UUID))
	}
	if b.Texts != nil {
		f.exec("UPDATE replies SET texts = ? WHERE id = ?", textsJSON(b.Texts), blob(b.Reply.UUID))
	}
}

func textsJSON(texts map[string]string) string {
	if len(texts) == 0 {
		return ""
	}
	return jsonText(texts)
}

// TextIn is the reply's text for who speaks a language.
func (r Reply) TextIn(language string) string { return shop.ReplyText(r.Text, r.Texts, language) }

// Wish is the command that makes the reply as it stands here.
func (r Reply) Wish() *shop.SaveReply {
	folder, texts := r.Folder, r.Texts
	if texts == nil {
		texts = map[string]string{}
	}
	return &shop.SaveReply{Reply: r.ID, Shortcut: r.Shortcut, Text: r.Text, ReplyMore: shop.ReplyMore{Folder: &folder, Texts: texts}}
}

// lay puts what a waiting command says over a reply.
func (r *Reply) lay(w *shop.SaveReply, keep []string) {
	if !slices.Contains(keep, "shortcut") {
		r.Shortcut = plainShortcut(w.Shortcut)
	}
	if !slices.Contains(keep, "text") {
		r.Text = w.Text
	}
	if w.Folder != nil {
		r.Folder = *w.Folder
	}
	if w.Texts != nil {
		r.Texts = w.Texts
	}
}

// keepReply leaves out of a command what is as it was, so that another device's
// change of it stands; false when there is no such reply yet.
func (f *fold) keepReply(w *shop.SaveReply) bool {
	var shortcut, text, folder, texts string
	if !f.scan("SELECT shortcut, text, folder, texts FROM replies WHERE id = ?", []any{blob(w.Reply.UUID)}, &shortcut, &text, &folder, &texts) {
		return false
	}
	w.Keep = same(map[string]bool{"shortcut": shortcut == plainShortcut(w.Shortcut), "text": text == w.Text})
	if w.Folder != nil && *w.Folder == folder {
		w.Folder = nil
	}
	if w.Texts != nil && textsJSON(w.Texts) == texts {
		w.Texts = nil
	}
	return true
}
