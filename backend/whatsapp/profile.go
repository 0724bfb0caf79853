package whatsapp

import (
	"context"
	"encoding/json"
	"net/url"
)

// Profile is what customers see of a business number.
type Profile struct {
	About, Address, Description, Email, Vertical string
	Websites                                     []string
	// PictureURL lives a few minutes.
	PictureURL string
}

// ProfileChange changes a profile; nil fields stay. PictureHandle comes from
// UploadHandle.
type ProfileChange struct {
	About         *string   `json:"about,omitempty"`
	Address       *string   `json:"address,omitempty"`
	Description   *string   `json:"description,omitempty"`
	Email         *string   `json:"email,omitempty"`
	Vertical      *string   `json:"vertical,omitempty"`
	Websites      *[]string `json:"websites,omitempty"`
	PictureHandle *string   `json:"profile_picture_handle,omitempty"`
}

const profileFields = "about,address,description,email,profile_picture_url,websites,vertical"

// Profile reads a number's profile.
func (c *Client) Profile(ctx context.Context, phoneNumberID string) (Profile, error) {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return Profile{}, err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "GET", path: id + "/whatsapp_business_profile", query: url.Values{"fields": {profileFields}},
		out: &answer, managing: true})
	if err != nil {
		return Profile{}, err
	}
	top, _ := readObject(answer)
	data := objects(top, "data")
	if len(data) == 0 {
		return Profile{}, nil
	}
	o := data[0]
	return Profile{About: o.text("about"), Address: o.text("address"), Description: o.text("description"), Email: o.text("email"),
		Vertical: o.text("vertical"), PictureURL: o.text("profile_picture_url"), Websites: texts(o, "websites")}, nil
}

// ChangeProfile changes a number's profile.
func (c *Client) ChangeProfile(ctx context.Context, phoneNumberID string, change ProfileChange) error {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return err
	}
	body := struct {
		Product string `json:"messaging_product"`
		ProfileChange
	}{"whatsapp", change}
	return c.doRequest(ctx, call{method: "POST", path: id + "/whatsapp_business_profile", body: body, managing: true})
}
