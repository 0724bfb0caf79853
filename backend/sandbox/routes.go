package sandbox

import (
	"net/http"
	"strings"
)

type graphHandler func(*Sandbox, graphCall) *refusal

// route is an endpoint: what answers it and what it needs.
type route struct {
	handle graphHandler
	// scope is the permission that the token needs.
	scope string
	// management calls count towards the hourly limit of the account.
	management bool
	// open needs no token.
	open bool
}

func messaging(h graphHandler) route { return route{handle: h, scope: scopeMessaging} }
func managing(h graphHandler) route {
	return route{handle: h, scope: scopeManagement, management: true}
}
func either(h graphHandler) route { return route{handle: h} }

// routes are the endpoints by method and path. {} stands for an id; plain objects are
// told apart by their id.
var routes = map[string]route{
	"POST {}/messages":                         messaging((*Sandbox).postMessage),
	"POST {}/marketing_messages":               messaging((*Sandbox).postMarketing),
	"POST {}/media":                            messaging((*Sandbox).postMedia),
	"POST {}/register":                         managing((*Sandbox).register),
	"POST {}/deregister":                       managing((*Sandbox).deregister),
	"POST {}/request_code":                     managing((*Sandbox).requestCode),
	"POST {}/verify_code":                      managing((*Sandbox).verifyCode),
	"GET {}/settings":                          managing((*Sandbox).getSettings),
	"POST {}/settings":                         managing((*Sandbox).postSettings),
	"GET {}/block_users":                       messaging((*Sandbox).listBlocked),
	"POST {}/block_users":                      messaging((*Sandbox).blockUsers),
	"DELETE {}/block_users":                    messaging((*Sandbox).unblockUsers),
	"GET {}/whatsapp_business_profile":         either((*Sandbox).getProfile),
	"POST {}/whatsapp_business_profile":        either((*Sandbox).postProfile),
	"GET {}/whatsapp_commerce_settings":        managing((*Sandbox).getCommerce),
	"POST {}/whatsapp_commerce_settings":       managing((*Sandbox).postCommerce),
	"GET {}/message_qrdls":                     managing((*Sandbox).listQR),
	"POST {}/message_qrdls":                    managing((*Sandbox).postQR),
	"GET {}/message_qrdls/{}":                  managing((*Sandbox).getQR),
	"POST {}/message_qrdls/{}":                 managing((*Sandbox).postQR),
	"DELETE {}/message_qrdls/{}":               managing((*Sandbox).deleteQR),
	"GET {}/conversational_automation":         managing((*Sandbox).getAutomation),
	"POST {}/conversational_automation":        managing((*Sandbox).postAutomation),
	"GET {}/username":                          managing((*Sandbox).getUsername),
	"POST {}/username":                         managing((*Sandbox).postUsername),
	"DELETE {}/username":                       managing((*Sandbox).deleteUsername),
	"GET {}/username_suggestions":              managing((*Sandbox).suggestUsernames),
	"POST {}/smb_app_data":                     managing((*Sandbox).postAppData),
	"DELETE {}/contact_book":                   managing((*Sandbox).deleteContact),
	"GET {}/phone_numbers":                     managing((*Sandbox).listNumbers),
	"GET {}/message_templates":                 managing((*Sandbox).listTemplates),
	"POST {}/message_templates":                managing((*Sandbox).createTemplate),
	"DELETE {}/message_templates":              managing((*Sandbox).deleteTemplate),
	"GET {}/message_templates/{}":              managing((*Sandbox).getTemplate),
	"POST {}/unpause":                          managing((*Sandbox).unpause),
	"GET message_template_library":             managing((*Sandbox).listLibrary),
	"GET {}/message_template_library":          managing((*Sandbox).listLibrary),
	"GET {}/template_analytics":                managing((*Sandbox).templateAnalytics),
	"GET {}/pricing_analytics":                 managing(analyticsEdge("pricing_analytics")),
	"GET {}/conversation_analytics":            managing(analyticsEdge("conversation_analytics")),
	"GET {}/analytics":                         managing(analyticsEdge("analytics")),
	"GET {}/subscribed_apps":                   managing((*Sandbox).listSubscribed),
	"POST {}/subscribed_apps":                  managing((*Sandbox).subscribe),
	"DELETE {}/subscribed_apps":                managing((*Sandbox).unsubscribe),
	"GET {}/subscriptions":                     either((*Sandbox).listSubscriptions),
	"POST {}/subscriptions":                    either((*Sandbox).postSubscription),
	"DELETE {}/subscriptions":                  either((*Sandbox).deleteSubscription),
	"GET {}/product_catalogs":                  managing((*Sandbox).listCatalogs),
	"GET {}/assigned_users":                    managing((*Sandbox).listUsers),
	"GET {}/owned_whatsapp_business_accounts":  managing((*Sandbox).listAccounts),
	"GET {}/client_whatsapp_business_accounts": managing((*Sandbox).listAccounts),
	"GET {}/flows":                             managing((*Sandbox).listFlows),
	"POST {}/flows":                            managing((*Sandbox).createFlow),
	"POST {}/assets":                           managing((*Sandbox).postFlowAsset),
	"GET {}/assets":                            managing((*Sandbox).listFlowAssets),
	"POST {}/publish":                          managing((*Sandbox).publishFlow),
	"POST {}/deprecate":                        managing((*Sandbox).deprecateFlow),
	"POST {}/uploads":                          either((*Sandbox).startUpload),
	"GET debug_token":                          either((*Sandbox).debugToken),
	"GET me":                                   either((*Sandbox).me),
	"GET oauth/access_token":                   {handle: (*Sandbox).accessToken, open: true},
	"POST oauth/access_token":                  {handle: (*Sandbox).accessToken, open: true},
	"GET {}":                                   either((*Sandbox).getObject),
	"POST {}":                                  managing((*Sandbox).postObject),
	"DELETE {}":                                either((*Sandbox).deleteObject),
}

// findRoute finds what answers a path.
func findRoute(r *http.Request, steps []string) (route, graphCall, *refusal) {
	call := graphCall{r: r}
	method := strings.ToLower(r.Method)
	if len(steps) == 0 || len(steps) > 3 || steps[0] == "" {
		return route{}, call, refuse(100, "Unsupported %s request", method)
	}
	call.id = steps[0]
	if found, known := routes[r.Method+" "+strings.Join(steps, "/")]; known {
		return found, call, nil
	}
	pattern := "{}"
	if len(steps) > 1 {
		pattern += "/" + steps[1]
	}
	if len(steps) > 2 {
		pattern, call.last = pattern+"/{}", steps[2]
	}
	found, known := routes[r.Method+" "+pattern]
	if !known {
		return route{}, call, refuse(2500, "Unknown path components: /%s", strings.Join(steps[1:], "/"))
	}
	return found, call, nil
}
