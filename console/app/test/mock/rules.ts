// Agreements and rule packs of the mock: the Songhua compact in two versions, a plan that waits for Harbin's signature, a programme that is ready, the law from above.
import law from '../../../../agreement/pack/cn-environment-reporting.json';
import type { Clause, ClauseRef, DutyRow, Instrument, InstrumentHead, Item, Measure, Pack, Packs, Problem, Section, Signing, Trigger } from '../../src/api/types';
import type { ActRef, Party, Text } from '../../src/api/types';
import { advising, agency, at, daqing, harbin, jiamusi, jilin, origin, songyuan, text } from './parties';

export const ref = (p: Party, index: number): ActRef => ({ journal: origin(p), index, leaf: `${index}`.padStart(2, '0').repeat(32) });
const emergencyAct = { law: text('Emergency Response Law', '突发事件应对法'), year: '2024 rev.', article: '17', note: text('The Act has no hour figure: it says “immediately”. Article number recalled, not verified.', '本法无小时数：“立即”。条号凭记忆，未核实。') };

const paths: Record<Clause['force'], Text> = {
  law: text('By law: who does not keep it can be found to have violated it.', '依法律：未履行的，可被认定违反。'),
  agreement: text('By agreement: who does not keep it can be found to have violated it.', '依协议：未履行的，可被认定违反。'),
  custom: text('A custom: who does not follow it is reminded. Nothing can be found.', '惯例：未遵行的予以提醒，不得认定违反。'),
  pledge: text('A pledge: whether it is kept stands in the account of trust.', '承诺：是否兑现记入信用记录。'),
};
const clauses: Clause[] = ([
  {
    id: '3.1', force: 'agreement', kind: 'threshold', title: text('Over 10 times the limit upstream: emergency', '上游超标 10 倍以上转入应急'), text: text('When nitrobenzene at a section upstream is over 10 times the limit, the case is in emergency. It leaves when all sections were below 2 times for 24 hours.', '上游断面硝基苯超标 10 倍以上即转入应急；全部断面连续 24 小时低于 2 倍后退出。'),
    reading: text('Emergency is proposed when any upstream section exceeds 0.17 mg/L; it ends when all were below 0.034 mg/L for 1 d. Whoever leads decides.', '任一上游断面超过 0.17 mg/L 时建议转入应急；全部断面连续 1 天低于 0.034 mg/L 时退出。由牵头方决定。'),
    machine: { phase: 'emergency', enter: 'values["zhaoyuan/nitrobenzene"] > 0.17', leave: 'values["zhaoyuan/nitrobenzene"] < 0.034', hold: 1440 },
  },
  {
    id: '4.1', force: 'law', kind: 'duty', title: text('Report upward at once', '立即向上报告'), text: text('The city in which it happened reports to its superior immediately.', '发生地立即向上级报告。'), source: emergencyAct,
    reading: text('Every origin city owes its superior an initial report, at once (no figure), from when it happened. Post: duty desk.', '每个发生地自事发起立即（无时限数字）向其上级初报。岗位：值班室。'), machine: { who: 'origin', to: ['superior'], do: 'report.initial', clock: 'occurred', promptly: true },
  },
  {
    id: '5.1', force: 'agreement', kind: 'duty', title: text('Share readings every two hours', '每两小时共享监测数据'), text: text('In an emergency every party on the river gives its readings to all others every 2 hours, raw and with their unit.', '应急期沿江各方每 2 小时向其他各方提供原始监测数据及单位。'), when: 'phase == "emergency"',
    reading: text('While the phase is emergency: every participant owes all others readings within 2 h of the opening, again every 2 h.', '应急期间：每个参与方自立案起 2 小时内向其他各方提供监测数据，此后每 2 小时一次。'), machine: { who: 'participants', to: ['members'], do: 'share-readings', clock: 'opened', limit: 120, again: 120 },
  },
  {
    id: '6.3', force: 'agreement', kind: 'duty', title: text('Accept a warning or say why not', '接收预警或说明理由'), text: text('A warning from upstream is accepted, or declined with a reason, within 60 minutes of its receipt.', '收到上游预警后 60 分钟内接收，或说明不接收的理由。'),
    reading: text('Every affected city owes whoever warns an acceptance within 1 h of receipt.', '每个波及地自收到起 1 小时内向发出方答复是否接收。'), machine: { who: 'affected', to: ['origin'], do: 'accept', clock: 'received', limit: 60, consequence: '11.1' },
  },
  {
    id: '7.2', force: 'agreement', kind: 'duty', title: text('Tell the public before the water is cut', '停水前告知公众'), text: text('The public is told at least 24 hours before the water is cut.', '停水前至少 24 小时告知公众。'),
    reading: text('Every affected city owes the case a notice to the public within 1 d of the assessment.', '每个波及地自研判起 1 天内发布公告。'), machine: { who: 'affected', do: 'tell-public', clock: 'assessed', limit: 1440 },
  },
  {
    id: '8.1', force: 'pledge', kind: 'reserve', title: text('Activated carbon kept ready', '常备活性炭'), text: text('Daqing keeps 200 t of powdered activated carbon that moves within 12 hours.', '大庆常备 200 吨粉末活性炭，12 小时内可起运。'),
    reading: text('Daqing keeps 200 t activated carbon; it moves within 12 h.', '大庆常备活性炭 200 吨；12 小时内起运。'), machine: { holder: 'daqing', kind: 'activated-carbon', amount: { m: 200, e: 0, u: 't' }, ready: 720 },
  },
  {
    id: '8.4', force: 'agreement', kind: 'duty', title: text('Hold the sluice at Zhaoyuan', '控制肇源闸门'), text: text('The sluice at Zhaoyuan is held as the lead asks.', '按牵头方要求控制肇源闸门。'), when: 'hazzard == "pollutant-slug"', broken: 'undeclared reference to "hazzard"',
    reading: text('Whoever is asked owes whoever leads to hold the sluice within 4 h of being asked.', '被请求方自受请求起 4 小时内按牵头方要求控制闸门。'), machine: { who: 'support', to: ['lead'], do: 'hold-sluice', clock: 'asked', limit: 240, accountable: 'party:heilongjiang-water' },
  },
  {
    id: '9.1', force: 'agreement', kind: 'power', title: text('The host designates who commands', '主办方指定指挥'), text: text('The host of the coordinating body designates who commands in a case with two or more origins.', '有两个以上发生地时，由综合性协调机构主办方指定指挥。'), when: 'origins >= 2',
    reading: text('The coordinating body may designate, when there are two or more origin cities.', '有两个以上发生地时，综合性协调机构可以指定。'), machine: { holder: 'body:office', do: 'designate' },
  },
  {
    id: '9.4', force: 'agreement', kind: 'power', title: text('The host gives orders in an emergency', '应急期主办方下达指令'), text: text('In an emergency the host may order sampling, closing of intakes and the sluice.', '应急期主办方可就采样、关闭取水口和闸门下达指令。'), when: 'phase == "emergency"',
    reading: text('The coordinating body may give orders while the phase is emergency.', '应急期间综合性协调机构可以下达指令。'), machine: { holder: 'body:office', do: 'order', scope: 'sampling, intakes, sluices' },
  },
  { id: '9.2', force: 'agreement', kind: 'power', title: text('Who calls meetings', '会议召集权'), text: text('The coordinating body calls its meetings.', '综合性协调机构召集其会议。'), reading: text('The coordinating body may call meetings.', '综合性协调机构可以召集会议。'), machine: { holder: 'body:office', do: 'convene' } },
  { id: '9.5', force: 'agreement', kind: 'power', title: text('Guests', '列席'), text: text('The coordinating body may invite guests for a time.', '综合性协调机构可邀请他方限期列席。'), reading: text('The coordinating body may invite guests.', '综合性协调机构可以邀请列席。'), machine: { holder: 'body:office', do: 'invite-guest' } },
  { id: '9.6', force: 'agreement', kind: 'power', title: text('Who finds', '认定权'), text: text('The coordinating body finds what was not kept.', '综合性协调机构认定违反。'), reading: text('The coordinating body may find violations.', '综合性协调机构可以认定。'), machine: { holder: 'body:office', do: 'find' } },
  {
    id: '10.2', force: 'custom', kind: 'cost', title: text('Costs follow exposure', '费用按受影响程度分担'), text: text('Costs of common measures are shared by exposed people; as was done in 2003.', '共同措施的费用按受影响人口分担；沿用 2003 年做法。'),
    reading: text('Costs are shared by exposure; a claim is answered within 30 d.', '费用按承灾对象分担；申请 30 天内答复。'), machine: { key: 'exposure', within: 43200 },
  },
  {
    id: '11.1', force: 'agreement', kind: 'consequence', title: text('What may follow a breach', '违反的后果'), text: text('The coordinating body decides: a reminder, a notice to all members, a report to the superior. The party has 72 hours to reply, and may appeal to the province.', '由综合性协调机构决定：提醒、通报各成员、报告上级。当事方 72 小时内答复，可向省申诉。'),
    reading: text('For late, incomplete or refused: the coordinating body decides, up to 3 steps, within 180 d; 3 d to reply; appeal to the superior.', '对迟延、不完整、拒绝：由综合性协调机构在 180 天内决定，共 3 级；3 天内答复；可向上级申诉。'), machine: { of: ['late', 'incomplete', 'refused'], decides: 'body:office', ladder: [text('a reminder', '提醒'), text('a notice to all members', '通报各成员'), text('a report to the superior', '报告上级')], within: 180, appeal: 'superior', replies: 4320 },
  },
  { id: '12', force: 'agreement', kind: 'recurring', title: text('Joint exercise every year', '每年联合演练'), text: text('The coordinating body holds a joint exercise at least once a year.', '综合性协调机构每年至少组织一次联合演练。'), reading: text('The coordinating body: a joint exercise, at the latest 365 d after the last.', '综合性协调机构：距上次最迟 365 天举行联合演练。'), machine: { who: 'body:office', what: text('joint exercise', '联合演练'), days: 365 } },
] satisfies Omit<Clause, 'path'>[]).map((c) => ({ ...c, path: paths[c.force] }));

