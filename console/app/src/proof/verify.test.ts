// Known answers come from golang.org/x/mod (console/vectors_test.go), the fixed hashes from
// RFC 6962 itself. Each way to cheat must be seen at the step that it breaks.
import { describe, expect, it, vi } from 'vitest';
import vectors from '../../test/vectors/proof.json';
import { Log } from '../../test/mock/log';
import type { ActProof } from '../api/types';
import { fromBase64, hex, leafHash, rootOf, sha256 } from './merkle';
import { keyHash, parseCheckpoint, parseKey, parseNote, signedBy } from './note';
import { canonical, overall, type Step, verifyAct } from './verify';

type Vector = (typeof vectors)[number];
const decode = (base64: string): unknown => JSON.parse(new TextDecoder().decode(fromBase64(base64)));
const proofOf = (v: Vector): ActProof => ({
  ref: { journal: 'daqing/journal/1', index: v.index, leaf: v.leaf },
  bytes: v.bytes, act: decode(v.bytes), text: { en: '', 'zh-Hans': '' }, checkpoint: v.checkpoint, vkey: v.vkey, size: v.size, proof: v.proof, citedBy: [], cites: [],
});
const last = vectors[vectors.length - 1] as Vector;
const verdicts = (steps: Step[]): Record<string, string> => Object.fromEntries(steps.map((s) => [s.name, s.verdict]));

