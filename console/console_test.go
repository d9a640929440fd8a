package console

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func app(t *testing.T, files fstest.MapFS) http.Handler {
	t.Helper()
	h, err := handler(files)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func builtApp() fstest.MapFS {
	return fstest.MapFS{
		"app/dist/index.html":       {Data: []byte("<p>the app</p>")},
		"app/dist/assets/x-abc.js":  {Data: []byte("let x")},
		"app/dist/favicon-test.svg": {Data: []byte("<svg/>")},
	}
}

// A path of the app is answered with the app; a file with the file.
func TestServesApp(t *testing.T) {
	h := app(t, builtApp())
	for _, target := range []string{"/", "/index.html", "/warnings/daqing-101", "/journal?origin=x&index=1", "/a/../b", "/assets"} {
		if w := get(t, h, http.MethodGet, target); w.Code != http.StatusOK || w.Body.String() != "<p>the app</p>" {
			t.Errorf("%s: %d %q, want the app", target, w.Code, w.Body)
		}
	}
	if w := get(t, h, http.MethodGet, "/assets/x-abc.js"); w.Body.String() != "let x" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("asset: %q, cached as %q", w.Body, w.Header().Get("Cache-Control"))
	}
	if w := get(t, h, http.MethodGet, "/favicon-test.svg"); w.Body.String() != "<svg/>" || w.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("icon: %q as %q", w.Body, w.Header().Get("Content-Type"))
	}
}

// The page must not hide that an API call does not exist, nor that an asset of another
// build is gone: a browser would run a page as a script.
func TestRefusesWhatIsNotAPage(t *testing.T) {
	h := app(t, builtApp())
	for _, target := range []string{"/api/v1/nothing", "/assets/old-build.js", "/x/../api/v1/now"} {
		if w := get(t, h, http.MethodGet, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", target, w.Code)
		}
	}
	if w := get(t, h, http.MethodPost, "/"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /: %d", w.Code)
	}
}

func TestPolicyOnEveryAnswer(t *testing.T) {
	h := app(t, builtApp())
	for _, target := range []string{"/", "/assets/x-abc.js", "/api/v1/nothing"} {
		w := get(t, h, http.MethodGet, target)
		policy := w.Header().Get("Content-Security-Policy")
		if policy != Policy || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %q", target, policy)
		}
	}
}

// A binary without the app says how to build it, in both languages, and does not fail.
func TestFallbackSaysHowToBuild(t *testing.T) {
	files := fstest.MapFS{"app/dist/.gitkeep": {}}
	if built(files) {
		t.Fatal("an empty dist counts as built")
	}
	w := get(t, app(t, files), http.MethodGet, "/anything")
	for _, want := range []string{"npm ci", "npm run build", `lang="zh-Hans"`, "此程序未包含控制台", "not built into this binary", "/api/v1/openapi.json"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("fallback does not say %q", want)
		}
	}
	if w.Code != http.StatusOK {
		t.Errorf("code %d", w.Code)
	}
}

func TestHandlerOfThisBinary(t *testing.T) {
	h, err := Handler()
	if err != nil {
		t.Fatal(err)
	}
	w := get(t, h, http.MethodGet, "/")
	if isApp := strings.Contains(w.Body.String(), `id="app"`); isApp != Built() {
		t.Errorf("Built() is %v, but the first page is the app: %v", Built(), isApp)
	}
}

var place = regexp.MustCompile(`\{\w+\}`)

// Both languages are equals: the same keys, the same places to fill, nothing left blank.
func TestCataloguesAgree(t *testing.T) {
	en, err := Messages("en")
	if err != nil {
		t.Fatal(err)
	}
	zh, err := Messages("zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	for key, message := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("zh-Hans lacks %s", key)
			continue
		}
		a, b := place.FindAllString(message, -1), place.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: places %v in en, %v in zh-Hans", key, a, b)
		}
		if strings.TrimSpace(message) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s is blank", key)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("en lacks %s", key)
		}
	}
}

func TestMessagesUnknownLanguage(t *testing.T) {
	if _, err := Messages("tlh"); err == nil || !strings.Contains(err.Error(), "no such language") {
		t.Errorf("err = %v", err)
	}
}

// The words of the house: a term that drifts in one language is a different term.
func TestTermsOfTheHouse(t *testing.T) {
	en, _ := Messages("en")
	zh, _ := Messages("zh-Hans")
	for key, want := range map[string][2]string{
		"custody.sent": {"sent without receipt", "发出未签收"}, "custody.received": {"received", "已收到"}, "custody.seen": {"seen", "已看到"},
		"custody.accepted": {"accepted", "已接收"}, "custody.passed-on": {"passed on", "已转发"}, "custody.declined": {"declined", "不接收"},
		"custody.overdue": {"overdue", "逾期"}, "custody.cancelled": {"cancelled", "已取消"}, "custody.superseded": {"superseded", "已更新"},
		"nav.journal": {"Journal", "公报"}, "nav.cases": {"Cases", "案件"}, "nav.warnings": {"Warnings", "预警"}, "status.Exercise": {"EXERCISE", "演练"},
		"phase.normal": {"normal", "常态"}, "phase.watch": {"watch", "戒备"}, "phase.emergency": {"emergency", "应急"}, "phase.recovery": {"recovery", "恢复"},
		"duty.title": {"Duty list", "责任清单"}, "chart.band90": {"90 % band", "90 % 预报区间"},
	} {
		if en[key] != want[0] || zh[key] != want[1] {
			t.Errorf("%s: %q / %q, want %q / %q", key, en[key], zh[key], want[0], want[1])
		}
	}
}

// The lock file must install from any registry: it names packages and hashes, no addresses.
func TestLockHoldsNoAddresses(t *testing.T) {
	b, err := os.ReadFile("app/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), `"resolved"`) {
		t.Error("package-lock.json holds registry addresses: install with omit-lockfile-registry-resolved")
	}
}
