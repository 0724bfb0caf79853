package past_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/past"
)

var madrid = time.FixedZone("Madrid", 3600)

func read(t *testing.T, text string) *past.Export {
	t.Helper()
	export, err := past.ReadText("Chat de WhatsApp con Lucía.txt", strings.NewReader(text), past.How{Zone: madrid})
	require.NoError(t, err)
	return export
}

// Each phone writes the same evening in its own way.
func TestEveryWritingOfADateIsUnderstood(t *testing.T) {
	evening := time.Date(2022, 12, 31, 21, 5, 0, 0, madrid)
	for name, stamp := range map[string]string{
		"Spain, Android":              "31/12/22, 21:05 - ",
		"Spain, twelve hours":         "31/12/22, 9:05 p. m. - ",
		"Mexico, narrow spaces":       "31/12/22, 9:05\u202fp.\u00a0m. - ",
		"United States":               "12/31/22, 9:05 PM - ",
		"United States, narrow space": "12/31/22, 9:05\u202fPM - ",
		"India":                       "31/12/22, 9:05 pm - ",
		"Brazil":                      "31/12/2022 21:05 - ",
		"Germany":                     "31.12.22, 21:05 - ",
		"France":                      "31/12/2022 à 21:05 - ",
		"Netherlands":                 "31-12-2022 21:05 - ",
		"Denmark":                     "31.12.2022 21.05 - ",
		"Finland":                     "31.12.2022 klo 21.05 - ",
		"Sweden":                      "2022-12-31 21:05 - ",
		"Hungary":                     "2022. 12. 31. 21:05 - ",
		"South Africa":                "2022/12/31, 21:05 - ",
		"Korea":                       "2022년 12월 31일 오후 9:05, ",
		"Thailand":                    "31/12/2565 21:05 - ",
		"Greece":                      "31/12/22, 9:05 μ.μ. - ",
		"Arabic":                      "\u200f٣١\u200f/١٢\u200f/٢٠٢٢، ٩:٠٥ م - ",
		"Persian digits":              "۳۱/۱۲/۲۰۲۲،\u200f ۲۱:۰۵ - ",
		"iPhone":                      "[31/12/22, 21:05:00] ",
		"iPhone, twelve hours":        "\u200e[31/12/22, 9:05:00\u202fp.\u00a0m.] ",
		"iPhone, Germany":             "[31.12.22, 21:05:00] ",
		"iPhone, Brazil":              "[31/12/2022 21:05:00] ",
		"iPhone, China":               "[2022/12/31 下午9:05:00] ",
		"iPhone, Japan":               "[2022/12/31 21:05:00] ",
		"iPhone, Korea":               "[2022. 12. 31. 오후 9:05:00] ",
		"old iPhone":                  "31/12/22, 21:05:00: ",
	} {
		t.Run(name, func(t *testing.T) {
			if name == "Korea" {
				stamp = "2022년 12월 31일 오후 9:05 - "
			}
			export := read(t, stamp+"Lucía: ¿Tienen pan?\n"+stamp+"Obrador: Sí\n")
			require.Len(t, export.Messages, 2)
			m := export.Messages[0]
			assert.True(t, evening.Equal(m.At), "%s is not %s", m.At, evening)
			assert.Equal(t, "Lucía", m.From)
			assert.Equal(t, "¿Tienen pan?", m.Text)
		})
	}
}

func TestDayAndMonthAreToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		dates []string
		want  past.Dates
	}{
		"a day above twelve":    {[]string{"01/02/23", "13/02/23"}, past.Dates{Order: past.DayFirst, Sure: true}},
		"a month's day second":  {[]string{"2/1/23", "2/13/23"}, past.Dates{Order: past.MonthDay, Sure: true}},
		"time goes forward":     {[]string{"1/12/23", "2/1/23", "2/3/23"}, past.Dates{Order: past.MonthDay, Sure: true}},
		"nothing tells":         {[]string{"1/2/23", "1/2/23"}, past.Dates{Order: past.DayFirst}},
		"it makes no odds":      {[]string{"3/3/23", "3/3/23"}, past.Dates{Order: past.DayFirst, Sure: true}},
		"the year stands first": {[]string{"2023-01-02"}, past.Dates{Order: past.YearFirst, Sure: true}},
	} {
		var text strings.Builder
		for _, date := range c.dates {
			fmt.Fprintf(&text, "%s, 10:00 - Ana: hola\n", date)
		}
		assert.Equal(t, c.want, read(t, text.String()).Dates, name)
	}
	export, err := past.ReadText("chat.txt", strings.NewReader("1/2/23, 10:00 - Ana: hola\n"), past.How{Zone: madrid, Order: past.MonthDay})
	require.NoError(t, err)
	assert.Equal(t, time.January, export.Messages[0].At.Month(), "what the owner says counts")
}

func TestAChatIsReadWhole(t *testing.T) {
	export := read(t, strings.Join([]string{
		"31/12/22, 21:00 - Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie puede leerlos.",
		"31/12/22, 21:01 - Lucía: Buenas, quería",
		"dos barras",
		"",
		"y 12/12/22 no es una fecha aquí: es texto",
		"31/12/22, 21:02 - Obrador: IMG-20221231-WA0001.jpg (archivo adjunto)",
		"La tarta de ayer",
		"31/12/22, 21:03 - Lucía: <Multimedia omitido>",
		"31/12/22, 21:04 - Lucía: Se eliminó este mensaje.",
		"31/12/22, 21:05 - Lucía: A las seis <Se editó este mensaje.>",
		"31/12/22, 21:06 - Lucía: Hora: las seis",
		"31/12/22, 21:07 - Obrador:",
		"31/12/22, 21:08 - Lucía cambió su número de teléfono",
	}, "\r\n"))
	require.Len(t, export.Messages, 7)
	texts := make([]string, len(export.Messages))
	for i, m := range export.Messages {
		texts[i] = m.Text
	}
	assert.Equal(t, []string{"Buenas, quería\ndos barras\n\ny 12/12/22 no es una fecha aquí: es texto", "La tarta de ayer", "", "", "A las seis", "Hora: las seis", ""}, texts)
	assert.Equal(t, "IMG-20221231-WA0001.jpg", export.Messages[1].File)
	assert.Equal(t, past.KindAny, export.Messages[2].Omitted)
	assert.True(t, export.Messages[3].Deleted)
	assert.True(t, export.Messages[4].Edited)
	assert.Equal(t, 2, export.Messages[0].Line)
	assert.Equal(t, 2, export.Notices)
	assert.False(t, export.CutOff)
	assert.Equal(t, "Lucía", export.Name)
	assert.Equal(t, "Lucía", export.Customer(""))
	assert.Equal(t, 5, export.Speakers[0].Messages)
	assert.False(t, export.Group())
}

func TestAnIPhonesChatIsReadWhole(t *testing.T) {
	export := read(t, strings.Join([]string{
		"[31/12/22, 21:00:10] Lucía: \u200eMessages and calls are end-to-end encrypted. No one outside of this chat can read them.",
		"\u200e[31/12/22, 21:01:10] Lucía: \u200e<attached: 00000002-PHOTO-2022-12-31-21-01-10.jpg>",
		"\u200e[31/12/22, 21:02:10] Lucía: mira la carta • \u200edocument omitted",
		"\u200e[31/12/22, 21:03:10] ~\u202fObrador: \u200eimage omitted",
		"[31/12/22, 21:04:10] ~\u202fObrador: <3 <3",
		"[31/12/22, 21:05:10] ~\u202fObrador: así se escribe: 31/12/22, 21:05 - Ana: hola",
		"31/12/22, 21:05 - Ana: y esto lo pegó alguien",
	}, "\n"))
	require.Len(t, export.Messages, 5)
	assert.Equal(t, "00000002-PHOTO-2022-12-31-21-01-10.jpg", export.Messages[0].File)
	assert.Equal(t, past.KindDocument, export.Messages[1].Omitted)
	assert.Equal(t, past.KindPicture, export.Messages[2].Omitted)
	assert.Equal(t, "Obrador", export.Messages[2].From)
	assert.Equal(t, "<3 <3", export.Messages[3].Text)
	assert.Contains(t, export.Messages[4].Text, "\n31/12/22, 21:05 - Ana: y esto lo pegó alguien", "a date in another writing belongs to the message")
	assert.True(t, export.Messages[0].Seconds)
}

