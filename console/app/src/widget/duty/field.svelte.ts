import { t } from '../../words/catalogue.svelte';

/** Fields of a report that this console has words for. */
export const fields = [
  'source', 'time', 'place', 'nature', 'extent', 'casualties', 'measures', 'trend', 'changed', 'cause', 'course', 'losses', 'lessons',
] as const;

/** The name of a field of a report; one this console does not know is shown as it is. */
export function fieldName(name: string): string {
  const known = fields.find((f) => f === name);
  return known ? t(`field.${known}`) : name;
}
