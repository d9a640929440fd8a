// Who does what in the mock's case, and the coordinator's picture of it.
import type {
  Asked, Call, CaseHead, CommandRow, Duty, Estimate, Governance, Need, OwnPhase, Part, Party, Picture, PictureCase, PictureMember, Release, Report, Silence,
} from '../../src/api/types';
import { assessing } from './assess';
import { caseRef, clauses, counts, ref } from './duties';
import { advising, agency, at, daqing, harbin, heilongjiang, jiamusi, jilin, jilinProvince, songyuan, text } from './parties';

const iso = (ms: number): string => new Date(ms).toISOString();
const minute = 60_000;

function table(): CommandRow[] {
  return [
    { function: 'lead', holder: heilongjiang, from: at('11-20', '08:30'), basis: 'take-over', state: 'in-force', mode: 'superior-led', power: clauses.designate, ref: ref(heilongjiang, 7), confirmed: ref(heilongjiang, 8), briefing: text('The slug is at Zhaoyuan; Harbin drinks from the river.', '污染团已到肇源；哈尔滨取水自该江。') },
    { function: 'command', holder: harbin, deputies: [jiamusi], where: [harbin], place: text('Water supply of Harbin', '哈尔滨供水'), from: at('11-20', '12:00'), until: at('11-27', '12:00'), basis: 'designation', state: 'not-confirmed', power: clauses.designate, ref: ref(heilongjiang, 9), briefing: text('Close the intake at Sifangtai before 22 November 20:00; groundwater serves 40 % of demand.', '11 月 22 日 20 时前关闭四方台取水口；地下水可满足 40% 需求。') },
    { function: 'dispatch', holder: daqing, where: [harbin], from: at('11-20', '09:00'), basis: 'designation', state: 'in-force', abroad: true, power: clauses.designate, ref: ref(heilongjiang, 5), confirmed: ref(daqing, 11) },
    { function: 'coordinate', holder: jilin, from: at('11-19', '08:00'), basis: 'default', state: 'contested', ref: ref(jilin, 6) },
    { function: 'coordinate', holder: songyuan, from: at('11-18', '09:20'), basis: 'default', state: 'contested', ref: ref(songyuan, 5) },
    { function: 'dispatch', holder: jiamusi, where: [jiamusi], from: at('11-19', '20:00'), basis: 'designation', state: 'declined', ref: ref(heilongjiang, 4), reason: text('Our boats are needed on our own reach.', '本市船只须保障本市江段。') },
    { function: 'lead', holder: songyuan, from: at('11-18', '09:20'), until: at('11-20', '08:30'), basis: 'default', state: 'replaced', ref: ref(songyuan, 5) },
  ];
}

const phase = (party: Party, p: OwnPhase['phase'], since: string, en: string, zh: string, i: number): OwnPhase => ({ case: caseRef(), party, phase: p, since, reason: text(en, zh), ref: ref(party, i) });
const own = (): OwnPhase[] => [
  phase(harbin, 'watch', at('11-20', '08:00'), 'The front is three days away.', '前锋距此三日。', 9),
  phase(daqing, 'emergency', at('11-20', '07:05'), 'The slug is here.', '污染团已到。', 7),
  phase(songyuan, 'recovery', at('11-20', '02:00'), 'The tail has passed.', '尾部已通过。', 9),
  phase(jiamusi, 'watch', at('11-20', '10:05'), 'Preparing.', '准备中。', 10),
];

const parts = (): Part[] => [
  { party: jilin, roles: ['origin'], relation: 'co-governance', contested: text('Says that nothing entered the river.', '称没有污染物入江。') },
  { party: songyuan, roles: ['affected'], relation: 'co-governance', joined: ref(songyuan, 5) },
  { party: daqing, roles: ['affected'], relation: 'co-governance', joined: ref(daqing, 6) },
  { party: harbin, roles: ['affected'], relation: 'co-governance' },
  { party: jiamusi, roles: ['affected', 'support'], relation: 'co-governance', joined: ref(jiamusi, 8) },
  { party: heilongjiang, roles: ['lead', 'superior'], relation: 'coordination', joined: ref(heilongjiang, 5) },
  { party: agency, roles: ['superior'], relation: 'coordination', until: at('12-20', '00:00'), interest: text('Approved the plant in 2003.', '2003 年批准该装置。') },
];

