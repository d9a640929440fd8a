package drill

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
)

// stage is where a transcript is played: an alliance that the first command founds.
type stage struct {
	dir     string
	a       *Alliance
	zone    *time.Location
	charter roster.Charter
	saved   map[string]string // name of a saved copy -> directory
	begun   time.Time
	names   map[string]string // name that the transcript gave to an act -> its identifier
}

func newStage(dir string) *stage {
	s := &stage{dir: dir, zone: time.FixedZone("", 8*3600), saved: map[string]string{}, names: map[string]string{}}
	s.charter = roster.Charter{Mode: "voluntary", Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}}, MustWarn: 50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true,
		TwoPerson:  []roster.TwoPerson{{Status: "Actual", Level: "red"}},
		Escalation: []roster.Step{{After: 0, To: "next-contact"}, {After: 30, To: "coordinator"}}}}
	return s
}

func (s *stage) close() {
	if s.a != nil {
		if err := s.a.Close(); err != nil { // the transcript is over; a directory that goes away with it may be missed
			return
		}
	}
}

// word is a command of a transcript: how it is called and what it does. What it returns is what happened.
type word struct {
	usage string
	do    func(ctx context.Context, s *stage, args []string, input []string) (string, error)
}

// words are the language of transcripts.
func words() map[string]word {
	return map[string]word{
		"clock":   {"clock 2005-11-16T20:00 | clock +30m", setClock},
		"found":   {"found ID [superior=ID]", found},
		"join":    {"join ID [contact=ID] [superior=ID] [role=city|province|agency|body|guest] [at=LON,LAT] [urban=RESIDENTS]", join},
		"river":   {"river ID... [Actual red] [search]   (towns in the order in which the river reaches them; each has a sensor of its name; search: an origin that keeps silent is looked for)", setRiver},
		"brook":   {"brook ID ID ID...  (a storm comes over the first; below it a pond, at the second a field that can be flooded, each theirs)", setBrook},
		"reading": {"reading ID VALUE [simulated]", reading},
		"drafts":  {"drafts ID", drafts},
		"approve": {"approve ID OFFICER [as Actual|Exercise|Test]", approve},
		"see":     {"see ID WARNING OFFICER", answer((*node.Node).See)},
		"accept": {"accept ID WARNING OFFICER", answer(func(n *node.Node, ctx context.Context, o view.Officer, id string) (view.Outcome, error) {
			return n.Accept(ctx, o, id, "")
		})},
		"decline":    {"decline ID WARNING OFFICER REASON", decline},
		"pass":       {"pass ID WARNING OFFICER TO...", pass},
		"update":     {"update ID WARNING OFFICER material|minor HEADLINE", update},
		"cancel":     {"cancel ID WARNING OFFICER REASON", cancel},
		"custody":    {"custody ID WARNING", custody},
		"tasks":      {"tasks ID", tasks},
		"open":       {"open ID TITLE", open},
		"say":        {"say ID CASE SUBJECT VALUE", say},
		"subjects":   {"subjects ID CASE", subjects},
		"timeline":   {"timeline ID CASE", timeline},
		"act":        {"act ID KIND [by=OFFICER] [to=ID,ID] [as=NAME]   (the body stands under it, as JSON; $NAME is an act, \"+2h\" a time from now)", putAct},
		"begin":      {"begin ID [by=OFFICER] [as=NAME]   (the case stands under it, as JSON)", begin},
		"issue":      {"issue ID PACK [ID...] [as=NAME]   (a shipped rule pack; without parties it binds all below its issuer)", issue},
		"agree":      {"agree TEMPLATE ID ID... [superior=ID] [as=NAME]   (a shipped template; the first proposes and concludes it, all sign)", agree},
		"propose":    {"propose TEMPLATE ID ID... [superior=ID] [as=NAME]   (a shipped template; the first proposes it, nobody has signed)", propose},
		"duties":     {"duties ID $CASE|* [party=ID]", looks(duties)},
		"table":      {"table ID $CASE", looks(table)},
		"next":       {"next ID $CASE", looks(next)},
		"overrides":  {"overrides ID", looks(overrides)},
		"members":    {"members ID", looks(members)},
		"record":     {"record ID [PARTY]", looks(record)},
		"surge":      {"surge ID $CASE [KIND]", looks(surge)},
		"needs":      {"needs ID $CASE", looks(needs)},
		"releases":   {"releases ID $CASE", looks(releases)},
		"incentive":  {"incentive ID $CASE", looks(incentive)},
		"case":       {"case ID $CASE", looks(printCase)},
		"parts":      {"parts ID $CASE", looks(parts)},
		"calls":      {"calls ID $CASE", looks(calls)},
		"proposed":   {"proposed ID $CASE", looks(proposed)},
		"agreements": {"agreements ID", looks(agreements)},
		"problems":   {"problems ID", looks(problems)},
		"directory":  {"directory ID", looks(directory)},
		"bodies":     {"bodies ID", looks(bodies)},
		"zones":      {"zones ID", looks(zones)},
		"exercises":  {"exercises ID   (planned, held, missed, evaluated, and what came of them)", looks(exercises)},
		"steady":     {"steady ID   (standing work: what was done, what has decayed)", looks(steady)},
		"measures":   {"measures ID SET...   (what each set of measures would change for whom)", looks(measured)},
		"account":    {"account ID SET as=NAME TEXT   (puts on record what the set, which was carried out, has avoided)", account},
		"avoided":    {"avoided ID $CASE", looks(avoided)},
		"whence":     {"whence ID $CASE   (where it may come from, and who has said nothing)", looks(whence)},
		"figures":    {"figures ID $CASE   (what was reported beside what was verified)", looks(figures)},
		"routing":    {"routing ID $CASE", looks(routing)},
		"offices":    {"offices ID", looks(offices)},
		"shares":     {"shares ID $AGREEMENT", looks(shares)},
		"keep":       {"keep ID TEXT as=NAME   (evidence; $NAME is its hash)", keep},
		"triggers":   {"triggers ID INSTRUMENT", looks(triggers)},
		"units":      {"units ID INSTRUMENT", looks(units)},
		"work":       {"work ID", looks(work)},
		"lead":       {"lead ID $CASE", looks(lead)},
		"situation":  {"situation ID $CASE", looks(situation)},
		"outside":    {"outside ID $CASE", looks(outside)},
		"modes":      {"modes ID $CASE", looks(modes)},
		"clauses":    {"clauses ID INSTRUMENT", looks(clauses)},
		"items":      {"items ID INSTRUMENT", looks(items)},
		"assessed":   {"assessed ID $CASE   (assessments of expert groups, period by period)", looks(assessed)},
		"meeting":    {"meeting ID $MEETING", looks(printMeeting)},
		"findings":   {"findings ID", looks(findings)},
		"excuse":     {"excuse ID $CASE DO CODE TEXT   (afterwards it is $excuse)", looks(excuse)},
		"voids":      {"voids ID", voids},
		"cut":        {"cut ID ID...", func(ctx context.Context, s *stage, args, _ []string) (string, error) { return s.network(args, true) }},
		"heal":       {"heal ID ID...", func(ctx context.Context, s *stage, args, _ []string) (string, error) { return s.network(args, false) }},
		"stop":       {"stop ID", func(_ context.Context, s *stage, args, _ []string) (string, error) { return "", s.each(args, s.a.Stop) }},
		"start":      {"start ID... [alone]", start},
		"save":       {"save ID AS", save},
		"restore":    {"restore ID FROM", restore},
		"neighbours": {"neighbours ID", neighbours},
		"digests":    {"digests", digests},
	}
}

