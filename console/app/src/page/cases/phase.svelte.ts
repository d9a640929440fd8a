import { type Key, t } from '../../words/catalogue.svelte';

const known = ['normal', 'watch', 'emergency', 'recovery'] as const;

/** The phase of a case in words; one this console does not know is shown as it is. */
export function phase(name: string): string {
  const found = known.find((k) => k === name);
  return found ? t(`phase.${found}`) : name;
}

const tellings: Record<string, Key> = { 'with-tongzhou': 'telling.with', 'as-it-happened': 'telling.happened' };

/** Which telling of a shipped case this is. */
export function telling(name: string): string {
  const key = tellings[name];
  return key ? t(key) : t('cases.telling', { telling: name });
}
