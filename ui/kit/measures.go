package kit

import "fyne.io/fyne/v2"

// Measures of the window, in Fyne's units. Spacing goes in steps of Step.
const (
	Step = float32(4)

	RadiusControl = float32(10)
	RadiusBubble  = float32(14)
	RadiusTail    = float32(4)
	RadiusChip    = float32(6)

	RailWidth      = float32(76)
	ListWidth      = float32(344)
	SidePanelWidth = float32(312)
	RowHeight      = float32(64)

	FoldSideBelow = float32(1100) // the side panel folds away below this window width
	OnePaneBelow  = float32(760)  // one pane at a time up to this one

	GapWithinSender  = float32(4)
	GapBetweenSender = float32(12)
)

// Scale is a size of type by its use. Only whole points are drawn well, so there is no other way to give a size.
type Scale int

// The sizes of type: 20, 16, 14, 13 and 12 points, each larger in the large setting.
const (
	Body Scale = iota
	Title
	Name
	Secondary
	Meta
	railLabel // 12 points in both settings, since the rail is as wide as it is
)

func (s Scale) points(large bool) float32 {
	normal, big := float32(14), float32(16)
	switch s {
	case Title:
		normal, big = 20, 23
	case Name:
		normal, big = 16, 18
	case Secondary:
		normal, big = 13, 15
	case Meta:
		normal, big = 12, 14
	case railLabel:
		normal, big = 12, 12
	}
	if large {
		return big
	}
	return normal
}

// Points is the size in points under the theme in use.
func (s Scale) Points() float32 { return s.points(largeText()) }

// LineHeight is the distance between two lines of this size.
func (s Scale) LineHeight() float32 {
	switch p := s.Points(); {
	case p <= 12:
		return 17
	case p <= 13:
		return 19
	case p <= 14:
		return 20
	case p <= 16:
		return 22
	case p <= 18:
		return 25
	case p <= 20:
		return 28
	default:
		return 31
	}
}

func largeText() bool {
	app := fyne.CurrentApp()
	if app == nil {
		return false
	}
	th, ok := app.Settings().Theme().(*Theme)
	return ok && th.large
}
