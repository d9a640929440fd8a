package drill

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/hazard/river"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
)

func (s *stage) city(args []string, least int) (*City, error) {
	if len(args) < least {
		return nil, errUsage
	}
	c, err := s.a.City(jurisdiction.ID(args[0]))
	if err == nil && c.down {
		return nil, fmt.Errorf("%s is stopped", args[0])
	}
	return c, err
}

func officer(name string) view.Officer {
	return view.Officer{Login: strings.ToLower(name), Name: name, Role: "duty-officer"}
}

// setRiver makes a river of 60 km from town to town, with a sensor in each, known to all who join after it.
func setRiver(ctx context.Context, s *stage, args, _ []string) (string, error) {
	status, level := view.Exercise, "orange"
	searched := len(args) > 0 && args[len(args)-1] == "search"
	if searched {
		args = args[:len(args)-1]
	}
	if k := len(args); k > 3 && args[k-2] == "Actual" {
		status, level, args = view.Actual, args[k-1], args[:k-2]
	}
	if len(args) < 2 {
		return "", errUsage
	}
	start := s.a.Clock.Now().UnixMilli()
	in := river.Inputs{Start: start, Limit: 0.017, Release: river.Release{At: start, Hours: 2, Mass: 20_000, Share: 0.5}, Prior: river.DefaultPrior(), Members: 300, Seed: 1}
	r := node.River{ID: "river", Name: both("the river", "本河"), Substance: both("Nitrobenzene", "硝基苯"), Quantity: "nitrobenzene", Event: "OET-198", Level: level,
		Status: status, TellLead: 6}
	for i, id := range args {
		in.Reaches = append(in.Reaches, river.Reach{ID: id, KM: 60, KMSD: 2, Discharge: 300, MeanDischarge: 300, Slope: 2e-4, Area: 40_000, Width: 200, Roughness: 0.03})
		in.Stations = append(in.Stations, river.Station{ID: id, Name: title(id), Place: id, KM: float64(60*i + 50), Lon: 120 + float64(i), Lat: 45})
		r.Places = append(r.Places, node.Place{ID: id, Party: jurisdiction.ID(id), Name: both(title(id), id), People: int64(100_000 * (i + 1)), Sensor: observation.StationID(id)})
	}
	r.Inputs = in
	if searched {
		r.Search = &node.Search{Days: 4, MassLow: 100, MassHigh: 100_000, Hours: 2}
		for _, id := range args {
			r.Search.Banks = append(r.Search.Banks, node.Bank{Reach: id, Name: both("reach of "+title(id), id+"河段"), Parties: []jurisdiction.ID{jurisdiction.ID(id)}})
		}
	}
	return "", s.watches(ctx, func(c *City) *node.Watch {
		return &node.Watch{Rivers: []node.River{r}, Stations: []observation.Station{{ID: observation.StationID(c.ID), Name: both(title(string(c.ID)), string(c.ID)), Place: string(c.ID),
			Rows: []observation.Series{{Key: observation.Key{Station: observation.StationID(c.ID), Quantity: "nitrobenzene"}, Unit: "mg/L",
				Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "limit", Level: 0.017, Clear: 0.014}}}}}}}}
	})
}

// watches gives every city what it watches, and starts it anew.
func (s *stage) watches(ctx context.Context, what func(*City) *node.Watch) error {
	for _, c := range s.a.Cities() {
		if err := s.a.Stop(c.ID); err != nil {
			return err
		}
		c.Watch = what(c)
	}
	for _, c := range s.a.Cities() {
		if err := s.a.start(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range s.a.Cities() {
		if err := s.a.ready(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func reading(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	value, err := strconv.ParseFloat(args[1], 64)
	if err != nil {
		return "", errUsage
	}
	quantity, unit := "nitrobenzene", "mg/L"
	if c.Watch != nil && len(c.Watch.Stations) > 0 {
		own := c.Watch.Stations[0].Rows[0]
		quantity, unit = string(own.Quantity), own.Unit
	}
	row := map[string]any{"station": args[0], "time": s.a.Clock.Now().In(s.zone).Format(time.RFC3339), "quantity": quantity, "value": value, "unit": unit, "quality": "good",
		"simulated": len(args) > 2}
	body, err := json.Marshal(map[string]any{"rows": []any{row}})
	if err != nil {
		return "", err
	}
	got, err := c.Node.Ingest(ctx, officer("Station"), "application/json", body)
	out := fmt.Sprintf("accepted %d, known already %d\n", got.Accepted, got.Duplicates)
	for _, r := range got.Rejected {
		out += fmt.Sprintf("row %d: %s\n", r.Row, r.Reason)
	}
	return out, err
}

func drafts(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 1)
	if err != nil {
		return "", err
	}
	list, err := c.Node.Warnings(ctx)
	out := ""
	for _, d := range list.Drafts {
		out += fmt.Sprintf("%s %s %s to %s: approved by %d of %d\n", d.Kind, d.Status, d.Level, ids(d.To), len(d.ApprovedBy), d.Needs)
	}
	return out, err
}

func ids(parties []view.Party) string {
	var out []string
	for _, p := range parties {
		out = append(out, p.ID)
	}
	return strings.Join(out, " ")
}

// approve approves the oldest draft of a city.
func approve(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	list, err := c.Node.Warnings(ctx)
	if err != nil || len(list.Drafts) == 0 {
		return "", errors.Join(err, errors.New("there is no draft"))
	}
	confirm := list.Drafts[0].Status
	if len(args) == 4 && args[2] == "as" {
		confirm = view.Status(args[3])
	}
	got, err := c.Node.Approve(ctx, officer(args[1]), list.Drafts[0].ID, confirm)
	return outcome(got), err
}

func outcome(o view.Outcome) string {
	switch {
	case o.Draft != nil:
		return fmt.Sprintf("waits for %d of %d officers\n", o.Draft.Needs-len(o.Draft.ApprovedBy), o.Draft.Needs)
	case o.Warning != nil:
		return fmt.Sprintf("%s version %d %s\n", o.Warning.ID, o.Warning.Version, o.Warning.InForce)
	}
	return ""
}

// answer is a command by which an officer answers a warning.
func answer(do func(*node.Node, context.Context, view.Officer, string) (view.Outcome, error)) func(context.Context, *stage, []string, []string) (string, error) {
	return func(ctx context.Context, s *stage, args, _ []string) (string, error) {
		c, err := s.city(args, 3)
		if err != nil {
			return "", err
		}
		_, err = do(c.Node, ctx, officer(args[2]), args[1])
		return "", err
	}
}

func decline(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 4)
	if err != nil {
		return "", err
	}
	_, err = c.Node.Decline(ctx, officer(args[2]), args[1], strings.Join(args[3:], " "))
	return "", err
}

func pass(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 4)
	if err != nil {
		return "", err
	}
	_, err = c.Node.Pass(ctx, officer(args[2]), args[1], args[3:])
	return "", err
}

func update(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 5)
	if err != nil {
		return "", err
	}
	head := strings.Join(args[4:], " ")
	got, err := c.Node.Update(ctx, officer(args[2]), args[1], node.Change{Headline: both(head, head), Material: args[3] == "material", Note: both(head, head)})
	return outcome(got), err
}

func cancel(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 4)
	if err != nil {
		return "", err
	}
	got, err := c.Node.Cancel(ctx, officer(args[2]), args[1], strings.Join(args[3:], " "))
	return outcome(got), err
}