const calls = (now: number): Call[] => [
  { party: jilin, state: 'overdue', at: at('11-18', '09:21'), due: at('11-18', '09:35'), next: jilinProvince, post: text('City duty desk', '市政府总值班室'), reach: ['+86 432 5550 100'], online: 'on' },
  { party: harbin, state: 'received', at: at('11-18', '09:20:04'), due: iso(now + 25 * minute), post: text('Emergency office', '应急办'), reach: ['+86 451 5550 119', 'duty@harbin.example'], online: 'on' },
  { party: agency, state: 'called', due: iso(now + 8 * minute), next: heilongjiang, post: text('Duty desk', '值班室'), reach: ['+86 10 5550 110'], online: 'unknown' },
  { party: daqing, state: 'joined', at: at('11-18', '09:31'), due: at('11-18', '09:35'), online: 'on' },
  { party: jiamusi, state: 'joined', at: at('11-18', '09:28'), due: at('11-18', '09:35'), online: 'on' },
];

const asked = (now: number, superior: boolean): Asked[] => [
  {
    ref: ref(heilongjiang, 10), id: 'heilongjiang.10', by: heilongjiang, kind: 'order', what: text('Open the groundwater wells and report their yield', '启用地下水源井并报告出水量'), at: at('11-20', '12:10'), answerBy: iso(now + 22 * minute), doneBy: at('11-21', '08:00'), power: clauses.order,
    to: [{ party: harbin, received: at('11-20', '12:10:02'), receipt: ref(harbin, 10), answer: 'none' }, { party: jiamusi, received: at('11-20', '12:10:03'), receipt: ref(jiamusi, 7), answer: 'accept', at: at('11-20', '12:31'), ref: ref(jiamusi, 10) }],
  },
  {
    ref: ref(jilinProvince, 14), id: 'jilin-province.14', by: jilinProvince, kind: 'order', what: text('Close the sluices on both sides of the border', '关闭界河两侧水闸'), at: at('11-20', '13:00'), answerBy: at('11-21', '20:00'), power: clauses.order,
    joint: {
      binds: false, settles: 'jilin-province.14', failing: agency, failsAt: at('11-20', '15:00'), ...(superior ? { mine: 'sign' as const } : {}),
      signatures: [{ party: jilinProvince, state: 'signed', at: at('11-20', '13:00'), ref: ref(jilinProvince, 14) }, { party: heilongjiang, state: 'none' }],
    },
    to: [{ party: songyuan, answer: 'none' }, { party: daqing, received: at('11-20', '13:00:02'), receipt: ref(daqing, 17), answer: 'none' }],
  },
  {
    ref: ref(agency, 12), id: 'sepa.12', by: agency, kind: 'order', what: text('Let the reservoir hold the water for two days', '水库拦蓄两日'), at: at('11-20', '11:00'), answerBy: at('11-20', '13:00'), power: clauses.order,
    joint: {
      binds: true, settles: 'sepa.12', settled: ref(heilongjiang, 12),
      signatures: [{ party: jilinProvince, state: 'signed', at: at('11-20', '10:00'), ref: ref(jilinProvince, 11) }, { party: heilongjiang, state: 'refused', at: at('11-20', '10:30'), ref: ref(heilongjiang, 12), code: 'own-population', text: text('A million people drink there.', '下游百万人取水于此。') }],
    },
    to: [{ party: songyuan, received: at('11-20', '11:00:02'), receipt: ref(songyuan, 14), answer: 'done', at: at('11-20', '11:40'), ref: ref(songyuan, 15) }],
  },
  {
    ref: ref(harbin, 11), id: 'harbin.11', by: harbin, kind: 'request', what: text('Lend us two laboratory teams until 24 November', '请借调两支化验队伍至 11 月 24 日'), at: at('11-20', '09:00'), answerBy: at('11-20', '13:00'),
    to: [
      { party: daqing, received: at('11-20', '09:00:02'), receipt: ref(daqing, 9), answer: 'refuse', code: 'own-population', text: text('Both teams are on our own intake.', '两队均在本市取水口值守。'), at: at('11-20', '09:40'), ref: ref(daqing, 10) },
      { party: jilin, received: at('11-20', '09:00:05'), receipt: ref(jilin, 9), answer: 'overdue' },
      { party: songyuan, answer: 'none' },
    ],
  },
  {
    ref: ref(songyuan, 8), id: 'songyuan.8', by: songyuan, kind: 'escalation', what: text('One command over both provinces', '两省统一指挥'), gap: text('Songyuan cannot order a plant upstream.', '松原无权指令上游企业。'), at: at('11-19', '18:00'), answerBy: at('11-20', '08:00'),
    to: [{ party: heilongjiang, received: at('11-19', '18:00:02'), receipt: ref(heilongjiang, 4), answer: 'accept', at: at('11-20', '08:30'), ref: ref(heilongjiang, 7) }],
  },
];

