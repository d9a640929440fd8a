// Package deptest keeps the map of the house: which package may import which, which may touch the outside world, which
// modules of other people are let in, and that the documents speak only of packages and commands that exist.
//
// It holds no code that runs in the product; its tables are the rules and its tests read the source tree. The order is
// that of doc/design.md: concepts are flat at the top and free of effects, effects live at the rim. A package that
// decides something (what is owed, who was told, how much reaches whom) must give the same answer on every machine and
// at every time, so that a third party can recompute it; that is what the tables protect.
//
// To let a new package in, add a row to layers with the reason. To let a new module in, add a row to modules with the
// reason and the packages that need it. A row nobody can give a reason for is the finding.
package deptest

import "strings"

// layer is one package (or, ending in "/...", it and everything below), what it may import of ours, and why not more.
type layer struct {
	pkg string
	may string // space-separated packages of ours; "p/..." for a package and all below it
	why string // the reason of the ban on everything else
}

// Sets of packages that the rows below share.
const (
	envelope  = "geo jurisdiction act exhibit roster agreement/..."
	chain     = envelope + " duty"
	practices = "incident baseline warning/... plan aid/... claim meeting standing assessment evaluation"
	models    = "hazard/... observation exposure skill apportion"
	decides   = chain + " " + practices + " " + models + " means docket review suspicion"
	effects   = "journal follow store observation/ingest internal/durable"
	everyone  = decides + " " + effects + " node/..."
)

// layers is the order of the house, lowest first.
func layers() []layer {
	const (
		alone    = "it is linked by auditors and used under everything else: it must be understood and compiled alone"
		practice = "a practice knows the chain jurisdiction < act < agreement < duty and nothing else: " +
			"what joins two practices is the docket's business"
		player = "it plays several nodes, which talk through the real serve, or it would test something else; it is not a part of any of them"
		rim    = "it is the rim above node: it may use whatever is below it, but rims do not import one another"
	)
	return []layer{
		{"geo", "", alone},
		{"apportion", "", alone},
		{"skill", "", alone},
		{"table", "", "what a file says is read before any model is chosen: whoever has a model uses it"},
		{"figure", "", "it draws numbers and words that it is given, of whichever model"},
		{"internal/durable", "", alone},
		{"journal", "internal/durable", "a journal keeps bytes and interprets nothing (D2); an auditor must be able to link it alone. " +
			"Writing a file so that it survives a crash is the one thing it shares with others"},

		{"jurisdiction", "geo", "who a jurisdiction is does not depend on what it does"},
		{"observation", "geo", "what was measured does not depend on who acts on it"},
		{"observation/ingest", "geo observation", "it turns other people's formats into observations and decides nothing"},
		{"hazard", "geo", "a footprint is physics: it must not know jurisdictions, so that it can be rerun by anybody"},
		{"hazard/...", "geo hazard skill", "models never import each other: one file of physics must not change another's result"},
		{"hazard/river/measure", "geo hazard hazard/river/route", "measures are orders to what is routed: the kernel is below it, and no other model"},
		{"hazard/river/flood", "geo hazard hazard/river/route", "a flood is an ensemble of routed flows: the kernel is below it, and no other model"},
		{"exposure", "geo hazard jurisdiction", "it joins a footprint with territories and nothing else"},
		{"plain", "hazard/... skill table figure", "it tells files to the models and their answers to people, and knows no city; no physics is in it, so it may know all of them"},

		{"act", "jurisdiction", "the envelope is the wire format: everything depends on it, so it may depend on almost nothing"},
		{"act/acttest", "jurisdiction act", "it is for the tests of everything above act, so it must know none of it"},
		{"exhibit", "geo jurisdiction act", "the envelope and what it carries come before what people do with them"},
		{"roster", "geo jurisdiction act", "who belongs is decided before anything that members do"},
		{"agreement", "geo jurisdiction act agreement/condition", "rules are data (D5): they must not depend on the practices that they rule"},
		{"agreement/condition", "act", "a condition asks about facts by name; what the facts come from is none of its business"},
		{"agreement/pack", "geo jurisdiction act agreement agreement/condition", "shipped texts: data with a check, used by whoever shows or issues them"},
		{"duty", envelope, "a duty follows from rules and acts; practices cite duties, never the other way round"},
		{"incident", chain, practice},
		{"means", chain + " incident", "it reads what is said in a case; a case must not know what follows from its statements"},
		{"baseline", chain, practice},
		{"warning", chain, practice},
		{"warning/capxml", chain + " warning", "the codec knows the warning; the warning must not know its codec"},
		{"plan", chain, practice},
		{"aid", chain, practice},
		{"aid/...", chain + " aid", "a codec or method knows its practice, never the other way round"},
		{"claim", chain + " apportion", practice},
		{"meeting", chain, practice},
		{"standing", chain, practice},
		{"evaluation", chain, practice},
		{"assessment", chain, practice},
		{"docket", chain + " " + practices, "it is a pure fold of acts (D4): where the bytes came from (journal, follow, store) must not change it"},
		{"suspicion", "jurisdiction act", "it weighs plain values: which records they come from is the business of whoever shows them, and it must not be able to say anything itself"},
		{"review", chain + " " + practices + " docket skill", "an evaluator recomputes it from the records alone"},

		{"follow", "journal internal/durable", "following verifies and hands over bytes; it interprets nothing (D3)"},
		{"store", "journal internal/durable", "it keeps rows and bytes and has no business rules"},
		{"node/view", "jurisdiction act", "the shapes of the API: the console's contract must not move when a practice is reworked"},
		{"node/phrase", "jurisdiction act node/view", "the words of both languages: what is said, not what is decided"},
		{"node/spelling", "act", "how people spell a body: it knows the wire form and no practice"},
		{"node", decides + " " + effects + " node/...", "a node assembles what is below it; what shows it to people is above it"},

		{"serve", everyone, rim},
		{"console", everyone, rim},
		{"drill", everyone + " serve", player},
		{"scenario", everyone + " serve drill scenario/...", "it is a drill with a history: it plays on the cities and the one clock of drill, never the other way round"},
		{"scenario/...", decides, "the facts of one case; what plays them is above"},
		{"cmd/...", everyone + " table figure plain serve console drill scenario/...", "nothing imports a command"},
		{"internal/deptest", "", "house rules read source text, they do not link it"},
		{"internal/housestyle", "", "house rules read source text, they do not link it"},
	}
}

