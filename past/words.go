package past

import (
	"path"
	"regexp"
	"strings"
)

// attachedWords stand in brackets after a file's name in Android's exports.
var attachedWords = map[string]bool{
	"file attached": true, "archivo adjunto": true, "arquivo anexado": true, "ficheiro anexado": true,
	"datei angehängt": true, "fichier joint": true, "file allegato": true, "bestand bijgevoegd": true,
	"fișier atașat": true, "dosya ekli": true, "plik dołączony": true, "załączony plik": true, "файл добавлен": true,
	"файл додано": true, "bifogad fil": true, "fil vedhæftet": true, "vedlagt fil": true, "tiedosto liitetty": true,
	"fitxer adjunt": true, "soubor připojen": true, "csatolt fájl": true, "file terlampir": true, "fail dilampirkan": true,
	"الملف مرفق": true, "ملف مرفق": true, "קובץ מצורף": true, "फ़ाइल संलग्न": true, "파일 첨부됨": true, "添付ファイル": true,
	"文件附件": true, "档案附件": true, "附加檔案": true, "tệp đính kèm": true, "επισυνάφθηκε αρχείο": true, "ไฟล์ที่แนบ": true,
}

// omitted are the texts that stand for a file which was left out, in lower case
// and without brackets.
var omitted = map[string]Kind{
	"media omitted": KindAny, "multimedia omitido": KindAny, "archivo omitido": KindAny, "mídia oculta": KindAny, "mídia omitida": KindAny,
	"arquivo de mídia oculto": KindAny, "ficheiro não revelado": KindAny, "medien ausgeschlossen": KindAny, "medien weggelassen": KindAny,
	"médias omis": KindAny, "media omessi": KindAny, "media weggelaten": KindAny, "fichier omis": KindAny, "elements multimèdia omesos": KindAny,
	"без медиафайлов": KindAny, "medya dahil edilmedi": KindAny, "pominięto multimedia": KindAny, "media tidak disertakan": KindAny,
	"media utelämnad": KindAny, "<media> omitted": KindAny, "تم استبعاد الوسائط": KindAny, "미디어를 생략함": KindAny, "省略多媒体文件": KindAny,
	"メディアは含まれていません": KindAny,

	"image omitted": KindPicture, "imagen omitida": KindPicture, "imagem ocultada": KindPicture, "imagem omitida": KindPicture,
	"bild weggelassen": KindPicture, "image absente": KindPicture, "immagine omessa": KindPicture, "afbeelding weggelaten": KindPicture,
	"video omitted": KindVideo, "video omitido": KindVideo, "vídeo omitido": KindVideo, "vídeo ocultado": KindVideo, "vídeo omès": KindVideo,
	"video weggelassen": KindVideo, "vidéo absente": KindVideo, "video omesso": KindVideo, "video weggelaten": KindVideo,
	"gif omitted": KindVideo, "gif omitido": KindVideo, "gif ocultado": KindVideo, "gif weggelassen": KindVideo, "gif retiré": KindVideo, "gif esclusa": KindVideo,
	"audio omitted": KindAudio, "audio omitido": KindAudio, "áudio ocultado": KindAudio, "áudio omitido": KindAudio, "audio weggelassen": KindAudio,
	"audio omis": KindAudio, "audio omesso": KindAudio, "audio weggelaten": KindAudio,
	"sticker omitted": KindSticker, "sticker omitido": KindSticker, "figurinha omitida": KindSticker, "figurinha ocultada": KindSticker,
	"sticker weggelassen": KindSticker, "sticker non incluso": KindSticker, "sticker omis": KindSticker,
	"document omitted": KindDocument, "documento omitido": KindDocument, "documento ocultado": KindDocument, "dokument weggelassen": KindDocument,
	"document manquant": KindDocument, "documento omesso": KindDocument, "document weggelaten": KindDocument,
	"contact card omitted": KindContact, "tarjeta de contacto omitida": KindContact, "cartão do contato omitido": KindContact,
	"cartão do contacto omitido": KindContact, "kontaktkarte ausgelassen": KindContact, "fiche contact omise": KindContact, "scheda contatto omessa": KindContact,
}

