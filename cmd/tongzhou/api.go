package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"tongzhou/serve"
)

const apiHelp = `Calls the API of a running node: whatever a page of its console can do. The node itself says which operations it has (its OpenAPI document), so that this command needs no change when the API grows.

A name=value that the operation takes in its path or query goes there; the others make the body: to.en=text is {"to":{"en":"text"}}, a name given twice makes a list, and name:=JSON is taken as it stands. --list OPERATION tells what an operation takes.

The password is taken from the environment variable TONGZHOU_PASSWORD, or from the first line of a file that only you can read (mode 600). Without --login the node answers what it answers to strangers.

Exit status 0: done, and the answer is on standard output; 1: the node refused or could not be reached, and the reason is on standard error; 2: wrong usage.

Examples:

tongzhou api --list

tongzhou api get-now --login wang --password-file ~/.tongzhou

tongzhou api post-warnings-id-decline --login wang id=harbin.12 reason="we have no intake"`

type apiCmd struct {
	Operation    string   `arg:"" optional:"" help:"Operation, as --list names it."`
	Values       []string `arg:"" optional:"" name:"name=value" help:"What the operation takes: name=value, or name:=JSON."`
	Node         string   `default:"http://127.0.0.1:8080" env:"TONGZHOU_NODE" help:"Address of the node's console."`
	Login        string   `env:"TONGZHOU_LOGIN" help:"Log in as this officer."`
	PasswordFile string   `type:"path" help:"File with the password; default: the variable TONGZHOU_PASSWORD."`
	Body         string   `help:"File with the body; - for standard input."`
	List         bool     `xor:"what" help:"List the operations of the node, or what one operation takes."`
	OpenAPI      bool     `name:"openapi" xor:"what" help:"Print the OpenAPI document of this program; no node is asked."`
	JSON         bool     `name:"json" help:"Print the answer byte for byte as it came, not indented."`
}

// Help is the long help of the command.
func (apiCmd) Help() string { return apiHelp }

// Validate refuses a command line that asks for nothing.
func (a *apiCmd) Validate() error {
	if a.Operation == "" && !a.List && !a.OpenAPI {
		return errors.New("expected an OPERATION, --list or --openapi")
	}
	return nil
}

// misuse is a command line that was understood only after the node's document was read, and is wrong.
type misuse struct{ text string }

// Error is what is wrong.
func (m *misuse) Error() string { return "api: " + m.text }

// Run makes the call.
func (a *apiCmd) Run(c *terminal) error {
	if a.OpenAPI {
		text, err := serve.Document()
		if err != nil {
			return err
		}
		_, err = c.out.Write(text)
		return err
	}
	client, err := newAPIClient(a.Node)
	if err != nil {
		return err
	}
	if a.Login != "" && !client.private() {
		return fmt.Errorf("api: %s is not encrypted, so the password would be read on the way; use https, or the address of this machine", client.base)
	}
	doc, err := client.document(c.ctx)
	if err != nil {
		return err
	}
	if a.List && a.Operation == "" {
		doc.list(c.out)
		return nil
	}
	op, err := doc.operation(a.Operation)
	if err != nil {
		return err
	}
	if a.List {
		doc.describe(c.out, op)
		return nil
	}
	call, err := a.fill(doc, op)
	if err != nil {
		return err
	}
	if a.Login != "" {
		if err := a.login(c.ctx, client); err != nil {
			return err
		}
		defer client.leave(context.WithoutCancel(c.ctx))
	}
	res, err := client.send(c.ctx, call)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return a.print(c.out, res)
}

// print writes the answer: JSON indented, anything else as it comes, so that a stream can be watched.
func (a *apiCmd) print(w io.Writer, res *http.Response) error {
	if a.JSON || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		_, err := io.Copy(w, res.Body)
		return err
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("api: the answer was cut off: %w", err)
	}
	var out bytes.Buffer
	if json.Indent(&out, text, "", "  ") != nil {
		out.Write(text)
	}
	if !bytes.HasSuffix(out.Bytes(), []byte("\n")) && out.Len() > 0 {
		out.WriteByte('\n')
	}
	_, err = w.Write(out.Bytes())
	return err
}

