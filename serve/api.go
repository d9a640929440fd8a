package serve

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tongzhou/node"
	"tongzhou/node/view"
)

// apiPrefix is where the API of a node begins.
const apiPrefix = "/api/v1"

// answer is the body of a response.
type answer[T any] struct{ Body T }

// API registers the node's API on mux: OpenAPI 3.1, JSON, errors by RFC 9457. Everything a page of the console can do
// is one of these calls.
func API(mux *http.ServeMux, n *node.Node, allow Allow) huma.API {
	cfg := huma.DefaultConfig("Tongzhou node", "1")
	cfg.OpenAPIPath = apiPrefix + "/openapi"
	cfg.Components.Schemas = schemas()
	spelled(cfg.Components.Schemas)
	cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", nil
	cfg.Transformers = append(cfg.Transformers, sentence)
	cfg.Info.Description = "What one jurisdiction's node sees, and what its officers may do. Times are RFC 3339 with a zone; absent means unknown. For a supervisor, names and telephone numbers of persons are `" + view.Hidden + "`."
	api := humago.New(mux, cfg)
	a := &nodeAPI{api: api, node: n, allow: allow}
	a.look()
	a.record()
	a.warn()
	a.measure()
	a.govern()
	a.acts()
	besides(api.OpenAPI())
	noNulls(api.OpenAPI())
	return api
}

// sentence makes the detail of an error say what is wrong where huma says only that something is.
func sentence(_ huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok || len(e.Errors) == 0 {
		return v, nil
	}
	var parts []string
	for _, x := range e.Errors {
		part := x.Message
		if x.Location != "" {
			part = x.Location + ": " + part
		}
		parts = append(parts, part)
	}
	e.Detail = "The request was not understood and nothing was done: " + strings.Join(parts, "; ") + "."
	return e, nil
}

// Allow tells who sent a request, or why that person may not do the action.
type Allow func(ctx context.Context, action Action) (view.Officer, error)

type nodeAPI struct {
	api   huma.API
	node  *node.Node
	allow Allow
}

// get registers a read, for whoever may look.
func get[I, O any](a *nodeAPI, path, summary string, f func(context.Context, view.Officer, *I) (O, error)) {
	register(a, huma.Operation{OperationID: operationID("get", path), Method: http.MethodGet, Path: apiPrefix + path, Summary: summary}, MayLook, f)
}

// post registers an action.
func post[I, O any](a *nodeAPI, path, summary string, action Action, f func(context.Context, view.Officer, *I) (O, error)) {
	register(a, huma.Operation{OperationID: operationID("post", path), Method: http.MethodPost, Path: apiPrefix + path, Summary: summary, DefaultStatus: http.StatusOK}, action, f)
}

// first turns away, before anything of a request is read, whoever may not send it.
func (a *nodeAPI) first(action Action) huma.Middlewares {
	return huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		if _, err := a.allow(ctx.Context(), action); err != nil {
			status := http.StatusUnauthorized
			var denied huma.StatusError
			if errors.As(err, &denied) {
				status = denied.GetStatus()
			}
			huma.WriteErr(a.api, ctx, status, err.Error())
			return
		}
		at := ctx.URL()
		next(huma.WithValue(ctx, lookedAt{}, strings.TrimPrefix(at.RequestURI(), apiPrefix)))
	}}
}

// lookedAt is under which key a request carries what it asks for: the case and not only that it was some case.
type lookedAt struct{}

func register[I, O any](a *nodeAPI, op huma.Operation, action Action, f func(context.Context, view.Officer, *I) (O, error)) {
	op.Middlewares = a.first(action)
	huma.Register(a.api, op, func(ctx context.Context, in *I) (*answer[O], error) {
		who, err := a.enter(ctx, op.Method, action)
		if err != nil {
			return nil, err
		}
		out, err := f(ctx, who, in)
		if err != nil {
			return nil, problem(err)
		}
		if who.Role == string(Supervisor) { // here and nowhere else, so that no call can forget it (R23)
			out = view.Redacted(out)
		}
		return &answer[O]{out}, nil
	})
}

// enter says who sent a request, and writes down that a supervisor looks: what is not logged is not shown.
func (a *nodeAPI) enter(ctx context.Context, method string, action Action) (view.Officer, error) {
	who, err := a.allow(ctx, action)
	if err != nil || method != http.MethodGet {
		return who, err
	}
	what, _ := ctx.Value(lookedAt{}).(string)
	if err := a.node.Looked(ctx, who, what); err != nil {
		return who, problem(err)
	}
	return who, nil
}

func operationID(verb, path string) string {
	id := []byte(verb)
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '/', '{', '}':
			if len(id) > 0 && id[len(id)-1] != '-' {
				id = append(id, '-')
			}
		default:
			id = append(id, c)
		}
	}
	if id[len(id)-1] == '-' {
		id = id[:len(id)-1]
	}
	return string(id)
}

