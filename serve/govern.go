package serve

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongzhou/node/view"
)

// govern registers who leads, who owes what, and by which rules.
func (a *nodeAPI) govern() {
	get(a, "/picture", "Who has not answered, what is next", func(ctx context.Context, _ view.Officer, _ *none) (view.Picture, error) { return a.node.Picture(ctx) })
	type owedBy struct {
		Party string `query:"party" doc:"whose; this node's own when absent, * for everybody's"`
		Case  string `query:"case" doc:"in one case; in all that go on when absent"`
	}
	get(a, "/duties", "Who owes what to whom, by when, since which act, met by which", func(ctx context.Context, _ view.Officer, in *owedBy) (view.Duties, error) {
		return a.node.Duties(ctx, in.Party, in.Case)
	})
	get(a, "/agreements", "Agreements, rule packs, plans, with what is wrong with them", func(ctx context.Context, _ view.Officer, _ *none) (view.Instruments, error) {
		return a.node.Agreements(ctx)
	})
	get(a, "/agreements/{id}", "One of them, its clauses beside their plain reading", func(ctx context.Context, who view.Officer, in *byID) (view.Instrument, error) {
		return a.node.Agreement(ctx, &who, in.ID)
	})
	type draft struct {
		Body struct {
			Instrument json.RawMessage `json:"instrument" doc:"as in the body of agreement.propose"`
		}
	}
	post(a, "/agreements/check", "Check a draft; nothing is kept", MayLook, func(ctx context.Context, _ view.Officer, in *draft) (view.Checked, error) {
		return a.node.CheckInstrument(ctx, in.Body.Instrument)
	})
	get(a, "/packs", "What ships with the program: laws restated, mutual-aid schemes, templates", func(ctx context.Context, _ view.Officer, _ *none) (view.Packs, error) {
		return a.node.Packs(ctx)
	})
	type filling struct {
		Name string `path:"name"`
		Body struct {
			Parties []string `json:"parties" doc:"the first is the secretariat; along a river from upstream to downstream"`
		}
	}
	post(a, "/packs/{name}/fill", "Fill a template in for parties, so that it can be proposed; nothing is kept", MayLook, func(ctx context.Context, _ view.Officer, in *filling) (view.Filled, error) {
		return a.node.FillPack(ctx, in.Name, in.Body.Parties)
	})
	get(a, "/bodies", "Standing bodies: seats, chair, powers, guests, work", func(ctx context.Context, _ view.Officer, _ *none) (view.Bodies, error) { return a.node.Bodies(ctx) })
	get(a, "/steady", "What standing work was done and what has decayed while nothing happened", func(ctx context.Context, _ view.Officer, _ *none) (view.Steady, error) { return a.node.Steady(ctx) })
	get(a, "/exercises", "Exercises: planned, held, missed, evaluated, and what came of them; and real cases that rest on one", func(ctx context.Context, who view.Officer, _ *none) (view.Exercises, error) {
		return a.node.Exercises(ctx, &who)
	})
	get(a, "/directory", "Which alliances central offices list, and how they stand", func(ctx context.Context, who view.Officer, _ *none) (view.Directory, error) {
		return a.node.Directory(ctx, &who)
	})
	get(a, "/meetings", "Meetings", func(ctx context.Context, _ view.Officer, _ *none) (view.Meetings, error) { return a.node.Meetings(ctx) })
	get(a, "/meetings/{id}", "One meeting: attendance, decisions, actions", func(ctx context.Context, who view.Officer, in *byID) (view.Meeting, error) {
		return a.node.Meeting(ctx, &who, in.ID)
	})
	get(a, "/findings", "What was found, what the records suggest, what was asked and advised", func(ctx context.Context, who view.Officer, _ *none) (view.Findings, error) {
		return a.node.Findings(ctx, &who)
	})
	type looked struct {
		Party string `query:"party" doc:"line by line for this member; all members in figures when absent"`
		From  string `query:"from" doc:"RFC 3339; a year before the end when absent"`
		To    string `query:"to" doc:"RFC 3339; now when absent"`
	}
	get(a, "/record", "How members answered, came and took part over a year or any other time", func(ctx context.Context, _ view.Officer, in *looked) (view.Participation, error) {
		return a.node.Record(ctx, in.Party, in.From, in.To)
	})
	get(a, "/overrides", "Every take-over, return of command and binding order, in all cases", func(ctx context.Context, _ view.Officer, _ *none) (view.Overrides, error) {
		return a.node.Overrides(ctx)
	})
	get(a, "/accesses", "Which supervisor looked at what", func(ctx context.Context, _ view.Officer, _ *none) (view.Accesses, error) { return a.node.Accesses(ctx) })
	a.evidence()
}

// evidence registers the way in for what an act rests on.
func (a *nodeAPI) evidence() {
	type in struct {
		Type    string `header:"Content-Type"`
		RawBody []byte
	}
	huma.Register(a.api, huma.Operation{OperationID: "post-exhibits", Method: http.MethodPost, Path: apiPrefix + "/exhibits", Summary: "Hand in evidence; an act names it by the hash that is answered", DefaultStatus: http.StatusOK,
		MaxBodyBytes: 32 << 20, SkipValidateBody: true, Middlewares: a.first(MayAnswer), RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {}}}},
		func(ctx context.Context, req *in) (*answer[view.Kept], error) {
			if _, err := a.allow(ctx, MayAnswer); err != nil {
				return nil, err
			}
			out, err := a.node.Keep(ctx, req.Type, req.RawBody)
			if err != nil {
				return nil, problem(err)
			}
			return &answer[view.Kept]{out}, nil
		})
}
