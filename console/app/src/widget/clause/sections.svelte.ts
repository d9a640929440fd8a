// The parts of a text that machines do not read, by their keys.
import { t } from '../../words/catalogue.svelte';

/** What every agreement and every charter must say, in the order in which it is read (R41). */
export const mandatory = ['purpose', 'scope', 'duties', 'command', 'information', 'costs', 'disputes', 'term'] as const;
export type SectionKey = (typeof mandatory)[number];
const more = ['default', 'measures', 'evacuation', 'parent'] as const;

export function isSectionKey(key: string): key is SectionKey {
  return (mandatory as readonly string[]).includes(key);
}

/** Whether a text of this type must have them all; a plan or a programme says what it needs to say. */
export function needsAll(type: string): boolean {
  return type === 'agreement' || type === 'charter';
}

/** What a section is called; one that an author named otherwise keeps its key. */
export function sectionName(key: string): string {
  if (isSectionKey(key)) return t(`section.${key}`);
  const known = more.find((k) => k === key);
  return known ? t(`sectionMore.${known}`) : key;
}