const sections: Section[] = [
  { key: 'purpose', text: text('So that nobody on the river learns last what flows towards him.', '沿江各方，无一最后得知来水之害。') },
  { key: 'scope', text: text('Water pollution of the Songhua between Jilin and Tongjiang.', '松花江吉林至同江段的水污染。') },
  { key: 'duties', text: text('Who owes what stands in clauses 4 to 8 and in the responsibility list.', '各方责任见第 4 至 8 条和责任清单。') },
  { key: 'command', text: text('The origin leads; the host of the coordinating body designates where there are two.', '发生地牵头；有两个以上时由综合性协调机构主办方指定。') },
  { key: 'information', text: text('Readings are raw, with unit, place and time. What is not known is called unknown.', '监测数据为原始值，注明单位、地点、时间；未知即写未知。') },
  { key: 'costs', text: text('Clause 10.', '第 10 条。') },
  { key: 'disputes', text: text('First in the coordinating body, then by the superiors.', '先在综合性协调机构协商，再由上级裁决。') },
  { key: 'term', text: text('No end. A party leaves with 90 days of notice; duties in open cases run on.', '无固定期限。退出须提前 90 天通知；未结案件中的责任照常履行。') },
];
const earlier: Clause[] = clauses.filter((c) => !['9.2', '9.4', '9.5', '9.6'].includes(c.id)).map((c) =>
  c.id === '6.3' ? { ...c, text: text('A warning from upstream is accepted, or declined with a reason, within 120 minutes of its receipt.', '收到上游预警后 120 分钟内接收，或说明不接收的理由。'), reading: text('Every affected city owes whoever warns an acceptance within 2 h of receipt.', '每个波及地自收到起 2 小时内向发出方答复是否接收。'), machine: { ...(c.machine as object), limit: 120 } } : c,
);