// custody prints the board of a warning as a city has it.
func custody(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	w, err := c.Node.Warning(ctx, nil, args[1])
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("%s version %d %s %s\n", w.ID, w.Version, w.Status, w.InForce)
	for _, r := range w.Custody {
		line := fmt.Sprintf("  %-10s %-10s v%d since %s", r.Party.ID, r.State, r.Version, r.Since.In(s.zone).Format("15:04"))
		if r.Officer != "" {
			line += " " + r.Officer
		}
		for _, text := range r.Reason {
			line += " (" + text + ")"
		}
		if r.OverdueBy > 0 {
			line += fmt.Sprintf(" overdue by %s", time.Duration(r.OverdueBy)*time.Second)
		}
		if r.Next != nil {
			line += fmt.Sprintf(" -> step %d to %s", r.Next.Step, r.Next.Party.ID)
		}
		if len(r.PassedOn) > 0 {
			line += " passed on to " + ids(r.PassedOn)
		}
		out += line + "\n"
	}
	return out, nil
}

func tasks(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 1)
	if err != nil {
		return "", err
	}
	list, err := c.Node.Tasks(ctx)
	out := ""
	for _, t := range list {
		due := ""
		if t.Due != nil {
			due = " by " + t.Due.In(s.zone).Format("15:04")
		}
		out += fmt.Sprintf("%s%s: %s\n", t.Kind, due, t.Title["en"])
	}
	return out, err
}

func open(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	name := strings.Join(args[1:], " ")
	ref, err := c.Node.OpenCase(ctx, officer("Chen"), incident.Open{Status: "Exercise", Title: both(name, name), Hazard: "unknown", Phase: "watch"})
	if err != nil {
		return "", err
	}
	return node.IdentifierOf(ref) + "\n", nil
}

func say(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 4)
	if err != nil {
		return "", err
	}
	of, err := c.Node.Find(ctx, args[1])
	if err != nil {
		return "", err
	}
	value := strings.Join(args[3:], " ")
	return "", c.Node.State(ctx, officer("Chen"), incident.Statement{Of: of, Subject: args[2], Name: both(args[2], args[2]), Value: both(value, value), Basis: "reported",
		ClaimedAt: act.Time(s.a.Clock.Now().UnixMilli())})
}

func subjects(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	v, err := c.Node.Case(ctx, nil, args[1], time.Time{})
	out := ""
	for _, x := range v.Statements {
		mark := ""
		if x.Contested {
			mark = " CONTESTED"
		}
		out += x.Subject["en"] + mark + "\n"
		for _, value := range x.Values {
			out += fmt.Sprintf("  %-10s %s\n", value.By.ID, value.Value["en"])
		}
	}
	return out, err
}

func timeline(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 2)
	if err != nil {
		return "", err
	}
	v, err := c.Node.Case(ctx, nil, args[1], time.Time{})
	out := ""
	for _, e := range v.Events {
		late := ""
		if e.Late {
			late = " known only " + e.KnownAt.In(s.zone).Format("15:04")
		}
		out += fmt.Sprintf("  %s %-10s %s%s\n", e.At.In(s.zone).Format("15:04"), e.By.ID, e.Kind, late)
	}
	return out, err
}

func neighbours(ctx context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 1)
	if err != nil {
		return "", err
	}
	v, err := c.Node.Neighbours(ctx)
	rows := v.Rows[1:]
	slices.SortFunc(rows, func(a, b view.Neighbour) int { return strings.Compare(a.Origin, b.Origin) })
	out := ""
	for _, r := range rows {
		out += fmt.Sprintf("  %-10s %s applied %d\n", r.Party.ID, r.State, r.Applied)
	}
	return out, err
}
