// What is owed in the mock, on 20 November 2005 at 14:18, as Harbin sees it. Times of November 2005 after SEPA's public record; the clauses restate laws of then and now.
import type { ActRef, ClauseRef, Duty, Force, Party, Status } from '../../src/api/types';
import { agency, at, daqing, harbin, heilongjiang, jiamusi, jilin, origin, songyuan, text } from './parties';

const iso = (ms: number): string => new Date(ms).toISOString();
const minute = 60_000;
export const ref = (p: Party, index: number): ActRef => ({ journal: origin(p), index, leaf: `${index}`.padStart(2, '0').repeat(32) });
export const caseRef = (status: Status = 'Exercise'): NonNullable<Duty['case']> => ({ id: 'songhua-2005', title: text('Nitrobenzene in the Songhua, November 2005', '2005 年 11 月松花江硝基苯污染'), status });

const law = text('Rules on reporting environmental emergencies', '突发环境事件信息报告办法');
export const clauses = {
  initial: {
    instrument: 'sepa.2', code: 'cn-law', version: 3, name: text('Law in force: reporting and notice', '现行法律：报告与通报'), clause: '4.1', title: text('Initial report to the superior', '向上级初报'),
    source: { law, year: '2011', article: '4', note: text('Particularly grave and grave events: within two hours of establishing them.', '特别重大、重大：认定后两小时内。') },
  },
  notify: {
    instrument: 'sepa.2', code: 'cn-law', version: 3, name: text('Law in force: reporting and notice', '现行法律：报告与通报'), clause: '3.2', title: text('Notify those who may be harmed', '通报可能受危害者'),
    source: { law: text('Water Pollution Prevention Law', '水污染防治法'), year: '1996', article: '28' },
  },
  tell: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '7.2', title: text('Tell the public before the water is cut', '停水前告知公众') },
  readings: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '5.1', title: text('Share readings every two hours', '每两小时共享监测数据') },
  accept: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '6.3', title: text('Accept a warning or say why not', '接收预警或说明理由') },
  sluice: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '8.4', title: text('Hold the sluice at Zhaoyuan', '控制肇源闸门') },
  designate: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '9.1', title: text('The host designates who commands', '主办方指定指挥') },
  order: { instrument: 'harbin.7', code: 'songhua-compact', version: 2, name: text('Songhua compact', '松花江治理协议'), clause: '9.4', title: text('The host gives orders in an emergency', '应急期主办方下达指令') },
} satisfies Record<string, ClauseRef>;
const penalty = text('Art. 14: a written warning to those in charge; in grave cases they are handed to the authority that supervises officials.', '第十四条：对负责人给予书面警告；情节严重的移送任免机关或者监察机关。');

type Made = Omit<Duty, 'case' | 'accountable' | 'key' | 'force' | 'online' | 'judged'> & Partial<Duty>;
function duty(made: Made): Duty {
  const force: Force = made.clause.source ? 'law' : 'agreement';
  return {
    case: caseRef(), accountable: made.party, force, online: 'on', judged: 'open',
    key: { case: 'songhua-2005', clause: { instrument: made.clause.instrument, clause: made.clause.clause }, party: made.party.id, ...(made.to ? { to: made.to.id } : {}), since: made.since ? `${made.since.journal.split('/')[0]}.${made.since.index}` : '' },
    ...made,
  };
}