const reports = (): Report[] => [
  {
    ref: ref(jilin, 5), by: jilin, type: 'initial', at: at('11-18', '21:30'), missing: ['casualties', 'trend'],
    to: [{ party: heilongjiang, received: at('11-18', '21:30:04'), receipt: ref(heilongjiang, 3) }, { party: songyuan }],
    fields: [
      { name: 'time', text: text('13 November 2005, 13:45', '2005 年 11 月 13 日 13 时 45 分'), confidence: 'observed' }, { name: 'place', text: text('Jilin, benzene plant', '吉林市双苯厂'), confidence: 'observed' },
      { name: 'nature', unknown: true }, { name: 'extent', value: { value: 0.61, unit: 'mg/L', times: 35.9, station: 'Songyuan', at: at('11-18', '09:00') }, confidence: 'possible' },
    ],
  },
  { ref: ref(songyuan, 7), by: songyuan, type: 'supplementary', at: at('11-19', '12:00'), to: [{ party: harbin, received: at('11-19', '12:00:02'), receipt: ref(harbin, 7) }], fields: [{ name: 'trend', text: text('Falling at Songyuan since 04:00.', '松原 4 时起下降。'), confidence: 'observed' }] },
];

const waterOffice = { id: 'water-office', name: text('Office for accidents', '事故灾难专项办公室'), host: harbin, instrument: clauses.designate };

const every = [
  'incident.classify', 'incident.phase', 'incident.stage', 'incident.own', 'incident.join', 'incident.clock', 'incident.release', 'incident.surge', 'incident.report', 'incident.command', 'incident.confirm', 'incident.escalate', 'incident.task', 'incident.answer',
  'incident.merge', 'incident.split', 'incident.state', 'incident.tell', 'assessment.group', 'assessment.issue', 'assessment.sign', 'incident.override',
];

/** Daqing means to let water down to thin the slick; the time was moved forward, so that Harbin hears of it too late. */
function releases(all: Duty[]): Release[] {
  const like = all.find((d) => d.id === 'claimed');
  const { judged: _, metBy: __, metAt: ___, ...owed } = like ?? all[0]!;
  const notice = { ...owed, what: text('Tell those below', '事先通知下游'), do: 'notice', since: ref(daqing, 14), was: at('11-21', '02:00'), changed: ref(daqing, 15) };
  return [{
    id: 'daqing.15', party: daqing, what: text('Two gates of the sluice at Zhaoyuan', '肇源闸门两孔'), from: at('11-20', '20:00'), until: at('11-21', '08:00'), amount: { value: 800, unit: 'm3/s' }, state: 'planned', approval: 'changed', needs: [clauses.sluice],
    approvals: [{ by: heilongjiang, grants: true, power: clauses.sluice, at: at('11-20', '11:00'), stands: false, ref: ref(heilongjiang, 12) }],
    versions: [{ at: at('11-20', '10:00'), from: at('11-21', '14:00'), ref: ref(daqing, 14) }, { at: at('11-20', '13:00'), from: at('11-20', '20:00'), amount: { value: 800, unit: 'm3/s' }, reason: text('The slick is early.', '污染带提前到达。'), ref: ref(daqing, 15) }],
    told: [{ party: jiamusi, received: at('11-20', '13:00') }, { party: harbin }],
    notices: [
      { ...notice, id: 'release-harbin', to: harbin, due: at('11-20', '08:00'), near: true, state: 'overdue', late: 378, judged: 'missed' },
      { ...notice, id: 'release-jiamusi', to: jiamusi, due: at('11-20', '08:00'), near: true, state: 'met-late', late: 300, judged: 'claimed' },
    ],
  }];
}

