// A flood on the Songhua that never was: what can be ordered, what it would change, and an account of it that is disputed.
import type { AvoidedLoss, Compared, ComparedPlace, ComparedSet, MeasuresAsked, OrderSet, Party, Spread, Works } from '../../src/api/types';
import { at, daqing, harbin, jiamusi, songyuan, text } from './parties';

const area = { id: 'zhaoyuan-lowland', name: text('Zhaoyuan lowland', '肇源低地'), party: daqing, kind: 'area', can: ['open', 'close', 'store', 'release'], people: 240, intake: { value: 600, unit: 'm3/s' }, most: { value: 100, unit: 'm3/s' }, simulated: true } as const;
const lake = { id: 'lake', name: text('Fengman reservoir', '丰满水库'), party: songyuan, kind: 'reservoir', can: ['open', 'close', 'store', 'release'] } as const;

export function works(now: string): Works {
  const sets: OrderSet[] = [
    { id: 'lowland', name: text('Open the lowland at the crest', '洪峰时启用低地'), orders: [{ work: area.id, at: at('11-21', '06:00'), do: 'open' }, { work: area.id, at: at('11-24', '06:00'), do: 'release', flow: 80 }] },
    { id: 'release', name: text('Release from the reservoir', '水库下泄'), orders: [{ work: lake.id, at: at('11-20', '12:00'), do: 'release', flow: 150 }] },
  ];
  return { id: 'songhua-flood', name: text('Songhua River', '松花江'), now, start: at('11-20', '00:00'), end: at('11-27', '00:00'), case: 'songhua-2005', works: [{ ...lake, can: [...lake.can] }, { ...area, can: [...area.can] }], sets };
}

const spread = (low: number, high: number, unit: string): Spread => ({ low: low * 1.1, p05: low, p25: low * 0.8 + high * 0.2, p50: (low + high) / 2, p75: low * 0.2 + high * 0.8, p95: high, high: high * 1.1, unit });

function place(of: { id: string; en: string; zh: string; people: number }, side: ComparedPlace['side'], peak: [number, number], over: [number, number]): ComparedPlace {
  return {
    place: of.id, name: text(of.en, of.zh), people: of.people, threshold: { value: 4000, unit: 'm3/s' }, probability: 0.9, side, better: side === 'better' || side === 'both' ? 0.95 : 0, worse: side === 'worse' || side === 'both' ? 0.6 : 0,
    peak: { ...spread(4200, 6100, 'm3/s') }, over: { ...spread(20, 61, 'h') }, peakBy: spread(peak[0], peak[1], 'm3/s'), overBy: spread(over[0], over[1], 'h'), excessBy: spread(peak[0] * 9e4, peak[1] * 9e4, 'm3'),
  };
}

const towns = [
  { party: songyuan, id: 'songyuan', en: 'Songyuan', zh: '松原', people: 500_000 }, { party: daqing, id: 'zhaoyuan', en: 'Zhaoyuan', zh: '肇源', people: 460_000 },
  { party: harbin, id: 'sifangtai', en: 'Harbin', zh: '哈尔滨', people: 3_800_000 }, { party: jiamusi, id: 'jiamusi', en: 'Jiamusi', zh: '佳木斯', people: 820_000 },
];

function set(orders: OrderSet, n: number, effect: (i: number) => Parameters<typeof place> extends [unknown, ...infer R] ? R : never, losers: Party[], flooded: ComparedSet['flooded'] = []): ComparedSet {
  return {
    ...orders, hash: String(n).repeat(64), run: String(n + 4).repeat(64), losers, flooded, topped: [], missing: 0.01,
    parties: towns.map((town, i) => { const p = place(town, ...effect(i)); return { party: town.party, side: p.side, better: p.better, worse: p.worse, places: [p] }; }),
  };
}

export function compared(asked: MeasuresAsked, now: string): Compared {
  const w = works(now);
  const first = asked.first === true;
  const all = [...w.sets.filter((s) => asked.sets?.includes(s.id)), ...(asked.typed ?? [])];
  const nothing: ComparedSet = { ...set({ id: 'nothing', orders: [] }, 0, () => ['same', [0, 0], [0, 0]], []), nothing: true };
  return {
    id: 'songhua-flood', first, members: first ? 6 : 40, readings: first || asked.blind ? 0 : 3, model: 'river/measure 1, river/flood 1', seed: '8053925764339408356', inputs: '59325ceb4a801b7f59325ceb4a801b7f59325ceb4a801b7f59325ceb4a801b7f', took: first ? 310 : 4200,
    said: text('As the node\'s own forecast supposes.', '与节点自身预报的假设相同。'),
    sets: [nothing, ...all.map((s, k): ComparedSet => ({
      ...(s.id === 'release' ? set(s, k + 1, (i) => [i === 0 ? 'same' : 'worse', i === 0 ? [0, 0] : [0, 14], i === 0 ? [0, 0] : [0.4, 1.6]], [daqing, harbin, jiamusi])
        : set(s, k + 1, (i) => (i < 1 ? ['same', [0, 0], [0, 0]] : i === 3 ? ['both', [-520, -180], [-2, 6]] : ['better', [-600, -391], [-9, -1.2]]), [daqing, jiamusi], [{ ...area, can: [...area.can] }])),
      ...(s.id === asked.done ? { done: true } : {}),
    }))],
    ...(asked.record ? { ref: { journal: 'harbin/journal/1', index: 31, leaf: '00'.repeat(32) } } : {}),
  };
}

/** An account by Daqing, which Jiamusi disputes. */
export function accounts(): AvoidedLoss[] {
  const row = (what: 'peak' | 'over' | 'excess', unit: string, low: number, high: number, town: (typeof towns)[number]): AvoidedLoss['parties'][number]['rows'][number] => ({ place: town.id, name: text(town.en, town.zh), what, by: spread(low, high, unit), better: low < 0 ? 0.95 : 0, worse: high > 0 ? 0.6 : 0 });
  return [{
    id: 'daqing.14', by: daqing, at: at('11-20', '07:10'), officer: '赵敏', done: text('The lowland was opened at six, by the keeper\'s book.', '六时启用低地，据值守日志。'), with: '5'.repeat(64), without: '4'.repeat(64), model: 'river/measure 1, river/flood 1', seed: '8053925764339408356', members: 40,
    readings: 3, exhibit: 'c3'.repeat(32), simulated: true, own: true, contested: true,
    parties: [towns[2], towns[3]].flatMap((town, k) => (town ? [{ party: town.party, rows: [row('peak', 'm3/s', k ? -520 : -600, k ? -180 : -391, town), row('over', 'h', k ? -2 : -9, k ? 6 : -1.2, town), row('excess', 'm3', -5e7, -1e7, town)] }] : [])),
    flooded: [{ party: daqing, name: area.name, people: area.people }],
    answers: [{ by: jiamusi, at: at('11-20', '07:15'), agrees: false, text: text('Our dikes stood in the water for a day longer.', '我方堤防多浸泡了一天。'), ref: { journal: 'jiamusi/journal/1', index: 2, leaf: '00'.repeat(32) } }],
    ref: { journal: 'daqing/journal/1', index: 7, leaf: '00'.repeat(32) },
  }];
}
