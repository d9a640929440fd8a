package serve_test

import (
	"slices"
	"time"

	"tongzhou/node/view"
	"tongzhou/serve"
)

// assesses lets the lead name experts, one of them write, and the others sign and differ (R82); and an analyst say beside a run what it gets wrong (R14).
func (m *matter) assesses(id string) {
	page := func(p *person) view.Governance { return *call[view.Case](p, "GET", "/cases/"+id, nil, 200).Governance }
	newest := page(m.upper).Assessing.Newest
	run := newest[slices.IndexFunc(newest, func(r view.Rested) bool { return r.Kind == "incident.forecast" })]
	analyst := login(m.T, m.a, "upper", "Ana", serve.Analyst)
	analyst.spec = m.spec
	instead := members{"of": id, "run": run.ID, "place": "low-bridge", "probability": 100000, "why": both("the gates hold it", "闸门挡住")}
	m.fails(m.upper, "incident.override", 409, "says nothing of", with(instead, "place", "elsewhere"))
	m.does(analyst, "incident.override", instead)

	group := members{"of": id, "name": both("Experts of the river", "流域专家组"), "writer": "middle",
		"experts": []members{{"party": "upper", "post": "hydrologist"}, {"party": "middle", "post": "chemist"}, {"party": "lower", "post": "physician"}}}
	m.fails(m.lower, "assessment.group", 409, "upper, decides it", group)
	named := m.does(m.upper, "assessment.group", group)
	issue := members{"of": id, "group": named, "from": m.at(0), "until": m.at(6 * time.Hour), "signBy": m.at(time.Hour), "situation": both("it stands at the gates", "位于闸前"),
		"expected": []members{{"what": "it passes tonight", "likelihood": "likely", "confidence": "low"}}}
	m.fails(m.upper, "assessment.issue", 409, "middle writes for it", issue)
	first := m.does(m.middle, "assessment.issue", issue)
	if n := len(tasksOf(m.lower, "sign-assessment")); n != 1 {
		m.Errorf("lower has %d assessments to sign", n)
	}
	m.fails(m.province, "assessment.sign", 409, "has no expert", members{"of": id, "assessment": first, "agrees": true})
	m.does(m.lower, "assessment.sign", members{"of": id, "assessment": first, "view": both("it stays under the ice", "滞留冰下")})
	m.does(analyst, "assessment.sign", members{"of": id, "assessment": first, "agrees": true})
	if n := len(tasksOf(m.lower, "sign-assessment")); n != 0 {
		m.Errorf("lower has %d assessments to sign after it differed", n)
	}
	g := page(m.lower).Assessing
	if len(g.Groups) != 1 || len(g.Assessments) != 1 || len(g.Gaps) != 0 {
		m.Fatalf("groups %+v, assessments %+v", g.Groups, g.Assessments)
	}
	a := g.Assessments[0]
	if a.Mine != "differs" || len(a.Minority) != 1 || a.Minority[0].View["zh-Hans"] != "滞留冰下" || !slices.ContainsFunc(a.Rests, func(r view.Rested) bool { return r.ID == run.ID && r.Hash == run.Hash }) ||
		!slices.Contains(a.Exhibits, run.Hash) || a.Expected[0].Low != 0.66 || a.Superseded != nil {
		m.Errorf("the assessment as lower sees it: %+v", a)
	}
}
