// Which clauses of an instrument give a power, or say what may follow: an act that uses one cites it.
import type { Clause, Instrument } from '../../api/types';

const member = (c: Clause, name: string): unknown => (c.machine !== null && typeof c.machine === 'object' && name in c.machine ? (c.machine as Record<string, unknown>)[name] : undefined);

/** Clauses with the power to do this, of that body where one is named. */
export function powers(i: Instrument | undefined, what: string, body?: string): Clause[] {
  return (i?.rules ?? []).filter((c) => c.kind === 'power' && member(c, 'do') === what && (body === undefined || !String(member(c, 'holder')).startsWith('body:') || member(c, 'holder') === `body:${body}`));
}

/** Clauses that say what may follow, for this kind of violation where one is named. */
export function consequences(i: Instrument | undefined, violation?: string): Clause[] {
  return (i?.rules ?? []).filter((c) => {
    const of = member(c, 'of');
    return c.kind === 'consequence' && (violation === undefined || !Array.isArray(of) || of.includes(violation));
  });
}
