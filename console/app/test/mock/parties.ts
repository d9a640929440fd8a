// Who takes part in the mock: the Songhua cities of November 2005, restated from public record.
import type { Party, Text } from '../../src/api/types';

export const text = (en: string, zh: string): Text => ({ en, 'zh-Hans': zh });
const party = (id: string, en: string, zh: string, role: Party['role'] = 'city'): Party => ({ id, name: text(en, zh), role });

export const jilin = party('jilin', 'Jilin', '吉林市');
export const songyuan = party('songyuan', 'Songyuan', '松原');
export const daqing = party('daqing', 'Daqing (Zhaoyuan)', '大庆（肇源）');
export const harbin = party('harbin', 'Harbin', '哈尔滨');
export const jiamusi = party('jiamusi', 'Jiamusi', '佳木斯');
export const jilinProvince = party('jilin-province', 'Jilin Province', '吉林省', 'province');
export const heilongjiang = party('heilongjiang', 'Heilongjiang Province', '黑龙江省', 'province');
export const agency = party('sepa', 'National environment agency', '国家环保总局', 'agency');
export const parties = [jilin, songyuan, daqing, harbin, jiamusi, jilinProvince, heilongjiang, agency];
export const origin = (p: Party): string => `${p.id}/journal/1`;

/** A local civil time of November or December 2005 as an instant with its zone. */
export const at = (day: string, clock: string): string => `2005-${day}T${clock}${clock.length === 5 ? ':00' : ''}+08:00`;

/** The mock stands for a node whose supervisor may advise. */
export const advising = (role: string | undefined): string[] => (role === 'supervisor' ? ['standing.advise'] : []);
