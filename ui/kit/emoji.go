package kit

import (
	"sort"
	"unicode/utf8"
)

// emojiAlone are the runes below U+1F000 that phones draw as a picture even without a variation selector
// (Unicode's Emoji_Presentation, and hearts, suns and hands that WhatsApp draws in colour).
var emojiAlone = []rune{
	0x231a, 0x231b, 0x23e9, 0x23ea, 0x23eb, 0x23ec, 0x23f0, 0x23f3, 0x25fd, 0x25fe, 0x2600, 0x2601, 0x2614, 0x2615,
	0x2639, 0x263a, 0x2648, 0x2649, 0x264a, 0x264b, 0x264c, 0x264d, 0x264e, 0x264f, 0x2650, 0x2651, 0x2652, 0x2653,
	0x2665, 0x267f, 0x2693, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26d4, 0x26ea, 0x26f2,
	0x26f3, 0x26f5, 0x26fa, 0x26fd, 0x2705, 0x270a, 0x270b, 0x270c, 0x2728, 0x274c, 0x274e, 0x2753, 0x2754, 0x2755,
	0x2757, 0x2764, 0x2795, 0x2796, 0x2797, 0x27b0, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b55,
}

// pictorial tells whether a rune is drawn as an emoji when it stands alone.
func pictorial(r rune) bool {
	switch {
	case r < 0x231a:
		return false
	case r < 0x1f000:
		i := sort.Search(len(emojiAlone), func(i int) bool { return emojiAlone[i] >= r })
		return i < len(emojiAlone) && emojiAlone[i] == r || r == 0x2640 || r == 0x2642 || r == 0x2695 || r == 0x2696 || r == 0x2708
	case r == 0x1f004, r == 0x1f0cf, r == 0x1f18e, r >= 0x1f191 && r <= 0x1f19a:
		return true
	case regional(r), r >= 0x1f300 && r <= 0x1f64f, r >= 0x1f680 && r <= 0x1f6ff, r >= 0x1f7e0 && r <= 0x1f7f0:
		return true
	}
	return r >= 0x1f90c && r <= 0x1f9ff || r >= 0x1fa70 && r <= 0x1faff
}

// isEmoji tells whether a grapheme is to be drawn with the emoji font.
func isEmoji(g string) bool {
	if len(g) < 3 {
		return false
	}
	first, n := utf8.DecodeRuneInString(g)
	for _, r := range g[n:] {
		switch r {
		case emojiPresentation, keycap:
			return true
		case textPresentation:
			return false
		}
	}
	return pictorial(first)
}
