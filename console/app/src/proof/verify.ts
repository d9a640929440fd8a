// An act checked again in this browser, step by step, from its bytes to the signature over
// the whole journal. Nothing of the node's opinion is used: only bytes, proof, note and key.
import type { ActProof } from '../api/types';
import { type Bytes, equal, fromBase64, fromHex, hex, leafHash, rootOf } from './merkle';
import { keyHash, parseCheckpoint, parseKey, parseNote, signedBy } from './note';

export type StepName = 'bytes' | 'leaf' | 'checkpoint' | 'inclusion' | 'key' | 'signature';
export type Verdict = 'passed' | 'failed' | 'cannot' | 'skipped';
/** One step: its verdict, and the value that was computed (hex or text), to compare by eye. */
export type Step = { name: StepName; verdict: Verdict; value?: string; expected?: string };

const order: StepName[] = ['bytes', 'leaf', 'checkpoint', 'inclusion', 'key', 'signature'];

/**
 * All steps in order. A step that needs one that failed is skipped, not guessed. Where the bytes are withheld
 * because they name persons, the cited leaf hash is taken as it is, and the whole cannot be called verified.
 */
export async function verifyAct(proof: ActProof): Promise<Step[]> {
  if (!globalThis.crypto?.subtle) return order.map((name) => ({ name, verdict: 'cannot' }));
  const bytes = readBytes(proof);
  const withheld = !proof.bytes && proof.withheld !== undefined;
  const leaf = bytes.value ? await leafHash(bytes.value) : withheld ? fromHex(proof.ref.leaf) : undefined;
  return [
    bytes.step,
    withheld ? { name: 'leaf', verdict: 'cannot', value: proof.ref.leaf } : leafStep(leaf, proof),
    checkpointStep(proof),
    await inclusionStep(leaf, proof),
    await keyStep(proof),
    await signatureStep(proof),
  ];
}

/** The whole: failed if any step failed; cannot if any could not be done; else passed. */
export function overall(steps: Step[]): Verdict {
  if (steps.some((s) => s.verdict === 'failed')) return 'failed';
  if (steps.some((s) => s.verdict !== 'passed')) return 'cannot';
  return 'passed';
}

function readBytes(proof: ActProof): { step: Step; value?: Bytes } {
  if (!proof.bytes) return { step: { name: 'bytes', verdict: proof.withheld ? 'cannot' : 'failed' } };
  try {
    const value = fromBase64(proof.bytes);
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
    // What is shown as the act must be what the bytes say.
    const same = canonical(read) === canonical(proof.act);
    return { value, step: { name: 'bytes', verdict: same ? 'passed' : 'failed', value: String(value.length) } };
  } catch {
    return { step: { name: 'bytes', verdict: 'failed' } };
  }
}

/** Same keys, same values, whatever their order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

function leafStep(leaf: Bytes | undefined, proof: ActProof): Step {
  if (!leaf) return { name: 'leaf', verdict: 'skipped' };
  const value = hex(leaf);
  return { name: 'leaf', verdict: value === proof.ref.leaf ? 'passed' : 'failed', value, expected: proof.ref.leaf };
}

function signedCheckpoint(proof: ActProof): ReturnType<typeof parseCheckpoint> {
  const note = parseNote(proof.checkpoint);
  return note ? parseCheckpoint(note.text) : undefined;
}

function checkpointStep(proof: ActProof): Step {
  const head = signedCheckpoint(proof);
  if (!head) return { name: 'checkpoint', verdict: 'failed' };
  // The origin line names the journal whose index this is; another journal's head proves nothing.
  const named = head.origin === proof.ref.journal || head.origin === `${proof.ref.journal}/journal/1`;
  const right = named && head.size > proof.ref.index;
  return { name: 'checkpoint', verdict: right ? 'passed' : 'failed', value: `${head.origin} · ${head.size}` };
}

async function inclusionStep(leaf: Bytes | undefined, proof: ActProof): Promise<Step> {
  const head = signedCheckpoint(proof);
  if (!head || !leaf) return { name: 'inclusion', verdict: 'skipped' };
  let hashes: Bytes[];
  try {
    hashes = proof.proof.map(fromBase64);
  } catch {
    return { name: 'inclusion', verdict: 'failed' };
  }
  if (hashes.some((h) => h.length !== 32)) return { name: 'inclusion', verdict: 'failed' };
  const root = await rootOf(leaf, proof.ref.index, head.size, hashes);
  const good = root !== undefined && equal(root, head.root);
  return { name: 'inclusion', verdict: good ? 'passed' : 'failed', expected: hex(head.root), ...(root ? { value: hex(root) } : {}) };
}

async function keyStep(proof: ActProof): Promise<Step> {
  const key = parseKey(proof.vkey);
  if (!key) return { name: 'key', verdict: 'failed' };
  const computed = await keyHash(key);
  return { name: 'key', verdict: equal(computed, key.keyHash) ? 'passed' : 'failed', value: hex(computed), expected: hex(key.keyHash) };
}

async function signatureStep(proof: ActProof): Promise<Step> {
  const key = parseKey(proof.vkey);
  const note = parseNote(proof.checkpoint);
  if (!key || !note) return { name: 'signature', verdict: 'skipped' };
  const signed = await signedBy(note, key);
  const verdict = { yes: 'passed', no: 'failed', absent: 'failed', cannot: 'cannot' } as const;
  return { name: 'signature', verdict: verdict[signed], value: key.name };
}
