package inbox

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // what customers send
	_ "image/jpeg" // what customers send
	_ "image/png"  // what customers send
	"os"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // stickers

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Bounds of pictures: nothing larger is decoded, and not more is kept.
const (
	mostPixels  = 60_000_000
	mostKept    = 24 << 20 // bytes of decoded pictures
	pictureSide = 780      // of the longer side, twice what a bubble shows
	decoders    = 2
)

var errTooLarge = errors.New("the picture is too large to be shown")

// picture is one that was asked for; image is nil until it is here.
type picture struct {
	hash   string
	image  image.Image
	failed bool
	place  *list.Element
	ready  []func() // asked for by
}

// pictures decodes off the UI goroutine and keeps what was seen last. Its
// methods are called on the UI goroutine.
type pictures struct {
	d     *desk.Desk
	known map[string]*picture
	order *list.List // of loaded ones, last seen first
	bytes int
	turns chan struct{}
}

func newPictures(d *desk.Desk) *pictures {
	return &pictures{d: d, known: map[string]*picture{}, order: list.New(), turns: make(chan struct{}, decoders)}
}

// state is comparable: it differs once a picture is here, or can't be.
func (p *pictures) state(hash string) any {
	known := p.known[hash]
	if known == nil {
		return 0
	}
	if known.failed {
		return 2
	}
	if known.image != nil {
		return 1
	}
	return 0
}

// peek is a picture if it is here.
func (p *pictures) peek(hash string) (img image.Image, failed bool) {
	known := p.known[hash]
	if known == nil {
		return nil, false
	}
	return known.image, known.failed
}

// get is a picture if it is here; else it is fetched and ready is called.
func (p *pictures) get(hash string, ready func()) (img image.Image, failed bool) {
	if known, ok := p.known[hash]; ok {
		if known.place != nil {
			p.order.MoveToFront(known.place)
		} else if !known.failed {
			known.ready = append(known.ready, ready)
		}
		return known.image, known.failed
	}
	if p.d.Media == nil || hash == "" {
		return nil, false
	}
	one := &picture{hash: hash, ready: []func(){ready}}
	p.known[hash] = one
	var result image.Image
	p.d.Work(func(ctx context.Context) error {
		var err error
		result, err = p.load(ctx, hash)
		return err
	}, func(err error) {
		one.failed = err != nil
		if err == nil {
			p.keep(one, result)
		}
		waiting := one.ready
		one.ready = nil
		for _, tell := range waiting {
			tell()
		}
	})
	return nil, false
}

func (p *pictures) load(ctx context.Context, hash string) (image.Image, error) {
	path, err := p.d.Media.Open(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("fetch a picture: %w", err)
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return decode(path, pictureSide)
}

// decode reads a picture in at most the size it is shown in.
func decode(path string, side int) (image.Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	config, _, err := image.DecodeConfig(file)
	if err != nil {
		return nil, err
	}
	if config.Width*config.Height > mostPixels {
		return nil, errTooLarge
	}
	if _, err := file.Seek(0, 0); err != nil {
		return nil, err
	}
	full, _, err := image.Decode(file)
	if err != nil {
		return nil, err
	}
	return scaled(full, side), nil
}

func scaled(full image.Image, side int) image.Image {
	size := full.Bounds().Size()
	longest := max(size.X, size.Y)
	if longest <= side {
		return full
	}
	to := image.Rect(0, 0, max(1, size.X*side/longest), max(1, size.Y*side/longest))
	small := image.NewNRGBA(to)
	draw.ApproxBiLinear.Scale(small, to, full, full.Bounds(), draw.Src, nil)
	return small
}

func (p *pictures) keep(one *picture, img image.Image) {
	one.image = img
	one.place = p.order.PushFront(one)
	p.bytes += weight(img)
	for p.bytes > mostKept && p.order.Len() > 1 {
		oldest := p.order.Remove(p.order.Back()).(*picture)
		p.bytes -= weight(oldest.image)
		delete(p.known, oldest.hash)
	}
}

func weight(img image.Image) int {
	size := img.Bounds().Size()
	return size.X * size.Y * 4
}

// picture dresses a bubble with a picture, a film or a sticker.
func (r *Room) picture(b *kit.BubbleData, item store.ThreadItem) {
	media := item.Content.Media
	if media == nil {
		media = &shop.Media{}
	}
	kind, icon := kindWords(item.Type, "", media.Seconds)
	p := &kit.PictureData{Width: media.Width, Height: media.Height, Label: joined(kind, size(media.Size)), Icon: "photo"}
	if item.Type == shop.TypeVideo {
		p.Icon = icon
	}
	p.Plain = item.Type == shop.TypeSticker
	b.Picture = p
	b.OnPicture = func() { r.openFile(item) }
	if item.Media == store.MediaMissed {
		p.Icon, p.Label = "alert", say("inbox.fileMissed")
		return
	}
	if item.Type == shop.TypeVideo || media.Hash == "" {
		return
	}
	img, failed := r.pictures.peek(media.Hash)
	p.Image = img
	if failed {
		p.Icon, p.Label = "alert", say("inbox.pictureFailed")
	}
	if img != nil && p.Width == 0 {
		at := img.Bounds().Size()
		p.Width, p.Height = at.X, at.Y
	}
}

func fileDetail(item store.ThreadItem) string {
	if item.Content.Media == nil {
		return ""
	}
	if item.Media == store.MediaMissed {
		return say("inbox.fileMissed")
	}
	return joined(extension(item.Content.Media.Name), size(item.Content.Media.Size))
}