/** Harbin says that it needs 400 t of carbon; the province thinks of fewer. Jilin says that it lacks nothing. */
function needs(): Need[] {
  const says = (by: Party, value: number, en: string, zh: string, index: number, gap?: number): Estimate => ({ by, amount: { value, unit: 't' }, basis: 'computed', text: text(en, zh), at: at('11-20', '10:10'), ref: ref(by, index), ...(gap === undefined ? {} : { gap: { value: gap, unit: 't' } }) });
  return [
    {
      party: harbin, kind: 'activated carbon', contested: true, own: { value: 50, unit: 't' }, ownFrom: 'said', promised: { value: 80, unit: 't' }, from: [clauses.sluice], reserves: [], denies: [],
      estimates: [says(harbin, 400, 'Two waterworks for ten days.', '两座水厂十日用量。', 9, 270), says(heilongjiang, 200, 'By the flow of the intakes.', '按取水流量计算。', 13, 70)], stock: [says(harbin, 50, 'In the depot.', '库存。', 10)], used: [says(harbin, 190, 'Until 28 November.', '至 11 月 28 日。', 14)],
    },
    { party: jilin, kind: 'laboratory', contested: true, ownFrom: 'unknown', promised: { value: 0, unit: '' }, from: [], reserves: [], denies: [jilin], estimates: [says(jilin, 0, 'We have it in hand.', '我方足够。', 6, 0), says(songyuan, 4, 'Nobody reads the samples.', '样品无人检测。', 8, 4)], stock: [], used: [] },
  ];
}

