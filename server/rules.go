package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// rulesDetail is what is known of the rules as JSON.
type rulesDetail struct {
	InForce *models.NamedRuleSet             `json:"inForce,omitempty"` // none where no rules were ever applied
	Rules   []models.RuleState               `json:"rules"`             // of that set, and what each did
	Sets    models.List[models.NamedRuleSet] `json:"sets"`              // each that was applied, the newest first
}

// showRules answers /debug/rules.
func (s *site) showRules(c *gin.Context) error {
	_, request, err := models.ParseFilter(c.Request.URL.Query(), models.RuleSetFilters())
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	sets, err := s.reader.Rules.List(ctx, models.RuleSetFilter{}, request)
	if err != nil {
		return err
	}
	view := pages.RulesView{Sets: sets}
	current, err := s.reader.Rules.Current(ctx)
	switch {
	case err == nil:
		view.Current = &current
	case !errors.Is(err, models.ErrNotFound):
		return err
	}
	if view.States, err = s.reader.Rules.States(ctx, current); err != nil {
		return err
	}
	view.Users, err = s.reader.Users.Names(ctx, append(idsOf(sets.Items, func(r models.RuleSet) *uuid.UUID { return &r.AppliedBy }), current.AppliedBy))
	if err != nil {
		return err
	}
	if wantsPage(c) {
		return s.page(c, http.StatusOK, pages.Rules(s.now(), pages.AddressOf(c.Request.URL), view))
	}
	response := func(of models.RuleSet) models.NamedRuleSet {
		return models.NamedRuleSet{RuleSetResponse: of.Response(), AppliedByEmail: view.Users[of.AppliedBy]}
	}
	detail := rulesDetail{Rules: view.States, Sets: models.ListOf(sets, response)}
	if view.Current != nil {
		current.Source = "" // which the set by itself has
		inForce := response(current)
		detail.InForce = &inForce
	}
	return respondJSON(c, detail)
}

// showRuleSet answers /debug/rules/:id.
func (s *site) showRuleSet(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	set, err := s.reader.Rules.Get(ctx, id)
	if err != nil {
		return err
	}
	users, err := s.reader.Users.Names(ctx, []uuid.UUID{set.AppliedBy})
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, models.NamedRuleSet{RuleSetResponse: set.Response(), AppliedByEmail: users[set.AppliedBy]})
	}
	return s.page(c, http.StatusOK, pages.RuleSet(s.now(), set, users[set.AppliedBy]))
}
