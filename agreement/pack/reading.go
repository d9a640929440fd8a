package pack

import (
	"fmt"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Reading says in one line what a machine reads in a clause, in "en" or "zh-Hans" (any other tag: English); empty for a clause that is for people only. The
// condition of the clause is not a part of it.
func Reading(c agreement.Clause, lang string) string {
	r := reader{zh: lang == "zh-Hans"}
	switch {
	case c.Duty != nil:
		return r.duty(*c.Duty)
	case c.Power != nil:
		return r.power(*c.Power)
	case c.Role != nil && c.Role.Role == "office":
		return r.say("office that leads: %s", "牵头办公室：%s", r.list(c.Role.Order, r.say(", else ", "，其次")))
	case c.Role != nil:
		return r.say("%s: %s", "%s：%s", r.word(c.Role.Role), r.list(c.Role.Order, r.say(", else ", "，其次")))
	case c.Threshold != nil:
		t := c.Threshold
		return r.say("%s when %s; over when %s for %s", "满足%[2]s进入%[1]s；满足%[3]s持续%[4]s后退出", r.word(t.Phase), t.Enter, t.Leave, r.minutes(t.Hold))
	case c.Cost != nil:
		return r.cost(*c.Cost)
	case c.Reserve != nil:
		q := c.Reserve.Amount
		return r.say("%s keeps %s %v %s, ready in %s", "%s常备%s %v %s，%s内可出发", r.who(string(c.Reserve.Holder)), c.Reserve.Kind, q.Float(), q.Unit, r.minutes(c.Reserve.Ready))
	case c.Route != nil:
		return r.route(*c.Route)
	case c.Consequence != nil:
		return r.consequence(*c.Consequence)
	case c.Zone != nil:
		return r.zone(*c.Zone)
	case c.Recurring != nil:
		return r.say("%s: %s, every %d days", "%s：%s，每%d天", r.who(c.Recurring.Who), r.text(c.Recurring.What), c.Recurring.Days)
	case c.Vote != nil:
		return r.say("%s decides with more than %d %% of the weight by %s", "%s以%[3]s计权，超过%[2]d%%通过", r.who("body:"+c.Vote.Body), c.Vote.Majority, r.word(c.Vote.Weight))
	case c.Item != nil:
		return r.item(*c.Item)
	}
	return ""
}

// A reader says things in one language.
type reader struct{ zh bool }

func (r reader) say(en, zh string, args ...any) string {
	if r.zh {
		en = zh
	}
	return fmt.Sprintf(en, args...)
}

func (r reader) text(t map[string]string) string {
	if r.zh && t["zh-Hans"] != "" {
		return t["zh-Hans"]
	}
	return t["en"]
}

// who says a selector: a word of the house, or body:ID and party:ID without the prefix.
func (r reader) who(selector string) string {
	if _, id, ok := strings.Cut(selector, ":"); ok {
		selector = id
	}
	return r.word(selector)
}

func (r reader) list(selectors []string, joint string) string {
	said := make([]string, len(selectors))
	for i, s := range selectors {
		said[i] = r.who(s)
	}
	return strings.Join(said, joint)
}

func (r reader) duty(d agreement.Duty) string {
	var b strings.Builder
	to := ""
	if len(d.To) > 0 {
		to = " → " + r.list(d.To, r.say(", ", "、"))
	}
	b.WriteString(r.say("%s%s: %s, ", "%s%s：%s，", r.who(d.Who), to, r.word(d.Do)))
	clock := r.word("from-" + d.Clock)
	switch {
	case d.Clock == "planned" && d.Limit > 0:
		b.WriteString(r.say("at least %s before the planned time", "至少在计划时间前%s", r.minutes(d.Limit)))
	case d.Clock == "planned":
		b.WriteString(r.say("promptly, before the planned time", "立即，且在计划时间之前，无数字"))
	case d.Limit > 0:
		b.WriteString(r.say("%s %s", "%[2]s%[1]s内", r.minutes(d.Limit), clock))
	case d.Promptly:
		b.WriteString(r.say("promptly, %s", "%s立即或及时，无数字", clock))
	default:
		b.WriteString(clock)
	}
	for _, row := range d.Table {
		b.WriteString(r.say("; %s if %s", "；若%[2]s则%[1]s", r.minutes(row.Minutes), row.When))
	}
	if d.Again > 0 {
		b.WriteString(r.say("; again every %s", "；每%s一次", r.minutes(d.Again)))
	}
	if d.Unit != "" {
		b.WriteString(r.say("; with the private unit %s, if a contract binds it", "；由民营单位%s承担，以合同约束为前提", d.Unit))
	}
	if d.Accountable != "" {
		b.WriteString(r.say("; %s answers for it", "；由%s担责", r.who(d.Accountable)))
	}
	return b.String()
}

func (r reader) power(p agreement.Power) string {
	said := r.say("%s may %s", "%s可以%s", r.who(p.Holder), r.word(p.Do))
	and := r.say(" and ", "、")
	if len(p.Over) > 0 {
		said += r.say("; it reaches %s and nobody else", "，仅对%s有效", r.list(p.Over, r.say(", ", "、")))
	}
	if len(p.Jointly) > 0 {
		said += r.say("; it binds only if %s signed the same text", "；须%s签署同一文本方有约束力", r.list(p.Jointly, and))
	}
	if p.Failing != "" {
		said += r.say("; if they do not agree in %s, %s decides", "；%s内不能一致的，由%s决定", r.minutes(p.Within), r.who(p.Failing))
	}
	return said
}

func (r reader) zone(z agreement.Zone) string {
	said := r.say("%s: %s answers for it", "%s：由%s负责", r.text(z.Name), r.parties(z.Holders))
	if len(z.Holders) > 1 {
		said = r.say("%s: joint zone, each answers for its side: %s", "%s：联合片区，各负责己方一侧：%s", r.text(z.Name), r.parties(z.Holders))
	}
	if len(z.Deputies) > 0 {
		said += r.say("; stands in for who is absent, in this order: %s", "；缺位时依次代理：%s", r.parties(z.Deputies))
	}
	return said
}

func (r reader) parties(ids []jurisdiction.ID) string {
	said := make([]string, len(ids))
	for i, p := range ids {
		said[i] = r.word(string(p))
	}
	return strings.Join(said, r.say(", ", "、"))
}

func (r reader) cost(c agreement.Cost) string {
	said := r.say("costs by %s", "费用按%s", r.word(c.Key))
	if c.Within > 0 {
		said += r.say("; a claim is answered in %s", "；索偿%s内答复", r.minutes(c.Within))
	}
	return said
}

func (r reader) route(w agreement.Route) string {
	said := r.say("between %s and %s: %s on the way", "%s与%s之间：路程%s", r.who(string(w.From)), r.who(string(w.To)), r.minutes(w.Minutes))
	if len(w.Passes) > 0 {
		said += r.say("; closed while %s is at %s", "；%s到达%s期间中断", strings.Join(w.Closed, ", "), strings.Join(w.Passes, ", "))
	}
	return said
}

func (r reader) consequence(c agreement.Consequence) string {
	steps := make([]string, len(c.Ladder))
	for i, step := range c.Ladder {
		steps[i] = fmt.Sprintf("(%d) %s", i+1, r.text(step))
	}
	said := r.say("of %s; %s decides: %s", "%s；由%s决定：%s", r.list(c.Of, r.say(", ", "、")), r.who(c.Decides), strings.Join(steps, " "))
	if c.Replies > 0 {
		said += r.say("; reply in %s", "；申辩期%s", r.minutes(c.Replies))
	}
	if c.Within > 0 {
		said += r.say("; within %d days", "；%d天内", c.Within)
	}
	if len(c.Rates) > 0 {
		words := make([]string, len(c.Rates))
		for i, w := range c.Rates {
			words[i] = r.word("rate-" + w)
		}
		said += r.say("; proposed where under %d %% of at least %d were in time in %d days: %s", "；%[3]d天内不少于%[2]d次中按时不足%[1]d%%的，提请审议：%[4]s", c.Below, c.Least, c.Days,
			strings.Join(words, r.say(", ", "、")))
	}
	if c.Appeal != "" {
		said += r.say("; appeal to %s", "；可向%s申诉", r.who(c.Appeal))
	}
	return said
}

func (r reader) item(i agreement.Item) string {
	day := func(t act.Time) string {
		if t < dayMillis { // of a template: days after the beginning
			return r.say("day %d", "第%d天", int64(t))
		}
		return t.RFC3339()
	}
	said := r.say("%s, due %s", "%s，%s前完成", r.who(string(i.Owner)), day(i.Due))
	if i.Budget != nil {
		said += r.say(", budget %v %s", "，预算%v %s", i.Budget.Float(), i.Budget.Unit)
	}
	if i.Closes != 0 {
		said += r.say(" of the year that ends %s", "（预算年度至%s止）", day(i.Closes))
	}
	if x := i.Exercise; x != nil {
		kind := r.say("operations-based exercise", "实操型演练")
		if x.Kind == "discussion-based" {
			kind = r.say("discussion-based exercise", "讨论型演练")
		}
		said += r.say("; %s with %s: %s; evaluated by %s", "；%s，参加方%s：%s；由%s评估", kind, r.parties(x.Participants), r.text(x.Scenario), r.who(string(x.Evaluator)))
	}
	return said
}

// minutes says a time in the largest unit that divides it.
func (r reader) minutes(m int64) string {
	switch {
	case m%1440 == 0 && m > 1440:
		return r.say("%d days", "%d天", m/1440)
	case m%60 == 0:
		return r.say("%d h", "%d小时", m/60)
	default:
		return r.say("%d min", "%d分钟", m)
	}
}

// word says a word of the format; one that has no entry says itself.
func (r reader) word(w string) string {
	said, ok := dictionary()[w]
	if !ok {
		return w
	}
	if r.zh {
		return said[1]
	}
	return said[0]
}

// dictionary is what the words of clauses say, in English and Chinese.
func dictionary() map[string][2]string {
	return map[string][2]string{
		"origin": {"origin", "发生地"}, "affected": {"affected", "波及地"}, "lead": {"lead", "牵头方"}, "support": {"support", "支援方"},
		"coordinator": {"coordinator", "协调者"}, "superior": {"superior", "上级"}, "adjacent": {"adjacent", "毗邻地"},
		"participants": {"participants", "参与各方"}, "members": {"members", "全体成员"}, "issuer": {"issuer", "发布者"},
		"each-party": {"each party", "每一方"}, "each-upper": {"the upper of two neighbours", "两邻中的上游方"}, "each-lower": {"the lower of two neighbours", "两邻中的下游方"},
		"the-secretariat": {"the secretariat", "秘书处"}, "the-deputy": {"the deputy", "副手"}, "the-superior": {"the common superior", "共同上级"},
		"committee": {"the committee", "委员会"}, "office": {"the office", "办公室"}, "desk": {"the desk", "联络处"},

		"report.initial": {"initial report", "初报"}, "report.supplementary": {"supplementary report", "续报"}, "report.final": {"final report", "终报"},
		"warn": {"warning", "通报预警"}, "classify": {"classification", "定级"}, "designate": {"designate who leads", "指定牵头"}, "take-over": {"take over", "接管"},
		"hand-back": {"hand back", "交还"}, "confirm": {"confirmation", "确认"}, "join": {"join", "加入"}, "answer": {"answer", "答复"}, "escalate": {"escalation", "升级请求"},
		"meet": {"meeting", "会商"}, "own": {"own phase", "公布自身状态"}, "accept": {"take the warning on", "受理预警"}, "order": {"order", "命令"}, "convene": {"convene", "召集"},
		"rate-answer": {"answers", "答复"}, "rate-meeting": {"meetings attended", "出席会议"}, "rate-exercise": {"part in exercises", "参加演练"},
		"invite-guest": {"invite guests", "邀请来宾"}, "find": {"find violations", "认定违约"}, "decide": {"decide", "决定"}, "advise": {"advise", "提出建议"},
		"issue": {"issue", "发布"}, "coordinate": {"coordinate", "协调"},
		"measure": {"measure", "监测"}, "lay-booms": {"lay booms", "布设围油栏"}, "close-intakes": {"close intakes", "关闭取水口"}, "depart": {"depart", "出发"}, "tell-gates": {"tell of gates", "通报闸坝"},
		"unit.tell": {"tell its government", "告知政府"}, "inquiry.join": {"join the inquiry", "参加调查"}, "inquiry.report": {"report of the inquiry", "调查报告"},
		"assess": {"joint assessment", "联合研判"}, "surge-table": {"table of what reaches whom", "增援表"}, "notice": {"notice beforehand", "事先通知"}, "approve": {"approve", "批准"}, "ask-approval": {"ask for approval", "报批"}, "detect": {"detect", "发现"}, "respond": {"early response", "早期响应"}, "forward": {"forward", "转发"},
		"request.confirm": {"written request", "书面确认请求"}, "request.renew": {"renew the request", "续延请求"},

		"from-occurred": {"from occurrence", "自发生起"}, "from-known": {"from knowledge", "自得知起"}, "from-received": {"from receipt", "自接报起"},
		"from-assessed": {"from assessment", "自研判起"}, "from-opened": {"from the opening of the case", "自立案起"}, "from-asked": {"from being asked", "自被请求起"},
		"from-closed": {"from the closing", "自结案起"},

		"late": {"late", "迟报"}, "incomplete": {"incomplete", "漏报"}, "concealed": {"concealed", "瞒报"}, "false": {"false", "谎报"}, "absent": {"absent", "不参与"},
		"slow": {"slow", "响应迟缓"}, "refused": {"refused", "拒不配合"},
		"normal": {"normal", "常态"}, "watch": {"watch", "风险态"}, "emergency": {"emergency", "应急态"}, "recovery": {"recovery", "恢复"},
		"member": {"member", "成员"}, "population": {"population", "人口"}, "gdp": {"gross product", "地区生产总值"}, "urban": {"urban population", "城区人口"}, "exposure": {"what is protected", "受益"},
		"equal": {"equal parts", "均摊"}, "provider": {"who helped", "援助方承担"}, "requester": {"who asked", "请求方承担"},

		"law": {"law", "法律"}, "agreement": {"agreement", "协议"}, "custom": {"custom", "惯例"}, "pledge": {"pledge", "承诺"},
		"pack": {"rule pack", "规则包"}, "plan": {"plan", "预案"}, "programme": {"programme", "计划"}, "charter": {"charter", "章程"}, "list": {"list", "清单"},
		"superior-led": {"superior-led", "上级主导"}, "voluntary": {"voluntary", "横向自愿"},
		"central-office": {"central office", "中央办公室"}, "coordinating-body": {"coordinating body", "综合协调机构"}, "hazard-office": {"hazard office", "类别办公室"},
		"working-group": {"working group", "工作组"},
	}
}
