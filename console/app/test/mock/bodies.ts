// Bodies, meetings and findings of the mock, on 20 November 2005.
import type { Accesses, Attendance, Bodies, Body, Directory, Exercises, Findings, Meeting, Meetings, Participation, Rate, Steady } from '../../src/api/types';
import type { Party } from '../../src/api/types';
import { duties } from './duties';
import { advising, agency, at, daqing, harbin, jiamusi, jilin, jilinProvince, songyuan, text } from './parties';
import { clause, ref } from './rules';

const iso = (ms: number): string => new Date(ms).toISOString();
const caseRef = { id: 'songhua-2005', title: text('Nitrobenzene in the Songhua, November 2005', '2005 年 11 月松花江硝基苯污染'), status: 'Exercise' as const };
const compact = clause('9.1');
const seat = (party: Party, holder: string, zh: string, more: Partial<Body['seats'][number]> = {}): Body['seats'][number] => ({ party, holder: text(holder, zh), rank: 2, ref: ref(party, 6), ...more });

function bodies(now: number): Body[] {
  return [
    {
      id: 'office', instrument: compact, kind: 'coordinating-body', name: text('Coordinating body of the Songhua', '松花江综合性协调机构'), host: harbin, deputy: jilin, quorum: 3, chair: harbin, chairUntil: '2006-03-01T00:00:00+08:00', powers: [clause('9.1'), clause('9.4')],
      seats: [seat(harbin, 'vice mayor', '副市长', { alternate: text('head of the emergency office', '应急办主任'), rank: 1 }), seat(jilin, 'vice mayor', '副市长', { rank: 1 }), seat(daqing, 'secretary general', '秘书长'), { party: songyuan, vacant: true }, seat(jiamusi, 'vice mayor', '副市长', { rank: 1 })],
      guests: [
        { id: 'harbin.15', party: agency, part: text('adviser on sampling', '采样顾问'), case: caseRef, from: at('11-18', '08:00'), until: at('11-21', '08:00'), ended: false, ref: ref(harbin, 15) },
        { id: 'harbin.11', party: { id: 'jph', name: text('Jilin Petrochemical', '吉林石化'), role: 'body' }, part: text('knows what was in the tanks', '掌握储罐物料'), case: caseRef, from: at('11-15', '08:00'), until: at('11-30', '08:00'), ended: false, interest: text('The plant from which it came.', '污染源企业。'), ref: ref(harbin, 11) },
      ],
      queue: [], cases: [], contacts: [], state: 'daily', risks: [], standing: [{ what: text('Joint exercise', '联合演练'), who: harbin, clause: clause('12'), last: at('06-10', '09:00'), due: '2006-06-10T09:00:00+08:00', missed: false }],
    },
    {
      id: 'water-office', instrument: compact, kind: 'hazard-office', parent: 'office', name: text('Office for accidents', '事故灾难专项办公室'), host: harbin, classes: ['accident'], quorum: 2, powers: [], guests: [],
      seats: [seat(harbin, 'head of the environment bureau', '环保局局长'), { party: songyuan, vacant: true }, seat(jiamusi, 'deputy head of the environment bureau', '环保局副局长', { rank: 3 })],
      state: 'emergency', risks: [], cases: [{ case: caseRef, part: 'lead', phase: 'emergency', since: at('11-20', '08:40'), open: 3, due: iso(now + 9 * 60_000) }],
      contacts: [{ party: harbin, post: text('duty desk of the environment bureau', '环保局值班室'), reach: ['tel:+86451000000'] }],
      queue: duties(now).filter((d) => ['report', 'accept', 'excuse'].includes(d.id)),
      standing: [
        { what: text('Sample at Sifangtai', '四方台采样'), who: harbin, clause: clause('5.1'), last: at('11-20', '08:00'), due: at('11-21', '08:00'), missed: false },
        { what: text('Refresh the list of laboratories', '更新化验室名录'), who: jiamusi, clause: clause('12'), last: at('08-01', '09:00'), due: at('11-01', '09:00'), missed: true },
      ],
    },
    { id: 'health-office', instrument: compact, kind: 'hazard-office', parent: 'office', name: text('Office for public health', '公共卫生专项办公室'), host: jiamusi, classes: ['health'], quorum: 2, powers: [], guests: [], seats: [seat(jiamusi, 'head of the health bureau', '卫生局局长'), seat(harbin, 'deputy head of the health bureau', '卫生局副局长')], queue: [], standing: [], contacts: [], state: 'daily', risks: [],
      cases: [{ case: caseRef, part: 'copy', phase: 'emergency', since: at('11-20', '08:40'), open: 3, lead: { id: 'water-office', name: text('Office for accidents', '事故灾难专项办公室'), host: harbin, instrument: compact } }] },
  ];
}

