import { type Key, t } from '../../words/catalogue.svelte';

const names: Record<string, Key> = {
  supercity: 'size.supercity', megacity: 'size.megacity', 'large I': 'size.large1', 'large II': 'size.large2', medium: 'size.medium', 'small I': 'size.small1', 'small II': 'size.small2',
};

/** The size class of a city (State Council, Guofa [2014] No. 51) in words. */
export function sizeClass(name: string): string {
  const key = names[name];
  return key ? t(key) : name;
}
