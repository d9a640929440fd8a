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

/** Whether this party may use a power, as far as the text tells: it is named, or leads the body that is. Of other holders the node judges. */
export function holds(i: Instrument, c: Clause, party: string | undefined): boolean {
  const [what, id] = String(member(c, 'holder')).split(':');
  if (what === 'party') return id === party;
  if (what !== 'body') return true;
  const body = i.bodies.find((b) => b.id === id);
  return body === undefined || [body.host, body.deputy, body.chair].some((p) => p?.id === party);
}

/** Whether a text can have consequences for a party: it has signed it or holds an office of it, or the text binds whoever stands below its issuer. */
export function binds(i: Instrument, party: string): boolean {
  return i.parties.length === 0 || i.parties.some((p) => p.party.id === party) || i.bodies.some((b) => [b.host, b.deputy].some((p) => p?.id === party));
}
