package pack

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"tongzhou/agreement"
	"tongzhou/agreement/condition"
)

// A deadline is a row of the table of deadlines.
type deadline struct{ law, year, article, limit, clock string }

// table reads a CSV file by the names in its first row; lines that begin with # are comments.
func table(t *testing.T, path string, columns ...string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	var out [][]string
	for _, row := range rows[1:] {
		var picked []string
		for _, c := range columns {
			i := slices.Index(rows[0], c)
			if i < 0 {
				t.Fatalf("%s: no column %q", path, c)
			}
			picked = append(picked, row[i])
		}
		out = append(out, picked)
	}
	return out
}

// han keeps the Chinese of a name, or all of it where there is none.
func han(s string) string {
	kept := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) {
			return r
		}
		return -1
	}, s)
	if kept == "" {
		return s
	}
	return kept
}

// ofLaw says whether a source is of a law as a table spells it: by its Chinese name, else by its English one.
func ofLaw(s *agreement.Source, law string) bool {
	zh, en := han(s.Law["zh-Hans"]), s.Law["en"]
	return strings.HasPrefix(zh, han(law)) || strings.HasPrefix(han(law), zh) || strings.HasPrefix(law, en)
}

var number = regexp.MustCompile(`\+?\d+( days)?`)

// figures are the minutes in the limit of a table, and those that are an extension; "30 days (7 days road/fire)", "1 / 24", "detect 168 / notify 24".
func figures(limit string) (minutes, extensions []int64) {
	limit = strings.ReplaceAll(limit, "60 days (+60)", "60 days +60 days")
	for _, m := range number.FindAllString(limit, -1) {
		digits, days := strings.CutSuffix(m, " days")
		more := strings.HasPrefix(digits, "+")
		n, _ := strconv.ParseInt(strings.TrimPrefix(digits, "+"), 10, 64)
		if n *= 60; days {
			n *= 24
		}
		if more {
			extensions = append(extensions, n)
		} else {
			minutes = append(minutes, n)
		}
	}
	return minutes, extensions
}

// clauses are all clauses of all shipped rule packs that restate a law.
func clauses(t *testing.T) []agreement.Clause {
	t.Helper()
	var all []agreement.Clause
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range s.Instrument.Clauses {
			if c.Source != nil && s.Instrument.Type == "pack" {
				all = append(all, c)
			}
		}
	}
	return all
}

// represent finds for every row clauses of their own: one for each figure, or one that is prompt, or one that says that nothing was found. It returns the clauses
// that no row asked for.
func represent(t *testing.T, rows []deadline) []agreement.Clause {
	t.Helper()
	free := clauses(t)
	take := func(r deadline, what string, fits func(agreement.Clause) bool) {
		i := slices.IndexFunc(free, func(c agreement.Clause) bool {
			return ofLaw(c.Source, r.law) && c.Source.Year == r.year && c.Source.Article == r.article && fits(c)
		})
		if i < 0 {
			t.Errorf("%s %s art. %s, %s (%s): no clause left with %s", r.law, r.year, r.article, r.limit, r.clock, what)
			return
		}
		free = slices.Delete(slices.Clone(free), i, i+1)
	}
	for _, r := range rows {
		minutes, extensions := figures(r.limit)
		switch {
		case strings.Contains(r.limit, "not found"):
			take(r, "no duty and a note", func(c agreement.Clause) bool {
				return c.Duty == nil && strings.Contains(c.Source.Note["en"], "unverified") && strings.Contains(c.Source.Note["zh-Hans"], "未核实")
			})
		case len(minutes) == 0:
			take(r, "promptly and no figure", func(c agreement.Clause) bool {
				return c.Duty != nil && c.Duty.Promptly && c.Duty.Limit == 0 && c.Duty.Table == nil && clockFits(c.Duty.Clock, r.clock, 0)
			})
		case strings.Contains(r.limit, "road/fire"): // one rule with an exception, not two rules
			take(r, "30 days, and 7 for road and fire", func(c agreement.Clause) bool {
				return c.Duty != nil && c.Duty.Limit == minutes[0] && len(c.Duty.Table) == 1 && c.Duty.Table[0].Minutes == minutes[1] && clockFits(c.Duty.Clock, r.clock, 0)
			})
		default:
			for i, m := range minutes {
				take(r, strconv.FormatInt(m, 10)+" minutes", func(c agreement.Clause) bool {
					said := true
					for _, e := range extensions {
						days := "+" + strconv.FormatInt(e/1440, 10)
						said = said && strings.Contains(c.Text["en"], days) && strings.Contains(c.Text["zh-Hans"], days)
					}
					return c.Duty != nil && c.Duty.Limit == m && !c.Duty.Promptly && said && clockFits(c.Duty.Clock, r.clock, i)
				})
			}
		}
	}
	return free
}

