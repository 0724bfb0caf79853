package assets

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIconsAreOneFamily(t *testing.T) {
	require.NotEmpty(t, IconNames())
	for _, name := range IconNames() {
		svg := string(IconSVG(name))
		assert.Contains(t, svg, `viewBox="0 0 24 24"`, name)
		assert.Contains(t, svg, `stroke-width="1.8"`, name)
		assert.Contains(t, svg, `stroke="currentColor"`, name)
		assert.False(t, strings.Contains(svg, "#"), "%s: no colours of its own", name)
	}
}

func TestAppIconIsAPictureOfTheRightSize(t *testing.T) {
	picture, err := png.Decode(bytes.NewReader(AppIcon().Content()))
	require.NoError(t, err)
	assert.Equal(t, 512, picture.Bounds().Dx())
	assert.Equal(t, 512, picture.Bounds().Dy())
}
