package replies

import (
	"bytes"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

type memoryFile struct {
	bytes.Buffer
	closed atomic.Bool
}

func (f *memoryFile) Close() error {
	f.closed.Store(true)
	return nil
}

func TestAPastedListIsShownBeforeItIsTaken(t *testing.T) {
	s, r := open(t)
	l := r.mine.openList()
	assert.True(t, l.take.Disabled())
	l.text.SetText("word;text;folder;language\nhours;8 to 21;Shop;\ncard;We take cards;Shop;\ncard;Aceptamos tarjetas;Shop;es\ntwo words;x;;\n")
	s.Until("it was compared", func() bool { return len(l.plan.rows) == 4 })
	assert.Equal(t, listWrong, l.plan.rows[0].kind, "what needs a person stands first")
	assert.Len(t, s.Wishes(), 2, "nothing is written yet")
	l.write()
	s.Until("the changes are listed", func() bool { return len(r.mine.all) == 3 })
	assert.True(t, l.sheet.Closed())
	s.Until("with their folder", func() bool { return len(r.mine.folders.names) == 2 })

	var file memoryFile
	r.mine.exportTo(&file)
	s.Until("the file is written", func() bool { return file.closed.Load() })
	again := r.mine.openList()
	again.text.SetText(file.String())
	s.Until("it was compared", func() bool { return len(again.plan.rows) == 4 })
	assert.Empty(t, again.plan.wishes, "what was written is what there is")
}

func TestRepliesAreNarrowedToAFolder(t *testing.T) {
	s, r := open(t)
	r.mine.edit(r.mine.all[0])
	r.mine.editor.folder.SetText(" Opening   times ")
	r.mine.editor.keep()
	s.Until("the folder is there", func() bool { return len(r.mine.folders.names) == 2 })
	assert.Equal(t, []string{"Opening times", ""}, r.mine.folders.names)
	r.mine.folders.choose(1)
	require.Len(t, r.mine.shown, 1)
	assert.Equal(t, "hours", r.mine.shown[0].Shortcut)
	r.mine.begin()
	assert.Equal(t, "Opening times", r.mine.editor.folder.Text(), "a new reply begins in it")
	r.mine.folders.choose(2)
	require.Len(t, r.mine.shown, 1)
	assert.Equal(t, "thanks", r.mine.shown[0].Shortcut)
}

func TestASentMessageBecomesAReply(t *testing.T) {
	s, r := open(t)
	save := openSave(s.Desk, "Estamos en la calle Mayor 3")
	s.Until("the other replies are known", func() bool { return len(save.all) == 2 })
	assert.True(t, save.save.Disabled(), "it has no word yet")
	save.word.SetText("hours")
	assert.True(t, save.save.Disabled(), "another reply has it")
	save.word.SetText("/Where")
	save.keep()
	s.Until("it is listed", func() bool { return len(r.mine.all) == 3 })
	saved, ok := s.Wishes()[2].(*shop.SaveReply)
	require.True(t, ok)
	assert.Equal(t, "where", saved.Shortcut)
	assert.Equal(t, "Estamos en la calle Mayor 3", saved.Text)
	assert.True(t, save.sheet.Closed())
}
