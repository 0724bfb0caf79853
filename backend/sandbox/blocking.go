package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// blockedUser names a person in the block API: by phone or by business-scoped id.
type blockedUser struct {
	User   string `json:"user"`
	UserID string `json:"user_id"`
}

func (u blockedUser) input() string {
	if u.User != "" {
		return u.User
	}
	return u.UserID
}

// blockUsers is POST /{number}/block_users.
func (sb *Sandbox) blockUsers(g graphCall) *refusal { return sb.setBlocked(g, true, "added_users") }

// unblockUsers is DELETE /{number}/block_users.
func (sb *Sandbox) unblockUsers(g graphCall) *refusal {
	return sb.setBlocked(g, false, "removed_users")
}

func (sb *Sandbox) setBlocked(g graphCall, block bool, list string) *refusal {
	number, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	var users []blockedUser
	if json.Unmarshal(g.params["block_users"], &users) != nil || len(users) == 0 {
		return refuse(131008, "The parameter block_users is required: a list of objects with user or user_id")
	}
	done, failed := []fields{}, []fields{}
	sb.mu.Lock()
	for _, user := range users {
		if answer, ok := sb.blockOne(number, user, block); ok {
			done = append(done, answer)
		} else {
			failed = append(failed, answer)
		}
	}
	sb.mu.Unlock()
	answer := fields{list: done}
	if len(failed) == 0 {
		answerJSON(g.w, http.StatusOK, fields{"messaging_product": "whatsapp", "block_users": answer})
		return nil
	}
	answer["failed_users"] = failed
	partly := fields{"message": "(#139100) Failed to block/unblock some users", "type": "OAuthException", "code": 139100,
		"error_data": fields{"details": "Some users could not be changed"}, "fbtrace_id": newTrace()}
	answerJSON(g.w, http.StatusBadRequest, fields{"messaging_product": "whatsapp", "block_users": answer, "error": partly})
	return nil
}

// blockOne changes one person; only those who wrote within 24 hours can be blocked. The
// caller holds the lock.
func (sb *Sandbox) blockOne(number Number, user blockedUser, block bool) (answer fields, ok bool) {
	answer = fields{"input": user.input()}
	c := sb.customerByBSUID(user.UserID)
	if phone, _, valid := digits(user.User); c == nil && valid {
		c = sb.customerByPhone(phone)
	}
	last := time.Time{}
	if c != nil {
		last = sb.state.lastInbound[[2]string{number.ID, c.ID}]
	}
	if c == nil || (block && sb.now().Sub(last) >= 24*time.Hour) {
		answer["errors"] = []fields{{"message": "Re-engagement message", "code": 131047,
			"error_data": fields{"details": "Only people who wrote in the last 24 hours can be blocked"}}}
		return answer, false
	}
	c.BlockedByShop = block
	sb.keep("customer", c.ID, c)
	answer["user_id"] = c.BSUID
	if !c.HidesPhone {
		answer["wa_id"] = c.Phone
	}
	return answer, true
}

// listBlocked is GET /{number}/block_users.
func (sb *Sandbox) listBlocked(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	data := []fields{}
	for _, c := range sb.Customers() {
		if c.BlockedByShop {
			blocked := fields{"messaging_product": "whatsapp", "user_id": c.BSUID}
			if !c.HidesPhone {
				blocked["wa_id"] = c.Phone
			}
			data = append(data, blocked)
		}
	}
	page, paging := paginate(g, data, func(c fields) string { return fmt.Sprint(c["user_id"]) })
	answer := fields{"data": append([]fields{}, page...)}
	if paging != nil {
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}