// do plays one command. An error is what happened too.
func (s *stage) do(ctx context.Context, command string, input []string) string {
	fields := strings.Fields(command)
	w, ok := words()[fields[0]]
	if !ok {
		return fmt.Sprintf("there is no command %q; there are: %s\n", fields[0], strings.Join(slices.Sorted(maps.Keys(words())), " "))
	}
	if s.a == nil && fields[0] != "clock" && fields[0] != "found" {
		return "begin with clock and found\n"
	}
	got, err := w.do(ctx, s, fields[1:], input)
	if errors.Is(err, errUsage) {
		return "usage: " + w.usage + "\n"
	}
	if err == nil && s.a != nil {
		err = s.a.Settle(ctx)
	}
	if err != nil {
		got += "error: " + err.Error() + "\n"
	}
	return got
}

var errUsage = errors.New("usage")

// setClock sets the clock, or moves it by a duration.
func setClock(ctx context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) != 1 {
		return "", errUsage
	}
	if step, ok := strings.CutPrefix(args[0], "+"); ok && s.a != nil {
		d, err := time.ParseDuration(step)
		if err != nil {
			return "", err
		}
		return "", s.a.Set(ctx, s.a.Clock.Now().Add(d))
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", args[0], s.zone)
	if err != nil {
		return "", err
	}
	if s.a == nil {
		s.a, s.begun = NewAlliance(s.dir, t), t
		return "", nil
	}
	return "", s.a.Set(ctx, t)
}