// login opens a session.
func (a *apiCmd) login(ctx context.Context, client *apiClient) error {
	password := os.Getenv("TONGZHOU_PASSWORD")
	if a.PasswordFile != "" {
		var err error
		if password, err = secret(a.PasswordFile); err != nil {
			return err
		}
	}
	if password == "" {
		return &misuse{"--login needs a password: set TONGZHOU_PASSWORD, or name a file that only you can read with --password-file"}
	}
	body, err := json.Marshal(map[string]string{"login": a.Login, "password": password})
	if err != nil {
		return err
	}
	res, err := client.send(ctx, &apiCall{method: http.MethodPost, path: "/api/v1/login", kind: "application/json", body: body})
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// secret reads a password that only its owner can read.
func secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("api: password file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("api: %s may be read by others (mode %o); run chmod 600 on it and consider the password known", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("api: password file: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// apiCall is one request.
type apiCall struct {
	method, path string // the path with its query
	kind         string // of the body
	body         []byte
}

// fill makes the request of an operation from what was typed.
func (a *apiCmd) fill(doc *document, op *operation) (*apiCall, error) {
	call := &apiCall{method: op.method, path: op.path}
	query := url.Values{}
	given := map[string]bool{}
	body := map[string]any{}
	for _, typed := range a.Values {
		name, value, ok := strings.Cut(typed, "=")
		if !ok || name == "" || name == ":" {
			return nil, &misuse{fmt.Sprintf("%q is not name=value", typed)}
		}
		plain := strings.TrimSuffix(name, ":")
		switch in := op.place(plain); {
		case in == "path":
			call.path = strings.ReplaceAll(call.path, "{"+plain+"}", url.PathEscape(value))
		case in == "query":
			query.Add(plain, value)
		case op.RequestBody == nil:
			return nil, &misuse{fmt.Sprintf("%s takes no %s; tongzhou api --list %s tells what it takes", op.ID, plain, op.ID)}
		default:
			if err := doc.put(body, op, name, value); err != nil {
				return nil, err
			}
		}
		given[plain] = true
	}
	for _, p := range op.Parameters {
		if p.Required && !given[p.Name] && (p.In == "path" || p.In == "query") {
			return nil, &misuse{fmt.Sprintf("%s needs %s=…", op.ID, p.Name)}
		}
	}
	if len(query) > 0 {
		call.path += "?" + query.Encode()
	}
	return call, a.carry(call, op, body)
}

// place is where a parameter of that name goes: path, query, or "" for the body.
func (op *operation) place(name string) string {
	for _, p := range op.Parameters {
		if p.Name == name && (p.In == "path" || p.In == "query") {
			return p.In
		}
	}
	return ""
}

// carry gives the call its body: of the file, or of the names and values.
func (a *apiCmd) carry(call *apiCall, op *operation, body map[string]any) error {
	switch {
	case a.Body != "" && op.RequestBody == nil:
		return &misuse{op.ID + " takes no body"}
	case a.Body != "" && len(body) > 0:
		return &misuse{"the body comes either from --body or from names and values"}
	case a.Body != "":
		var err error
		if a.Body == "-" {
			call.body, err = io.ReadAll(os.Stdin)
		} else {
			call.body, err = os.ReadFile(a.Body)
		}
		if err != nil {
			return fmt.Errorf("api: body: %w", err)
		}
		call.kind = op.kindOf(call.body)
	case op.RequestBody != nil:
		call.kind = "application/json"
		var err error
		call.body, err = json.Marshal(body)
		return err
	case call.method != http.MethodGet: // a call without members, for servers that want a body all the same
		call.kind = "application/json"
	}
	return nil
}

// kindOf is the media type of a body, among those that the operation takes.
func (op *operation) kindOf(body []byte) string {
	if json.Valid(body) {
		return "application/json"
	}
	var kinds []string
	for kind := range op.RequestBody.Content {
		if kind != "application/json" {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return append(kinds, "application/json")[0]
}

// put sets one member of the body; a dot in its name goes one object deeper, a name given twice makes a list.
func (d *document) put(body map[string]any, op *operation, name, typed string) error {
	name, raw := strings.CutSuffix(name, ":")
	at, shape := body, d.body(op)
	parts := strings.Split(name, ".")
	for _, part := range parts[:len(parts)-1] {
		if shape = d.resolve(shape); shape != nil {
			shape = shape.Properties[part]
		}
		deeper, ok := at[part].(map[string]any)
		if !ok {
			if at[part] != nil {
				return &misuse{fmt.Sprintf("%s: %s is a value already", name, part)}
			}
			deeper = map[string]any{}
			at[part] = deeper
		}
		at = deeper
	}
	last := parts[len(parts)-1]
	if shape = d.resolve(shape); shape != nil {
		shape = d.resolve(shape.Properties[last])
	}
	if raw {
		var v any
		if err := unmarshal([]byte(typed), &v); err != nil {
			return &misuse{fmt.Sprintf("%s: %q is no JSON: %v", name, typed, err)}
		}
		at[last] = v
		return nil
	}
	list := shape != nil && slices.Contains(shape.Type, "array")
	if list {
		shape = shape.Items
	}
	v, err := d.spell(shape, typed)
	if err != nil {
		return &misuse{fmt.Sprintf("%s: %v", name, err)}
	}
	before, twice := at[last]
	switch had, many := before.([]any); {
	case many:
		at[last] = append(had, v)
	case twice:
		at[last] = []any{before, v}
	case list:
		at[last] = []any{v}
	default:
		at[last] = v
	}
	return nil
}

// unmarshal reads JSON and keeps its numbers as they were typed.
func unmarshal(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one value")
	}
	return nil
}

// apiClient talks to the console's address of one node.
type apiClient struct {
	base *url.URL
	http *http.Client
}

// headPatience is how long a node may think before it answers. A stream may then go on for as long as it likes.
const headPatience = 2 * time.Minute

func newAPIClient(node string) (*apiClient, error) {
	base, err := url.Parse(node)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, &misuse{fmt.Sprintf("--node %s: want the address of a console, such as http://127.0.0.1:8080", node)}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: headPatience}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // what was said to this node is for no other
	return &apiClient{base, &http.Client{Jar: jar, Transport: transport, CheckRedirect: stay}}, nil
}

// private says whether a password can be sent: encrypted, or not beyond this machine.
func (c *apiClient) private() bool {
	addr, err := netip.ParseAddr(c.base.Hostname())
	return c.base.Scheme == "https" || c.base.Hostname() == "localhost" || err == nil && addr.IsLoopback()
}

// send makes one request and turns a refusal into an error with the node's own sentence.
func (c *apiClient) send(ctx context.Context, call *apiCall) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, call.method, strings.TrimSuffix(c.base.String(), "/")+call.path, bytes.NewReader(call.body))
	if err != nil {
		return nil, err
	}
	if call.kind != "" {
		req.Header.Set("Content-Type", call.kind)
	}
	res, err := c.http.Do(req)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return nil, fmt.Errorf("api: the node at %s cannot be reached: %w", c.base, err)
	}
	if res.StatusCode < 300 {
		return res, nil
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return nil, fmt.Errorf("api: %s: %w", res.Status, err)
	}
	var problem struct{ Detail string }
	if json.Unmarshal(text, &problem) != nil || problem.Detail == "" {
		problem.Detail = strings.TrimSpace(string(text))
	}
	return nil, fmt.Errorf("api: refused (%s): %s", res.Status, problem.Detail)
}

// document reads the node's own document.
func (c *apiClient) document(ctx context.Context) (*document, error) {
	res, err := c.send(ctx, &apiCall{method: http.MethodGet, path: "/api/v1/openapi.json"})
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	doc := &document{}
	if err := json.NewDecoder(res.Body).Decode(doc); err != nil {
		return nil, fmt.Errorf("api: the node at %s has no OpenAPI document that can be read: %w", c.base, err)
	}
	return doc, nil
}

// leave ends the session. When that fails the session ends by itself later.
func (c *apiClient) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if res, err := c.send(ctx, &apiCall{method: http.MethodPost, path: "/api/v1/logout", kind: "application/json"}); err == nil {
		res.Body.Close()
	}
}
