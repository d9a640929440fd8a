import type { Duty, Party } from '../../api/types';

/** Who is told of what a debtor says about a duty: its creditor and whoever answers for it, but not the debtor itself. */
export function told(d: Duty): Party[] {
  const all = [...(d.to ? [d.to] : []), d.accountable].filter((p) => p.id !== d.party.id);
  return all.filter((p, i) => all.findIndex((q) => q.id === p.id) === i);
}
