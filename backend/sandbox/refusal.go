package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// refusal is an error answer of the Graph API.
type refusal struct {
	Status  int
	Code    int
	Subcode int
	Details string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("(#%d) %s: %s", r.Code, titleOf(r.Code), r.Details)
}

func refuse(code int, format string, args ...any) *refusal {
	r := &refusal{Code: code, Status: http.StatusBadRequest, Details: fmt.Sprintf(format, args...)}
	if known, ok := knownCodes[code]; ok && known.status != 0 {
		r.Status = known.status
	}
	return r
}

type knownCode struct {
	title, details string
	status         int
}

// knownCodes are the titles and HTTP statuses of the codes that the sandbox gives by
// itself; any other can be had by a fault.
var knownCodes = map[int]knownCode{
	0:       {"AuthException", "We were unable to authenticate the app user", 401},
	1:       {"API Unknown", "Invalid request or possible server error", 400},
	2:       {"API Service", "Temporary due to downtime or due to being overloaded", 503},
	4:       {"API Too Many Calls", "The app has reached its API call rate limit", 400},
	10:      {"Permission Denied", "Permission is either not granted or has been removed", 403},
	33:      {"Parameter value is not valid", "The business phone number has been deleted or does not exist", 400},
	100:     {"Invalid parameter", "The request included one or more unsupported or misspelled parameters", 400},
	190:     {"Access token has expired", "Your access token has expired or is not valid", 401},
	200:     {"API Permission", "Permission is either not granted or has been removed", 403},
	368:     {"Temporarily blocked for policies violations", "The account has been restricted", 403},
	80007:   {"Rate limit issues", "The WhatsApp Business Account has reached its rate limit", 400},
	130403:  {"User blocked by business", "The recipient was blocked by the business", 400},
	130429:  {"Rate limit hit", "Cloud API message throughput has been reached", 400},
	130472:  {"User's number is part of an experiment", "Message was not sent as part of an experiment", 400},
	131000:  {"Something went wrong", "Message failed to send due to an unknown error", 500},
	131005:  {"Access denied", "Permission is either not granted or has been removed", 403},
	131008:  {"Required parameter is missing", "The request is missing a required parameter", 400},
	131009:  {"Parameter value is not valid", "One or more parameter values are invalid", 400},
	131016:  {"Service unavailable", "A service is temporarily unavailable", 500},
	131021:  {"Recipient cannot be sender", "Sender and recipient phone number is the same", 400},
	131026:  {"Message undeliverable", "Unable to deliver message", 400},
	131030:  {"Recipient phone number not in allowed list", "The recipient is not on the list of test numbers", 400},
	131031:  {"Account has been locked", "The account has been restricted or disabled", 403},
	131042:  {"Business eligibility payment issue", "There was an error related to your payment method", 400},
	131045:  {"Incorrect certificate", "Message failed to send due to a phone number registration error", 500},
	131047:  {"Re-engagement message", "More than 24 hours have passed since the recipient last replied to the sender number", 400},
	131048:  {"Spam rate limit hit", "There are restrictions on how many messages can be sent from this phone number", 400},
	131049:  {"Meta chose not to deliver", "This message was not delivered to maintain healthy ecosystem engagement", 400},
	131050:  {"User has stopped marketing messages", "The recipient has chosen to stop receiving marketing messages", 400},
	131051:  {"Unsupported message type", "Unsupported message type", 400},
	131052:  {"Media download error", "Unable to download the media sent by the user", 400},
	131053:  {"Media upload error", "Unable to upload the media used in the message", 400},
	131056:  {"(Business Account, Consumer Account) pair rate limit hit", "Too many messages to the same recipient in a short time", 400},
	131057:  {"Account in maintenance mode", "Business account is in maintenance mode", 500},
	131062:  {"Business-scoped user id not supported", "This message cannot be sent to a business-scoped user id", 400},
	132000:  {"Template Param Count Mismatch", "The number of parameters does not match the expected number of params", 400},
	132001:  {"Template does not exist", "Template name does not exist in the translation", 404},
	132005:  {"Template Hydrated Text Too Long", "Translated text is too long", 400},
	132007:  {"Template Format Character Policy Violated", "Template content violates a WhatsApp policy", 400},
	132012:  {"Template Parameter Format Mismatch", "Parameter format does not match format in the created template", 400},
	132015:  {"Template is Paused", "Template is paused due to low quality", 400},
	132016:  {"Template is Disabled", "Template has been paused too many times and is now permanently disabled", 400},
	132018:  {"Template parameters are not valid", "There is an issue with the parameters in your template", 400},
	3:       {"API Method", "Capability or permissions issue", 500},
	130497:  {"Business account is restricted from messaging users in this country", "The country is not allowed for this account", 403},
	131037:  {"Display name needs approval", "The number's display name is not approved", 400},
	131060:  {"This message is unavailable", "The content is not available here: look at the phone", 400},
	131063:  {"Marketing messages are off", "Marketing messages are switched off on this endpoint for the account", 400},
	131064:  {"Template misclassified", "Too many templates of the wrong category were sent", 400},
	132068:  {"Flow is blocked", "The flow is blocked", 400},
	132069:  {"Flow is throttled", "The flow was sent too often within an hour", 400},
	133000:  {"Incomplete Deregistration", "A deregistration before failed", 500},
	133004:  {"Server Temporarily Unavailable", "The server is not available for the moment", 503},
	133006:  {"Phone number re-verification needed", "The phone number must be verified before it is registered", 400},
	133008:  {"Too many two step verification PIN guesses", "There were too many wrong PINs for this number", 400},
	133009:  {"Two step verification PIN guessed too fast", "The PINs came too fast after one another", 400},
	133015:  {"Please wait a few minutes before attempting to register", "The number was just deleted and that is not finished yet", 400},
	133016:  {"Account register/deregister rate limit exceeded", "The number was registered or deregistered too often in 72 hours", 400},
	134011:  {"Terms of service pending", "The terms for payments have not been accepted", 400},
	135000:  {"Generic user error", "The message failed because of something in the request", 400},
	139100:  {"Block user failed", "Some users could not be changed", 400},
	139101:  {"Blocklist limit reached", "The list of blocked users is full", 400},
	139102:  {"Blocklist concurrent update", "The list is being changed by another call", 400},
	139103:  {"Internal error", "The list could not be changed", 500},
	147001:  {"Username is not valid", "The username does not follow the rules", 400},
	147002:  {"Username is not available", "The username is taken", 400},
	2200:    {"Callback verification failed", "The callback address could not be verified", 400},
	2500:    {"Unknown path components", "The path is not one of the API's", 400},
	2593107: {"Request limit exceeded", "The synchronisation was asked for already", 400},
	2593108: {"Request after 24 hours", "The synchronisation was asked for more than 24 hours after onboarding", 400},
	2593109: {"History sharing declined", "The owner does not share the chat history", 400},
	133005:  {"Two step verification PIN Mismatch", "Two-step verification PIN incorrect", 400},
	133010:  {"Phone number Not Registered", "Phone number is not registered on the WhatsApp Business Platform", 400},
	137000:  {"Identity key mismatch", "The recipient's identity changed", 400},
}