// testSupport names the packages that exist for tests alone. No row may allow them, so that nothing of them, and no package testing, is in what runs.
func testSupport() []string { return []string{"act/acttest"} }

// effectful names the packages at the rim: only they may read the clock, the network, the disk or a random source.
func effectful() []string {
	return strings.Fields("journal follow store serve console observation/ingest node internal/durable drill scenario cmd/...")
}

// ban is something that a package which decides must not use, and what to do instead.
type ban struct{ what, instead string }

// bannedImports are standard packages; a trailing "/..." covers everything below.
func bannedImports() []ban {
	return []ban{
		{"net/...", "talking to others is the business of follow, serve and node"},
		{"os/...", "take an io.Reader, an fs.FS or an embed.FS as an argument"},
		{"database/sql/...", "state that decides is folded from acts; only store, journal and follow have a database"},
		{"log/...", "return what happened; the node logs it"},
		{"math/rand/...", "take a seed as an argument and use the package's own counter-based generator: results must rerun bit for bit"},
		{"syscall", "it is an effect"},
		{"os", "take an io.Reader, an fs.FS or an embed.FS as an argument"},
		{"unsafe", "there is no need for it here"},
	}
}

// bannedCalls are functions of package time that read or await the clock.
func bannedCalls() []ban {
	const instead = "take the time as an argument (two clocks, D6): state never depends on when it was computed"
	var b []ban
	for _, f := range strings.Fields("Now Since Until Sleep After AfterFunc Tick NewTimer NewTicker") {
		b = append(b, ban{"time." + f, instead})
	}
	return b
}

// module is one direct requirement of go.mod: why it is let in, and which of our packages may import it.
type module struct {
	path string
	by   string // space-separated packages of ours; tests may use it anywhere
	why  string
}

// modules is the allow-list. What is only needed by tests has an empty by.
func modules() []module {
	return []module{
		{"cel.dev/cel-go", "agreement/condition", "conditions of clauses: an established expression language, typed, without loops or effects, whose cost can be bounded"},
		{"github.com/alecthomas/kong", "cmd/...", "command line as one struct with its help; 0.5 MB, one module"},
		{"github.com/danielgtaylor/huma/v2", "serve node", "OpenAPI 3.1 and RFC 9457 errors from Go types; one linked module"},
		{"github.com/paulmach/orb", "geo node serve", "GeoJSON, vector tiles and projections, small and pure Go"},
		{"github.com/prometheus/client_golang", "serve node", "/metrics in the format every operator can already read"},
		{"github.com/rogpeppe/go-internal", "", "testscript drives the built binary"},
		{"github.com/santhosh-tekuri/jsonschema/v6", "", "tests hold real answers against the published OpenAPI schema"},
		{"go.uber.org/goleak", "", "tests show that a stopped node leaves no goroutine"},
		{"golang.org/x/crypto", "store node serve cmd/...", "argon2id, which the standard library has not"},
		{"golang.org/x/mod", "journal follow node serve roster docket review drill scenario cmd/...", "tlog and note: the transparency-log code of the Go project itself"},
		{"golang.org/x/text", "serve node console observation/ingest", "language matching, collation, and tables in GB 18030"},
		{"golang.org/x/time", "serve node", "rate limits for log-in"},
		{"gonum.org/v1/plot", "figure", "figures in SVG and PNG from the gonum project: axes, ticks and fonts that have been used for ten years; pure Go, 7 MB with its fonts"},
		{"modernc.org/sqlite", "journal follow store", "SQLite without cgo, so that the binary stays static"},
		{"pgregory.net/rapid", "", "property tests with shrinking; the any-interleaving test of the docket needs it"},
	}
}

// matches reports whether the package p is named by pattern: the same path, or below "prefix/...".
func matches(pattern, p string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return p == below || strings.HasPrefix(p, below+"/")
	}
	return p == pattern
}

func anyMatches(patterns []string, p string) bool {
	for _, q := range patterns {
		if matches(q, p) {
			return true
		}
	}
	return false
}

// layerOf finds the row of a package; an exact row wins over one that ends in "/...".
func layerOf(rows []layer, p string) (layer, bool) {
	var found layer
	ok := false
	for _, r := range rows {
		switch {
		case r.pkg == p:
			return r, true
		case !ok && matches(r.pkg, p):
			found, ok = r, true
		}
	}
	return found, ok
}
