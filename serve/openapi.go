package serve

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tongzhou/act"
	"tongzhou/node/view"
)

// Document is the OpenAPI 3.1 document of this version's API, in one spelling, so that it can be committed (doc/openapi.json) and
// compared. It has all calls, those of a demonstration too; a node's own document has what that node answers.
func Document() ([]byte, error) {
	api := API(http.NewServeMux(), nil, nil)
	demonstration(api.OpenAPI())
	text, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var tree any // through a map, whose keys are written in order
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(tree); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// schemas is where the shapes of the document are collected.
func schemas() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", schemaName)
	r.RegisterTypeAlias(reflect.TypeFor[act.Text](), reflect.TypeFor[text]())
	return r
}

// schemaName is the name of a shape in the document: that of its type for what the API shows, and with the package after it (a
// ReportOfIncident) for the bodies of acts, since more than one practice has a Clause or a Report, and the API shows them in shapes of its own.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" || !practice(t.PkgPath()) {
		return name
	}
	pkg := path.Base(t.PkgPath())
	return name + "Of" + strings.ToUpper(pkg[:1]) + pkg[1:]
}

// text is the published shape of an act.Text.
type text struct {
	En     string `json:"en,omitempty" doc:"English"`
	ZhHans string `json:"zh-Hans,omitempty" doc:"Simplified Chinese"`
}

// TransformSchema says what a struct cannot: an officer's own words stand under the language in which they were written ("und" where nobody
// said which), so that neither of the two languages of the house need be there.
func (*text) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Description = `What people read, by BCP 47 language tag. The node's own words are in "en" and "zh-Hans"; those of a person are in the language they were written in, "und" where it is not known.`
	s.AdditionalProperties = &huma.Schema{Type: huma.TypeString}
	return s
}

// beside adds a call, "GET /path", that is answered by another handler than huma's. A nil in takes no body.
func beside(doc *huma.OpenAPI, call, summary string, in, out map[string]*huma.MediaType) {
	method, path, _ := strings.Cut(call, " ")
	op := huma.Operation{OperationID: operationID(strings.ToLower(method), path), Method: method, Path: apiPrefix + path, Summary: summary, Responses: map[string]*huma.Response{
		"200":     {Description: "OK", Content: out},
		"default": {Description: "Error", Content: content(doc, "application/problem+json", huma.ErrorModel{})}}}
	if in != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: in}
	}
	doc.AddOperation(&op)
}

// content is the published content of a body of v's type.
func content(doc *huma.OpenAPI, kind string, v any) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{kind: {Schema: doc.Components.Schemas.Schema(reflect.TypeOf(v), true, "")}}
}

// besides puts into the document what is answered by other handlers than huma's.
func besides(doc *huma.OpenAPI) {
	type credentials struct {
		Login    string `json:"login"`
		Password string `json:"password"`
	}
	const isJSON = "application/json"
	beside(doc, "POST /login", "Log in; the answer sets the session's cookie", content(doc, isJSON, credentials{}), content(doc, isJSON, view.Session{}))
	beside(doc, "POST /logout", "Log out", nil, map[string]*huma.MediaType{isJSON: {Schema: &huma.Schema{Type: huma.TypeObject}}})
	beside(doc, "GET /events", "Server-sent events: `changed` with the topics that are out of date, `ping` every 5 s; the data of both is a Changed", nil,
		map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}})
	doc.Components.Schemas.Schema(reflect.TypeFor[changed](), true, "")
	geoJSON(doc)
	spoken(doc)
	noBytes(doc)
}

// demonstration puts into the document the calls that only a demonstration answers.
func demonstration(doc *huma.OpenAPI) {
	type steering struct {
		Action string  `json:"action" enum:"pause,play,speed,replay,stop,start"`
		Speed  float64 `json:"speed,omitempty" doc:"seconds of the case per second, with the action speed"`
		Node   string  `json:"node,omitempty" doc:"whose node stops or starts, with these actions"`
	}
	const isJSON = "application/json"
	beside(doc, "GET /demo", "The clock of a demonstration; other nodes do not have it", nil, content(doc, isJSON, view.Demo{}))
	beside(doc, "POST /demo", "Pause, play, speed up or replay a demonstration; stop and start one of its nodes", content(doc, isJSON, steering{}), content(doc, isJSON, view.Demo{}))
	noNulls(doc)
}

// noBytes takes back what huma supposes of a body that is read raw: that it may be any bytes, also where the call says what it takes.
func noBytes(doc *huma.OpenAPI) {
	for _, item := range doc.Paths {
		if op := item.Post; op != nil && op.RequestBody != nil && len(op.RequestBody.Content) > 1 {
			delete(op.RequestBody.Content, "application/octet-stream")
		}
	}
}

// spoken says of the bodies of acts that a text may also be a plain string: that is how officers write (package node/spelling).
func spoken(doc *huma.OpenAPI) {
	const prefix = "#/components/schemas/"
	shapes := doc.Components.Schemas
	either := func(s *huma.Schema) *huma.Schema {
		if s == nil || s.Ref != prefix+"Text" {
			return s
		}
		return &huma.Schema{Description: s.Description, AnyOf: []*huma.Schema{{Type: huma.TypeString}, {Ref: s.Ref}}}
	}
	for name, shape := range shapes.Map() {
		if t := shapes.TypeFromRef(prefix + name); t == nil || !practice(t.PkgPath()) {
			continue
		}
		for member, s := range shape.Properties {
			s.Items = either(s.Items)
			shape.Properties[member] = either(s)
		}
	}
}

// practice says whether a package of ours holds bodies of acts rather than shapes of the API.
func practice(pkg string) bool {
	inner, ours := strings.CutPrefix(pkg, "tongzhou/")
	return ours && inner != "serve" && inner != "node" && !strings.HasPrefix(inner, "node/")
}

// noNulls takes back what huma supposes of every list: that it may be null. Here a list without members is an empty list.
func noNulls(doc *huma.OpenAPI) {
	for _, schema := range doc.Components.Schemas.Map() {
		for _, field := range schema.Properties {
			for ; field != nil && field.Type == huma.TypeArray; field = field.Items {
				field.Nullable = false
			}
		}
	}
}
