// What the mock node knows: one warning from Zhaoyuan on 20 November 2005, seen from Harbin.
import type {
  Arrival, Assumptions, Case, CaseEvent, Content, Custody, CustodyRow, Draft, Duties, Mark, Neighbour, Party, Picture, ReliabilityBin, Rivers, Role, Said, Session, Skill, Status, Task, Text, Trial, Warning, WarningHead,
} from '../../src/api/types';
import { governance, picture } from './command';
import { figures } from './figures';
import { accounts } from './measures';
import { whence } from './whence';
import { counts, duties } from './duties';
import { Governance } from './governance';
import { Log } from './log';
import { agency, at, daqing, harbin, heilongjiang, jiamusi, jilin, jilinProvince, origin, parties, songyuan, text } from './parties';
import { arrivalOf, chart, map, places, spreaded } from './river';

const second = 1000;
const iso = (ms: number): string => new Date(ms).toISOString();

export class World {
  status: Status = 'Exercise';
  officer: { name: string; login: string; role: Role } | undefined = { name: '王岚', login: 'wang', role: 'duty-officer' };
  speed = 1;
  paused = false;
  #empty = false;
  urgent = false;
  fewScored = false;
  /** Tasks of other kinds, before the usual ones. */
  moreTasks: Task[] = [];
  tampered = false;
  logs = new Map<string, Log>(parties.map((p) => [origin(p), new Log(origin(p))]));
  rows: CustodyRow[] = [];
  drafts: Draft[] = [];
  cancelled = false;
  governance = new Governance(() => this.now());
  /** The mock stands for one of two superiors who order together. */
  superior = false;
  /** What officers put on record here, in order. */
  said: { kind: string; body: Record<string, unknown>; to: string[] | undefined }[] = [];
  #base = Date.parse(at('11-20', '14:18:40'));
  #since = Date.now();

  constructor() {
    this.#found();
    this.rows = this.#custody();
    this.drafts = [this.#draft()];
  }

  get empty(): boolean {
    return this.#empty;
  }

  set empty(empty: boolean) {
    this.#empty = empty;
    this.governance.empty = empty;
  }

  now(): number {
    return this.#base + (this.paused ? 0 : (Date.now() - this.#since) * this.speed);
  }

  steer(action: { action: string; speed?: number }): void {
    this.#base = this.now();
    this.#since = Date.now();
    if (action.action === 'pause') this.paused = true;
    if (action.action === 'play') this.paused = false;
    if (action.action === 'speed') this.speed = action.speed ?? 1;
    if (action.action === 'replay') this.#base = Date.parse(at('11-13', '00:00'));
  }

  session(): Session {
    return {
      ...(this.officer ? { officer: this.officer } : {}), party: harbin, alliance: text('Songhua alliance', '松花江流域联盟'), now: iso(this.now()), zone: 'Asia/Shanghai',
      status: this.status, demo: true, records: [...this.logs.values()].reduce((n, l) => n + l.entries.length, 0), peersOnline: 6, peersTotal: 7,
    };
  }

  log(p: Party): Log {
    return this.logs.get(origin(p)) as Log;
  }

  #put(p: Party, kind: string, when: string, en: string, zh: string, body: object = {}): ReturnType<Log['ref']> {
    return this.log(p).append(kind, when, text(en, zh), { ...body, text: en });
  }