// problem is the one table from a node's errors to an HTTP status.
func problem(err error) error {
	var refused *node.Refused
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, &refused):
		status = map[node.Reason]int{
			node.NotFound: http.StatusNotFound, node.NotAllowed: http.StatusForbidden, node.Invalid: http.StatusUnprocessableEntity,
			node.Conflict: http.StatusConflict, node.Busy: http.StatusServiceUnavailable, node.TooLarge: http.StatusRequestEntityTooLarge,
		}[refused.Why]
		return huma.NewError(status, refused.Error())
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		status = http.StatusServiceUnavailable
	}
	return huma.NewError(status, err.Error())
}

type none struct{}

type byID struct {
	ID string `path:"id"`
}

func (a *nodeAPI) look() {
	huma.Register(a.api, huma.Operation{OperationID: "get-session", Method: http.MethodGet, Path: apiPrefix + "/session", Summary: "Who is looking, at which node"},
		func(ctx context.Context, _ *none) (*answer[view.Session], error) {
			who, err := a.allow(ctx, MayLook)
			if err != nil { // also somebody who is not logged in may know which node this is
				return &answer[view.Session]{a.node.Session(nil)}, nil
			}
			return &answer[view.Session]{a.node.Session(&who)}, nil
		})
	get(a, "/now", "What must I do, by when", func(ctx context.Context, who view.Officer, _ *none) (view.Now, error) {
		return a.node.Now(ctx, &who)
	})
	type caseQuery struct {
		Case string `query:"case" doc:"case identifier; the leading one when absent"`
	}
	get(a, "/map", "Who is reached, when", func(ctx context.Context, who view.Officer, in *caseQuery) (view.Map, error) {
		return a.node.Map(ctx, in.Case)
	})
	get(a, "/coverage", "What no member answers for, what several do, and which zones have nobody", func(ctx context.Context, who view.Officer, _ *none) (view.Coverage, error) {
		return a.node.Coverage(ctx)
	})
	get(a, "/neighbours", "Every followed journal: head, age, gaps", func(ctx context.Context, who view.Officer, _ *none) (view.Neighbours, error) {
		return a.node.Neighbours(ctx)
	})
}

func (a *nodeAPI) record() {
	get(a, "/cases", "All cases", func(ctx context.Context, who view.Officer, _ *none) (view.Cases, error) { return a.node.Cases(ctx) })
	type caseAt struct {
		ID   string    `path:"id"`
		AsOf time.Time `query:"asOf" doc:"show the case as this node knew it at this moment"`
	}
	get(a, "/cases/{id}", "One case as known at a moment", func(ctx context.Context, who view.Officer, in *caseAt) (view.Case, error) {
		return a.node.Case(ctx, &who, in.ID, in.AsOf)
	})
	type page struct {
		Origin string `query:"origin" doc:"journal; this node's own when absent"`
		Before int64  `query:"before" doc:"only acts with a smaller index; 0 for the newest"`
		Limit  int    `query:"limit" minimum:"0" maximum:"500"`
	}
	get(a, "/journal", "Acts of a journal, newest first", func(ctx context.Context, who view.Officer, in *page) (view.Journal, error) {
		return a.node.Journal(ctx, in.Origin, in.Before, in.Limit)
	})
	type place struct {
		Origin string `query:"origin"`
		Index  int64  `query:"index" minimum:"0"`
	}
	get(a, "/journal/act", "One act with its proof", func(ctx context.Context, who view.Officer, in *place) (view.Act, error) {
		return a.node.Act(ctx, in.Origin, in.Index)
	})
}

