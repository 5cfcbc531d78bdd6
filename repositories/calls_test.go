package repositories_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// call is one method with an input that is right in itself.
type call func(ctx context.Context, s *repositories.Store) error

// first drops the result of a call, which holds nothing beside an error.
func first[T any](result T, err error) error {
	if err != nil && !empty(reflect.ValueOf(&result).Elem()) {
		panic(fmt.Sprintf("%+v beside the error %v", result, err))
	}
	return err
}

// empty says whether a value is zero, but for slices and maps with nothing in them.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !empty(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

// past is so many days ago, for calls that only have to be right in themselves.
func past(days int) time.Time { return time.Now().AddDate(0, 0, -days) }

var someID = uuid.MustParse("00000000-0000-4000-8000-000000000001")

// usual are the methods that each repository has alike, by name: Get, List and
// Stream. A new repository's are among them.
var usual = func() map[string]call {
	calls := map[string]call{}
	request := reflect.TypeFor[models.PageRequest]()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Store]()) {
		if !f.IsExported() {
			continue
		}
		for i := range f.Type.NumMethod() {
			m := f.Type.Method(i)
			in := m.Type
			switch {
			case m.Name == "Get" && in.NumIn() == 3 && in.In(2) == reflect.TypeFor[uuid.UUID]():
			case m.Name == "List" && in.NumIn() == 4 && in.In(3) == request:
			case m.Name == "Stream" && in.NumIn() == 4 && in.In(3).Kind() == reflect.Func:
			default:
				continue
			}
			calls[f.Name+"."+m.Name] = func(ctx context.Context, s *repositories.Store) error {
				return callUsual(ctx, reflect.ValueOf(s).Elem().FieldByIndex(f.Index).Method(i))
			}
		}
	}
	return calls
}()

// callUsual calls one of them: for someID, or for everything that there is.
func callUsual(ctx context.Context, method reflect.Value) error {
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn(); i++ {
		arg := reflect.New(method.Type().In(i)).Elem()
		switch {
		case arg.Type() == reflect.TypeOf(someID):
			arg.Set(reflect.ValueOf(someID))
		case arg.Kind() == reflect.Func:
			arg.Set(reflect.MakeFunc(arg.Type(), func([]reflect.Value) []reflect.Value {
				return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
			}))
		}
		args = append(args, arg)
	}
	results := method.Call(args)
	last := results[len(results)-1]
	if last.IsNil() {
		return nil
	}
	err := last.Interface().(error)
	if len(results) > 1 && !empty(results[0]) {
		panic(fmt.Sprintf("%+v beside the error %v", results[0], err))
	}
	return err
}

// reads are the methods that write nothing, by name.
var reads = with(usual, map[string]call{
	"Ping": func(ctx context.Context, s *repositories.Store) error { return s.Ping(ctx) },
	"Drifts.Beginning": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Beginning(ctx, "a", models.OpenStatuses(), 50))
	},
	"Drifts.Choose": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Choose(ctx, models.DriftFilter{}, models.StatusResolved))
	},
	"Drifts.Find": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Find(ctx, models.DriftReference{First: someID, Last: someID}))
	},
	"Drifts.Dossier": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Dossier(ctx, someID, 10))
	},
	"Drifts.List": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.List(ctx, models.DriftQuery{}))
	},
	"Drifts.ListWithoutStates": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.ListWithoutStates(ctx, models.DriftQuery{}))
	},
	"Drifts.AppendJSON": func(ctx context.Context, s *repositories.Store) error {
		_, err := s.Drifts.AppendJSON(ctx, nil, models.DriftQuery{}, nil)
		return err
	},
	"Drifts.StreamJSON": func(ctx context.Context, s *repositories.Store) error {
		return s.Drifts.StreamJSON(ctx, models.DriftQuery{}, nil, func([]byte) error { return nil })
	},
	"Drifts.StreamFields": func(ctx context.Context, s *repositories.Store) error {
		return s.Drifts.StreamFields(ctx, models.DriftQuery{}, []string{"id"}, func(models.SeenDrift) error { return nil })
	},
	"Drifts.AsOf": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.AsOf(ctx, time.Now(), models.DriftQuery{}))
	},
	"Drifts.Overview": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Overview(ctx))
	},
	"Drifts.OpenNow": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.OpenNow(ctx, past(1)))
	},
	"Drifts.Worst": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Worst(ctx, 8))
	},
	"Drifts.EndingNext": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.EndingNext(ctx, 8))
	},
	"Drifts.TopKeys": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.TopKeys(ctx, models.DriftFilter{}, 1))
	},
	"Drifts.Daily": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Daily(ctx, past(1), past(0)))
	},
	"Drifts.ResolutionTimes": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.ResolutionTimes(ctx, past(1), past(0)))
	},
	"Drifts.FindRecentDuplicate": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.FindRecentDuplicate(ctx, "i", "EC2", time.Hour))
	},
	"Drifts.Sightings": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Sightings(ctx, []uuid.UUID{someID}))
	},
	"Drifts.NewestOccurrence": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.NewestOccurrence(ctx, someID))
	},
	"Drifts.Occurrences": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Occurrences(ctx, someID, models.PageRequest{}))
	},
	"Scans.Addresses":  func(ctx context.Context, s *repositories.Store) error { return first(s.Scans.Addresses(ctx, someID)) },
	"Scans.OpenDrifts": func(ctx context.Context, s *repositories.Store) error { return first(s.Scans.OpenDrifts(ctx, someID)) },
	"Rules.States": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Rules.States(ctx, models.RuleSet{ID: someID, Rules: models.JSON("[]")}))
	},
	"Rules.Current": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Rules.Current(ctx))
	},
	"Alerts.CountUnread": func(ctx context.Context, s *repositories.Store) error { return first(s.Alerts.CountUnread(ctx)) },
	"Costs.TotalsByDay": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Costs.TotalsByDay(ctx, models.CostFilter{}))
	},
	"Costs.TotalsByDrift": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Costs.TotalsByDrift(ctx, models.CostFilter{}, 1))
	},
	"Costs.TotalsByAccount": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Costs.TotalsByAccount(ctx, models.CostFilter{}))
	},
	"Users.FindByEmail": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.FindByEmail(ctx, "a@example.com"))
	},
	"Users.CheckPassword": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.CheckPassword(ctx, "a@example.com", "secret"))
	},
	"Sessions.FindByToken": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Sessions.FindByToken(ctx, "token"))
	},
})

