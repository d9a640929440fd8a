// Package housestyle measures the source of this module against the numbers the house agreed on.
//
// It holds no code that runs in the product: the numbers and the named exceptions stand here, the measuring is in the
// test. The tail of function length is what a reader feels, so the tail is held and not the median. Each exception is
// named with its reason; an exception that is no longer needed is itself reported, so that the lists only shrink.
package housestyle

// The numbers.
const (
	functionP90     = 45 // lines, over all functions of the product
	functionMax     = 100
	fileP90         = 450 // lines, over all files of the product
	fileMax         = 800
	parametersMax   = 5
	exportedMedian  = 10 // names per package
	exportedMax     = 40
	commentMin      = 20 // comment lines per 100 code lines, in the packages of dense
	commentMax      = 40
	testLinesPer100 = 100 // lines of test code per 100 lines of code, in the packages of dense
)

// dense are the packages that outsiders reimplement or recompute: they are commented and tested more than the rest.
func dense() []string { return []string{"act", "journal", "docket", "hazard/*"} }

// longFunctions may be over functionMax lines: "package.Name" or "package.Type.Name" -> reason.
func longFunctions() map[string]string { return map[string]string{} }

// longFiles may be over fileMax lines: path -> reason.
func longFiles() map[string]string { return map[string]string{} }

// Exported names are counted as what a caller has to learn in order to call a package. Two things are not counted there,
// because they are counted where they are specified: the constants of a named type, which are the spellings of that one type;
// and a struct that is only the body of an act or an answer on the wire (every field has a json name, and it has no
// exported method), which doc/acts.md and the OpenAPI document list.

// wordyPackages may export more than exportedMax names: package -> reason.
func wordyPackages() map[string]string {
	return map[string]string{}
}

// packageVariables may exist beside errors, compiled patterns and embeds: "package.name" -> reason.
func packageVariables() map[string]string { return map[string]string{} }

// blankImports may be imported for their side effect: path -> reason.
func blankImports() map[string]string {
	return map[string]string{
		"embed":              "the compiler asks for it where //go:embed fills a string or bytes",
		"modernc.org/sqlite": "database/sql finds its driver by registration",
	}
}

// emptyNames are package names that say nothing about what is inside.
func emptyNames() []string {
	return []string{"types", "models", "model", "utils", "util", "common", "helpers", "helper", "domain", "usecase",
		"ports", "adapters", "pkg", "misc", "base", "shared", "core", "lib", "mocks", "mock"}
}