export const clause = (id: string, i: Pick<InstrumentHead, 'id' | 'code' | 'version' | 'title'> = { id: 'harbin.7', code: 'songhua-compact', version: 2, title: text('Songhua compact', '松花江治理协议') }): ClauseRef => {
  const c = clauses.find((x) => x.id === id);
  return { instrument: i.id, code: i.code, version: i.version, name: i.title, clause: id, title: c?.title ?? text('', ''), ...(c?.source ? { source: c.source } : {}) };
};
const signed = (party: Party, day: string, index: number): Signing => ({ party, state: 'signed', at: at(day, '10:00'), ref: ref(party, index) });
const asked = (party: Party): Signing => ({ party, state: 'asked' });

const problems: Problem[] = [
  { kind: 'stricter', text: text('Both ask the affected city for an answer to a warning: 60 minutes here, 2 hours there.', '两条都要求波及地答复预警：此处 60 分钟，彼处 2 小时。'), clauses: [clause('6.3'), { instrument: 'sepa.2', code: 'cn-environment-reporting', version: 1, name: law.instrument.title, clause: '3.2', title: text('Grave and particularly grave: two hours', '重大、特别重大：两小时') }], governs: clause('6.3') },
  { kind: 'broken', text: text('Clause 8.4 never applies: its condition names “hazzard”, which there is not.', '第 8.4 条从不适用：条件中的“hazzard”不存在。'), clauses: [clause('8.4')] },
  { kind: 'unassigned', text: text('Nobody answers for holding the sluice: “heilongjiang-water” is no member.', '控制闸门无人负责：“heilongjiang-water”不是成员。'), clauses: [clause('8.4')] },
  { kind: 'unheld', text: text('Nobody answers for the Sancha mouth on the side of Songyuan: the holder and all deputies are absent.', '三岔河口片区松原一侧无人负责，责任方与全部代理方均缺位。'), clauses: [clause('9.1')] },
  { kind: 'vacant', text: text('The seat of Songyuan in the hazard office is vacant since 1 November.', '松原在专项风险办公室的席位自 11 月 1 日起空缺。'), clauses: [clause('9.1')] },
];
const list: DutyRow[] = [
  { clause: clause('4.1'), what: text('Report upward at once', '立即向上报告'), accountable: text('each origin city', '每个发生地'), responsible: text('each origin city', '每个发生地'), to: text('its superior', '其上级'), post: text('duty desk', '值班室'), trigger: text('it happened', '事发'), deadline: text('at once (no figure in the law)', '立即（法无数字）'), evidence: text('receipt of the superior', '上级签收') },
  { clause: clause('5.1'), what: text('Share readings', '共享监测数据'), accountable: text('each participant', '每个参与方'), responsible: text('each participant', '每个参与方'), to: text('all members', '各成员'), post: text('laboratory', '化验室'), trigger: text('case opened, phase emergency', '立案且处于应急'), deadline: text('2 h, again every 2 h', '2 小时，此后每 2 小时'), evidence: text('readings on record', '记录在案的数据') },
  { clause: clause('5.1'), what: text('Lay booms', '布设围油栏'), accountable: text('each affected city', '每个波及地'), responsible: text('each affected city', '每个波及地'), to: text('', ''), post: text('the firm’s dispatcher', '企业调度'), unit: { id: 'clean-up-firm', bound: false, contracts: [{ party: harbin, name: text('Blue Water Ltd', '蓝水公司'), paper: 'ab'.repeat(32), from: '2004-01-01T00:00:00Z', until: '2005-01-01T00:00:00Z', state: 'over', ref: ref(harbin, 31) }] }, trigger: text('received', '收到'), deadline: text('4 h', '4 小时'), evidence: text('its log', '企业记录') },
  { clause: clause('6.3'), what: text('Accept a warning or say why not', '接收预警或说明理由'), accountable: text('each affected city', '每个波及地'), responsible: text('each affected city', '每个波及地'), to: text('whoever warns', '发出方'), trigger: text('warning received', '收到预警'), deadline: text('1 h', '1 小时'), evidence: text('its own act', '其自身记录'), consequence: text('clause 11.1: reminder, notice to all, report to the superior', '第 11.1 条：提醒、通报、报告上级') },
  { clause: clause('8.4'), what: text('Hold the sluice at Zhaoyuan', '控制肇源闸门'), accountable: text('', ''), responsible: text('supporting cities', '支援地'), to: text('whoever leads', '牵头方'), trigger: text('asked', '受请求'), deadline: text('4 h', '4 小时'), unassigned: true },
];
const yuan = (value: number): Measure => ({ value, unit: 'CNY' });
const item = (id: string, what: Text, owner: Party, made: Partial<Item>): Item => ({ clause: { ...clause(id), title: what }, what, owner, force: 'pledge', state: 'open', due: at('12-31', '18:00'), signed: at('12-31', '18:00'), share: 0, evidence: [], crosses: false, unpaid: false, budgets: [], history: [], ...made });
const programme: Item[] = [
  item('13.1', text('Automatic station at Sifangtai', '四方台自动监测站'), harbin, {
    force: 'agreement', state: 'overdue', due: at('11-15', '18:00'), signed: at('11-15', '18:00'), moved: '2006-03-31T18:00:00+08:00', share: 40, crosses: true, unpaid: true, budgets: [{ closes: '2006-01-01T00:00:00+08:00', amount: yuan(900000), spent: yuan(360000), left: yuan(540000) }],
    history: [{ step: 'started', at: at('06-01', '09:00'), evidence: [], ref: ref(harbin, 10) }, { step: 'moved', at: at('11-10', '09:00'), due: '2006-03-31T18:00:00+08:00', text: text('The river froze early.', '河流提前封冻。'), evidence: [], ref: ref(harbin, 11) }],
  }),
  item('13.2', text('Survey of the sources of danger', '风险源排查'), jilin, { state: 'done', done: at('10-30', '15:00'), share: 100, history: [{ step: 'done', at: at('10-30', '15:00'), text: text('All plants were visited.', '已走访全部企业。'), evidence: [], ref: ref(jilin, 12) }] }),
];
/** What the editor begins with: the wire form has milliseconds, selectors and mantissas. */
function wire(i: { code: string; version: number; type: string; title: Text; mode: string; from: string; parties: string[]; notice?: number }, rules: readonly Clause[], parts: readonly Section[]): object {
  return {
    code: i.code, version: i.version, type: i.type, title: i.title, mode: i.mode, parties: i.parties, from: Date.parse(i.from), ...(i.notice ? { notice: i.notice } : {}), sections: parts,
    clauses: rules.map((c) => ({ id: c.id, force: c.force, title: c.title, text: c.text, ...(c.source ? { source: c.source } : {}), ...(c.when ? { when: c.when } : {}), ...(c.kind === 'text' ? {} : { [c.kind]: c.machine }) })),
    bodies: [{ id: 'office', kind: 'coordinating-body', name: text('Coordinating body of the Songhua', '松花江综合性协调机构'), host: 'harbin', deputy: 'jilin', seats: i.parties.map((party) => ({ party, rank: 2 })), quorum: 3, chair: { order: ['harbin', 'jilin', 'jiamusi'], days: 365 } }],
  };
}

