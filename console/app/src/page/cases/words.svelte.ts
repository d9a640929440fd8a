// Words of a case that come from the record: one this console does not know is shown as it is.
import { t } from '../../words/catalogue.svelte';
import { choices } from '../editor/fields';

export const classNames = ['natural', 'accident', 'health', 'social', 'emerging'] as const;
export const roleNames = ['lead', 'origin', 'affected', 'support', 'coordinator', 'superior', 'observer'] as const;
export const stages = ['identification', 'analysis', 'treatment', 'monitoring'] as const;
export const phases = ['normal', 'watch', 'emergency', 'recovery'] as const;
export const functions = ['lead', 'command', 'coordinate', 'dispatch'] as const;
export const refusals = ['own-population', 'law', 'capacity', 'late', 'other'] as const;

export function className(name: string): string {
  const known = classNames.find((k) => k === name);
  return known ? t(`class.${known}`) : name;
}

export function roleName(name: string): string {
  const known = roleNames.find((k) => k === name);
  return known ? t(`caseRole.${known}`) : name;
}

export function refusal(code: string): string {
  const known = refusals.find((k) => k === code);
  return known ? t(`refusal.${known}`) : code;
}

export function powerName(name: string): string {
  const known = choices['power.do'].find((k) => k === name);
  return known ? t(`power.${known}`) : name;
}