describe('hashes', () => {
  it('are those of RFC 6962', async () => {
    expect(hex(await sha256(new Uint8Array()))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    // The leaf hash of the empty entry, as printed in every Certificate Transparency test suite.
    expect(hex(await leafHash(new Uint8Array()))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });
});

describe('inclusion', () => {
  it.each(vectors)('holds for act $index of $size', async (v) => {
    const leaf = await leafHash(fromBase64(v.bytes));
    expect(hex(leaf)).toBe(v.leaf);
    const root = await rootOf(leaf, v.index, v.size, v.proof.map(fromBase64));
    expect(root && hex(root)).toBe(v.root);
  });

  it('fails for another index, another size, a longer and a shorter proof', async () => {
    const leaf = await leafHash(fromBase64(last.bytes));
    const proof = last.proof.map(fromBase64);
    for (const [index, size, path] of [
      [last.index - 1, last.size, proof], [last.index, last.size + 100, proof], [last.index, last.size, [...proof, leaf]], [last.index, last.size, proof.slice(1)],
      [last.size, last.size, proof], [-1, last.size, proof], [0.5, last.size, proof],
    ] as const) {
      const root = await rootOf(leaf, index, size, [...path]);
      expect(root === undefined || hex(root) !== last.root, `${index} of ${size}`).toBe(true);
    }
  });
});

describe('an act whose bytes are withheld from a supervisor (R23)', () => {
  const { bytes: _, ...rest } = proofOf(last);
  const withheld: ActProof = { ...rest, act: {}, withheld: { en: 'redacted', 'zh-Hans': '已隐去' } };

  it('is not called verified, while the leaf hash that is cited goes up to the signed root', async () => {
    const steps = await verifyAct(withheld);
    expect(verdicts(steps)).toEqual({ bytes: 'cannot', leaf: 'cannot', checkpoint: 'passed', inclusion: 'passed', key: 'passed', signature: 'passed' });
    expect(overall(steps)).toBe('cannot');
  });

  it('fails where another leaf is cited, and where bytes are missing without a word', async () => {
    expect(overall(await verifyAct({ ...withheld, ref: { ...withheld.ref, leaf: withheld.ref.leaf.replace(/^./, (c) => (c === '0' ? '1' : '0')) } }))).toBe('failed');
    expect(verdicts(await verifyAct({ ...rest, act: {} }))).toMatchObject({ bytes: 'failed', leaf: 'skipped' });
  });
});

describe('a signed note', () => {
  it('is read and its signature verified with the key of the vkey', async () => {
    const note = parseNote(last.checkpoint);
    const key = parseKey(last.vkey);
    if (!note || !key) throw new Error('vector unreadable');
    expect(hex(await keyHash(key))).toBe(hex(key.keyHash));
    expect(await signedBy(note, key)).toBe('yes');
    expect(await signedBy({ ...note, text: note.text.replace('\n100\n', '\n101\n') }, key)).toBe('no');
    expect(await signedBy({ ...note, signatures: [] }, key)).toBe('absent');
    expect(parseCheckpoint(note.text)).toMatchObject({ origin: 'daqing/journal/1', size: 100 });
  });

  it.each(['', 'no signature\n', 'text\n\n— name notbase64!\n', 'text\n\nname AAAAAAA=\n', 'text\n\n— name AAAA\n'])('is refused when malformed: %j', (text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  it.each(['a\nx\nAAAA\n', 'a\n01\nAAAA\n', 'a\n1\nAAAA\n', '\n1\n'])('holds no checkpoint in %j', (text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});

describe('an act', () => {
  it.each(vectors)('passes every step: $index of $size', async (v) => {
    const steps = await verifyAct(proofOf(v));
    expect(overall(steps), JSON.stringify(steps)).toBe('passed');
    expect(steps).toHaveLength(6);
  });

  it('of the mock node passes too: two implementations that share nothing agree', async () => {
    const log = new Log('harbin/journal/1');
    for (let i = 0; i < 21; i++) log.append('incident.state', `2005-11-20T00:00:${String(i).padStart(2, '0')}Z`, { en: 'x', 'zh-Hans': 'x' }, { n: i });
    for (let i = 0; i < 21; i++) expect(overall(await verifyAct(log.proof(i, []) as ActProof)), String(i)).toBe('passed');
  });

  it('shows where it was changed', async () => {
    const good = proofOf(last);
    const other = vectors[0] as Vector;
    const cases: [string, Partial<ActProof>, string][] = [
      ['another text shown than the bytes say', { act: { ...(good.act as object), by: 'jilin' } }, 'bytes'],
      ['one byte changed', { bytes: btoa(atob(good.bytes ?? '').replace('daqing', 'daqinG')) }, 'leaf'],
      ['bytes that are not base64', { bytes: '%%%' }, 'bytes'],
      ['another leaf cited', { ref: { ...good.ref, leaf: other.leaf } }, 'leaf'],
      ['another journal', { ref: { ...good.ref, journal: 'jilin/journal/1' } }, 'checkpoint'],
      ['another place', { ref: { ...good.ref, index: 3 } }, 'inclusion'],
      ['a head too short', { checkpoint: other.checkpoint }, 'checkpoint'],
      ['a proof of rubbish', { proof: ['AAAA'] }, 'inclusion'],
      ['a forged head', { checkpoint: good.checkpoint.replace('\n100\n', '\n101\n') }, 'signature'],
      ['a key with another hash', { vkey: good.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+') }, 'key'],
      ['no key', { vkey: 'rubbish' }, 'key'],
    ];
    for (const [what, change, step] of cases) {
      const steps = await verifyAct({ ...good, ...change });
      expect(verdicts(steps)[step], `${what}: ${JSON.stringify(verdicts(steps))}`).toBe('failed');
      expect(overall(steps), what).toBe('failed');
    }
  });

  it('says so when the browser has no Ed25519, and does not claim success', async () => {
    const spy = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('no Ed25519', 'NotSupportedError'));
    const steps = await verifyAct(proofOf(last));
    spy.mockRestore();
    expect(verdicts(steps)).toMatchObject({ inclusion: 'passed', key: 'passed', signature: 'cannot' });
    expect(overall(steps)).toBe('cannot');
  });
});

it('compares acts whatever the order of their keys', () => {
  expect(canonical({ b: [1, { d: null, c: '硝' }], a: true })).toBe('{"a":true,"b":[1,{"c":"硝","d":null}]}');
});
