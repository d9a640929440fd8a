// A mistake in a condition in the words of the reader, with the compiler's own behind it.
import { t } from '../../words/catalogue.svelte';
import { mistakeIn } from './mistake';

/** What is wrong, where, and what the compiler says; any other sentence as it is. */
export function told(text: string): string {
  const m = mistakeIn(text);
  if (!m) return text;
  const where = m.column ? t('mistake.at', { column: m.column }) : '';
  const meant = m.meant ? t('mistake.meant', { name: m.meant }) : '';
  return [t(`mistake.${m.kind}`, { name: m.name }), meant, where, t('mistake.says', { text: m.says })].filter(Boolean).join(' · ');
}
