// Where an error of the check belongs: beside the clause, body, section or field that it names. One that names nothing stands on top.
import { mistakeIn } from '../../widget/clause/mistake';
import { fields } from './fields';
import { machineKinds, type Wire, type WireClause } from './wire';

export type Placed = { where: 'top' | 'field' | 'section' | 'clause' | 'body'; id: string; field: string; text: string };

const topFields = ['code', 'version', 'type', 'title', 'mode', 'parties', 'amends', 'from', 'until', 'notice', 'least'];
const clauseFields = ['id', 'force', 'title', 'text', 'when', 'source'];

/** The parts of a program's path in front of the sentence mean nothing to a person who writes an agreement. */
function sentence(text: string): string {
  return text.replace(/^(?:nothing was put on record: )?(?:agreement: )?(?:check: |instrument: )?/i, '').trim();
}

/** The field that holds a condition which cannot be read: that of the clause, or a part with a table of them. */
function conditionOf(text: string, clause: WireClause): string {
  const broken = mistakeIn(text);
  if (!broken) return '';
  if (clause.when?.startsWith(broken.of)) return 'when';
  const table = clause.kind !== 'text' && fields[clause.kind].find((f) => f.type === 'table');
  return table ? `machine.${table.name}` : 'when';
}

/** "limit: wants minutes", ".duty.limit: wants a number", "limit and again are minutes": the first word that is a field. */
function fieldOf(rest: string, clause: WireClause): string {
  const [first = '', second = ''] = /^[\s.:]*(\w*)(?:[.:]\s*(\w*))?/.exec(rest)?.slice(1) ?? [];
  const machine = (name: string): string => (clause.kind !== 'text' && fields[clause.kind].some((f) => f.name === name) ? `machine.${name}` : '');
  if (clauseFields.includes(first)) return first;
  return machine(first) || ((machineKinds as readonly string[]).includes(first) ? machine(second) : '');
}

/** What follows the name of one of them: "clause 4.1: who: …" for 4.1. The longest name wins: 4.1 is not 4.10. */
function after(text: string, word: string, ids: readonly string[]): { id: string; rest: string } | undefined {
  for (const id of [...ids].sort((a, b) => b.length - a.length))
    for (const name of [`${word} ${id}`, `${word} "${id}"`]) if (text.startsWith(`${name}:`) || text === name) return { id, rest: text.slice(name.length) };
  return undefined;
}

export function placeOf(error: string, wire: Wire): Placed {
  const text = sentence(error);
  const indexed = /^(clauses|bodies|sections)\[(\d+)\](.*)$/s.exec(text);
  const index = Number(indexed?.[2]);
  const ids = wire.clauses.map((c) => c.id);
  const named = after(text, 'clause', ids);
  const clause = wire.clauses[indexed?.[1] === 'clauses' ? index : named ? ids.indexOf(named.id) : -1];
  if (clause) return { where: 'clause', id: clause.id, field: conditionOf(text, clause) || fieldOf(indexed?.[3] ?? named?.rest ?? '', clause), text };

  const bodies = wire.bodies.map((b) => b.id);
  const body = indexed?.[1] === 'bodies' ? bodies[index] : after(text, 'body', bodies)?.id;
  if (body !== undefined) return { where: 'body', id: body, field: '', text };

  const section = indexed?.[1] === 'sections' ? wire.sections[index]?.key : (/^sections: ([a-z]+) (?:is absent|twice)/.exec(text)?.[1] ?? /^section ([a-z]+):/.exec(text)?.[1]);
  if (section !== undefined) return { where: 'section', id: section, field: '', text };

  const twice = /^(clauses|bodies): (.+) twice$/.exec(text);
  if (twice?.[1] === 'clauses') return { where: 'clause', id: twice[2] ?? '', field: 'id', text };
  if (twice) return { where: 'body', id: twice[2] ?? '', field: '', text };
  const field = /^(\w+)\b/.exec(text)?.[1];
  return field && topFields.includes(field) ? { where: 'field', id: '', field, text } : { where: 'top', id: '', field: '', text };
}

/** The errors of a field, in one sentence. */
export function at(placed: readonly Placed[], where: Placed['where'], id: string, field?: string): string {
  return placed.filter((p) => p.where === where && p.id === id && (field === undefined || p.field === field)).map((p) => p.text).join(' · ');
}