// deleted are the texts that stand for a message which was taken back.
var deleted = wordsOf(
	"this message was deleted", "you deleted this message", "this message was deleted by admin", "se eliminó este mensaje", "eliminaste este mensaje",
	"este mensaje fue eliminado", "esta mensagem foi apagada", "mensagem apagada", "você apagou esta mensagem", "apagou esta mensagem",
	"diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht", "ce message a été supprimé", "vous avez supprimé ce message",
	"questo messaggio è stato eliminato", "hai eliminato questo messaggio", "dit bericht is verwijderd", "dit bericht werd verwijderd",
	"je hebt dit bericht verwijderd", "has eliminat aquest missatge", "s'ha eliminat aquest missatge",
)

// edited are the marks after a text that was changed.
var edited = []string{
	"<this message was edited>", "<se editó este mensaje>", "<se editó este mensaje.>", "<mensagem editada>", "<esta mensagem foi editada>",
	"<diese nachricht wurde bearbeitet>", "<diese nachricht wurde bearbeitet.>", "<ce message a été modifié>", "<questo messaggio è stato modificato>",
	"<dit bericht is bewerkt>", "<s'ha editat aquest missatge>",
}

// noticeWords stand in the line with which WhatsApp begins every chat.
var noticeWords = []string{
	"end-to-end", "extremo a extremo", "ponta a ponta", "ponto a ponto", "ende-zu-ende", "bout en bout", "crittografati end", "crittografia end",
	"eind-tot-eind", "d'extrem a extrem", "uçtan uca", "сквозн", "наскрізн", "端到端", "端對端", "종단간", "エンドツーエンド", "تمامًا بين الطرفين",
	"مشفرة تمام", "מקצה לקצה", "सिरे से सिरे", "ujung ke ujung", "hujung ke hujung", "đầu cuối", "od końca do końca", "full-end", "végpontok közötti",
}

func wordsOf(texts ...string) map[string]bool {
	set := map[string]bool{}
	for _, text := range texts {
		set[text] = true
	}
	return set
}

func isNotice(text string) bool {
	lower := strings.ToLower(text)
	for _, words := range noticeWords {
		if strings.Contains(lower, words) {
			return true
		}
	}
	return false
}

// omittedKind understands "<Media omitted>", "image omitted" and the like.
func omittedKind(text string) Kind {
	if len(text) > 80 {
		return KindNone
	}
	lower := strings.ToLower(strings.TrimSpace(text))
	if kind, ok := omitted[strings.TrimSuffix(strings.TrimPrefix(lower, "<"), ">")]; ok {
		return kind
	}
	// iPhones write "menu.pdf • 3 pages document omitted".
	if i := strings.LastIndex(lower, "•"); i >= 0 {
		for words, kind := range omitted {
			if kind == KindDocument && strings.HasSuffix(lower[i:], words) {
				return kind
			}
		}
	}
	return KindNone
}

func isDeleted(text string) bool {
	return len(text) < 80 && deleted[strings.ToLower(strings.TrimSuffix(strings.TrimSpace(text), "."))]
}

// withoutEdited takes the mark of a changed text off.
func withoutEdited(text string) (string, bool) {
	end := text[max(0, len(text)-60):]
	for _, mark := range edited {
		if len(end) >= len(mark) && strings.EqualFold(end[len(end)-len(mark):], mark) {
			return strings.TrimSpace(text[:len(text)-len(mark)]), true
		}
	}
	return text, false
}

var (
	// Phones name files like IMG-20221231-WA0001.jpg.
	androidFile = regexp.MustCompile(`^(.{1,200}\.[\p{L}\d]{1,8}) \(([^()]{3,40})\)$`)
	androidName = regexp.MustCompile(`^(IMG|VID|PTT|AUD|DOC|STK)-\d{8}-WA\d+\.`)
	iphoneFile  = regexp.MustCompile(`^(?s)(.*?)\s*<([^<>:]{2,30})\s?:\s?([^<>/\\:]{1,200}\.[\p{L}\d]{1,8})>$`)
)

// attachedFile understands a file's line: the file's name, and the text that
// stands with it.
func attachedFile(text string) (file, caption string, ok bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if found := androidFile.FindStringSubmatch(first); found != nil {
		if attachedWords[strings.ToLower(found[2])] || androidName.MatchString(found[1]) {
			return baseName(found[1]), strings.TrimSpace(rest), true
		}
	}
	if found := iphoneFile.FindStringSubmatch(text); found != nil {
		return baseName(found[3]), strings.TrimSpace(found[1]), true
	}
	return "", "", false
}

// baseName never leaves a folder: names in a chat are what strangers wrote.
func baseName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}
