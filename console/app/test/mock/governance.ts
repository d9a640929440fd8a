// Answers about rules and bodies: what the mock node says under /agreements, /packs, /bodies, /directory, /meetings, /findings, /accesses.
import type { Checked, Clause, ClauseKind } from '../../src/api/types';
import { Standing } from './bodies';
import { text } from './parties';
import { Rules } from './rules';

type Loose = Record<string, unknown>;
const kinds: ClauseKind[] = ['duty', 'power', 'role', 'threshold', 'cost', 'reserve', 'consequence', 'zone', 'recurring', 'vote', 'item'];

/** What a node finds wrong with a text, as it words it. */
export function check(instrument: Loose): Checked {
  const errors: string[] = [];
  const rows = (instrument.clauses ?? []) as Loose[];
  const parties = (instrument.parties ?? []) as string[];
  const sections = (instrument.sections ?? []) as { key: string }[];
  if (!instrument.title) errors.push('title: wants English or Chinese');
  if (instrument.type !== 'pack' && parties.length < 2) errors.push(`parties: ${parties.length}; with fewer than 2 it would end at once`);
  for (const key of ['purpose', 'scope', 'duties', 'command', 'information', 'costs', 'disputes', 'term']) if (instrument.type === 'agreement' && !sections.some((s) => s.key === key)) errors.push(`sections: ${key} is absent; an agreement needs: purpose scope duties command information costs disputes term`);
  for (const c of rows) {
    const duty = c.duty as Loose | undefined;
    if (!c.title) errors.push(`clause ${String(c.id)}: title: wants English or Chinese`);
    if (duty && !duty.who) errors.push(`clause ${String(c.id)}: who: ""; wants party:ID, body:ID or one of: origin affected lead support coordinator superior`);
    if (typeof c.when === 'string' && /hazzard/.test(c.when)) errors.push(`clause ${String(c.id)}: condition: compile "${c.when.replaceAll('"', '\\"')}": ERROR: <input>:1:1: undeclared reference to 'hazzard' (did you mean 'hazard'?)`);
  }
  return { errors, problems: [], rules: rows.map((c): Clause => reading(c)) };
}

function reading(c: Loose): Clause {
  const kind = kinds.find((k) => c[k] !== undefined) ?? 'text';
  const machine = c[kind] as Loose | undefined;
  const en = kind === 'duty' ? `${String(machine?.who ?? 'nobody')} owes ${String(machine?.do ?? 'nothing')} within ${String(machine?.limit ?? 'no')} min` : kind === 'text' ? '' : `${kind}: ${Object.values(machine ?? {}).filter((v) => typeof v !== 'object').join(', ')}`;
  const zh = kind === 'duty' ? `${String(machine?.who ?? '无人')} 应在 ${String(machine?.limit ?? '不限')} 分钟内：${String(machine?.do ?? '无')}` : en;
  return { id: String(c.id), force: (c.force ?? 'agreement') as Clause['force'], title: (c.title ?? text('', '')) as Clause['title'], text: (c.text ?? text('', '')) as Clause['text'], kind, reading: text(en, zh), path: text('', ''), ...(machine ? { machine } : {}) };
}

export class Governance {
  rules = new Rules();
  standing: Standing;
  drafts: Loose[] = [];
  checked: Loose[] = [];

  constructor(now: () => number) {
    this.standing = new Standing(now);
  }

  set empty(empty: boolean) {
    this.rules.empty = empty;
    this.standing.empty = empty;
  }

  get(path: string, role: string | undefined, now: string): object | undefined {
    const [, head = '', id] = path.split('/').map(decodeURIComponent);
    if (head === 'agreements') return id === undefined ? { now, instruments: this.rules.heads(), problems: this.rules.problems() } : this.rules.one(id, role);
    if (head === 'meetings') return id === undefined ? this.standing.meetings() : this.standing.meeting(id, role);
    if (id !== undefined) return undefined;
    switch (head) {
      case 'packs': return this.rules.packs();
      case 'bodies': return this.standing.bodies();
      case 'exercises': return this.standing.exercises(role);
      case 'steady': return this.standing.steady();
      case 'directory': return this.standing.directory();
      case 'findings': return this.standing.findings(role);
      case 'record': return this.standing.record();
      case 'accesses': return this.standing.accesses();
      default: return undefined;
    }
  }

  post(path: string, body: Loose): object | undefined {
    if (path === '/agreements/check') {
      this.checked.push(body.instrument as Loose);
      return check(body.instrument as Loose);
    }
    const name = /^\/packs\/([^/]+)\/fill$/.exec(path)?.[1];
    const pack = name === undefined ? undefined : this.rules.packs().packs.find((p) => p.name === decodeURIComponent(name));
    return pack ? { wire: { ...(pack.wire as object), parties: body.parties } } : undefined;
  }

  say(kind: string, body: Loose, id: string, at: string): void {
    this.rules.say(kind, body, at);
    this.standing.say(kind, body, id);
  }
}
