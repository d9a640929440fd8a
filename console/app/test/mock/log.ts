// A real transparency log for the mock: RFC 6962 tree, C2SP checkpoint, Ed25519. Written apart
// from src/proof (recursive, on node:crypto) so that the two check each other.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { ActProof, ActRef, JournalAct, Text } from '../../src/api/types';

const sha = (...parts: (Buffer | string)[]): Buffer => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
export const leafOf = (bytes: Buffer): Buffer => sha(Buffer.of(0), bytes);

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

export function root(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha('');
  if (leaves.length === 1) return leaves[0] as Buffer;
  const k = split(leaves.length);
  return sha(Buffer.of(1), root(leaves.slice(0, k)), root(leaves.slice(k)));
}

export function path(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

/** Canonical JSON: sorted keys, no white space. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical((value as Record<string, unknown>)[k])}`).join(',')}}`;
}

type Entry = { bytes: Buffer; act: { kind: string; by: string; at: number }; text: Text; cites: ActRef[]; void?: string };

export class Log {
  readonly origin: string;
  readonly vkey: string;
  #key: ReturnType<typeof createPrivateKey>;
  #hash: Buffer;
  entries: Entry[] = [];

  constructor(origin: string) {
    this.origin = origin;
    const seed = sha(`mock key of ${origin}`);
    this.#key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
    const raw = createPublicKey(this.#key).export({ format: 'der', type: 'spki' }).subarray(-32);
    const typed = Buffer.concat([Buffer.of(1), raw]);
    this.#hash = sha(`${origin}\n`, typed).subarray(0, 4);
    this.vkey = `${origin}+${this.#hash.toString('hex')}+${typed.toString('base64')}`;
  }

  append(kind: string, atIso: string, text: Text, body: object, cites: ActRef[] = []): ActRef {
    const by = this.origin.split('/')[0] ?? '';
    const act = { v: 1, kind, by, at: Date.parse(atIso), to: [], cites: cites.map((c) => ({ j: c.journal, i: c.index, h: c.leaf })), body };
    this.entries.push({ bytes: Buffer.from(canonical(act)), act, text, cites });
    return this.ref(this.entries.length - 1);
  }

  ref(index: number): ActRef {
    const entry = this.entries[index];
    if (!entry) throw new Error(`no entry ${index}`);
    return { journal: this.origin, index, leaf: leafOf(entry.bytes).toString('hex') };
  }

  checkpoint(): string {
    const body = `${this.origin}\n${this.entries.length}\n${this.root().toString('base64')}\n`;
    const signature = sign(null, Buffer.from(body), this.#key);
    return `${body}\n— ${this.origin} ${Buffer.concat([this.#hash, signature]).toString('base64')}\n`;
  }

  root(): Buffer {
    return root(this.entries.map((e) => leafOf(e.bytes)));
  }

  list(before: number, limit: number): JournalAct[] {
    const last = Math.min(before, this.entries.length);
    return this.entries
      .slice(Math.max(0, last - limit), last)
      .map((e, i) => ({ ref: this.ref(Math.max(0, last - limit) + i), kind: e.act.kind, by: { id: e.act.by, name: { en: e.act.by, 'zh-Hans': e.act.by }, role: 'city' as const }, at: new Date(e.act.at).toISOString(), text: e.text, ...(e.void ? { void: e.void } : {}) }))
      .reverse();
  }

  proof(index: number, citedBy: ActRef[]): ActProof | undefined {
    const entry = this.entries[index];
    if (!entry) return undefined;
    return {
      ref: this.ref(index), bytes: entry.bytes.toString('base64'), act: entry.act, text: entry.text, ...(entry.void ? { void: entry.void } : {}),
      checkpoint: this.checkpoint(), vkey: this.vkey, size: this.entries.length,
      proof: path(index, this.entries.map((e) => leafOf(e.bytes))).map((h) => h.toString('base64')), citedBy, cites: entry.cites,
    };
  }
}
