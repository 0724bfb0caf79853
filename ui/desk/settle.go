package desk

import (
	"mostrador/shop"
	"mostrador/store"
)

// PlaceOfNotice is where something can be done about a notice; false where that
// is not in this program.
func PlaceOfNotice(n store.Notice) (Place, bool) {
	switch n.About {
	case shop.NoticeTemplateState, shop.NoticeTemplateQuality, shop.NoticeTemplateCategory, shop.NoticeTemplateText:
		return Place{Room: Replies, Section: Templates}, true
	case shop.NoticeSendingPaused, shop.NoticePlatformError, shop.NoticeNumberQuality, shop.NoticeNumberName, shop.NoticePhoneGone,
		shop.NoticeAccountState, shop.NoticeLimits, shop.NoticeSecurity:
		return Place{Room: Settings, Section: Connection}, true
	case shop.NoticeJournalRenewed:
		return Place{Room: Today}, true
	}
	return Place{}, false
}

// Settle says that somebody has seen to a notice.
func (d *Desk) Settle(n store.Notice) { d.Do(&shop.SettleNotice{Notice: n.ID}, nil) }

// LetLeave lets messages leave again after the journal was repaired, which
// settles the notice about it.
func (d *Desk) LetLeave(n store.Notice) {
	d.Do(&shop.ResumeSending{}, func(err error) {
		if err != nil {
			d.Failed(err)
			return
		}
		d.Settle(n)
	})
}