// The zones: one whose holder is away, and one on a border of which a side is vacant.
const zones = (away: boolean): Bodies['zones'] => [
  {
    clause: clause('9.1'), name: text('Sifangtai intake', '四方台取水口'), of: [harbin], deputies: [daqing, jiamusi], mine: true,
    sides: [away
      ? { holder: harbin, stands: daqing, deputy: 1, since: at('11-20', '08:00'), absent: [{ party: harbin, why: 'absent', since: at('11-20', '08:00'), until: at('11-22', '08:00'), reason: text('at the provincial capital', '赴省会议'), ref: ref(harbin, 33) }] }
      : { holder: harbin, stands: harbin, post: text('head of the waterworks', '自来水厂负责人'), since: at('11-01', '08:00'), absent: [] }],
  },
  {
    clause: clause('9.4'), name: text('Sancha mouth', '三岔河口'), of: [songyuan, daqing], deputies: [jilin], mine: false,
    sides: [
      { holder: songyuan, since: at('11-19', '08:00'), absent: [{ party: songyuan, why: 'left', since: at('11-18', '08:00'), ref: ref(songyuan, 12) }, { party: jilin, why: 'absent', since: at('11-19', '08:00'), until: at('11-25', '08:00'), reason: text('the desk is flooded', '值班室进水'), ref: ref(jilin, 44) }] },
      { holder: daqing, stands: daqing, since: at('11-01', '08:00'), absent: [] },
    ],
  },
];

// What is to do at Harbin, which hosts the office for accidents: its own duty has two hats and stands once.
function work(now: number, empty: boolean): Bodies['work'] {
  if (empty) return { state: 'daily', daily: [], emergency: [] };
  const office = { body: 'water-office', name: text('Office for accidents', '事故灾难专项办公室'), as: 'host' as const };
  const city = { name: harbin.name, as: 'city' as const };
  const of = (d: ReturnType<typeof duties>[number]): Bodies['work']['emergency'][number] => ({
    id: `duty.${d.id}`, list: 'emergency', kind: 'duty', what: d.what, party: d.party, hats: d.party.id === harbin.id ? [{ ...office, post: text('duty desk', '值班室') }, city] : [office], ...(d.due ? { due: d.due } : {}), state: d.state === 'overdue' ? 'overdue' : 'open', case: caseRef, clause: d.clause, href: `/duties?duty=${d.id}`,
  });
  return {
    state: 'emergency', emergency: duties(now).filter((d) => ['report', 'accept', 'excuse'].includes(d.id)).map(of),
    daily: [
      { id: 'routine.1', list: 'daily', kind: 'routine', what: text('Refresh the list of laboratories', '更新化验室名录'), party: harbin, hats: [office], due: at('11-01', '09:00'), state: 'missed', clause: clause('12'), href: '/bodies' },
      { id: 'seat.1', list: 'daily', kind: 'seat', what: text('Office for public health', '公共卫生专项办公室'), party: harbin, hats: [{ ...office, as: 'seat' }], state: 'open', href: '/bodies' },
    ],
  };
}

