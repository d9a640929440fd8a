// The text that is being written, in the form in which it goes on record, with the spellings that people use: times as RFC 3339, quantities as value and unit.
import type { Force } from '../../api/types';

export type Texts = Record<string, string>;
export const machineKinds = ['duty', 'power', 'role', 'threshold', 'cost', 'reserve', 'route', 'consequence', 'zone', 'recurring', 'vote', 'item'] as const;
export type MachineKind = (typeof machineKinds)[number];
export type Machine = Record<string, unknown>;
export type WireSource = { law?: Texts; year?: string; article?: string; note?: Texts };
export type WireClause = { id: string; force: Force; title?: Texts; text?: Texts; source?: WireSource; when?: string; kind: MachineKind | 'text'; machine: Machine };
export type WireBody = {
  id: string; kind: string; name?: Texts; parent?: string; host?: string; deputy?: string; classes: string[]; seats: { party: string; rank?: number }[]; quorum?: number;
  chair?: { order: string[]; days: number };
};
export type WireSection = { key: string; text: Texts };
export type Wire = {
  code: string; version: number; type: string; title?: Texts; mode: string; parties: string[]; amends?: string; from?: string; until?: string; notice?: number; least?: number;
  sections: WireSection[]; clauses: WireClause[]; bodies: WireBody[];
};

type Loose = Record<string, unknown>;
const loose = (v: unknown): Loose => (v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Loose) : {});
const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : []);
const word = (v: unknown): string | undefined => (typeof v === 'string' && v !== '' ? v : undefined);
const figure = (v: unknown): number | undefined => (typeof v === 'number' && Number.isFinite(v) ? v : undefined);
const strings = (v: unknown): string[] => list(v).filter((x): x is string => typeof x === 'string');

export function texts(v: unknown): Texts | undefined {
  if (typeof v === 'string') return v ? { und: v } : undefined;
  const out = Object.fromEntries(Object.entries(loose(v)).filter((e): e is [string, string] => typeof e[1] === 'string' && e[1] !== ''));
  return Object.keys(out).length ? out : undefined;
}

/** Milliseconds or RFC 3339; a zero is no time. */
function moment(v: unknown): string | undefined {
  if (typeof v === 'number' && v !== 0) return new Date(v).toISOString();
  return word(v);
}

/** An act as its identifier: "songyuan.12". */
function reference(v: unknown): string | undefined {
  if (typeof v === 'string') return word(v);
  const o = loose(v);
  const journal = word(o.j) ?? word(o.journal);
  const index = figure(o.i) ?? figure(o.index);
  return journal && index !== undefined ? `${journal.split('/')[0]}.${index}` : undefined;
}

/** {m: 525, e: -3, u: "mg/L"} or {value, unit} as people write it. */
function quantity(v: unknown): unknown {
  const o = loose(v);
  const m = figure(o.m);
  return m === undefined ? v : { value: Number(`${m}e${figure(o.e) ?? 0}`), unit: word(o.u) ?? '' };
}

/** Only what is there: exactOptionalPropertyTypes wants no undefined member. */
type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
function present<T extends object>(o: T): Known<T> {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as Known<T>;
}

function clause(v: unknown): WireClause {
  const c = loose(v);
  const kind: MachineKind | 'text' = machineKinds.find((k) => c[k] !== undefined && c[k] !== null) ?? 'text';
  const machine: Machine = kind === 'text' ? {} : { ...loose(c[kind]) };
  for (const name of ['amount', 'budget']) if (machine[name] !== undefined) machine[name] = quantity(machine[name]);
  if (kind === 'item' && machine.due !== undefined) machine.due = moment(machine.due);
  const s = c.source === undefined ? undefined : loose(c.source);
  return present({
    id: word(c.id) ?? '', force: (word(c.force) ?? 'agreement') as Force, title: texts(c.title), text: texts(c.text), when: word(c.when), kind, machine,
    source: s && present({ law: texts(s.law), year: word(s.year), article: word(s.article), note: texts(s.note) }),
  });
}

function body(v: unknown): WireBody {
  const b = loose(v);
  const chair = b.chair === undefined ? undefined : loose(b.chair);
  return present({
    id: word(b.id) ?? '', kind: word(b.kind) ?? 'coordinating-body', name: texts(b.name), parent: word(b.parent), host: word(b.host), deputy: word(b.deputy), classes: strings(b.classes), quorum: figure(b.quorum),
    seats: list(b.seats).map((s) => present({ party: word(loose(s).party) ?? '', rank: figure(loose(s).rank) })),
    chair: chair && { order: strings(chair.order), days: figure(chair.days) ?? 365 },
  });
}

/** Read a text that is on record, ships, or was kept in this browser. What is not understood is left out: the check says what is missing then. */
export function read(v: unknown): Wire {
  const w = loose(v);
  return present({
    code: word(w.code) ?? '', version: figure(w.version) ?? 1, type: word(w.type) ?? 'agreement', title: texts(w.title), mode: word(w.mode) ?? 'voluntary', parties: strings(w.parties), amends: reference(w.amends),
    from: moment(w.from), until: moment(w.until), notice: figure(w.notice), least: figure(w.least),
    sections: list(w.sections).flatMap((s) => { const key = word(loose(s).key); return key ? [{ key, text: texts(loose(s).text) ?? {} }] : []; }),
    clauses: list(w.clauses).map(clause), bodies: list(w.bodies).map(body),
  });
}

/** Without what says nothing: empty texts, empty lists, fields that were cleared. */
function bare(v: unknown): unknown {
  if (Array.isArray(v)) {
    const out = v.map(bare).filter((x) => x !== undefined);
    return out.length ? out : undefined;
  }
  if (v !== null && typeof v === 'object') {
    const out = Object.entries(v).map(([k, x]): [string, unknown] => [k, bare(x)]).filter(([, x]) => x !== undefined);
    return out.length ? Object.fromEntries(out) : undefined;
  }
  return v === '' || v === null || (typeof v === 'number' && Number.isNaN(v)) ? undefined : v;
}

/** What is checked and proposed. A clause keeps its machine part even where nothing is filled in yet, so that the check can say what is missing. */
export function write(wire: Wire): Loose {
  const { clauses, bodies, sections, parties, ...rest } = wire;
  return {
    ...loose(bare(rest)),
    ...(parties.length ? { parties: [...parties] } : {}),
    ...(sections.some((s) => bare(s.text) !== undefined) ? { sections: sections.filter((s) => bare(s.text) !== undefined).map((s) => ({ key: s.key, text: bare(s.text) })) } : {}),
    ...(clauses.length ? { clauses: clauses.map(({ kind, machine, ...c }) => ({ id: '', ...loose(bare(c)), ...(kind === 'text' ? {} : { [kind]: bare(machine) ?? {} }) })) } : {}),
    ...(bodies.length ? { bodies: bodies.map((b) => ({ id: '', ...loose(bare(b)) })) } : {}),
  };
}

/** The next free number of a clause: "12" after "11.1". */
export function nextId(clauses: readonly WireClause[]): string {
  return String(Math.max(0, ...clauses.map((c) => Number.parseInt(c.id, 10)).filter(Number.isFinite)) + 1);
}