const triggers: Trigger[] = [
  { clause: clause('7.2'), phase: 'watch', state: 'armed', enter: '"harbin/nitrobenzene" in values && values["harbin/nitrobenzene"] >= 0.01', leave: 'true', hold: 360 },
  { clause: clause('7.2'), phase: 'emergency', state: 'called', enter: 'level in ["orange", "red"]', leave: 'level in ["", "blue"]', hold: 720, post: text('whoever leads', '牵头方'), since: '2005-11-22T08:00:00Z' },
];
type Made = { head: InstrumentHead; rules: Clause[]; parts: Section[]; list?: DutyRow[]; triggers?: Trigger[]; flags?: Problem[]; notice?: number; ref: ActRef };
const head = (id: string, made: Partial<InstrumentHead> & Pick<InstrumentHead, 'title' | 'by' | 'state' | 'parties' | 'code'>): InstrumentHead => ({
  id, version: 1, type: 'agreement', mode: 'voluntary', from: at('01-01', '00:00'), missing: made.parties.filter((p) => p.state === 'asked').length, clauses: 3, problems: 0, ...made,
});

function all(): Made[] {
  const compact = text('Songhua compact', '松花江治理协议');
  const some = (...ids: string[]): Clause[] => clauses.filter((c) => ids.includes(c.id));
  const made: Made[] = [
    {
      head: head('jilin.21', { code: 'winter-plan', type: 'plan', title: text('Joint plan for pollution under ice', '冰期水污染联合预案'), by: jilin, state: 'proposed', from: at('12-01', '00:00'), until: '2006-04-01T00:00:00+08:00', parties: [signed(jilin, '11-17', 21), asked(harbin), asked(jiamusi), signed(songyuan, '11-18', 8)], problems: 1 }),
      rules: some('3.1', '5.1', '7.2', '8.4'), parts: sections.slice(0, 6), list: list.filter((r) => ['5.1', '8.4'].includes(r.clause.clause)), flags: problems.filter((p) => p.kind === 'unassigned'), ref: ref(jilin, 21),
    },
    {
      head: head('harbin.19', { code: 'programme-2006', type: 'programme', title: text('Programme of 2006', '2006 年度工作计划'), by: harbin, state: 'proposed', from: '2006-01-01T00:00:00+08:00', parties: [signed(harbin, '11-10', 19), signed(jilin, '11-12', 18), signed(jiamusi, '11-14', 9)] }),
      rules: some('12'), parts: sections.slice(0, 2), ref: ref(harbin, 19),
    },
    {
      head: head('harbin.7', {
        code: 'songhua-compact', version: 2, title: compact, by: harbin, state: 'concluded', from: at('03-01', '00:00'), problems: problems.length,
        parties: [signed(harbin, '02-10', 6), signed(jilin, '02-12', 5), signed(daqing, '02-14', 4), { ...signed(songyuan, '02-15', 3), state: 'suspended', at: at('11-02', '09:00'), reason: text('No laboratory until the new one is built.', '新化验室建成前无检测能力。') }, { ...signed(jiamusi, '02-20', 4), state: 'leaving', at: at('11-01', '09:00'), effect: '2006-01-30T09:00:00+08:00', reason: text('Joins the Heilongjiang river compact.', '改入黑龙江流域协议。') }],
      }),
      rules: clauses, parts: sections, list, triggers, flags: problems, notice: 90, ref: ref(harbin, 7),
    },
    { head: head('harbin.3', { code: 'songhua-compact', version: 1, title: compact, by: harbin, state: 'superseded', from: '2003-05-01T00:00:00+08:00', until: at('03-01', '00:00'), parties: [signed(harbin, '01-02', 2), signed(jilin, '01-03', 2)] }), rules: earlier, parts: sections, ref: ref(harbin, 3) },
    {
      head: head('daqing.4', { code: 'carbon-aid', title: text('Mutual aid in activated carbon', '活性炭互助协议'), by: daqing, state: 'concluded', from: at('06-01', '00:00'), parties: [signed(daqing, '05-12', 4), { ...signed(harbin, '05-14', 9), state: 'suspended', at: at('10-05', '09:00'), reason: text('Stock lent to Jiamusi until December.', '库存外借佳木斯至 12 月。') }] }),
      rules: some('8.1', '10.2'), parts: sections.slice(0, 3), ref: ref(daqing, 4), notice: 30,
    },
    { head: head('sepa.2', { code: 'cn-environment-reporting', type: 'pack', mode: 'superior-led', title: law.instrument.title, by: agency, state: 'concluded', from: at('01-01', '00:00'), parties: [], clauses: law.instrument.clauses.length }), rules: lawClauses(), parts: [], ref: ref(agency, 2) },
    { head: head('jiamusi.5', { code: 'winter-sampling', title: text('Sampling in the winter of 2004', '2004 年冬季采样协议'), by: jiamusi, state: 'lapsed', from: '2004-11-01T00:00:00+08:00', until: '2005-04-01T00:00:00+08:00', parties: [signed(jiamusi, '01-02', 3), signed(harbin, '01-03', 3)] }), rules: some('5.1'), parts: [], ref: ref(jiamusi, 5) },
  ];
  return made.map((m) => ({ ...m, head: { ...m.head, clauses: m.rules.length } }));
}