const attendance = (party: Party, state: Attendance['state'], more: Partial<Attendance> = {}): Attendance => ({ party, state, commits: false, ...more });
function meetings(now: number): Meeting[] {
  return [
    {
      id: 'harbin.24', ref: ref(harbin, 24), title: text('Joint meeting on the water cut', '停水联席会议'), body: text('Coordinating body of the Songhua', '松花江综合性协调机构'), by: jilin, case: caseRef, at: at('11-20', '19:00'), place: text('By telephone', '电话会议'), state: 'called', mine: 'asked', answerBy: iso(now + 12 * 60_000),
      agenda: [text('When Harbin cuts its intake', '哈尔滨何时关闭取水口'), text('Carbon for Jiamusi', '佳木斯活性炭'), text('Who tells the press', '由谁对外发布')], quorum: 3, present: 2,
      attending: [attendance(harbin, 'asked'), attendance(jilin, 'comes', { post: text('vice mayor', '副市长'), rank: 1, commits: true, ref: ref(jilin, 9) }), attendance(daqing, 'comes', { post: text('section chief', '科长'), rank: 4, ref: ref(daqing, 9) }), attendance(jiamusi, 'not', { reason: text('Pump house under repair; hears by telephone.', '泵站抢修，电话旁听。'), ref: ref(jiamusi, 9) }), attendance(songyuan, 'silent')],
      decisions: [], actions: [], can: ['meeting.attend'],
    },
    {
      id: 'harbin.22', ref: ref(harbin, 22), title: text('First meeting on the slug', '首次污染团会商'), body: text('Coordinating body of the Songhua', '松花江综合性协调机构'), by: harbin, case: caseRef, at: at('11-19', '15:00'), place: text('Harbin, emergency office', '哈尔滨市应急办'), state: 'minuted', mine: 'unsigned', answerBy: at('11-19', '12:00'),
      agenda: [text('Sampling every two hours', '每两小时采样'), text('Close the intake at Sifangtai', '关闭四方台取水口')], quorum: 3, present: 3, minutes: ref(harbin, 23), text: text('The front is expected on 24 November.', '预计前锋 11 月 24 日到达。'),
      attending: [
        attendance(harbin, 'present', { post: text('head of the emergency office', '应急办主任'), rank: 2, commits: true, signed: 'unsigned', ref: ref(harbin, 20) }),
        attendance(jilin, 'present', { post: text('vice mayor', '副市长'), rank: 1, commits: true, signed: 'agrees', ref: ref(jilin, 8) }),
        attendance(daqing, 'present', { post: text('section chief', '科长'), rank: 4, signed: 'dissents', dissent: text('The figure of 24 November was contested by our station.', '11 月 24 日的预计，我站有异议。'), ref: ref(daqing, 8) }),
        attendance(jiamusi, 'silent'),
      ],
      decisions: [
        { item: 1, text: text('Samples are taken every two hours from Zhaoyuan down.', '肇源以下每两小时采样一次。'), for: [harbin, jilin, daqing], against: [], abstain: [], result: 'carried', committed: [harbin, jilin], heard: [daqing] },
        { item: 2, text: text('The intake at Sifangtai closes on 23 November.', '四方台取水口 11 月 23 日关闭。'), for: [harbin], against: [jilin], abstain: [daqing], result: 'not-carried', committed: [], heard: [daqing] },
      ],
      actions: [
        { n: 1, owner: harbin, what: text('Lend two mobile laboratories to Jiamusi', '借给佳木斯两台移动化验车'), due: at('11-20', '12:00'), state: 'overdue', evidence: [] },
        { n: 2, owner: daqing, what: text('Report the level of the reservoir', '报告水库水位'), due: at('11-20', '18:00'), state: 'done', done: at('11-20', '09:00'), evidence: [], ref: ref(daqing, 11) },
        { n: 3, owner: jilin, what: text('List of what was in the tanks', '储罐物料清单'), due: at('11-20', '09:00'), state: 'done-late', done: at('11-20', '11:10'), evidence: ['ab'.repeat(32)], ref: ref(jilin, 10) },
      ],
      can: ['meeting.sign', 'meeting.done'],
    },
    { id: 'jiamusi.8', ref: ref(jiamusi, 8), title: text('Ice and the slug: what it means for sampling', '冰期污染团与采样'), body: text('Office for accidents', '事故灾难专项办公室'), by: jiamusi, at: at('11-22', '09:00'), place: text('', ''), state: 'requested', answerBy: at('11-22', '09:00'), agenda: [], quorum: 2, present: 0, attending: [], decisions: [], actions: [], can: ['meeting.convene'] },
  ];
}

