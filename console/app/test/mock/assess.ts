// What the experts of the mock's case make of it: two periods, a view that differs from the first and is carried, a signature that is missing, and a forecast that is
// newer than the one the last assessment rests on.
import type { components } from '../../src/api/schema';
import { ref } from './duties';
import { at, daqing, harbin, heilongjiang, jiamusi, songyuan, text } from './parties';

type Assessing = components['schemas']['Assessing'];
type Rested = components['schemas']['Rested'];
type MinorityView = components['schemas']['MinorityView'];

const run = (i: number, version: number): Rested => ({
  id: `daqing.${i}`, ref: ref(daqing, i), kind: 'incident.forecast', what: 'muskingum-slug', by: daqing, at: at('11-20', version === 1 ? '07:00' : '09:00'), hash: 'a1'.repeat(32), version, of: 2,
  ...(version === 1 ? { newest: ref(daqing, 101) } : {}),
});
const window = (): Rested => ({ id: 'songyuan.14', ref: ref(songyuan, 14), kind: 'incident.window', what: 'songyuan-intake nitrobenzene', by: songyuan, at: at('11-20', '08:00'), hash: 'c3'.repeat(32), version: 3, of: 3 });

const ice: MinorityView = {
  by: harbin, at: at('11-19', '13:20'), officer: '赵敏', ref: ref(harbin, 21), from: at('11-19', '12:00'), until: at('11-20', '00:00'),
  view: text('Under the ice the river is slower than the model takes it for: the tail stays a day longer.', '冰下流速低于模型取值，尾部将多滞留一日。'),
  expected: [{ what: text('The tail has passed Sifangtai by the 25th', '25 日前尾部通过四方台'), likelihood: 'unlikely', low: 0, high: 0.33, confidence: 'medium' }], rests: [window()], exhibits: [],
};

/** writes: the mock stands for who writes for the group. */
export function assessing(writes = false): Assessing {
  const group = { id: 'heilongjiang.30', name: text('Experts of the Songhua', '松花江专家组') };
  const experts = [
    { party: daqing, post: text('Hydrologist of the bureau', '水文局水文专家') }, { party: harbin, post: text('Chemist of the waterworks', '供水集团化学专家') }, { party: jiamusi, post: text('Physician of the health office', '卫生局医师') },
  ];
  return {
    groups: [{ ...group, ref: ref(heilongjiang, 30), by: heilongjiang, at: at('11-19', '10:00'), experts, writer: writes ? harbin : daqing, writes }],
    newest: [run(101, 2), window()],
    gaps: [{ from: at('11-20', '00:00'), until: at('11-20', '08:00') }],
    assessments: [
      {
        id: 'daqing.40', ref: ref(daqing, 40), group: group.id, name: group.name, by: daqing, at: at('11-20', '08:10'), from: at('11-20', '08:00'), until: at('11-20', '20:00'), signBy: at('11-20', '10:00'), version: 1, outdated: 1,
        situation: text('The crest is between Songyuan and Zhaoyuan; the border reading is 100 times the limit.', '峰值位于松原与肇源之间，界河断面读数为限值的 100 倍。'),
        expected: [
          { what: text('It is over the limit at Sifangtai before the 25th', '25 日前四方台超标'), likelihood: 'very-likely', low: 0.92, high: 0.97, confidence: 'high' },
          { what: text('The tail has passed Sifangtai by the 27th', '27 日前尾部通过四方台'), likelihood: 'as-likely-as-not', low: 0.33, high: 0.66, confidence: 'low' },
        ],
        rests: [run(77, 1), window()], exhibits: ['a1'.repeat(32)], minority: [], carried: [ice], mine: 'unsigned',
        signatures: [
          { ...experts[0]!, state: 'signed', at: at('11-20', '08:10'), officer: '李强', ref: ref(daqing, 40) }, { ...experts[1]!, state: 'unsigned', late: true },
          { ...experts[2]!, state: 'signed', at: at('11-20', '11:30'), officer: '孙岩', ref: ref(jiamusi, 17), late: true },
        ],
      },
      {
        id: 'daqing.31', ref: ref(daqing, 31), group: group.id, name: group.name, by: daqing, at: at('11-19', '12:10'), from: at('11-19', '12:00'), until: at('11-20', '00:00'), signBy: at('11-19', '14:00'), version: 1, outdated: 0,
        situation: text('The slug is above Songyuan.', '污染团在松原上游。'), superseded: ref(daqing, 40),
        expected: [{ what: text('It reaches Zhaoyuan on the 20th', '20 日到达肇源'), likelihood: 'likely', low: 0.66, high: 1, confidence: 'medium' }],
        rests: [window()], exhibits: [], minority: [ice], carried: [], mine: 'differs',
        signatures: [
          { ...experts[0]!, state: 'signed', at: at('11-19', '12:10'), ref: ref(daqing, 31) }, { ...experts[1]!, state: 'differs', at: at('11-19', '13:20'), officer: '赵敏', ref: ref(harbin, 21) },
          { ...experts[2]!, state: 'signed', at: at('11-19', '13:50'), ref: ref(jiamusi, 16) },
        ],
      },
    ],
  };
}