func with(a, b map[string]call) map[string]call {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// writes are the methods that change something and lock a row or insert one first.
var writes = map[string]call{
	"InTx": func(ctx context.Context, s *repositories.Store) error {
		return s.InTx(ctx, func(tx *repositories.Store) error { return first(tx.Drifts.Create(ctx, input())) })
	},
	"Drifts.Create": func(ctx context.Context, s *repositories.Store) error { return first(s.Drifts.Create(ctx, input())) },
	"Drifts.CreateMany": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.CreateMany(ctx, []models.CreateDriftInput{input()}))
	},
	"Drifts.Triage": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Triage(ctx, someID, models.TriageDriftInput{TriagedBy: someID}))
	},
	"Drifts.Approve": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Approve(ctx, someID, models.ApproveDriftInput{Reason: reason, ApprovedBy: someID}))
	},
	"Drifts.Reject": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Reject(ctx, someID, models.RejectDriftInput{Reason: reason, RejectedBy: someID}))
	},
	"Drifts.Resolve": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.Resolve(ctx, someID, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: someID}))
	},
	"Drifts.StepAll": func(ctx context.Context, s *repositories.Store) error {
		return s.Drifts.StepAll(ctx, []uuid.UUID{someID}, models.StepInput{To: models.StatusTriaged, By: someID}, nil)
	},
	"Drifts.StepEach": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Drifts.StepEach(ctx, []uuid.UUID{someID}, models.StepInput{To: models.StatusTriaged, By: someID}, nil))
	},
	"Scans.Begin": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Scans.Begin(ctx, models.CreateScanInput{Scope: "s", Source: "t", ScannedAt: time.Now(), DetectedBy: models.DetectedByAPI}))
	},
	"Scans.Finish": func(ctx context.Context, s *repositories.Store) error {
		return s.Scans.Finish(ctx, someID, models.ScanResult{})
	},
	"Rules.Apply": func(ctx context.Context, s *repositories.Store) error {
		_, _, err := s.Rules.Apply(ctx, models.ApplyRulesInput{File: "f", By: someID})
		return err
	},
	"Alerts.Create": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Alerts.Create(ctx, models.CreateAlertInput{DriftID: someID, Type: "t", Severity: models.SeverityInfo, Title: "t", Message: "m"}))
	},
	"Alerts.MarkRead": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Alerts.MarkRead(ctx, someID, someID))
	},
	"Alerts.MarkAllRead": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Alerts.MarkAllRead(ctx, someID))
	},
	"Costs.Record": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Costs.Record(ctx, costInput(nil)))
	},
	"Costs.RecordMany": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Costs.RecordMany(ctx, []models.RecordCostInput{costInput(nil)}))
	},
	"Audit.Append": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Audit.Append(ctx, models.AppendAuditInput{Action: "a"}))
	},
	"Users.NoteLogin": func(ctx context.Context, s *repositories.Store) error { return s.Users.NoteLogin(ctx, someID) },
	"Users.ChangeRole": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.ChangeRole(ctx, someID, models.RoleAdmin, uuid.Nil))
	},
	"Users.Rename": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.Rename(ctx, someID, models.RenameUserInput{}, uuid.Nil))
	},
	"Users.Deactivate": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.Deactivate(ctx, someID, uuid.Nil))
	},
	"Users.Reactivate": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Users.Reactivate(ctx, someID, uuid.Nil))
	},
	"Sessions.Create": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Sessions.Create(ctx, models.CreateSessionInput{UserID: someID, ExpiresAt: time.Now().Add(time.Hour)}))
	},
	"Sessions.RevokeAllOfUser": func(ctx context.Context, s *repositories.Store) error {
		return first(s.Sessions.RevokeAllOfUser(ctx, someID, uuid.Nil))
	},
	"Sessions.DeleteExpired": func(ctx context.Context, s *repositories.Store) error { return first(s.Sessions.DeleteExpired(ctx)) },
}

// costInput is a cost of the last hour.
func costInput(drift *uuid.UUID) models.RecordCostInput {
	now := time.Now()
	return models.RecordCostInput{DriftID: drift, CostUSD: models.MustMoney("1.25"), PeriodStart: now.Add(-time.Hour), PeriodEnd: now}
}
