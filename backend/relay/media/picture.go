package media

import (
	"context"
	"image"
	_ "image/jpeg" // the platform's picture types
	_ "image/png"
	"strings"

	_ "golang.org/x/image/webp" // stickers

	"mostrador/shop"
)

// pictureSize reads a picture's width and height in pixels; zeros for what is
// no picture or can't be read as one.
func (s *Store) pictureSize(ctx context.Context, of shop.ShopID, name, mime string) (width, height int) {
	if !strings.HasPrefix(mime, "image/") {
		return 0, 0
	}
	file, err := s.Open(ctx, of, name)
	if err != nil {
		return 0, 0
	}
	defer func() { _ = file.Close() }()
	config, _, err := image.DecodeConfig(file)
	if err != nil {
		return 0, 0
	}
	return config.Width, config.Height
}