type ShippedClause = { id: string; force: string; title: Text; text: Text; source?: Clause['source']; when?: string; duty?: unknown };
function shipped(c: ShippedClause): Clause {
  return {
    id: c.id, force: c.force as Clause['force'], title: c.title, text: c.text, kind: c.duty ? 'duty' : 'text', path: paths[c.force as Clause['force']], reading: c.duty ? text('Every origin city owes its superior a report within the limit, from when it knew.', '每个发生地自得知起在时限内向其上级报告。') : text('', ''),
    ...(c.source ? { source: c.source } : {}), ...(c.when ? { when: c.when } : {}), ...(c.duty ? { machine: c.duty } : {}),
  };
}
function lawClauses(): Clause[] {
  return (law.instrument.clauses as unknown as ShippedClause[]).map(shipped);
}

export class Rules {
  empty = false;
  made = all();
  /** The texts that were checked, so that a test sees what the editor sent. */
  checked: Record<string, unknown>[] = [];

  heads(): InstrumentHead[] {
    return this.empty ? [] : this.made.map((m) => m.head);
  }

  problems(): Problem[] {
    return this.empty ? [] : problems;
  }

  one(id: string, role: string | undefined): Instrument | undefined {
    const m = this.made.find((x) => x.head.id === id);
    if (!m) return undefined;
    const parties = m.head.parties.map((p) => p.party.id);
    return {
      ...m.head, ref: m.ref, sections: m.parts, rules: m.rules, bodies: [], versions: this.made.map((x) => x.head).filter((h) => h.code === m.head.code).sort((a, b) => b.version - a.version),
      wire: wire({ ...m.head, parties, ...(m.notice ? { notice: m.notice } : {}) }, m.rules, m.parts), list: m.list ?? [], triggers: m.triggers ?? [], items: m.head.code === 'songhua-compact' && m.head.version === 2 ? programme : [], flags: m.flags ?? [], can: role === 'coordinator' ? this.#can(m.head) : advising(role),
    };
  }