  #found(): void {
    for (const [i, p] of parties.entries()) this.#put(p, 'roster.found', at('11-01', `0${i}:00`), `${p.name.en} joins the Songhua alliance`, `${p.name['zh-Hans']}加入松花江流域联盟`);
    for (let d = 1; d <= 12; d++)
      for (const p of parties) this.#put(p, 'roster.observe', at(`11-${String(d + 1).padStart(2, '0')}`, '06:00'), 'Puts on record how long every journal is', '记录各公报当前长度', { day: d });
  }

  #custody(): CustodyRow[] {
    const step = (p: Party, state: Custody, when: string, officer?: string): CustodyRow['history'][number] => ({
      state, at: when, knownAt: when, ...(officer ? { officer } : {}),
      evidence: this.#put(state === 'sent' ? daqing : p, `warning.${state === 'sent' ? 'issue' : state.replace('ed', '').replace('seen', 'see')}`, when, `${p.name.en}: warning ${state}`, `${p.name['zh-Hans']}：预警${state === 'sent' ? '发出' : state === 'received' ? '已收到' : state === 'seen' ? '已看到' : '已接收'}`, { for: p.id }),
    });
    const row = (party: Party, history: CustodyRow['history'], more: Partial<CustodyRow>): CustodyRow => {
      const last = history[history.length - 1];
      if (!last) throw new Error('a custody row begins with "sent"');
      return {
        party, state: last.state, since: last.at, history, version: 1, online: 'on', lastHeard: iso(this.now() - 2 * second), evidence: last.evidence,
        ...(last.officer ? { officer: last.officer } : {}), ...more,
      };
    };
    const sent = (p: Party): CustodyRow['history'][number] => step(p, 'sent', at('11-20', '07:31:02'));
    const got = (p: Party, s = '03'): CustodyRow['history'] => [sent(p), step(p, 'received', at('11-20', `07:31:${s}`))];
    return [
      row(harbin, got(harbin), { due: at('11-20', '15:00') }),
      row(jiamusi, [...got(jiamusi), step(jiamusi, 'seen', at('11-20', '09:40')), step(jiamusi, 'accepted', at('11-20', '10:02'), '赵')], {}),
      row(heilongjiang, [...got(heilongjiang, '04'), step(heilongjiang, 'seen', at('11-20', '07:44')), step(heilongjiang, 'accepted', at('11-20', '08:10'), '孙')], {}),
      row(agency, [...got(agency, '05'), step(agency, 'seen', at('11-20', '13:05'))], { due: at('11-20', '15:30') }),
      row(jilin, got(jilin), {
        state: 'overdue', since: at('11-20', '12:40'), due: at('11-20', '12:40'), overdueBy: 5920, lastHeard: iso(this.now() - 12 * second),
        next: { party: jilinProvince, at: at('11-20', '12:40'), step: 2 },
      }),
      row(songyuan, [sent(songyuan)], { online: 'off', lastHeard: at('11-20', '05:12'), due: at('11-20', '15:30') }),
    ];
  }

  #arrivals(): Arrival[] {
    return ['sifangtai', 'jiamusi'].flatMap((id): Arrival[] => {
      const p = places.find((x) => x.id === id);
      return p ? [{ party: p.party, arrival: arrivalOf(p), peak: { p05: p.peak * 0.6, p25: p.peak * 0.8, p50: p.peak, p75: p.peak * 1.2, p95: p.peak * 1.5, unit: 'mg/L' }, people: p.people, situation: 2, tellBy: at('11-20', '09:00') }] : [];
    });
  }

  #draft(): Draft {
    return {
      id: 'draft-7', kind: 'issue', headline: text('Water pollution warning to Jiamusi from Harbin', '哈尔滨致佳木斯水污染预警'), status: this.status, level: 'orange', to: [jiamusi, heilongjiang],
      by: '李明', needs: 2, approvedBy: ['李明'], createdAt: at('11-20', '13:52'), case: 'songhua-2005',
      content: { ...this.#content(), description: text('Nitrobenzene, forecast by Harbin from the Zhaoyuan reading of 20 November.', '依据 11 月 20 日肇源监测，由哈尔滨预报的硝基苯污染。') },
    };
  }

  #content(): Content {
    return {
      description: text('About 100 t of benzene compounds entered the river at Jilin on 13 November. At Zhaoyuan nitrobenzene was 30.9 times the limit at 07:00 on 20 November.', '11 月 13 日约 100 吨苯类污染物在吉林入江。11 月 20 日 7 时肇源断面硝基苯为标准的 30.9 倍。'),
      instruction: text('Prepare to close the river intake at Sifangtai; open groundwater wells; tell the public in time.', '准备关闭四方台江水取水口，启用地下水源，及时告知公众。'),
      source: { text: text('Explosion at a benzene plant in Jilin, 13 November 13:45', '11 月 13 日 13 时 45 分吉林双苯厂爆炸'), confidence: 'likely' },
      extent: { text: text('Main stream from Zhaoyuan down; 80 km long at the reading', '肇源以下干流；监测时长约 80 公里'), confidence: 'possible' },
      nature: { text: text('Nitrobenzene and benzene; toxic, slow to decay in cold water', '硝基苯和苯；有毒，低温下降解慢'), confidence: 'observed' },
      trend: { text: text('', ''), confidence: 'unknown' },
      severity: 'Extreme', urgency: 'Expected', certainty: 'Observed', event: text('Water pollution', '水污染事件'), arrivals: this.#arrivals(),
      exhibits: [{ hash: '5f0c7a1e9b3d4c8877aa11e2d90c3b4f6e5d2a1908f7b6c5d4e3f2a1b0c9d8e7', what: text('Ensemble forecast, 200 members', '集合预报，200 个成员') }, { hash: 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184', what: text('Songyuan reading', '松原监测数据'), simulated: true }],
      basis: [{ value: 0.525, unit: 'mg/L', times: 30.9, station: '肇源 Zhaoyuan', at: at('11-20', '07:00'), source: 'SEPA' }, { value: 0.61, unit: 'mg/L', times: 35.9, simulated: true, station: '松原 Songyuan', at: at('11-18', '09:00'), source: 'simulated reading' }],
    };
  }

  head(): WarningHead {
    const counts: Partial<Record<Custody, number>> = {};
    for (const r of this.rows) counts[r.state] = (counts[r.state] ?? 0) + 1;
    const mine = this.rows.find((r) => r.party.id === 'harbin')?.state;
    return {
      id: 'daqing-101', status: this.status, level: 'red', headline: text('Nitrobenzene in the Songhua, coming to Harbin', '松花江硝基苯污染，正向哈尔滨推移'), by: daqing,
      issued: at('11-20', '07:31:02'), expires: at('11-26', '08:00'), acceptBy: at('11-20', '15:00'), version: 1, inForce: this.cancelled ? 'cancelled' : 'in-force', counts,
      ...(mine ? { mine } : {}), case: 'songhua-2005',
    };
  }

  warnings(): { warnings: WarningHead[]; drafts: Draft[] } {
    if (this.empty) return { warnings: [], drafts: [] };
    const old: WarningHead = {
      id: 'harbin-88', status: 'Test', headline: text('Monthly line test', '每月线路测试'), by: harbin, issued: at('11-15', '09:00'), expires: at('11-15', '12:00'), acceptBy: at('11-15', '10:00'), version: 2,
      inForce: 'expired', counts: { accepted: 5, expired: 2 },
    };
    return { warnings: [this.head(), old], drafts: this.drafts };
  }

  warning(): Warning {
    const mine = this.rows.find((r) => r.party.id === 'harbin')?.state;
    const answered = mine === 'accepted' || mine === 'passed-on';
    const ref = this.log(daqing).ref(14);
    return {
      ...this.head(),
      ...this.#content(),
      custody: this.rows,
      versions: [{ version: 1, kind: 'issue', at: at('11-20', '07:31:02'), ref, material: true, note: text('First notice after the border reading', '省界断面监测后首次发布') }, ...(this.cancelled ? [{ version: 2, kind: 'cancel' as const, at: iso(this.now()), ref, material: true }] : [])],
      approvedBy: ['陈刚', '刘洋'], ref, capUrl: '/api/v1/cap/daqing-101.xml',
      can: this.cancelled ? [] : [...(answered ? [] : (['accept', 'decline', 'see'] as const)), 'pass', 'update', 'cancel'],
    };
  }

  tasks(): Task[] {
    if (this.empty) return [];
    const mine = this.rows.find((r) => r.party.id === 'harbin')?.state;
    const accept: Task = {
      id: 'accept-daqing-101', kind: 'accept-warning', title: text('Accept the water pollution warning from Zhaoyuan', '接收肇源发来的水污染预警'),
      reason: text('Nitrobenzene, forecast at the Sifangtai intake 23 Nov 23:00 (90 %: 22 Nov 01:00 – 25 Nov 05:00). 3.8 million people drink from it. Grounds: Zhaoyuan, 0.525 mg/L, 30.9 × the limit.', '硝基苯，预计 11 月 23 日 23 时到达四方台取水口（90 %：22 日 1 时 – 25 日 5 时），影响取水 380 万人。依据：肇源监测 0.525 mg/L，为标准的 30.9 倍。'),
      due: at('11-20', '15:00'), consequence: text('At 15:00 it goes to Heilongjiang Province as unanswered, and Harbin stands overdue on every board.', '15 时起按未答复转黑龙江省，各方看板上哈尔滨显示逾期。'),
      warning: 'daqing-101', case: 'songhua-2005', status: this.status, severity: 'red', basis: this.log(daqing).ref(14),
    };
    const rest: Task[] = [
      { id: 'draft-7', kind: 'approve-draft', title: text('Approve the warning to Jiamusi as second officer', '以第二人身份批准致佳木斯的预警'), reason: text('Li Ming wrote and approved it; the rule asks for two.', '李明起草并批准；规则要求双人。'), due: at('11-20', '15:30'), draft: 'draft-7', status: this.status, severity: 'orange', consequence: text('Jiamusi is told three hours later than the agreement asks.', '佳木斯将比协议要求晚三小时获知。') },
      { id: 'silence-jilin', kind: 'answer-silence', title: text('Jilin has not answered: call its duty desk', '吉林市未答复：电话联系其值班室'), reason: text('Overdue since 12:40; its line is up.', '12 时 40 分起逾期；线路正常。'), due: at('11-20', '16:00'), warning: 'daqing-101', status: this.status },
      { id: 'forecast', kind: 'review-forecast', title: text('Review the forecast of 07:22', '复核 7 时 22 分的预报'), reason: text('It moved the arrival at Harbin by 30 h.', '到达哈尔滨的时间变动 30 小时。'), case: 'songhua-2005', status: this.status, simulated: true },
    ];
    const urgent: Task[] = this.urgent
      ? [{ id: 'confirm-9', kind: 'confirm-cancel', title: text('Confirm the cancellation of Songyuan', '确认松原的取消'), reason: text('It cancelled its warning.', '松原已取消预警。'), due: at('11-20', '14:30'), consequence: text('The old warning stands.', '旧预警仍然有效。'), warning: 'daqing-101', status: this.status }]
      : [];
    const drafts = this.drafts.length ? rest : rest.slice(1);
    urgent.unshift(...this.moreTasks);
    return mine === 'received' || mine === 'seen' ? [...urgent, accept, ...drafts] : [...urgent, ...drafts];
  }

  marks(): Partial<Record<string, Mark[]>> {
    const first: Record<string, string> = { jilin: 'jilin', songyuan: 'songyuan', harbin: 'sifangtai', jiamusi: 'jiamusi' };
    const out: Partial<Record<string, Mark[]>> = {};
    for (const row of this.rows) {
      const place = first[row.party.id];
      if (!place) continue;
      const marks = row.history.flatMap((h): Mark[] => (h.state === 'sent' || h.state === 'received' || h.state === 'seen' || h.state === 'accepted' ? [{ at: h.at, kind: h.state, evidence: h.evidence }] : []));
      if (row.state === 'overdue') marks.push({ at: row.since, kind: 'overdue' });
      out[place] = marks;
    }
    out.sifangtai?.push({ at: at('11-22', '20:00'), kind: 'deadline' });
    out.jiamusi?.push({ at: at('11-25', '12:00'), kind: 'deadline' });
    return out;
  }

  view(): object {
    const now = iso(this.now());
    if (this.empty) return { now, tasks: [] };
    return {
      now, tasks: this.tasks(), chart: chart(now, this.marks()), custody: { warning: 'daqing-101', headline: this.head().headline, rows: this.rows },
      skill: this.skill(),
    };
  }

  /** How forecasts did: few of them, so that nothing is drawn, or enough for a reliability diagram. */
  skill(): Skill {
    const bin = (from: number, forecast: number, observed: number, low: number, high: number, n: number): ReliabilityBin => ({ from, to: from + 0.1, forecast, observed, low, high, count: n });
    return {
      text: text('Forecasts checked so far: 2. Arrivals that they foresaw: 3, of which 2 inside the 90 % band, 0 outside and 1 undecided, because the measurements cannot tell; the middle of the band was off by 4 h at the least in the median. Foreseen, looked for and not come: 0. Still open: 9.',
        '已检验预报2次。所预报的到达3处次，其中2处次落在 90 % 区间内，0处次落在区间外，1处次因测量不足而无法判定；区间中位数的误差中位值至少为4小时。预报会到、经查未到0处次；尚待检验9处次。'),
      came: 3, stayed: 0, open: 9, brier: 0.02,
      forecasts: [
        { issued: at('11-20', '09:00'), by: this.rows[0]!.party, act: { journal: 'daqing/journal/1', index: 101, leaf: 'b2'.repeat(32) }, case: 'daqing-99', came: 1, banded: 1, inside: 1, outside: 0, undecided: 0, stayed: 0, open: 4, offBy: 2.5, crps: 1.1, brier: 0, current: true },
        { issued: at('11-14', '09:00'), by: this.rows[0]!.party, act: { journal: 'jilin/journal/1', index: 12, leaf: 'a1'.repeat(32) }, case: 'daqing-99', came: 2, banded: 2, inside: 1, outside: 0, undecided: 1, stayed: 0, open: 5, offBy: 6, crps: 4.2, brier: 0.03, current: false },
      ],
      leads: [{ from: 6, to: 24, count: 1, inside: 1, outside: 0, undecided: 0, crps: 1.1 }, { from: 168, count: 2, inside: 1, outside: 0, undecided: 1, crps: 4.2 }],
      overrides: [{
        by: harbin, at: at('11-18', '12:00'), act: { journal: 'harbin/journal/1', index: 9, leaf: 'e5'.repeat(32) }, run: { journal: 'jilin/journal/1', index: 12, leaf: 'a1'.repeat(32) }, issued: at('11-14', '09:00'), case: 'daqing-99', place: text('Zhaoyuan', '肇源'), why: text('Ice.', '冰情。'), outcome: 'came' as const,
        model: { probability: 0.9, verdict: 'outside' as const, offBy: 7, crps: 4.4 }, analyst: { probability: 0.9, verdict: 'inside' as const, offBy: 1.5, crps: 1.2 },
      }],
      sides: { scored: 1, timed: 1, better: 1, worse: 0, model: 4.4, analyst: 1.2 },
      reliability: this.fewScored
        ? { text: text('Too few to draw what the probabilities were worth: 3 checks of 2 forecasts; wants 20 of 5 at the least.', '样本太少，无法绘制概率的可靠性：仅有2次预报的3处次检验，至少需要5次预报、20处次。'), checks: 3, forecasts: 2, cases: 1, bins: [] }
        : {
          text: text('41 checks of 9 forecasts of 3 dangers. Places of one danger are no independent trials, so the bars are rather too short.', '3次危害、9次预报的41处次检验。同一危害的各地点并非独立试验，一致性区间因此偏短。'), checks: 41, forecasts: 9, cases: 3,
          bins: [bin(0, 0.03, 0, 0, 0.2, 6), bin(0.3, 0.34, 0.6, 0, 0.8, 5), bin(0.6, 0.65, 0.17, 0.33, 1, 6), bin(0.8, 0.86, 0.83, 0.5, 1, 6), bin(0.9, 0.99, 1, 0.94, 1, 18)],
        },
    };
  }

  map(): object {
    return map(iso(this.now()), Object.fromEntries(this.rows.map((r) => [r.party.id, r.state])));
  }

  answer(state: 'accepted' | 'declined' | 'seen' | 'passed-on', more: Partial<CustodyRow>): void {
    const when = iso(this.now());
    const evidence = this.#put(harbin, `warning.${state}`, when, `Harbin: warning ${state}`, `哈尔滨：预警${state === 'accepted' ? '已接收' : state === 'seen' ? '已看到' : state === 'declined' ? '不接收' : '已转发'}`);
    this.rows = this.rows.map((r) =>
      r.party.id !== 'harbin' || (state === 'seen' && r.state !== 'received') ? r
        : { ...r, state, since: when, evidence, ...more, ...(state === 'seen' ? {} : { officer: '王岚' }), history: [...r.history, { state, at: when, knownAt: when, evidence }] },
    );
  }

  cases(): object {
    return { cases: this.empty ? [] : [this.#caseHead()] };
  }

  #caseHead(): Omit<Case, 'asOf' | 'events' | 'statements' | 'from' | 'to' | 'chart' | 'avoided'> {
    return { id: 'songhua-2005', title: text('Nitrobenzene in the Songhua, November 2005', '2005 年 11 月松花江硝基苯污染'), status: this.status, opened: at('11-18', '09:20'), by: songyuan, situation: 2, phase: 'emergency', telling: 'with-tongzhou', latest: iso(this.now()) };
  }

  case(asOf: number): Case {
    const ref = (p: Party, i: number): CaseEvent['ref'] => this.log(p).ref(i);
    const event = (p: Party, i: number, when: string, known: string, kind: string, t: Text, more: Partial<CaseEvent> = {}): CaseEvent => ({ at: when, knownAt: known, by: p, kind, text: t, ref: ref(p, i), ...more });
    const all: CaseEvent[] = [
      event(jilin, 1, at('11-13', '13:45'), at('11-18', '21:30'), 'incident.state', text('Explosion at the benzene plant; no pollutant entered the river.', '双苯厂爆炸；没有污染物进入江中。'), { contested: true, late: true }),
      event(jilin, 2, at('11-13', '18:45'), at('11-19', '08:00'), 'incident.state', text('Says it sent an information bulletin to the national agency.', '称已向国家环保总局报送信息。'), { contested: true, late: true }),
      event(agency, 3, at('11-17', '18:00'), at('11-17', '18:00'), 'incident.state', text('Has received nothing from Jilin since the 14th.', '14 日以来未收到吉林任何报告。'), { contested: true }),
      event(songyuan, 4, at('11-18', '09:00'), at('11-18', '09:00:02'), 'incident.signal', text('Nitrobenzene 0.61 mg/L at Songyuan, threshold crossed.', '松原硝基苯 0.61 mg/L，超过阈值。'), { simulated: true }),
      event(songyuan, 5, at('11-18', '09:20'), at('11-18', '09:20:01'), 'incident.open', text('Opens the case.', '立案。')),
      event(songyuan, 6, at('11-18', '10:10'), at('11-18', '10:10:02'), 'incident.forecast', text('Forecast: Harbin 25 Nov 05:00.', '预报：11 月 25 日 5 时到达哈尔滨。')),
      event(daqing, 7, at('11-20', '07:00'), at('11-20', '07:05'), 'incident.signal', text('Nitrobenzene 0.525 mg/L at Zhaoyuan, 30.9 × the limit.', '肇源硝基苯 0.525 mg/L，为标准的 30.9 倍。')),
      event(daqing, 8, at('11-20', '07:31:02'), at('11-20', '07:31:03'), 'warning.issue', text('Warns Harbin, Jiamusi and the superiors.', '向哈尔滨、佳木斯及上级发出预警。')),
      event(jiamusi, 9, at('11-20', '10:02'), at('11-20', '10:02:01'), 'warning.accept', text('Accepts.', '接收。')),
      event(jilin, 10, at('11-20', '11:00'), at('11-20', '11:00:04'), 'warning.accept', text('Accepts a version that does not exist.', '接收一个不存在的版本。'), { void: 'warning: accept daqing/101: no version 3' }),
    ];
    const events = all.filter((e) => Date.parse(e.knownAt) <= asOf);
    return {
      ...this.#caseHead(), asOf: iso(asOf), events, from: at('11-13', '00:00'), to: at('11-21', '00:00'),
      statements: [
        { subject: text('Did a pollutant enter the river?', '污染物是否入江？'), contested: true, values: [
          { by: jilin, at: at('11-13', '20:00'), value: text('No pollutant entered the river.', '没有污染物进入江中。'), source: 'press conference', ref: ref(jilin, 1) },
          { by: daqing, at: at('11-20', '07:05'), value: text('Nitrobenzene 30.9 × the limit at Zhaoyuan.', '肇源硝基苯为标准的 30.9 倍。'), source: 'border monitoring', ref: ref(daqing, 7) }] },
        { subject: text('Was the national agency told on 13 November?', '11 月 13 日是否报告国家环保总局？'), contested: true, values: [
          { by: jilin, at: at('11-13', '18:45'), value: text('Yes: an information bulletin was sent.', '是：已报送信息。'), ref: ref(jilin, 2) },
          { by: agency, at: at('11-17', '18:00'), value: text('No: nothing was received from the 14th to the 17th.', '否：14 至 17 日未收到任何报告。'), source: 'duty desk', ref: ref(agency, 3) }] },
        { subject: text('Substance', '污染物'), contested: false, values: [{ by: daqing, at: at('11-20', '07:05'), value: text('Nitrobenzene and benzene', '硝基苯和苯'), source: 'laboratory', ref: ref(daqing, 7) }] },
      ].filter((s) => s.values.some((v) => Date.parse(v.at) <= asOf)),
      whence: whence(), figures: figures(), chart: chart(iso(asOf), {}), avoided: accounts(), governance: governance(this.now(), duties(this.now()), this.officer?.role, this.superior),
    };
  }

  duties(party = 'harbin', about?: string): Duties {
    const all = this.empty ? [] : duties(this.now()).filter((d) => (party === '*' || d.party.id === party || (party === 'harbin' && d.to?.id === 'harbin')) && (about === undefined || d.case?.id === about));
    return { now: iso(this.now()), duties: all, counts: counts(all) };
  }

  rivers(): Rivers {
    return { now: iso(this.now()), rivers: this.empty ? [] : [{ id: 'songhua', name: text('Songhua River', '松花江'), substance: text('Nitrobenzene', '硝基苯'), hazard: 'pollutant-slug', case: 'songhua-2005', skill: this.skill() }, { id: 'songhua-flood', name: text('Songhua River', '松花江'), substance: text('Flood', '洪水'), hazard: 'flood', case: 'songhua-2005', skill: this.skill() }] };
  }

  /** A run, as the analyst supposes it: here it is always the same picture. */
  run(supposed: Assumptions): Trial {
    const first = supposed.first === true;
    return {
      river: 'songhua', first, members: first ? 100 : 1000, readings: supposed.blind ? 0 : 3, model: 'river/slug 2', inputs: '23f7037ae6d5a5a123f7037ae6d5a5a123f7037ae6d5a5a123f7037ae6d5a5a1', took: first ? 28 : 120,
      chart: spreaded({ ...chart(iso(this.now()), {}), forecasts: [] }), said: text(`Supposed: ${supposed.amount ?? 1} times the amount`, `假设：数量为${supposed.amount ?? 1}倍`),
      ...(supposed.record ? { ref: { journal: 'harbin/journal/1', index: 31, leaf: '00'.repeat(32) } } : {}),
    };
  }

  picture(): Picture {
    if (this.empty) return { now: iso(this.now()), cases: [], next: [], silent: [], members: [], bodies: [], problems: [] };
    return picture(this.now(), this.#caseHead(), duties(this.now()));
  }

  say(kind: string, body: Record<string, unknown>, to: string[] | undefined): Said {
    this.said = [...this.said, { kind, body, to }];
    const ref = this.log(harbin).append(kind, iso(this.now()), text(kind, kind), body);
    this.governance.say(kind, body, `harbin.${ref.index}`, iso(this.now()));
    return { id: kind === 'incident.open' ? 'songhua-2005' : `harbin.${ref.index}`, ref, kind, text: text(kind, kind) };
  }

  neighbours(): { rows: Neighbour[] } {
    if (this.empty) return { rows: [] };
    const row = (p: Party, more: Partial<Neighbour>): Neighbour => {
      const log = this.log(p);
      return {
        party: p, origin: origin(p), head: { size: log.entries.length, root: log.root().toString('hex'), at: iso(this.now() - 2 * second) }, applied: log.entries.length, behind: 0,
        lastHeard: iso(this.now() - 2 * second), online: 'on', via: `https://${p.id}.example`, gaps: [], state: 'ok', held: 0, voids: 0, ...more,
      };
    };
    return {
      rows: [
        row(jilin, { state: 'forked', detail: text('Two signed heads of size 14 contradict each other. Frozen at act 13; the proof is kept.', '长度 14 的两个签名头互相矛盾。冻结于第 13 条，证据已保存。'), voids: 1 }),
        row(songyuan, { state: 'silent', online: 'off', lastHeard: at('11-20', '05:12'), via: 'https://daqing.example/mirror', head: { size: 13, root: this.log(songyuan).root().toString('hex'), at: at('11-20', '05:12') } }),
        row(daqing, {}), row(jiamusi, { state: 'behind', behind: 3, held: 2, gaps: ['15–17'] }), row(jilinProvince, {}), row(heilongjiang, {}),
        row(agency, { state: 'upgrade-needed', detail: text('Act 17 has a kind this version does not know and must not skip.', '第 17 条的类型本版本不认识且不可跳过。') }),
      ],
    };
  }

  demo(): object {
    return {
      scenario: 'songhua-2005', title: text('Songhua 2005, with Tongzhou', '松花江 2005（有同舟）'), speed: this.speed, paused: this.paused, now: iso(this.now()), from: at('11-13', '00:00'), to: at('12-19', '00:00'),
      marks: [
        { at: at('11-13', '13:45'), text: text('Explosion at Jilin', '吉林双苯厂爆炸') }, { at: at('11-18', '09:00'), text: text('Reading at Songyuan (simulated)', '松原监测（模拟）') }, { at: at('11-20', '07:00'), text: text('Reading at Zhaoyuan', '肇源监测') },
        { at: at('11-24', '02:00'), text: text('Front at Harbin', '前锋到达哈尔滨') }, { at: at('12-07', '20:00'), text: text('Front at Jiamusi', '前锋到达佳木斯') }, { at: at('12-18', '06:00'), text: text('At Tongjiang', '到达同江') },
      ],
      nodes: [jilin, songyuan, daqing, harbin, jiamusi].map((p, i) => ({ party: p, url: `http://127.0.0.1:${8401 + i}/` })),
    };
  }
}