export function governance(now: number, all: Duty[], role: string | undefined, superior = false): Governance {
  return {
    lead: heilongjiang, mode: 'superior-led', stage: 'treatment', level: 'red', parts: parts(), table: table(), own: own(), reports: reports(), assessing: assessing(role === 'analyst'), asked: asked(now, superior), calls: calls(now), duties: all,
    classifications: [
      { by: heilongjiang, at: at('11-20', '08:40'), ref: ref(heilongjiang, 8), classes: ['accident', 'health'], grade: 1, response: 1, situation: 2, people: 3_800_000, reason: text('Water of a city of 3.8 million is cut.', '380 万人口城市停水。'), inForce: true },
      { by: songyuan, at: at('11-18', '09:25'), ref: ref(songyuan, 6), classes: ['accident'], grade: 3, response: 3, situation: 1, deaths: 5, reason: text('First reading.', '首次监测。'), inForce: false },
    ],
    situation: {
      class: 2, sources: [jilin], probability: 0.2, by: heilongjiang, at: at('11-20', '08:40'), ref: ref(heilongjiang, 8), decides: heilongjiang, dropped: [daqing],
      exposed: [{ party: songyuan, since: at('11-18', '09:25'), told: at('11-18', '09:26') }, { party: harbin, since: at('11-20', '08:40') }],
      contests: [{ by: songyuan, says: 3, reason: text('Nobody in Jilin drinks of it.', '吉林无人饮用该水。'), at: at('11-20', '09:10'), ref: ref(songyuan, 9), state: 'open' }],
    },
    leadProposal: {
      basis: 'designated', tied: [jilin, songyuan], superior: heilongjiang, rivers: [{ from: songyuan, to: harbin, basis: ref(songyuan, 9) }],
      origins: [{ party: jilin, above: [], share: { value: 60, unit: '%' } }, { party: songyuan, above: [], disputed: true }],
    },
    routing: [
      { at: at('11-18', '09:25'), by: songyuan, why: 'classification', ref: ref(songyuan, 6), classes: ['accident'], reason: text('First reading.', '首次监测。'), lead: waterOffice, copies: [], missing: [], inForce: false },
      { at: at('11-20', '08:40'), by: heilongjiang, why: 'classification', ref: ref(heilongjiang, 8), classes: ['accident', 'health', 'emerging'], reason: text('Water of a city of 3.8 million is cut.', '380 万人口城市停水。'), lead: waterOffice, copies: [{ ...waterOffice, id: 'health-office', name: text('Office for public health', '公共卫生专项办公室') }], missing: ['emerging'], inForce: true },
    ],
    meetings: [{ id: 'heilongjiang.11', title: text('Joint meeting on the water cut', '停水联席会议'), body: text('Coordinating body of the Songhua', '松花江综合性协调机构'), by: heilongjiang, case: caseRef(), at: at('11-20', '19:00'), place: text('By telephone', '电话会议'), state: 'called', mine: 'asked', answerBy: at('11-20', '17:00') }],
    next: [{ party: harbin, role: 'support', online: 'on', clause: clauses.designate }, { party: songyuan, role: 'support', online: 'off' }], unharmed: [jilin], releases: releases(all),
    gaps: [{ party: harbin, need: text('400 t of activated carbon', '活性炭 400 吨'), at: at('11-20', '10:30'), ref: ref(harbin, 9), denied: [daqing], rows: [{ kind: 'activated carbon', need: { value: 400, unit: 't' }, stock: { value: 50, unit: 't' }, promised: { value: 80, unit: 't' }, gap: { value: 270, unit: 't' }, used: { value: 190, unit: 't' }, basis: [ref(harbin, 9)] }, { power: 'order', basis: [ref(harbin, 8)] }] }],
    needs: needs(), authority: [{ party: harbin, power: 'order', task: text('Close the locks of both banks', '关闭两岸船闸'), by: harbin, at: at('11-20', '10:00'), ref: ref(harbin, 8), holds: [], others: [{ party: heilongjiang, clause: clauses.order }] }],
    surge: {
      ways: [{ from: jiamusi, to: harbin, minutes: 240, clause: clauses.sluice, shut: [{ place: 'Sifangtai', from: at('11-24', '05:00'), until: at('11-26', '12:00'), forecast: ref(daqing, 11) }] }], tables: [{ by: heilongjiang, at: at('11-19', '09:00'), ref: ref(heilongjiang, 7), rows: [], inTime: 3, count: 5 }], tableDue: at('11-20', '09:00'), overdue: true,
      within: 720, speed: 60, detour: 130, more: 2, cuts: [{ from: songyuan, to: harbin, basis: [ref(songyuan, 9)], contested: true }],
      arrivals: [
        { to: harbin, holder: jiamusi, kind: 'water truck', amount: { value: 12, unit: '1' }, clause: clauses.sluice, ready: 60, minutes: 410, inTime: true, cut: false, counted: true, by: [clauses.sluice], round: true, waits: 90 },
        { to: harbin, holder: songyuan, kind: 'activated carbon', amount: { value: 80, unit: 't' }, clause: clauses.sluice, ready: 120, inTime: false, cut: true, counted: false, twice: [clauses.readings] },
      ],
    },
    outside: [{
      id: 'khabarovsk', name: text('Khabarovsk', '哈巴罗夫斯克'), place: text('Amur at Khabarovsk', '黑龙江哈巴罗夫斯克段'), probability: 0.97, people: 580_000, tellBy: at('11-20', '12:00'), forecast: ref(songyuan, 9), state: 'untold', late: true, told: [], superiors: [agency],
      arrival: { p05: at('12-14', '02:00'), p25: at('12-15', '10:00'), p50: at('12-16', '06:00'), p75: at('12-17', '04:00'), p95: at('12-19', '08:00') }, peak: { p05: 0.05, p25: 0.08, p50: 0.11, p75: 0.14, p95: 0.2, unit: 'mg/L' },
    }, {
      id: 'tongjiang', name: text('Tongjiang', '同江'), probability: 0.99, state: 'told', superiors: [], arrival: { p05: at('12-10', '02:00'), p25: at('12-10', '10:00'), p50: at('12-11', '06:00'), p75: at('12-12', '04:00'), p95: at('12-13', '08:00') },
      told: [{ by: jiamusi, means: 'telephone', at: at('11-20', '14:05'), what: text('Nitrobenzene comes down the river.', '硝基苯正顺江而下。'), answered: text('duty desk', '值班室'), answer: text('We close the intake.', '我们关闭取水口。'), ref: ref(jiamusi, 10) }, { by: harbin, means: 'fax', at: at('11-20', '13:10'), what: text('Nitrobenzene', '硝基苯'), ref: ref(harbin, 9) }],
    }],
    modes: [
      { mode: 'voluntary', from: at('11-18', '09:20'), until: at('11-20', '08:30'), basis: 'default', stands: [] },
      { mode: 'superior-led', from: at('11-20', '08:30'), basis: 'take-over', by: heilongjiang, ref: ref(heilongjiang, 7), asked: ref(songyuan, 8), why: text('Two provinces need one command.', '两省需统一指挥。'), stands: ['harbin.11'] },
    ],
    split: [], proposed: { phase: 'emergency', since: at('11-20', '07:05'), clause: { ...clauses.tell, clause: '3.1', title: text('Over 10 times the limit upstream: emergency', '上游超标 10 倍以上转入应急') } }, can: role === 'coordinator' ? [...every, 'standing.suspect', 'evaluation.answer'] : role === 'duty-officer' ? every : role === 'analyst' ? ['assessment.issue', 'assessment.sign', 'incident.override'] : advising(role),
  };
}