export function duties(now: number): Duty[] {
  return [
    duty({ id: 'report', party: harbin, to: heilongjiang, what: text('Initial report to Heilongjiang Province', '向黑龙江省初报'), do: 'report.initial', clause: clauses.initial, since: ref(daqing, 8), start: iso(now + 12 * minute - 120 * minute), due: iso(now + 12 * minute), state: 'due-soon', sanction: penalty }),
    duty({ id: 'water', party: harbin, what: text('Tell the public before the water is cut', '停水前告知公众'), do: 'tell-public', clause: clauses.tell, since: ref(daqing, 8), start: at('11-20', '07:31:03'), due: at('11-22', '20:00'), state: 'open' }),
    duty({
      id: 'notify', party: jilin, to: songyuan, what: text('Notify Songyuan of what entered the river', '向松原通报入江污染物'), do: 'notify', clause: clauses.notify, since: ref(jilin, 1), start: at('11-13', '13:45'), promptly: true, state: 'overdue',
      late: Math.round((now - Date.parse(at('11-13', '13:45'))) / minute), judged: 'missed', witnesses: [ref(songyuan, 5), ref(agency, 3)], sanction: penalty,
    }),
    duty({ id: 'accept', party: jilin, to: daqing, what: text('Accept the warning from Zhaoyuan', '接收肇源预警'), do: 'accept', clause: clauses.accept, since: ref(jilin, 10), start: at('11-20', '07:31:03'), due: at('11-20', '12:40'), state: 'overdue', late: 99, judged: 'missed', witnesses: [ref(daqing, 9)] }),
    duty({
      id: 'excuse', party: jiamusi, to: harbin, what: text('Share readings every two hours', '每两小时共享监测数据'), do: 'share-readings', clause: clauses.readings, since: ref(jiamusi, 9), start: at('11-20', '10:02'), due: at('11-20', '12:02'), state: 'overdue', late: 136, key: { case: 'songhua-2005', clause: { instrument: 'harbin.7', clause: '5.1' }, party: 'jiamusi', to: 'harbin', since: 'jiamusi.9', nth: 2 },
      excuse: { code: 'capacity', text: text('One laboratory, one shift; the next samples are read at 16:00.', '仅一个化验室、一个班次，下一批样品 16 时出结果。'), at: at('11-20', '12:20'), ref: ref(jiamusi, 11), answered: false, accepted: false },
    }),
    duty({ id: 'sent', party: harbin, to: songyuan, what: text('Supplementary report to Songyuan', '向松原续报'), do: 'report.supplementary', clause: clauses.initial, since: ref(songyuan, 5), start: at('11-20', '09:00'), due: at('11-20', '21:00'), state: 'sent', sent: ref(harbin, 12), online: 'off' }),
    duty({
      id: 'disputed', party: jilin, to: agency, what: text('Report to the national agency', '报告国家环保总局'), do: 'report.initial', clause: clauses.initial, since: ref(jilin, 1), start: at('11-13', '13:45'), due: at('11-13', '15:45'), state: 'disputed', judged: 'missed', late: 5_910, witnesses: [ref(agency, 3)],
      excuse: { code: 'law', text: text('The provincial authority was told; it reports upward.', '已报省级主管部门，由其上报。'), at: at('11-18', '09:00'), ref: ref(jilin, 4), answered: true, accepted: false, answer: text('Nothing was received from the 14th to the 17th.', '14 日至 17 日未收到任何报告。') },
    }),
    duty({ id: 'waiting', party: harbin, to: heilongjiang, what: text('Final report', '终报'), do: 'report.final', clause: clauses.initial, state: 'waiting' }),
    duty({ id: 'claimed', party: daqing, to: harbin, what: text('Hold the sluice at Zhaoyuan', '控制肇源闸门'), do: 'hold-sluice', clause: clauses.sluice, since: ref(harbin, 8), start: at('11-20', '08:00'), due: at('11-20', '12:00'), state: 'met', judged: 'claimed', metBy: ref(daqing, 10), metAt: at('11-20', '11:30') }),
    duty({
      id: 'late', party: jilin, to: heilongjiang, what: text('Initial report to the province downstream', '向下游省份初报'), do: 'report.initial', clause: clauses.initial, since: ref(jilin, 1), start: at('11-13', '13:45'), due: at('11-13', '15:45'), state: 'met-late', late: 7_545, judged: 'late', witnesses: [ref(heilongjiang, 6), ref(songyuan, 7)],
      metBy: ref(jilin, 5), metAt: at('11-18', '21:30'), missing: ['casualties', 'trend'], sanction: penalty,
    }),
    duty({ id: 'met', party: daqing, to: harbin, what: text('Warn the city downstream', '向下游城市预警'), do: 'warn', clause: clauses.accept, since: ref(daqing, 7), start: at('11-20', '07:05'), due: at('11-20', '08:05'), state: 'met', judged: 'kept', witnesses: [ref(harbin, 12)], metBy: ref(daqing, 8), metAt: at('11-20', '07:31:02') }),
    duty({
      id: 'excused', party: songyuan, to: daqing, what: text('Share readings every two hours', '每两小时共享监测数据'), do: 'share-readings', clause: clauses.readings, since: ref(songyuan, 6), start: at('11-20', '05:00'), due: at('11-20', '07:00'), state: 'excused', judged: 'open', online: 'off',
      excuse: { code: 'outage', text: text('Power cut at the station since 05:12.', '站点 5 时 12 分起停电。'), at: at('11-20', '06:30'), ref: ref(songyuan, 8), answered: true, accepted: true, answer: text('Seen on the line too.', '线路监测亦显示中断。') },
      stricter: clauses.sluice,
    }),
  ];
}

export function counts(all: Duty[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const d of all) out[d.state] = (out[d.state] ?? 0) + 1;
  return out;
}
