import type { Duty } from '../../api/types';
import { agreementPath, casePath, dutiesPath } from '../../route/router.svelte';
import { deed, isItem } from './duty';

/** The page on which the deed that a duty asks for is done. */
export function pathOf(d: Duty): string {
  const name = deed(d);
  if (name === 'warn' || name === 'accept') return '/warnings';
  if (name === 'meet') return '/meetings';
  if (isItem(d)) return `${agreementPath(d.key.case)}#programme`;
  return d.case ? casePath(d.case.id) : dutiesPath();
}