export function picture(now: number, head: CaseHead, all: Duty[]): Picture {
  const of = (p: Party): Duty[] => all.filter((d) => d.party.id === p.id);
  const member = (party: Party, more: Partial<PictureMember>): PictureMember => ({ party, online: 'on', lastHeard: iso(now - 2_000), phases: own().filter((o) => o.party.id === party.id), counts: counts(of(party)), asked: 0, answered: 0, ...more });
  const silent: Silence[] = [
    { case: caseRef(), party: jilin, what: text('Lend us two laboratory teams until 24 November', '请借调两支化验队伍至 11 月 24 日'), asked: at('11-20', '09:00'), due: at('11-20', '13:00'), overdue: true, online: 'on', lastHeard: iso(now - 12_000), next: jilinProvince, ref: ref(harbin, 11) },
    { case: caseRef(), party: songyuan, what: text('Lend us two laboratory teams until 24 November', '请借调两支化验队伍至 11 月 24 日'), asked: at('11-20', '09:00'), due: at('11-20', '13:00'), overdue: true, online: 'off', lastHeard: at('11-20', '05:12'), ref: ref(harbin, 11) },
    { case: caseRef(), party: harbin, what: text('Open the groundwater wells and report their yield', '启用地下水源井并报告出水量'), asked: at('11-20', '12:10'), due: iso(now + 22 * minute), online: 'on', lastHeard: iso(now - 1_000), next: heilongjiang, ref: ref(heilongjiang, 10) },
  ];
  const next = ['report', 'accept', 'excuse', 'notify'].flatMap((id) => all.find((d) => d.id === id) ?? []);
  const soon = next[0];
  const quiet: PictureCase = {
    id: 'ice-jam', title: text('Ice jam at Jiamusi (drill)', '佳木斯凌汛（演练）'), status: 'Exercise', opened: at('11-19', '08:00'), by: jiamusi, situation: 1, phase: 'watch', latest: at('11-20', '06:00'), mode: 'voluntary', lead: jiamusi,
    contested: true, counts: { open: 1, met: 3 }, grade: 4, outside: [],
  };
  return {
    now: iso(now), next, silent,
    cases: [{ ...head, grade: 1, response: 1, level: 'red', mode: 'superior-led', lead: heilongjiang, counts: counts(all), outside: governance(now, all, undefined).outside, ...(soon ? { next: soon } : {}) }, quiet],
    members: [
      member(jilin, { sizeClass: 'large II', asked: 3, answered: 1 }), member(songyuan, { sizeClass: 'small I', online: 'off', lastHeard: at('11-20', '05:12'), asked: 2, answered: 1 }), member(daqing, { sizeClass: 'large II', asked: 2, answered: 2 }),
      member(harbin, { sizeClass: 'large I', asked: 1, answered: 0 }), member(jiamusi, { sizeClass: 'medium', asked: 1, answered: 1 }), member(heilongjiang, { asked: 1, answered: 1 }), member(agency, { online: 'unknown' }),
    ],
    bodies: [{
      id: 'songhua-office', instrument: clauses.designate, kind: 'coordinating-body', guests: [], queue: [], standing: [], cases: [], contacts: [], state: 'daily', risks: [], name: text('Coordinating body of the Songhua', '松花江综合性协调机构'), host: heilongjiang, chair: heilongjiang, chairUntil: at('12-31', '23:59'), quorum: 5, powers: [clauses.designate, clauses.order],
      seats: [jilin, songyuan, daqing, harbin, jiamusi].map((p) => ({ party: p, ...(p.id === 'songyuan' ? { vacant: true } : {}) })),
    }],
    problems: [
      { kind: 'stricter', text: text('Two clauses ask for the initial report: within 2 hours, within 1 hour. The stricter governs.', '两条款均要求初报：2 小时内、1 小时内；以从严者为准。'), clauses: [clauses.initial, clauses.tell], governs: clauses.tell },
      { kind: 'unassigned', text: text('Nobody answers for clause 8.4 when Daqing is absent.', '大庆缺席时，第 8.4 条无人负责。'), clauses: [clauses.sluice] },
    ],
  };
}
