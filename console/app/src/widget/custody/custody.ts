// How custody rows are read: what comes first, how far along a row is. Pure.
import type { Custody, CustodyRow, CustodyStep } from '../../api/types';

/** Rows in an order that was on screen; rows that were not come last. */
export function inOrder(rows: CustodyRow[], ids: string[]): CustodyRow[] {
  const place = (row: CustodyRow): number => (ids.includes(row.party.id) ? ids.indexOf(row.party.id) : ids.length);
  return [...rows].sort((a, b) => place(a) - place(b));
}

const urgency: Record<Custody, number> = {
  overdue: 0, declined: 1, sent: 2, received: 3, seen: 4, accepted: 5, 'passed-on': 6, expired: 7, superseded: 8, cancelled: 9,
};

/** Silence first. Equal states keep the node's order, so that rows do not jump. */
export function loudestFirst(rows: CustodyRow[]): CustodyRow[] {
  return rows
    .map((row, i) => ({ row, i }))
    .sort((a, b) => urgency[a.row.state] - urgency[b.row.state] || a.i - b.i)
    .map(({ row }) => row);
}

export const ladder = ['sent', 'received', 'seen', 'accepted'] as const;
/** A rung without a step is passed when a later one was taken: nobody said so, but it is not still to come. */
export type Rung = { state: (typeof ladder)[number]; step: CustodyStep | undefined; passed: boolean };

/** The four steps every addressee should take, and when it did. */
export function rungs(row: CustodyRow): Rung[] {
  const steps = ladder.map((state) => row.history.find((h) => h.state === state));
  return ladder.map((state, i) => ({ state, step: steps[i], passed: steps.slice(i + 1).some((s) => s !== undefined) }));
}

/** Rows whose state differs between two looks: what to announce and to highlight. */
export function changed(before: CustodyRow[], after: CustodyRow[]): CustodyRow[] {
  const was = new Map(before.map((r) => [r.party.id, `${r.state}/${r.version}`]));
  return after.filter((r) => was.has(r.party.id) && was.get(r.party.id) !== `${r.state}/${r.version}`);
}

export function tally(rows: CustodyRow[]): Partial<Record<Custody, number>> {
  const out: Partial<Record<Custody, number>> = {};
  for (const row of rows) out[row.state] = (out[row.state] ?? 0) + 1;
  return out;
}
