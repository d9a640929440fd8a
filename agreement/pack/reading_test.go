package pack

import (
	"testing"

	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R17, R48: what a machine reads in an order of several superiors and in a joint zone is said in both languages; a draft that lacks something is said too.
func TestReadingOfOrdersAndZones(t *testing.T) {
	name := map[string]string{"en": "the mouth", "zh-Hans": "河口"}
	for _, c := range []struct {
		clause agreement.Clause
		en, zh string
	}{
		{agreement.Clause{Power: &agreement.Power{Holder: "party:north", Do: "order", Over: []string{"party:upper", "members"}, Jointly: []string{"party:south"}, Failing: "issuer", Within: 120}},
			"north may order; it reaches upper, members and nobody else; it binds only if south signed the same text; if they do not agree in 2 h, issuer decides",
			"north可以命令，仅对upper、全体成员有效；须south签署同一文本方有约束力；2小时内不能一致的，由发布者决定"},
		{agreement.Clause{Power: &agreement.Power{Holder: "party:north", Do: "convene"}}, "north may convene", "north可以召集"},
		{agreement.Clause{Zone: &agreement.Zone{Name: name, Holders: []jurisdiction.ID{"upper", "lower"}, Deputies: []jurisdiction.ID{"middle"}}},
			"the mouth: joint zone, each answers for its side: upper, lower; stands in for who is absent, in this order: middle", "河口：联合片区，各负责己方一侧：upper、lower；缺位时依次代理：middle"},
		{agreement.Clause{Zone: &agreement.Zone{Name: name, Holders: []jurisdiction.ID{"upper"}}}, "the mouth: upper answers for it", "河口：由upper负责"},
		{agreement.Clause{Zone: &agreement.Zone{Name: name}}, "the mouth:  answers for it", "河口：由负责"},
	} {
		if en, zh := Reading(c.clause, "en"), Reading(c.clause, "zh-Hans"); en != c.en || zh != c.zh {
			t.Errorf("%s\n%s\nwants %s\n%s", en, zh, c.en, c.zh)
		}
	}
}