  #can(h: InstrumentHead): string[] {
    const mine = h.parties.find((p) => p.party.id === 'harbin');
    if (h.state === 'proposed') return mine?.state === 'asked' ? ['agreement.accept', 'agreement.refuse'] : h.by.id === 'harbin' && !h.missing ? ['agreement.conclude'] : [];
    if (h.state !== 'concluded' || !mine) return [];
    return ['agreement.propose', ...(h.code === 'songhua-compact' ? ['agreement.progress'] : []), mine.state === 'suspended' ? 'agreement.resume' : 'agreement.suspend', 'agreement.leave'];
  }

  say(kind: string, body: Record<string, unknown>, when: string): void {
    const m = this.made.find((x) => x.head.id === body.of);
    if (!m) return;
    const mine: Record<string, Signing['state']> = { 'agreement.accept': 'signed', 'agreement.refuse': 'refused', 'agreement.suspend': 'suspended', 'agreement.resume': 'signed', 'agreement.leave': 'leaving' };
    const state = mine[kind];
    const reason = typeof body.reason === 'string' ? { reason: text(body.reason, body.reason) } : {};
    if (state) m.head.parties = m.head.parties.map((p) => (p.party.id === 'harbin' ? { ...p, state, at: when, ref: ref(harbin, 30), ...reason, ...(state === 'leaving' ? { effect: new Date(Date.parse(when) + (m.notice ?? 0) * 86_400_000).toISOString() } : {}) } : p));
    if (kind === 'agreement.conclude') m.head.state = 'concluded';
    if (kind === 'agreement.refuse') m.head.state = 'refused';
    m.head.missing = m.head.parties.filter((p) => p.state === 'asked').length;
  }

  packs(): Packs {
    const compact = { title: text('River compact between cities', '城市间河流治理协议'), type: 'agreement' as const };
    const packs: Pack[] = [
      { name: 'river-compact', ...compact, template: true, note: text('A template between equals. It has to be filled in with parties; figures are proposals, not law.', '平等主体之间的模板，须填入各方；数字为建议，并非法律规定。'), sections, rules: clauses.filter((c) => !c.broken), wire: wire({ ...compact, code: 'river-compact', version: 1, mode: 'voluntary', from: at('12-01', '00:00'), parties: [], notice: 90 }, clauses.filter((c) => !c.broken), sections) },
      { name: law.name, title: law.instrument.title, type: 'pack', template: false, note: law.summary, sections: [], rules: lawClauses(), wire: law.instrument },
    ];
    return { packs: this.empty ? [] : packs };
  }
}