// clockFits holds the clock of a duty against the words of the table; nth is which of several, parted by "/".
func clockFits(clock, words string, nth int) bool {
	if parts := strings.Split(words, " / "); len(parts) > nth && len(parts) > 1 {
		words = parts[nth]
	}
	for _, w := range [][2]string{
		{"discovery", "known"}, {"knowledge", "known"}, {"occurrence", "occurred"}, {"receipt", "received"}, {"assessment", "assessed"}, {"accident", "occurred"},
		{"emergence", "occurred"}, {"detection", "known"}, {"notification", "opened"}, {"alert", "opened"},
	} {
		if strings.Contains(words, w[0]) {
			return clock == w[1]
		}
	}
	return words == "" // the table names no clock: the clause's note says which one stands for it
}

func deadlines(rows [][]string) []deadline {
	var out []deadline
	for _, r := range rows {
		out = append(out, deadline{r[0], r[1], r[2], r[3], r[4]})
	}
	return out
}

// R22, R30, D5: every limit of the laws that are known here is a clause of a pack, with law, year, article, figure and clock. And the other way round: no clause of
// a law has a figure that is in no row, so none was made up.
func TestEveryDeadlineIsAClause(t *testing.T) {
	rows := deadlines(table(t, "testdata/deadlines.csv", "law", "year", "article", "limit", "clock"))
	left := represent(t, rows)
	for _, c := range left {
		if c.Duty == nil || c.Duty.Limit == 0 && c.Duty.Table == nil && c.Duty.Again == 0 {
			continue
		}
		known := slices.ContainsFunc(rows, func(r deadline) bool { // a second duty of the same sentence: another recipient, the same figure
			minutes, _ := figures(r.limit)
			return ofLaw(c.Source, r.law) && c.Source.Year == r.year && c.Source.Article == r.article && slices.Contains(minutes, c.Duty.Limit)
		})
		if !known && !strings.Contains(c.Source.Law["en"], "1313/2013") { // its 90 days are in article 15(1), which is no row of this table
			t.Errorf("%s art. %s, clause %s: a figure that no row has", c.Source.Law["zh-Hans"], c.Source.Article, c.ID)
		}
	}
}

// TestValidLawDeadlines holds the packs against the reference table of deadlines.
func TestValidLawDeadlines(t *testing.T) {
	dir := os.Getenv("TONGZHOU_DATA")
	if dir == "" {
		t.Skip("TONGZHOU_DATA is not set")
	}
	rows := table(t, filepath.Join(dir, "facts", "law_deadlines.csv"), "law", "year", "article", "limit_hours", "basis")
	represent(t, deadlines(rows))
	rules := table(t, filepath.Join(dir, "facts", "law_cross_jurisdiction_rules.csv"), "rule", "law", "article")
	for _, r := range rules {
		governs(t, r[0], r[1], r[2], "")
	}
	t.Logf("%d deadlines and %d rules, each a clause", len(rows), len(rules))
}

// governs finds the clauses that restate an article, and one among them of that kind.
func governs(t *testing.T, rule, law, article, kind string) {
	t.Helper()
	found := false
	for _, c := range clauses(t) {
		if ofLaw(c.Source, law) && c.Source.Article == article {
			is := map[string]bool{"power": c.Power != nil, "duty": c.Duty != nil, "consequence": c.Consequence != nil, "text": c.Power == nil && c.Duty == nil}
			found = found || kind == "" || is[kind]
		}
	}
	if !found {
		t.Errorf("%s (%s art. %s): no clause restates it as %q", rule, law, article, kind)
	}
}

// R17, R18, R46, R47, R55, R63: the rules of Chinese law about cases in several jurisdictions are powers, duties and consequences with their article.
func TestEveryRuleIsAClause(t *testing.T) {
	for _, r := range table(t, "testdata/rules.csv", "rule", "law", "article", "kind") {
		governs(t, r[0], r[1], r[2], r[3])
	}
	for _, c := range clauses(t) {
		if c.Consequence != nil && (len(c.Consequence.Ladder) == 0 || c.Consequence.Decides == "") {
			t.Errorf("clause %s of %s: a consequence that nobody decides, or without a step", c.ID, c.Source.Law["en"])
		}
	}
}