func TestAnExportThatReachesWhatsAppsLimitIsCutOff(t *testing.T) {
	chat := func(messages int, file bool) *past.Export {
		var text strings.Builder
		for i := range messages {
			at := time.Date(2022, 1, 1, 0, i, 0, 0, madrid)
			fmt.Fprintf(&text, "%s - Ana: %d\n", at.Format("02/01/2006, 15:04"), i)
		}
		if file {
			text.WriteString("31/12/22, 21:02 - Ana: IMG-20221231-WA0001.jpg (file attached)\n")
		}
		return read(t, text.String())
	}
	assert.False(t, chat(10_000, false).CutOff)
	assert.True(t, chat(9_999, true).CutOff)
	assert.True(t, chat(40_000, false).CutOff)
}

func TestAMessageHasTheSameKeyInALongerExport(t *testing.T) {
	const earlier = "31/12/22, 21:00 - Ana: hola\n31/12/22, 21:00 - Ana: hola\n"
	short, long := read(t, earlier), read(t, "30/12/22, 9:00 - Ana: antes\n"+earlier+"31/12/22, 21:01 - Ana: hola\n")
	keys := map[string]bool{}
	for _, m := range long.Messages {
		keys[m.Key] = true
	}
	assert.Len(t, keys, 4, "equal messages of one minute are still two")
	for _, m := range short.Messages {
		assert.True(t, keys[m.Key])
	}
}

func TestAnArchiveHasItsFiles(t *testing.T) {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for name, content := range map[string]string{
		"WhatsApp Chat with Lucía.txt": "12/31/22, 9:05 PM - Lucía: IMG-20221231-WA0001.jpg (file attached)\n12/31/22, 9:06 PM - Lucía: PTT-20221231-WA0002.opus (file attached)\n",
		"IMG-20221231-WA0001.jpg":      "picture",
		"../../etc/passwd":             "from outside",
		"__MACOSX/._x":                 "rubbish",
	} {
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	got, err := past.Read("export.zip", bytes.NewReader(file.Bytes()), int64(file.Len()), past.How{Zone: madrid})
	require.NoError(t, err)
	assert.Equal(t, "Lucía", got.Name)
	assert.Equal(t, []string{"IMG-20221231-WA0001.jpg", "passwd"}, got.Files)
	assert.Equal(t, []string{"PTT-20221231-WA0002.opus"}, got.Absent)
	picture, err := got.Open("IMG-20221231-WA0001.jpg", 100)
	require.NoError(t, err)
	content, err := io.ReadAll(picture)
	require.NoError(t, err)
	require.NoError(t, picture.Close())
	assert.Equal(t, "picture", string(content))
	_, err = got.Open("IMG-20221231-WA0001.jpg", 3)
	require.Error(t, err, "larger than asked for")
	_, err = got.Open("../../etc/passwd", 100)
	require.Error(t, err)
}

func TestWhatIsNoExportIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"novel.txt":  {"It was a dark and stormy night; at 12:05 the clock stopped.\n", past.ErrNotExport},
		"empty.txt":  {"", past.ErrNotExport},
		"rows.txt":   {"1,2,3\n4,5,6\n", past.ErrNotExport},
		"broken.zip": {"PK\x03\x04 nothing", nil},
	} {
		_, err := past.Read(name, strings.NewReader(c.text), int64(len(c.text)), past.How{})
		require.ErrorContains(t, err, name)
		if c.want != nil {
			require.ErrorIs(t, err, c.want)
		}
	}
}

func TestWhateverIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`[a-zñ¿?:\-, ]{0,20}(\n[a-z0-9/ ]{1,10})?[a-z]`), 1, 30).Draw(t, "texts")
		at := time.Date(2021, 5, 30, 10, 0, 0, 0, madrid)
		var file strings.Builder
		for i, text := range texts {
			fmt.Fprintf(&file, "%s - %s: %s\n", at.Add(time.Duration(i)*37*time.Hour).Format("02/01/06, 15:04"), []string{"Ana", "Luis"}[i%2], text)
		}
		export, err := past.ReadText("chat.txt", strings.NewReader(file.String()), past.How{Zone: madrid, Order: past.DayFirst})
		require.NoError(t, err)
		require.Len(t, export.Messages, len(texts))
		for i, m := range export.Messages {
			assert.Equal(t, strings.TrimSpace(texts[i]), m.Text)
			assert.True(t, at.Add(time.Duration(i)*37*time.Hour).Equal(m.At))
		}
	})
}

func TestContactsComeFromCardsAndLists(t *testing.T) {
	cards := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Lucía Gómez\r\nTEL;TYPE=CELL:600 111 222\r\nTEL;TYPE=HOME:+34 600111222\r\nCATEGORIES:Bodas\r\nEND:VCARD\r\n" +
		"BEGIN:VCARD\r\nVERSION:4.0\r\nN:Pérez;Ana;;;\r\nFN:\r\nTEL:12\r\nEND:VCARD\r\n"
	contacts, err := past.ReadContacts("cards.vcf", []byte(cards), "ES")
	require.NoError(t, err)
	require.Len(t, contacts, 2)
	assert.Equal(t, past.Contact{Line: 1, Name: "Lucía Gómez", Phones: []string{"+34600111222"}, Labels: []string{"Bodas"}}, contacts[0])
	assert.Equal(t, "Ana Pérez", contacts[1].Name)
	assert.Equal(t, []string{"12"}, contacts[1].Strange)
	assert.False(t, contacts[1].Usable())

	google := "First Name,Last Name,Labels,Phone 1 - Label,Phone 1 - Value\nLucía,Gómez,* myContacts ::: Bodas,Mobile,+34 600 111 222 ::: 600 333 444\n"
	contacts, err = past.ReadContacts("contacts.csv", []byte(google), "ES")
	require.NoError(t, err)
	require.Len(t, contacts, 1)
	assert.Equal(t, past.Contact{Line: 2, Name: "Lucía Gómez", Phones: []string{"+34600111222", "+34600333444"}, Labels: []string{"Bodas"}}, contacts[0])

	contacts, err = past.ReadContacts("own.csv", []byte("Ana;600 111 222\nLuis;600 333 444\n"), "ES")
	require.NoError(t, err)
	assert.Equal(t, "Luis", contacts[1].Name)
	assert.Equal(t, []string{"+34600333444"}, contacts[1].Phones)
}

func FuzzReadText(f *testing.F) {
	f.Add("31/12/22, 21:05 - Ana: hola\nmás\n")
	f.Add("[31/12/22, 21:05:00] Ana: \u200e<attached: a.jpg>")
	f.Add("٣١/١٢/٢٠٢٢، ٩:٠٥ م - ")
	f.Fuzz(func(t *testing.T, text string) {
		export, err := past.ReadText("chat.txt", strings.NewReader(text), past.How{Zone: madrid})
		if err != nil {
			return
		}
		keys := map[string]bool{}
		for _, m := range export.Messages {
			if m.From == "" || keys[m.Key] || strings.ContainsAny(m.File, `/\`) {
				t.Fatalf("%+v", m)
			}
			keys[m.Key] = true
		}
	})
}

func FuzzReadContacts(f *testing.F) {
	f.Add([]byte("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nTEL:600111222\nEND:VCARD\n"))
	f.Add([]byte("name;phone\nAna;600111222\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		contacts, err := past.ReadContacts("contacts", data, "ES")
		if err == nil && len(contacts) == 0 {
			t.Fatal("no contacts is an error")
		}
	})
}