function findings(now: number): Findings {
  const all = duties(now);
  const late = all.find((d) => d.id === 'notify');
  return {
    now: iso(now),
    findings: [
      {
        id: 'harbin.26', ref: ref(harbin, 26), by: harbin, party: jilin, violation: 'late', case: caseRef, clause: clause('11.1'), text: text('Songyuan was not notified for five days.', '五天未通报松原。'), at: at('11-19', '18:00'), replyBy: iso(now + 3 * 3_600_000), state: 'replied',
        interest: text('Harbin was reached by the same slug.', '哈尔滨同受该污染团波及。'), conflict: true, evidence: [ref(songyuan, 5), ref(agency, 3)], can: ['standing.hear', 'standing.decide'],
        steps: [
          { kind: 'standing.find', by: harbin, at: at('11-19', '18:00'), text: text('Songyuan was not notified for five days.', '五天未通报松原。'), ref: ref(harbin, 26) },
          { kind: 'standing.reply', by: jilin, at: at('11-20', '08:00'), text: text('The provincial authority was told on the 14th; it tells others.', '14 日已报省级主管部门，由其通报。'), ref: ref(jilin, 12) },
        ],
      },
      {
        id: 'jilin.31', ref: ref(jilin, 31), by: jilin, party: harbin, violation: 'slow', case: caseRef, clause: clause('11.1'), text: text('Two mobile laboratories that were promised for noon had not left at noon.', '承诺中午出发的两台化验车未按时出发。'), at: at('11-20', '13:00'), replyBy: iso(now + 90 * 60_000), state: 'found', evidence: [ref(harbin, 22)],
        steps: [{ kind: 'standing.find', by: jilin, at: at('11-20', '13:00'), text: text('Two mobile laboratories that were promised for noon had not left at noon.', '承诺中午出发的两台化验车未按时出发。'), ref: ref(jilin, 31) }], can: ['standing.reply'],
      },
      {
        id: 'harbin.17', ref: ref(harbin, 17), by: harbin, party: daqing, violation: 'incomplete', clause: clause('11.1'), text: text('Readings without a unit.', '监测数据未注明单位。'), at: at('10-02', '09:00'), replyBy: at('10-05', '09:00'), state: 'fulfilled', founded: true, sanction: text('a reminder', '提醒'), evidence: [ref(daqing, 3)], can: [],
        steps: [
          { kind: 'standing.find', by: harbin, at: at('10-02', '09:00'), text: text('Readings without a unit.', '监测数据未注明单位。'), ref: ref(harbin, 17) },
          { kind: 'standing.decide', by: jilinProvince, at: at('10-10', '09:00'), text: text('Founded; a reminder.', '成立；予以提醒。'), ref: ref(jilinProvince, 4) },
          { kind: 'standing.fulfil', by: daqing, at: at('10-12', '09:00'), text: text('Units are on every reading since.', '此后每项数据均注明单位。'), ref: ref(daqing, 5) },
        ],
      },
    ],
    entries: [],
    suspected: [
      ...(late ? [{ violation: 'late' as const, duty: late, party: jilin, text: text('Nothing to Songyuan on record since 13 November 13:45.', '自 11 月 13 日 13:45 起无通报松原的记录。'), evidence: [ref(songyuan, 5), ref(agency, 3)] }] : []),
      { violation: 'incomplete', party: songyuan, text: text('Three readings of 19 November name no station.', '11 月 19 日三项数据未注明断面。'), evidence: [ref(songyuan, 7)], defence: text('Its node was off line from 05:12 on; the readings may be on their way.', '其节点自 05:12 起离线，数据可能在途。') },
    ],
    notes: [
      { id: 'jilin-province.9', kind: 'query', by: jilinProvince, to: [harbin], at: at('11-20', '12:00'), text: text('How long does the intake at Sifangtai stay closed?', '四方台取水口将关闭多久？'), about: ref(harbin, 12), answerBy: iso(now + 100 * 60_000), ref: ref(jilinProvince, 9) },
      { id: 'harbin.14', kind: 'query', by: harbin, to: [jilin], at: at('11-18', '12:00'), text: text('How much nitrobenzene went into the river?', '入江硝基苯总量是多少？'), answerBy: at('11-19', '12:00'), overdue: true, ref: ref(harbin, 14) },
      { id: 'jiamusi.12', kind: 'suspicion', by: jiamusi, to: [harbin], at: at('11-20', '09:00'), text: text('Readings at Sifangtai between 2 and 5 o\'clock seem to be held back.', '四方台 2 时至 5 时的监测数据似被压下。'), case: caseRef, evidence: [ref(harbin, 9)], outcome: 'open', informed: true, ref: ref(jiamusi, 12) },
      { id: 'sepa.5', kind: 'advice', by: agency, to: [harbin, jiamusi], at: at('11-19', '16:00'), text: text('Take samples under the ice, too.', '建议同时采集冰下样品。'), ref: ref(agency, 5) },
    ],
  };
}

