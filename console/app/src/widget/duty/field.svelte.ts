import { t } from '../../words/catalogue.svelte';

/** Fields of a report that this console has words for. */
export const fields = [
  'time', 'place', 'source', 'cause', 'course', 'casualties', 'damage', 'scope', 'trend', 'measures', 'next', 'pollutant', 'readings', 'sensitive', 'help', 'contact', 'loss', 'lessons', 'responsibility',
] as const;

/** The name of a field of a report; one this console does not know is shown as it is. */
export function fieldName(name: string): string {
  const known = fields.find((f) => f === name);
  return known ? t(`field.${known}`) : name;
}
