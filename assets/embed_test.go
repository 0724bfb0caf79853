package assets

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
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

func TestWhatIsSaidToBeInInterIs(t *testing.T) {
	for _, file := range [][]byte{interRegular, interSemiBold, interItalic, interSemiBoldItalic} {
		face, err := sfnt.Parse(file)
		require.NoError(t, err)
		var buffer sfnt.Buffer
		for _, span := range interRanges {
			for r := span[0]; r <= span[1]; r++ {
				glyph, err := face.GlyphIndex(&buffer, r)
				require.NoError(t, err)
				require.NotZero(t, glyph, "%U", r)
			}
		}
	}
	assert.True(t, InInter("Lucía’s tart: 12,50 € – «mañana» …"))
	for _, other := range []string{"你好", "Привет", "שלום", "tart 🥐", "e\u0301", "a\tb", "a\nb", "\u0149"} {
		assert.False(t, InInter(other), other)
	}
}
