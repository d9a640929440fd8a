package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongzhou/act"
	"tongzhou/node"
	"tongzhou/node/view"
)

// spelled says how the members of an act's body are published: as people spell them, not as they stand on the wire (package node/spelling).
func spelled(r huma.Registry) {
	type quantity struct {
		Value float64 `json:"value"`
		Unit  string  `json:"unit" doc:"UCUM"`
	}
	r.RegisterTypeAlias(reflect.TypeFor[act.Time](), reflect.TypeFor[time.Time]())
	r.RegisterTypeAlias(reflect.TypeFor[act.Ref](), reflect.TypeFor[string]())
	r.RegisterTypeAlias(reflect.TypeFor[act.Hash](), reflect.TypeFor[string]())
	r.RegisterTypeAlias(reflect.TypeFor[act.Quantity](), reflect.TypeFor[quantity]())
}

// acts registers one call for each kind of act that an officer puts on record. The body of the request is the body of the act.
func (a *nodeAPI) acts() {
	registry := a.api.OpenAPI().Components.Schemas
	a.begin(registry)
	for _, f := range node.Forms() {
		action := MayAnswer
		if f.Commits {
			action = MayCommit
		}
		if f.Expert {
			action = MayForecast
		}
		if f.Kind == "standing.advise" {
			action = MayAdvise
		}
		body := &huma.Schema{Type: huma.TypeObject, Required: []string{"body"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
			"to":   {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, Description: "who is told; absent: everybody whom it names or answers, and who has a part in its case"},
			"body": registry.Schema(f.Body, true, string(f.Kind)),
		}}
		body.PrecomputeMessages()
		type in struct{ RawBody []byte }
		huma.Register(a.api, huma.Operation{
			OperationID: "post-" + string(f.Kind), Method: http.MethodPost, Path: apiPrefix + "/acts/" + string(f.Kind), Summary: f.Summary, DefaultStatus: http.StatusOK,
			MaxBodyBytes: 256 << 10, SkipValidateBody: true, Middlewares: a.first(action),
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: body}}},
		}, func(ctx context.Context, req *in) (*answer[view.Said], error) {
			who, err := a.allow(ctx, action)
			if err != nil {
				return nil, err
			}
			var said struct {
				To   []string        `json:"to"`
				Body json.RawMessage `json:"body"`
			}
			if err := json.Unmarshal(req.RawBody, &said); err != nil || said.Body == nil {
				return nil, huma.Error422UnprocessableEntity(`The request was not understood and nothing was put on record: it wants {"to": [...], "body": {...}}.`)
			}
			out, err := a.node.Put(ctx, who, f.Kind, said.To, said.Body)
			if err != nil {
				return nil, problem(err)
			}
			return &answer[view.Said]{out}, nil
		})
	}
}

// begin registers the one action that opens a case with all that follows from it.
func (a *nodeAPI) begin(registry huma.Registry) {
	type in struct{ RawBody []byte }
	huma.Register(a.api, huma.Operation{
		OperationID: "post-cases", Method: http.MethodPost, Path: apiPrefix + "/cases", Summary: "Open a case: roles, duties, clocks and the call tree start with it", DefaultStatus: http.StatusOK,
		MaxBodyBytes: 256 << 10, SkipValidateBody: true, Middlewares: a.first(MayAnswer),
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: registry.Schema(reflect.TypeFor[node.Opening](), true, "Opening")}}},
	}, func(ctx context.Context, req *in) (*answer[view.Said], error) {
		who, err := a.allow(ctx, MayAnswer)
		if err != nil {
			return nil, err
		}
		out, err := a.node.Begin(ctx, who, req.RawBody)
		if err != nil {
			return nil, problem(err)
		}
		return &answer[view.Said]{out}, nil
	})
}
