package orders

import (
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// snap draws what is on the canvas, overlays too, with the software painter.
func snap(c *counter, name string) {
	c.Helper()
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		return
	}
	on := c.window.Canvas()
	size := on.Size()
	whole := image.NewNRGBA(image.Rect(0, 0, int(size.Width), int(size.Height)))
	layers := append([]fyne.CanvasObject{on.Content()}, on.Overlays().List()...)
	for _, layer := range layers {
		canvas := software.NewTransparentCanvas()
		canvas.SetPadded(false)
		canvas.SetScale(1)
		canvas.SetContent(layer)
		canvas.Resize(size)
		draw.Draw(whole, whole.Bounds(), canvas.Capture(), image.Point{}, draw.Over)
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(c, err)
	require.NoError(c, png.Encode(file, whole))
	require.NoError(c, file.Close())
}

// TestPictures draws the room into the folder named by MOSTRADOR_PICTURES, for
// looking at.
func TestPictures(t *testing.T) {
	if os.Getenv("MOSTRADOR_PICTURES") == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) { drawRoom(t, name, mode) })
	}
}

func drawRoom(t *testing.T, name string, mode kit.Mode) {
	b := fill(t)
	c := open(t, b.Factory, mode, 1324)
	for _, n := range []int{1040, 1044, 1041, 1043} {
		c.room.board.pick(b.ids[n])
	}
	c.settle()
	snap(c, "board-"+name)
	c.room.board.unpick()
	c.room.board.focus(b.ids[1046])
	c.room.board.moveBy(b.ids[1046], 1)
	c.settle()
	snap(c, "single-"+name)
	c.room.sheet.cancel()
	c.room.open(b.ids[1041])
	c.settle()
	snap(c, "page-"+name)
	c.room.close()
	c.room.look(tableView)
	c.settle()
	snap(c, "table-"+name)
	c.room.look(bakeView)
	c.settle()
	snap(c, "bake-"+name)
	c.room.openList()
	c.settle()
	snap(c, "listbegin-"+name)
	pasted(c, couriersList)
	snap(c, "list-"+name)
	c.room.look(boardView)
	c.settle()
	c.room.newOrder(b.who[1042].ID)
	c.settle()
	c.room.form.form.read()
	test.Type(c.room.form.form.items.lines[0].name.Entry, "Chapata")
	c.settle()
	snap(c, "new-"+name)
	c.room.form.sheet.Close()
	c.room.look(boardView)
	c.window.Resize(fyne.NewSize(684, 880))
	c.room.board.pick(b.ids[1041])
	c.settle()
	snap(c, "narrow-"+name)
	c.room.open(b.ids[1041])
	c.settle()
	snap(c, "narrowpage-"+name)
	c.room.look(tableView)
	c.settle()
	snap(c, "narrowtable-"+name)
	c.room.openList()
	c.settle()
	snap(c, "narrowlist-"+name)
	c.room.look(boardView)
	empty := storetest.New(t)
	e := open(t, empty, mode, 1324)
	e.room.Enter(desk.Place{Room: desk.Orders, Order: shop.OrderID{}})
	snap(e, "empty-"+name)
}
