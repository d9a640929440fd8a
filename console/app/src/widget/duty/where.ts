import type { Duty } from '../../api/types';
import { casePath, dutiesPath } from '../../route/router.svelte';
import { deed } from './duty';

/** The page on which the deed that a duty asks for is done. */
export function pathOf(d: Duty): string {
  const name = deed(d);
  if (name === 'warn' || name === 'accept') return '/warnings';
  if (name === 'meet') return '/meetings';
  return d.case ? casePath(d.case.id) : dutiesPath();
}
