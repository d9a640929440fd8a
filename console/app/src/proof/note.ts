// C2SP signed notes and tlog checkpoints: the text a journal signs, who signed it.
import { type Bytes, concat, equal, fromBase64, sha256 } from './merkle';

export type NoteSignature = { name: string; keyHash: Bytes; value: Bytes };
export type Note = { text: string; signatures: NoteSignature[] };
export type Checkpoint = { origin: string; size: number; root: Bytes };
export type Key = { name: string; keyHash: Bytes; algorithm: number; key: Bytes };

const encoder = new TextEncoder();

/** Split a note into its signed text and its signature lines; undefined if it is not one. */
export function parseNote(note: string): Note | undefined {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(cut + 2, -1).split('\n')) {
    const match = /^— (\S+) (\S+)$/.exec(line);
    if (!match) return undefined;
    const raw = decode(match[2] ?? '');
    if (!raw || raw.length < 5) return undefined;
    signatures.push({ name: match[1] ?? '', keyHash: raw.slice(0, 4), value: raw.slice(4) });
  }
  return signatures.length ? { text: note.slice(0, cut + 1), signatures } : undefined;
}

export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root] = text.split('\n');
  if (!origin || !size || !root || !/^(0|[1-9]\d*)$/.test(size)) return undefined;
  const hash = decode(root);
  return hash?.length === 32 ? { origin, size: Number(size), root: hash } : undefined;
}

/** A verifier key: name+hash+base64(algorithm, key). */
export function parseKey(vkey: string): Key | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim());
  const raw = decode(match?.[3] ?? '');
  if (!match || !raw || raw.length < 2) return undefined;
  const keyHash = Uint8Array.from((match[2] ?? '').match(/../g) ?? [], (b) => Number.parseInt(b, 16));
  return { name: match[1] ?? '', keyHash, algorithm: raw[0] ?? 0, key: raw.slice(1) };
}

/** The hash a key must have: the first four bytes of SHA-256(name, newline, algorithm, key). */
export async function keyHash(key: Key): Promise<Bytes> {
  const named = concat(encoder.encode(`${key.name}\n`), Uint8Array.of(key.algorithm), key.key);
  return (await sha256(named)).slice(0, 4);
}

export type Signed = 'yes' | 'no' | 'absent' | 'cannot';

/** Whether the note carries a good signature of the key; 'cannot' when the browser lacks Ed25519. */
export async function signedBy(note: Note, key: Key): Promise<Signed> {
  const mine = note.signatures.find((s) => s.name === key.name && equal(s.keyHash, key.keyHash));
  if (!mine) return 'absent';
  if (key.algorithm !== 1 || key.key.length !== 32) return 'no';
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('raw', key.key, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return 'cannot';
  }
  const good = await crypto.subtle.verify({ name: 'Ed25519' }, imported, mine.value, encoder.encode(note.text));
  return good ? 'yes' : 'no';
}

function decode(text: string): Bytes | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}