export class Standing {
  empty = false;
  #now: () => number;
  #said: { kind: string; body: Record<string, unknown>; at: string; id: string }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  say(kind: string, body: Record<string, unknown>, id: string): void {
    this.#said.push({ kind, body, at: iso(this.#now()), id });
  }

  #of(id: string, kind: string): Record<string, unknown> | undefined {
    return this.#said.findLast((s) => s.kind === kind && s.body.of === id)?.body;
  }

  directory(): Directory {
    const now = iso(this.#now());
    if (this.empty) return { now, alliances: [], offices: [], picture: { listed: 0, heard: 0, cases: 0 } };
    return {
      now, picture: { listed: 1, heard: 1, cases: 2, gravest: 1 }, offices: [{ body: 'national', name: text('National coordination office', '国家协调办公室'), host: harbin, instrument: 'harbin.40', mine: true }],
      alliances: [{
        id: 'harbin.41', state: 'listed', body: 'national', by: harbin, name: text('Delta alliance', '三角洲联盟'), founder: 'delta/journal/1', charter: '1f'.repeat(32), mode: 'voluntary', members: [jilin, songyuan], area: text('the delta', '三角洲'),
        classes: ['natural', 'accident'], contact: text('duty desk', '值班室'), from: at('11-01', '08:00'), told: { by: harbin, own: false, asOf: at('11-20', '07:00'), cases: 2, gravest: 1, source: text('its duty desk', '其值班室'), ref: ref(harbin, 42) },
        stale: false, log: [{ kind: 'change', at: at('11-10', '08:00'), why: text('A member joined.', '新增成员。'), ref: ref(harbin, 41) }, { kind: 'register', at: at('11-01', '08:00'), ref: ref(harbin, 39) }],
        can: ['agreement.register', 'agreement.strike', 'agreement.tell'],
      }],
    };
  }

  exercises(role: string | undefined): Exercises {
    const now = iso(this.#now());
    if (this.empty) return { now, exercises: [], mistaken: [] };
    const plan = { clause: clause('9.4'), kind: 'operations-based' as const, aim: text('to warn within an hour', '一小时内完成预警'), objectives: [text('every city answers', '各市均作应答')], scenario: text('a tank leaks', '储罐泄漏'), evaluator: jilin };
    const confirmed = this.#said.some((s) => s.kind === 'meeting.confirm');
    const exercise = { id: 'harbin.33', title: text('A tank leaks', '储罐泄漏'), status: 'Exercise' as const };
    return {
      now,
      exercises: [
        { ...plan, state: 'evaluated', what: text('Slick across two borders', '跨两界污染团演练'), owner: harbin, due: at('11-10', '08:00'), case: exercise, held: at('11-09', '08:00'), came: [jilin], absent: [songyuan], evaluations: [{ meeting: 'harbin.22', title: text('Evaluation of the exercise', '演练评估会'), by: harbin, at: at('11-12', '08:00'), state: 'minuted', named: true, decisions: [] }],
          improvements: [{ n: 1, owner: songyuan, what: text('A second person at the desk at night', '夜间值班增加一人'), due: at('11-30', '08:00'), state: 'done', done: at('11-19', '08:00'), evidence: [], ref: ref(songyuan, 9), meeting: 'harbin.22', by: harbin, closed: confirmed, ...(confirmed ? { confirmed } : {}), can: role === 'coordinator' && !confirmed ? ['meeting.confirm'] : [] }] },
        { ...plan, state: 'missed', kind: 'discussion-based', what: text('Talk through the plan', '预案桌面推演'), owner: jilin, own: true, due: at('11-01', '08:00'), came: [], absent: [harbin], evaluations: [], improvements: [] },
      ],
      mistaken: [{ by: songyuan, case: { id: 'songyuan.8', title: text('Poison in the river', '江中有毒'), status: 'Actual' }, ref: ref(songyuan, 8), ground: ref(harbin, 33), exercise, right: false }],
    };
  }

  steady(): Steady {
    const now = iso(this.#now());
    const exercise = clause('9.4');
    const work = { kind: 'exercise' as const, clause: exercise, every: 365, what: text('Exercise across borders', '跨界演练'), last: '2003-05-11T01:00:00Z', due: '2004-05-10T01:00:00Z', age: 924, missed: true };
    const years = [{ year: 2003, due: 3, done: 3, off: 0 }, { year: 2004, due: 2, done: 0, off: 1 }];
    const aged = (what: 'meeting' | 'exercise' | 'contacts' | 'chain', age: number) => ({ what, last: '2003-05-11T01:00:00Z', age, every: 365, state: 'decayed' as const });
    return {
      now, fine: this.empty, latest: '2003-05-11T01:00:00Z', years: this.empty ? [] : years, exercised: { done: 2, of: 14 },
      says: this.empty ? [] : [text('Nothing has happened for 2 y 6 mo: the last that is on record is of 2003-05-11', '已有2年6个月没有任何记录：最近一次记录是2003-05-11'), text('Contacts of Jilin not confirmed for 924 days, wanted every 92', '吉林的联络方式已有924天未确认，应每92天一次')],
      works: this.empty ? [] : [{ ...work, who: harbin, kept: { due: 5, done: 3, off: 1 }, years }, { ...work, who: jilin, kept: { due: 5, done: 3, off: 0 }, years }],
      members: this.empty ? [] : [harbin, jilin].map((party) => ({ party, ages: [aged('meeting', 924), aged('exercise', 924), aged('contacts', 924), aged('chain', 924)], kept: { due: 5, done: 3, off: 0 }, tests: 2, answered: 1, off: 0 })),
      pairs: this.empty ? [] : [{ a: harbin, b: jilin, last: '2003-05-11T01:00:00Z', age: 924, every: 183 }],
      untouched: this.empty ? [] : [{ party: harbin, body: text('Joint office', '联合办公室'), changed: '2004-03-01T01:00:00Z', what: work.what, clause: exercise, last: '2003-05-11T01:00:00Z' }],
    };
  }

  bodies(): Bodies {
    return { now: iso(this.#now()), work: work(this.#now(), this.empty), mine: this.empty ? [] : [clause('9.4')], zones: this.empty ? [] : zones(this.#said.some((x) => x.kind === 'agreement.appoint' && x.body.zone === '9.1')), bodies: this.empty ? [] : bodies(this.#now()).map((b) => ({
      ...b,
      seats: b.seats.map((s) => {
        const appointed = this.#said.findLast((x) => x.kind === 'agreement.appoint' && x.body.body === b.id)?.body;
        return appointed && s.party.id === 'harbin' ? { party: s.party, holder: text(String(appointed.holder), String(appointed.holder)), rank: Number(appointed.rank ?? 0), ref: ref(harbin, 30) } : s;
      }),
      guests: b.guests.map((g) => (this.#of(g.id, 'agreement.dismiss') ? { ...g, ended: true } : g)),
    })) };
  }

  meetings(): Meetings {
    return { now: iso(this.#now()), meetings: this.empty ? [] : meetings(this.#now()) };
  }

  meeting(id: string, role: string | undefined): Meeting | undefined {
    const m = meetings(this.#now()).find((x) => x.id === id);
    if (!m || m.state === 'requested') return undefined;
    const answer = this.#of(id, 'meeting.attend');
    const signed = m.minutes ? this.#of('harbin.23', 'meeting.sign') : undefined;
    const done = this.#said.find((s) => s.kind === 'meeting.done');
    const s = (x: unknown): ReturnType<typeof text> => text(String(x), String(x));
    return {
      ...m, can: role === 'coordinator' ? m.can : role === 'duty-officer' ? m.can.filter((c) => ['meeting.attend', 'meeting.done'].includes(c)) : advising(role),
      ...(answer ? { mine: answer.comes ? 'comes' as const : 'not' as const } : signed ? { mine: signed.agrees ? 'signed' as const : 'dissents' as const } : {}),
      attending: m.attending.map((a) => (a.party.id !== 'harbin' ? a : answer ? { ...a, state: answer.comes ? 'comes' : 'not', post: s(answer.post ?? ''), commits: answer.commits === true, ref: ref(harbin, 31) } : signed ? { ...a, signed: signed.agrees ? 'agrees' : 'dissents', ...(signed.dissent ? { dissent: s(signed.dissent) } : {}) } : a)),
      actions: m.actions.map((a) => (done && a.n === done.body.action ? { ...a, state: 'done-late', done: done.at, evidence: [] } : a)),
    };
  }

  findings(role: string | undefined): Findings {
    const f = findings(this.#now());
    if (this.empty) return { ...f, findings: [], suspected: [], entries: [], notes: [] };
    const states = { 'standing.reply': 'replied', 'standing.hear': 'heard', 'standing.decide': 'decided' } as const;
    return {
      ...f,
      findings: f.findings.map((x) => {
        const steps = this.#said.filter((s) => s.body.of === x.id);
        const last = steps.at(-1);
        return {
          ...x, can: role === 'coordinator' ? x.can : advising(role), state: last && last.kind in states ? states[last.kind as keyof typeof states] : x.state,
          steps: [...x.steps, ...steps.map((s) => ({ kind: s.kind, by: harbin, at: s.at, text: text(String(s.body.text), String(s.body.text)), ref: ref(harbin, 40) }))],
        };
      }),
      notes: [...this.#noted(), ...f.notes].map((n) => { const said = this.#of(n.id, 'standing.explain') ?? this.#of(n.id, 'standing.reply'); return said ? { ...n, answer: text(String(said.text), String(said.text)) } : n; }),
    };
  }

  /** Advice and suspicions that were put on record since. */
  #noted(): Findings['notes'] {
    return this.#said.filter((s) => s.kind === 'standing.advise' || s.kind === 'standing.suspect').map((s) => ({
      id: s.id, kind: s.kind === 'standing.advise' ? 'advice' : 'suspicion', by: harbin, to: [], at: s.at, text: text(String(s.body.text), String(s.body.text)), ref: ref(harbin, 41),
      ...([s.body.about, s.body.case].includes(caseRef.id) ? { case: caseRef } : {}), ...(s.kind === 'standing.suspect' ? { outcome: 'open' as const, informed: s.body.informed === true } : {}),
    }));
  }

  record(): Participation {
    const rate = (what: Rate['what'], inTime: number, asked: number, low: number, high: number, off = 0): Rate => ({ what, asked, answered: inTime, inTime, open: 0, off, excused: 0, low, high });
    const to = iso(this.#now());
    return { now: to, from: iso(this.#now() - 365 * 86_400_000), to, members: this.empty ? [] : [
      { party: jilin, sizeClass: 'large I', cases: 3, owed: 41, rates: [rate('answer', 2, 9, 6, 55), rate('meeting', 3, 4, 30, 96)], askings: [
        { kind: 'answer', what: text('answered a request', '答复请求'), asked: at('11-18', '08:00'), due: at('11-18', '12:00'), state: 'silent', ref: ref(jilin, 9) },
        { kind: 'meeting', what: text('came to a meeting', '出席会议'), asked: at('11-16', '08:00'), due: at('11-16', '12:00'), answered: at('11-16', '12:00'), state: 'in-time', ref: ref(harbin, 22) },
      ] },
      { party: songyuan, sizeClass: 'small I', cases: 5, owed: 77, rates: [rate('answer', 4, 6, 30, 91, 3), rate('exercise', 1, 1, 20, 100)], askings: [] },
      { party: harbin, sizeClass: 'megacity', cases: 3, owed: 60, rates: [], askings: [] },
    ] };
  }

  accesses(): Accesses {
    return { accesses: this.empty ? [] : [
      { at: iso(this.#now() - 40_000), who: '孙监察', role: 'supervisor', what: '/api/v1/findings' }, { at: iso(this.#now() - 95_000), who: '孙监察', role: 'supervisor', what: '/api/v1/agreements/harbin.7' },
      { at: at('11-20', '09:12'), who: '孙监察', role: 'supervisor', what: '/api/v1/cases/songhua-2005' },
    ] };
  }
}
