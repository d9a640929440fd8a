// Package condition evaluates the conditions of clauses: expressions in the Common Expression Language (CEL) over the facts of a case.
//
//	grade in [1, 2] && "accident" in classes
//	deaths >= 3 || injured >= 10 || loss >= 10000000
//	"origin" in roles && rank == "city"
//	values["harbin/nitrobenzene"] > 0.017
//
// CEL was chosen because it is specified by others, typed, has no loops without bound and no effects, and because an author can look it up. What is
// let in of it is less than all: comparisons, arithmetic, && || ! ?:, in, indexing, size, startsWith, endsWith, contains, int, double, and the macros
// has, all, exists, exists_one. There are no regular expressions, no times and no conversions to text: their results differ between libraries, or
// their cost between inputs.
//
// # Names
//
// They are the fields of [Facts] in lower camel case: status, hazard, classes, situation, grade, response, level, phase, stage, mode, origins, affected,
// deaths, injured, loss, people, exceeds, province, party, roles, rank and values. Whole numbers and fractions compare with each other.
//
// # What is not known
//
// A condition holds only if it holds whatever the facts may be that are not known. "deaths >= 3" does not hold when nobody has counted, and neither do
// "deaths < 3" and "!(deaths >= 3)"; "deaths >= 3 || grade == 1" holds when the grade is I. That is CEL's own logic of unknown values. So what is not
// known never makes an error, and it never makes a duty. Not known are:
//
//	deaths, injured, loss, people       when negative
//	grade, response, origins            when 0
//	status, hazard, phase, stage, mode  when empty; a hazard also when it is "unknown"
//	classes                             when there are none
//	party, roles, rank                  when the condition is asked about a case and not about a party
//	values["station/quantity"]          when there is no reading; ask "x" in values
//
// An empty level is known: no warning is in force. So is a party without roles.
//
// # Errors
//
// A text that is no expression, that asks for a name which does not exist, that does not give a truth, or that could cost too much, is refused by
// [Language.Compile]. What is left to fail at evaluation is arithmetic (a division by zero, an overflow) and an index beyond a list. An error decides
// nothing: whoever asked shows it to people.
package condition

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Bounds of an expression. They are generous: the longest condition of a shipped pack has 60 bytes and costs less than 20.
const (
	maxBytes = 2 << 10
	maxDepth = 32
	maxCost  = 10000 // of CEL's units, of which a comparison of two numbers costs one, for the largest facts that are expected
	maxItems = 16    // expected in classes and roles
)

// A Language is the environment that expressions are read in. Making one costs as much as reading an expression does, so whoever reads many makes
// one. It may be used by several goroutines at once.
type Language struct{ env *cel.Env }

// A Condition is an expression that was found to be well formed and to give a truth. It may be used by several goroutines at once.
type Condition struct {
	program cel.Program
	asks    map[string]bool
}

// New returns the language.
func New() (*Language, error) {
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(subset())),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserExpressionSizeLimit(maxBytes),
		cel.ParserRecursionLimit(maxDepth),
		cel.ExpressionNestingDepthLimit(maxDepth),
	}
	declared := names()
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		options = append(options, cel.Variable(name, declared[name]))
	}
	e, err := cel.NewCustomEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	return &Language{e}, nil
}

// subset is what is let in of the standard library of CEL.
func subset() *env.LibrarySubset {
	s := &env.LibrarySubset{IncludeMacros: []string{operators.Has, operators.All, operators.Exists, operators.ExistsOne}}
	for _, f := range []string{
		operators.Conditional, operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.NotStrictlyFalse,
		operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, operators.In,
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate, operators.Index,
		"size", "startsWith", "endsWith", "contains", "int", "double",
	} {
		s.IncludeFunctions = append(s.IncludeFunctions, &env.Function{Name: f})
	}
	return s
}

// Compile reads an expression. Its error says what is wrong in words for its author.
func (l *Language) Compile(text string) (*Condition, error) {
	if len(text) > maxBytes { // the limit of the parser counts characters
		return nil, fmt.Errorf("condition: compile %.40q…: has %d bytes; wants at most %d", text, len(text), maxBytes)
	}
	tree, issues := l.env.Compile(text)
	if issues.Err() != nil {
		return nil, fmt.Errorf("condition: compile %.80q: %w", text, issues.Err())
	}
	if t := tree.OutputType(); !t.IsExactType(cel.BoolType) {
		return nil, fmt.Errorf("condition: compile %.80q: gives a %s; wants something that is true or false", text, t)
	}
	estimate, err := l.env.EstimateCost(tree, sizes{})
	if err != nil {
		return nil, fmt.Errorf("condition: compile %.80q: %w", text, err)
	}
	if estimate.Max > maxCost {
		return nil, fmt.Errorf("condition: compile %.80q: could cost %d; wants at most %d: nest fewer all, exists and exists_one, and not over values", text, estimate.Max, maxCost)
	}
	program, err := l.env.Program(tree, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("condition: compile %.80q: %w", text, err)
	}
	c := &Condition{program: program, asks: map[string]bool{}}
	declared := names()
	ast.PreOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.IdentKind {
			return
		}
		if _, ok := declared[e.AsIdent()]; ok {
			c.asks[e.AsIdent()] = true
		}
	}))
	return c, nil
}

// Compile reads one expression in a language made for it. Whoever reads several keeps a [Language].
func Compile(text string) (*Condition, error) {
	l, err := New()
	if err != nil {
		return nil, err
	}
	return l.Compile(text)
}

// Holds says whether the condition holds, whatever is not known may be. An error says what could not be computed; the condition then decides nothing.
// Equal facts give equal answers, on every machine.
func (c *Condition) Holds(f Facts) (bool, error) {
	value, _, err := c.program.Eval(view{&f})
	if err != nil {
		return false, fmt.Errorf("condition: evaluate: %w", err)
	}
	return value == types.True, nil // an unknown value is no truth
}

// AsksParty says whether the answer may be another for another party. If not, one evaluation will do for all parties of a case.
func (c *Condition) AsksParty() bool { return c.asks["party"] || c.asks["roles"] || c.asks["rank"] }

// Asks returns the names that the expression asks for, sorted.
func (c *Condition) Asks() []string { return slices.Sorted(maps.Keys(c.asks)) }

// sizes tells the estimate of cost how large things are at most. It lets nobody go through values, because nobody knows how many there are.
type sizes struct{}

// EstimateSize gives the size of a fact.
func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	path := n.Path()
	switch {
	case len(path) == 0:
		return nil
	case len(path) == 1 && path[0] == "values":
		return &cost.SizeEstimate{Max: math.MaxUint32}
	case len(path) == 1 && (path[0] == "classes" || path[0] == "roles"):
		return &cost.SizeEstimate{Max: maxItems}
	}
	return &cost.SizeEstimate{Max: 64} // a word
}

// EstimateCallCost leaves the cost of functions to CEL.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
