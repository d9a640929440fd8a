// What Jilin and Songyuan reported, beside what others found when they verified it.
import type { ReportedFigure } from '../../src/api/types';
import { ref } from './duties';
import { at, daqing, harbin, jilin, songyuan, text } from './parties';

export const figureDraft = text('Jilin reported losses: 400 t (14 Nov 09:00 (UTC+08:00)). Daqing found 80 t ± 15 t. That is 320 t too much, beyond what measurement explains (± 15 t). Figures show no intent.', '吉林上报的损失为400 t（11月14日09:00 (UTC+08:00)）。大庆核实为80 t±15 t。相差320 t（多报），超出测量不确定度（±15 t）。数字不能说明意图。');
export const figureSeen = [ref(jilin, 2), ref(daqing, 7)];

export function figures(): ReportedFigure[] {
  return [
    {
      by: jilin, field: 'losses', name: text('losses', '损失'), unit: 't', state: 'beyond', says: text('Daqing found 80 t ± 15 t: 320 t too much, beyond what measurement explains (± 15 t)', '大庆核实为80 t±15 t：相差320 t（多报），超出测量不确定度（±15 t）'),
      versions: [{ value: 400, unit: 't', of: at('11-14', '09:00'), at: at('11-14', '09:00'), ref: ref(jilin, 2) }], checks: [{ by: daqing, value: 80, unit: 't', doubt: 15, basis: 'computed', of: at('11-14', '09:00'), at: at('11-20', '09:00'), ref: ref(daqing, 7), source: text('border monitoring', '边界监测') }],
      apart: 320, band: 15, for: [text('An error and a falsehood look alike in figures; people ask which it was.', '误差与虚假在数字上看不出区别；究竟是哪一种由人查明。'), text('It rests on one check, by Daqing.', '仅依据大庆的一次核实。')], asked: [ref(jilin, 3)], draft: figureDraft, evidence: figureSeen,
    },
    {
      by: songyuan, subject: 'need/songyuan/water', name: text('Water by tanker', '罐车供水'), unit: '1', state: 'corrected', says: text('its author corrected it, or took it back, before anybody asked, which counts for it; Harbin found 24 ± 2', '有人问及之前其作者已自行更正或撤回，应予肯定；哈尔滨核实为24±2'),
      versions: [{ value: 50, unit: '1', of: at('11-18', '12:00'), at: at('11-18', '12:00'), ref: ref(songyuan, 6) }, { value: 25, unit: '1', of: at('11-18', '12:00'), at: at('11-18', '14:00'), ref: ref(songyuan, 7) }],
      checks: [{ by: harbin, value: 24, unit: '1', doubt: 2, basis: 'observed', of: at('11-18', '12:00'), at: at('11-19', '09:00'), ref: ref(harbin, 9) }], apart: 1, band: 2, for: [], asked: [], evidence: [ref(songyuan, 7), ref(harbin, 9)],
    },
    { by: songyuan, field: 'extent', name: text('extent', '影响范围'), unit: 'km', state: 'unverified', says: text('nobody has verified it', '尚无人核实'), versions: [{ value: 30, unit: 'km', of: at('11-18', '12:00'), at: at('11-18', '12:00'), ref: ref(songyuan, 8), confidence: 'likely' }], checks: [], for: [], asked: [], evidence: [] },
  ];
}