func found(ctx context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) < 1 || s.a == nil || len(s.a.order) > 0 {
		return "", errUsage
	}
	founder := Member{ID: jurisdiction.ID(args[0]), Self: self(args[0])}
	for _, a := range args[1:] {
		superior, ok := strings.CutPrefix(a, "superior=")
		if !ok {
			return "", errUsage
		}
		founder.Self.Superior = jurisdiction.ID(superior)
	}
	s.charter.Secretariat = jurisdiction.ID(args[0])
	s.charter.Alliance = both("River alliance", "河流联盟")
	return "", s.a.Found(ctx, founder, s.charter)
}

func self(id string) node.Self { return node.Self{Name: both(title(id), id), Role: "city"} }

func both(en, zh string) act.Text { return act.Text{"en": en, "zh-Hans": zh} }

func title(id string) string { return strings.ToUpper(id[:1]) + id[1:] }

func join(ctx context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) < 1 {
		return "", errUsage
	}
	m := Member{ID: jurisdiction.ID(args[0]), Self: self(args[0])}
	for _, a := range args[1:] {
		key, value, _ := strings.Cut(a, "=")
		switch key {
		case "contact":
			m.Self.Contacts = append(m.Self.Contacts, roster.Contact{Post: both("duty desk", "值班室"), Party: jurisdiction.ID(value)})
		case "superior":
			m.Self.Superior = jurisdiction.ID(value)
		case "role":
			m.Self.Role = value
		case "urban":
			if _, err := fmt.Sscan(value, &m.Self.Urban); err != nil {
				return "", errUsage
			}
		case "at":
			if _, err := fmt.Sscanf(value, "%g,%g", &m.Self.Lon, &m.Self.Lat); err != nil {
				return "", errUsage
			}
		default:
			return "", errUsage
		}
	}
	return "", s.a.Join(ctx, m)
}

func (s *stage) network(args []string, cut bool) (string, error) {
	if len(args) < 2 {
		return "", errUsage
	}
	for _, other := range args[1:] {
		s.a.net.set(jurisdiction.ID(args[0]), jurisdiction.ID(other), cut)
	}
	return "", nil
}

func (s *stage) each(args []string, do func(jurisdiction.ID) error) error {
	for _, id := range args {
		if err := do(jurisdiction.ID(id)); err != nil {
			return err
		}
	}
	return nil
}

// start runs stopped cities again; alone lets them write without asking anybody, as an operator may.
func start(ctx context.Context, s *stage, args, _ []string) (string, error) {
	alone := len(args) > 1 && args[len(args)-1] == "alone"
	if alone {
		args = args[:len(args)-1]
	}
	return "", s.each(args, func(id jurisdiction.ID) error {
		c, err := s.a.City(id)
		if err != nil {
			return err
		}
		c.alone = alone
		if err := s.a.Restart(ctx, id); err != nil {
			return err
		}
		return s.a.decided(ctx, id)
	})
}

// save copies a stopped city's directory, as a nightly copy of the whole machine does.
func save(_ context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) != 2 {
		return "", errUsage
	}
	c, err := s.a.City(jurisdiction.ID(args[0]))
	if err != nil || !c.down {
		return "", errors.Join(err, errors.New("stop the city first"))
	}
	to := filepath.Join(s.dir, "saved-"+args[1])
	s.saved[args[1]] = to
	return "", copyDir(c.cfg.Dir, to)
}

// restore puts a saved directory, or that of another city's copy, in the place of a stopped city's.
func restore(_ context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) != 2 || s.saved[args[1]] == "" {
		return "", errUsage
	}
	c, err := s.a.City(jurisdiction.ID(args[0]))
	if err != nil || !c.down {
		return "", errors.Join(err, errors.New("stop the city first"))
	}
	if err := os.RemoveAll(c.cfg.Dir); err != nil {
		return "", err
	}
	return "", copyDir(s.saved[args[1]], c.cfg.Dir)
}

// digests says whether all running cities have come to the same state.
func digests(_ context.Context, s *stage, _, _ []string) (string, error) {
	by := map[act.Hash][]string{}
	for _, c := range s.a.Cities() {
		if !c.down {
			d := c.Node.Digest()
			by[d] = append(by[d], string(c.ID))
		}
	}
	if len(by) == 1 {
		return "all equal\n", nil
	}
	var groups []string
	for _, ids := range by {
		groups = append(groups, strings.Join(ids, " "))
	}
	slices.Sort(groups)
	return "different: " + strings.Join(groups, " | ") + "\n", nil
}
