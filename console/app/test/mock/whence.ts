// Where the slug may have come from, as Harbin's node would have seen it had Jilin kept silent.
import type { Whence } from '../../src/api/types';
import { ref } from './duties';
import { at, daqing, jilin, songyuan, text } from './parties';
import { band } from './river';

const changchun = { id: 'changchun', name: text('Changchun', '长春'), role: 'body' as const };

export const shares = text('Jilin 58 %, Changchun (outside the alliance) 25 %, Songyuan 13 %, stretches of unknown owner 4 %', '吉林58 %、长春（联盟之外）25 %、松原13 %、归属不明的河段4 %');
export const draft = text(`Jilin has said nothing in this case. 2 readings of 2 sensors show nitrobenzene in the Songhua. By them it began at km 0 to 290 (90 %). Shares: ${shares['en'] ?? ''}. An estimate from readings, and no finding.`,
  `吉林在此案件中未作任何报告。2个测点的2个读数显示松花江中有硝基苯。据此推算，起点位于0至290公里处（90%）。可能性：${shares['zh-Hans'] ?? ''}。此为依读数所作的估计，并非认定。`);
export const seen = [ref(songyuan, 5), ref(daqing, 6)];
export const exhibit = '7b1d0c9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c';

export function whence(): Whence {
  return {
    river: text('Songhua', '松花江'), substance: text('Nitrobenzene', '硝基苯'), at: at('11-20', '07:30'), state: 'silent', fromKM: 0, toKM: 290, exhibit, evidence: seen,
    says: text('What others measured contradicts a silence upstream. It is an estimate and judges nobody; people ask, and decide what follows.', '他方测得的结果与上游的沉默相矛盾。这是估计，不评判任何人；如何询问和处置由人决定。'),
    km: { p05: 2, p25: 30, p50: 95, p75: 170, p95: 285, unit: 'km' }, began: band(Date.parse(at('11-14', '06:00')), 40), mass: { p05: 24_000, p25: 50_000, p50: 81_000, p75: 140_000, p95: 390_000, unit: 'kg' },
    banks: [
      { name: text('Jilin outfall to Taolaizhao', '吉林排口至陶赖昭'), parties: [jilin, changchun], fromKM: 0, toKM: 157, share: 0.58 },
      { name: text('Taolaizhao to Songyuan', '陶赖昭至松原'), parties: [songyuan], fromKM: 157, toKM: 290, share: 0.38 },
    ],
    candidates: [
      { party: jilin, share: 0.58, member: true, proposed: true, says: text('has said nothing in this case', '在此案件中未作任何说明'), draft },
      { party: changchun, share: 0.25, member: false, says: text('no member: nothing of what it knows is on record here', '非联盟成员：其所知情况此处无记录') },
      { party: songyuan, share: 0.13, member: true, word: { ref: ref(songyuan, 5), at: at('11-18', '10:10') }, says: text('spoke 18 Nov 10:10 (UTC+08:00), not later than the first reading over the limit', '11月18日10:10 (UTC+08:00)已作说明，不晚于首次超标读数') },
      { share: 0.04, member: false, says: text('nobody here knows whose these stretches are', '本地不知这些河段属于谁') },
    ],
    readings: [
      { place: text('Songyuan', '松原'), party: songyuan, at: at('11-18', '09:00'), value: 0.61, unit: 'mg/L', over: true, refs: [ref(songyuan, 5)] },
      { place: text('Zhaoyuan', '肇源'), party: daqing, at: at('11-20', '07:00'), value: 0.525, unit: 'mg/L', over: true, refs: [ref(daqing, 6)] },
    ],
    against: [
      text('2 sensors agree; that one of them read nothing when it should have would contradict it.', '2个传感器相互一致；其中任何一个在应有读数时未测出，即构成反证。'),
      text(`The readings do not tell one place from another: ${shares['en'] ?? ''}.`, `读数不足以区分各处：${shares['zh-Hans'] ?? ''}。`),
      text('It was looked for from km 0 to 290 and since 8 Nov 09:00 (UTC+08:00); what lies outside is not found.', '查找范围为0至290公里、11月8日09:00 (UTC+08:00)以后；范围之外无法查明。'),
    ],
  };
}