func titleOf(code int) string {
	if known, ok := knownCodes[code]; ok {
		return known.title
	}
	return "Error"
}

func detailsOf(code int) string {
	if known, ok := knownCodes[code]; ok {
		return known.details
	}
	return "The sandbox was told to fail with this code"
}

// write answers with the error body of the Graph API.
func (r *refusal) write(w http.ResponseWriter) {
	body := fields{
		"message": fmt.Sprintf("(#%d) %s", r.Code, titleOf(r.Code)), "type": "OAuthException", "code": r.Code,
		"error_data": fields{"messaging_product": "whatsapp", "details": r.Details}, "fbtrace_id": newTrace(),
	}
	switch r.Code {
	case 100, 80007:
		body["message"] = fmt.Sprintf("(#%d) %s", r.Code, r.Details)
	case 190:
		body["message"] = r.Details
	}
	if r.Subcode != 0 {
		body["error_subcode"] = r.Subcode
	}
	if r.Subcode >= subCount && r.Subcode <= subEdge || r.Subcode == subNotFound {
		body["is_transient"], body["error_user_title"], body["error_user_msg"] = false, titleOf(r.Code), r.Details
	}
	if r.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token" "`+titleOf(r.Code)+`"`)
	}
	answerJSON(w, r.Status, fields{"error": body})
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body)
}