func (a *nodeAPI) warn() {
	get(a, "/warnings", "Warnings and drafts", func(ctx context.Context, who view.Officer, _ *none) (view.Warnings, error) {
		return a.node.Warnings(ctx)
	})
	get(a, "/warnings/{id}", "One warning with the custody of every addressee", func(ctx context.Context, who view.Officer, in *byID) (view.Warning, error) {
		return a.node.Warning(ctx, &who, in.ID)
	})
	post(a, "/warnings/{id}/see", "Say that the warning was seen", MayAnswer, func(ctx context.Context, who view.Officer, in *byID) (view.Outcome, error) {
		return a.node.See(ctx, who, in.ID)
	})
	type noted struct {
		ID   string `path:"id"`
		Body struct {
			Note string `json:"note,omitempty" maxLength:"2000"`
		}
	}
	post(a, "/warnings/{id}/accept", "Accept the warning", MayAnswer, func(ctx context.Context, who view.Officer, in *noted) (view.Outcome, error) {
		return a.node.Accept(ctx, who, in.ID, in.Body.Note)
	})
	type reasoned struct {
		ID   string `path:"id"`
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	post(a, "/warnings/{id}/decline", "Decline the warning, with a reason", MayAnswer, func(ctx context.Context, who view.Officer, in *reasoned) (view.Outcome, error) {
		return a.node.Decline(ctx, who, in.ID, in.Body.Reason)
	})
	type passed struct {
		ID   string `path:"id"`
		Body struct {
			To []string `json:"to" minItems:"1"`
		}
	}
	post(a, "/warnings/{id}/pass", "Pass the warning on", MayAnswer, func(ctx context.Context, who view.Officer, in *passed) (view.Outcome, error) {
		return a.node.Pass(ctx, who, in.ID, in.Body.To)
	})
	type updated struct {
		ID   string `path:"id"`
		Body node.Change
	}
	post(a, "/warnings/{id}/update", "Update the warning for everybody who has it", MayApprove, func(ctx context.Context, who view.Officer, in *updated) (view.Outcome, error) {
		return a.node.Update(ctx, who, in.ID, in.Body)
	})
	post(a, "/warnings/{id}/cancel", "Cancel the warning for everybody who has it", MayApprove, func(ctx context.Context, who view.Officer, in *reasoned) (view.Outcome, error) {
		return a.node.Cancel(ctx, who, in.ID, in.Body.Reason)
	})
	a.drafts()
}

func (a *nodeAPI) drafts() {
	get(a, "/drafts/{id}", "One draft", func(ctx context.Context, who view.Officer, in *byID) (view.Draft, error) {
		return a.node.Draft(ctx, in.ID)
	})
	type approval struct {
		ID   string `path:"id"`
		Body struct {
			Confirm view.Status `json:"confirm" enum:"Actual,Exercise,Test" doc:"the status of the draft, said once more by the person who approves"`
		}
	}
	post(a, "/drafts/{id}/approve", "Approve a draft; the last approval issues it", MayApprove, func(ctx context.Context, who view.Officer, in *approval) (view.Outcome, error) {
		return a.node.Approve(ctx, who, in.ID, in.Body.Confirm)
	})
	post(a, "/drafts/{id}/discard", "Discard a draft", MayDraft, func(ctx context.Context, who view.Officer, in *byID) (view.Outcome, error) {
		return a.node.Discard(ctx, who, in.ID)
	})
}

func (a *nodeAPI) measure() {
	type window struct {
		Index int64 `query:"index" minimum:"0" doc:"index of the incident.window act in this node's own journal"`
	}
	get(a, "/readings", "The rows behind a window that is on record", func(ctx context.Context, who view.Officer, in *window) (view.Disclosure, error) {
		return a.node.Disclose(ctx, in.Index)
	})
	get(a, "/stations", "Stations with their last readings", func(ctx context.Context, who view.Officer, _ *none) (view.Stations, error) {
		return a.node.Stations(ctx)
	})
	get(a, "/rivers", "The rivers whose models can be run here", func(ctx context.Context, who view.Officer, _ *none) (view.Rivers, error) {
		return a.node.Rivers(ctx)
	})
	type run struct {
		ID   string `path:"id"`
		Body view.Assumptions
	}
	post(a, "/rivers/{id}/run", "Run a river's model with other assumptions; it goes on record only if asked for", MayForecast, func(ctx context.Context, who view.Officer, in *run) (view.Trial, error) {
		return a.node.Trial(ctx, who, in.ID, in.Body)
	})
	get(a, "/rivers/{id}/measures", "Of what something can be ordered on a river, and the sets of measures that are planned", func(ctx context.Context, who view.Officer, in *byID) (view.Works, error) {
		return a.node.Works(ctx, in.ID)
	})
	type sets struct {
		ID   string `path:"id"`
		Body view.MeasuresAsked
	}
	post(a, "/rivers/{id}/measures", "What sets of measures would change for each member: who gains and who loses, as bands; what a set that was carried out has avoided goes on record if asked for", MayForecast,
		func(ctx context.Context, who view.Officer, in *sets) (view.Compared, error) {
			return a.node.Measures(ctx, who, in.ID, in.Body)
		})
	type hashed struct {
		Hash string `path:"hash"`
	}
	type raw struct {
		Type string `header:"Content-Type"`
		Body []byte
	}
	huma.Register(a.api, huma.Operation{
		OperationID: "get-exhibit", Method: http.MethodGet, Path: apiPrefix + "/exhibits/{hash}", Summary: "The bytes of an exhibit", Middlewares: a.first(MayLook),
	}, func(ctx context.Context, in *hashed) (*raw, error) {
		who, err := a.enter(ctx, http.MethodGet, MayLook)
		if err != nil {
			return nil, err
		}
		body, mediaType, err := a.node.ShowExhibit(ctx, who, in.Hash)
		if err != nil {
			return nil, problem(err)
		}
		return &raw{mediaType, body}, nil
	})
	type readings struct {
		Type    string `header:"Content-Type"`
		RawBody []byte
	}
	huma.Register(a.api, huma.Operation{
		OperationID: "post-readings", Method: http.MethodPost, Path: apiPrefix + "/readings", Summary: "Take readings, as CSV or JSON", MaxBodyBytes: 16 << 20,
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"text/csv": {}, "application/json": {}}}, SkipValidateBody: true, Middlewares: a.first(MayMeasure),
	}, func(ctx context.Context, in *readings) (*answer[view.Ingested], error) {
		who, err := a.allow(ctx, MayMeasure)
		if err != nil {
			return nil, err
		}
		out, err := a.node.Ingest(ctx, who, in.Type, in.RawBody)
		if err != nil {
			return nil, problem(err)
		}
		return &answer[view.Ingested]{out}, nil
	})
}