// What was recalled or not reached reminds only, is listed, and says so in both languages; nothing else is listed.
func TestUnverifiedSaysSo(t *testing.T) {
	want := map[string][]string{
		"cn-national-plan-2006": {"3.2.1.1", "3.2.1.2"}, "cn-national-plan-2025": {"1"}, "who-ihr-2005": {"6"}, "eu-ucpm": {"14"}, "emac-like": {"3.3", "11"},
	}
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(s.Unverified, want[name]) {
			t.Errorf("%s: unverified %q, wants %q", name, s.Unverified, want[name])
		}
		for _, c := range s.Instrument.Clauses {
			weak := c.Source != nil && (strings.Contains(c.Source.Note["en"], "recalled") || strings.Contains(c.Source.Note["en"], "unverified"))
			if weak != slices.Contains(s.Unverified, c.ID) {
				t.Errorf("%s clause %s: the note and the list do not agree whether it is verified", name, c.ID)
			}
			if weak && (c.Force == "law" || !strings.ContainsAny(c.Source.Note["zh-Hans"], "忆未")) {
				t.Errorf("%s clause %s: unverified, force %s, note %q", name, c.ID, c.Force, c.Source.Note["zh-Hans"])
			}
		}
	}
}

// The grades of work accidents (State Council Order 493, art. 3): the gravest clause that holds is the grade, at the limits and with numbers not yet known.
func TestGradesOfWorkAccidents(t *testing.T) {
	s, err := Load("cn-work-safety")
	if err != nil {
		t.Fatal(err)
	}
	const m = 1_000_000
	for _, row := range []struct {
		deaths, injured, loss int64
		grade                 string
	}{
		{30, 0, 0, "3.1"}, {29, 0, 0, "3.2"}, {0, 100, 0, "3.1"}, {0, 99, 0, "3.2"}, {0, 0, 100 * m, "3.1"}, {0, 0, 100*m - 1, "3.2"},
		{10, 0, 0, "3.2"}, {9, 0, 0, "3.3"}, {0, 50, 0, "3.2"}, {0, 49, 0, "3.3"}, {0, 0, 50 * m, "3.2"}, {0, 0, 50*m - 1, "3.3"},
		{3, 0, 0, "3.3"}, {2, 0, 0, "3.4"}, {0, 10, 0, "3.3"}, {0, 9, 0, "3.4"}, {0, 0, 10 * m, "3.3"}, {0, 0, 10*m - 1, "3.4"},
		{-1, -1, -1, "3.4"}, {12, -1, -1, "3.2"}, {-1, 60, -1, "3.2"}, {8, 60, 69_080_000, "3.2"}, // the last is Songhua 2005 by its final numbers
	} {
		gravest := ""
		for _, c := range s.Instrument.Clauses {
			if !strings.HasPrefix(c.ID, "3.") {
				continue
			}
			cond, err := condition.Compile(c.When)
			if err != nil {
				t.Fatal(err)
			}
			f := condition.Unknown()
			f.Classes, f.Deaths, f.Injured, f.Loss = []string{"accident"}, row.deaths, row.injured, row.loss
			if holds, err := cond.Holds(f); err != nil {
				t.Fatal(err)
			} else if holds && gravest == "" {
				gravest = c.ID
			}
		}
		if gravest != row.grade {
			t.Errorf("%+v: clause %s", row, gravest)
		}
	}
}

// R2, FACTS 5: grade, level of an alert and level of a response are three scales, each in a clause of its own article.
func TestThreeScales(t *testing.T) {
	s, err := Load("cn-emergency-response-law")
	if err != nil {
		t.Fatal(err)
	}
	for _, article := range []string{"3", "63", "71"} {
		if !slices.ContainsFunc(s.Instrument.Clauses, func(c agreement.Clause) bool { return c.Source.Article == article }) {
			t.Errorf("no clause for article %s", article)
		}
	}
	for _, c := range s.Instrument.Clauses {
		if c.Duty != nil && (c.Duty.Limit != 0 || !c.Duty.Promptly) {
			t.Errorf("clause %s: the Act has no hour figure", c.ID)
		}
	}
}
