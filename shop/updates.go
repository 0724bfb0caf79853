package shop

import "time"

// UpdateInput is what it takes to plan an order update; the device fills it
// from its store to show the plan, the relay from its facts to decide.
type UpdateInput struct {
	Order     OrderID
	Customer  CustomerID // zero: nobody to tell
	Status    OrderStatus
	Language  string // of the template
	Variables Variables
	Window    ReplyWindow
	Consent   map[Purpose]bool
	Template  *Template // the status's template in the language, when there is one
	Told      bool      // the key is held
	Now       time.Time
}

// UpdatePlan is what will be sent, by which way, or why nothing can be.
type UpdatePlan struct {
	Way      Way
	Text     string       // as the customer will read it
	Template *TemplateUse // for ByTemplate
	Category Category
	Missing  []string // variables without a value
	Reason   Reason   // ReasonNone: it can be told
}

// PlanUpdate says how an order's customer would be told of a status.
func PlanUpdate(in UpdateInput) UpdatePlan {
	plan := UpdatePlan{Reason: updateBlocked(in)}
	if plan.Reason != ReasonNone {
		return plan
	}
	if in.Window.OpenAt(in.Now) && in.Status.Update != "" {
		plan.Way, plan.Category = FreeForm, CategoryService
		plan.Text, plan.Missing = in.Variables.Fill(in.Status.Update)
		return withGaps(plan)
	}
	return planByTemplate(in)
}

func updateBlocked(in UpdateInput) Reason {
	allowed, asked := in.Consent[OrderUpdates]
	switch {
	case in.Status.Update == "" && in.Status.Template == "":
		return ReasonNoUpdate
	case in.Customer == CustomerID{}:
		return ReasonNoCustomer
	case in.Told:
		return ReasonAlreadyTold
	case asked && !allowed:
		return ReasonOptedOut
	case !asked && !in.Window.OpenAt(in.Now):
		return ReasonNoConsent
	}
	return ReasonNone
}

func planByTemplate(in UpdateInput) UpdatePlan {
	switch {
	case in.Status.Template == "":
		return UpdatePlan{Reason: ReasonWindowClosed}
	case in.Template == nil:
		return UpdatePlan{Reason: ReasonTemplateMissing}
	case in.Template.State != TemplateApproved:
		return UpdatePlan{Reason: ReasonTemplateState}
	}
	plan := UpdatePlan{Way: ByTemplate, Category: in.Template.Category}
	use := TemplateUse{Name: in.Template.Name, Language: in.Template.Language}
	for _, pattern := range in.Status.Parameters {
		value, missing := in.Variables.Fill(pattern)
		use.Parameters = append(use.Parameters, CleanParameter(value))
		for _, name := range missing {
			plan.Missing = appendOnce(plan.Missing, name)
		}
	}
	plan.Template, plan.Text = &use, in.Template.Render(use.Parameters)
	return withGaps(plan)
}

func withGaps(plan UpdatePlan) UpdatePlan {
	if len(plan.Missing) > 0 {
		plan.Reason = ReasonTemplateGaps
	}
	return plan
}
