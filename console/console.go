// Package console is the web console of a node: a static app over the node's own public
// API, embedded in the binary, and the message catalogue that the app and Go share.
//
// The app lives in console/app and is built by `npm ci && npm run build` into app/dist. Built
// files are not kept in the repository; a binary that was built without them serves a page
// that says how to build them, and everything else of the node works as ever.
//
// Nothing the app does needs another server: no fonts, no map tiles, no scripts from
// elsewhere. Policy is the content security policy that holds it to that.
package console

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:app/dist
var dist embed.FS

//go:embed messages/*.json
var messages embed.FS

// Policy is the Content-Security-Policy under which the app works. 'blob:' is for the
// images that the map makes for itself; there is no 'unsafe-inline' and no 'unsafe-eval'.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Languages are the languages of the catalogue, the first being what is used when nothing
// else is asked for.
func Languages() []string { return []string{"en", "zh-Hans"} }

// Messages returns the catalogue of one language: message by key.
func Messages(lang string) (map[string]string, error) {
	b, err := messages.ReadFile("messages/" + lang + ".json")
	if err != nil {
		return nil, fmt.Errorf("console: messages %s: no such language", lang)
	}
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("console: messages %s: %w", lang, err)
	}
	return m, nil
}

// Built reports whether the app was built into this binary.
func Built() bool { return built(dist) }

// Handler serves the app: its files by name, and index.html for every other path, because
// the app reads its own paths. It never answers below /api/: an unknown call must be told
// so by the API, not with a page.
func Handler() (http.Handler, error) { return handler(dist) }

func built(files fs.FS) bool {
	f, err := fs.Stat(files, "app/dist/index.html")
	return err == nil && !f.IsDir()
}

func handler(files fs.FS) (http.Handler, error) {
	page, err := firstPage(files)
	if err != nil {
		return nil, err
	}
	sub, err := fs.Sub(files, "app/dist")
	if err != nil {
		return nil, fmt.Errorf("console: open app: %w", err)
	}
	static := http.FileServerFS(sub)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the console is read with GET", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		switch info, err := fs.Stat(sub, name); {
		case strings.HasPrefix(name, "api/"):
			http.NotFound(w, r)
		case name != "index.html" && err == nil && info.Mode().IsRegular():
			if strings.HasPrefix(name, "assets/") { // their names carry a hash of their content
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			static.ServeHTTP(w, r)
		case strings.HasPrefix(name, "assets/"): // an old page asks for files of another build
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(page) // the reader has gone: nobody is left to tell
		}
	}), nil
}

// secure sets what holds for every answer, also for the page without the app.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
}

// firstPage is what "/" shows: the app, or how to build it.
func firstPage(files fs.FS) ([]byte, error) {
	if built(files) {
		b, err := fs.ReadFile(files, "app/dist/index.html")
		if err != nil {
			return nil, fmt.Errorf("console: read app: %w", err)
		}
		return b, nil
	}
	return fallback()
}

// fallback writes the page for a binary without the app, in every language at once: there
// is no script on it that could ask which one the reader wants.
func fallback() ([]byte, error) {
	type section struct{ Lang, Title, Text, API string }
	var sections []section
	for _, lang := range Languages() {
		m, err := Messages(lang)
		if err != nil {
			return nil, err
		}
		sections = append(sections, section{lang, m["fallback.title"], m["fallback.text"], m["fallback.api"]})
	}
	t, err := template.New("fallback").Parse(fallbackPage)
	if err != nil {
		return nil, fmt.Errorf("console: fallback page: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, sections); err != nil {
		return nil, fmt.Errorf("console: fallback page: %w", err)
	}
	return []byte(b.String()), nil
}

const fallbackPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tongzhou 同舟</title>
<main>
{{range .}}<section lang="{{.Lang}}">
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
<pre>cd console/app
npm ci
npm run build</pre>
<p>{{.API}} <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
</section>
{{end}}</main>
</html>
`
