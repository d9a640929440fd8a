// Where an error of the check belongs: beside the clause, body, section or field that it names. One that names nothing stands on top.
import { machineKinds, type Wire } from './wire';

export type Placed = { where: 'top' | 'field' | 'section' | 'clause' | 'body'; id: string; field: string; text: string };

const topFields = ['code', 'version', 'type', 'title', 'mode', 'parties', 'amends', 'from', 'until', 'notice', 'least'];
const clauseFields = ['id', 'force', 'title', 'text', 'when', 'source'];
const bodyFields = ['id', 'kind', 'name', 'parent', 'host', 'deputy', 'classes', 'seats', 'quorum', 'chair'];

/** The parts of a program's path in front of the sentence mean nothing to a person who writes an agreement. */
function sentence(text: string): string {
  return text.replace(/^(?:nothing was put on record: )?(?:agreement: )?(?:check: |instrument: )?/i, '').trim();
}

function fieldOf(rest: string, fields: readonly string[]): string {
  const machine = new RegExp(`\\b(?:${machineKinds.join('|')})\\.(\\w+)`).exec(rest)?.[1];
  if (machine) return `machine.${machine}`;
  const head = /^[\s:.]*(\w+)/.exec(rest)?.[1];
  return head && fields.includes(head) ? head : '';
}

export function placeOf(error: string, wire: Wire): Placed {
  const text = sentence(error);
  const indexed = /\b(clauses|bodies|sections)\[(\d+)\](.*)$/s.exec(text);
  const named = /\b(clause|body|section) "?([\w.-]*\w)"?(.*)$/s.exec(text);
  const plural = indexed?.[1];
  const at = Number(indexed?.[2]);
  if (plural === 'clauses' && wire.clauses[at]) return { where: 'clause', id: wire.clauses[at].id, field: fieldOf(indexed?.[3] ?? '', clauseFields), text };
  if (plural === 'bodies' && wire.bodies[at]) return { where: 'body', id: wire.bodies[at].id, field: fieldOf(indexed?.[3] ?? '', bodyFields), text };
  if (plural === 'sections' && wire.sections[at]) return { where: 'section', id: wire.sections[at].key, field: '', text };
  const [, what, id = '', rest = ''] = named ?? [];
  if (what === 'clause' && wire.clauses.some((c) => c.id === id)) return { where: 'clause', id, field: fieldOf(rest, clauseFields), text };
  if (what === 'body' && wire.bodies.some((b) => b.id === id)) return { where: 'body', id, field: fieldOf(rest, bodyFields), text };
  if (what === 'section' && /^[a-z]+$/.test(id)) return { where: 'section', id, field: '', text };
  const field = /^(\w+)\b/.exec(text)?.[1];
  return field && topFields.includes(field) ? { where: 'field', id: '', field, text } : { where: 'top', id: '', field: '', text };
}

/** The errors of a field, in one sentence. */
export function at(placed: readonly Placed[], where: Placed['where'], id: string, field?: string): string {
  return placed.filter((p) => p.where === where && p.id === id && (field === undefined || p.field === field)).map((p) => p.text).join(' · ');
}
