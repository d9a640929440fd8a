// Every string goes through the catalogue: no key missing, none unused, no text in a template.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AST, parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import en from '../../../messages/en.json';
import zh from '../../../messages/zh-Hans.json';

// Tests run in console/app.
const src = join(process.cwd(), 'src');
function files(dir: string, ending: RegExp): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((f) => (f.isDirectory() ? files(join(dir, f.name), ending) : ending.test(f.name) ? [join(dir, f.name)] : []));
}
const sources = files(src, /(\.svelte|(?<!\.test)\.ts)$/).map((f) => ({ name: f.slice(src.length + 1), code: readFileSync(f, 'utf8') }));
const go = readFileSync(join(src, '../../console.go'), 'utf8');
const keys = Object.keys(en);

describe('the catalogue', () => {
  it('has the same keys in both languages, in the same order', () => {
    expect(Object.keys(zh)).toEqual(keys);
  });

  it('holds no key that nothing uses', () => {
    const all = sources.map((s) => s.code).join('\n') + go;
    const literal = new Set([...all.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((m) => m[1]));
    const prefixes = [...all.matchAll(/t\(\s*`([\w.-]+\.)\$\{/g)].map((m) => m[1] ?? '');
    const unused = keys.filter((k) => !literal.has(k) && !prefixes.some((p) => k.startsWith(p) && !k.slice(p.length).includes('.')));
    expect(unused).toEqual([]);
  });

  it('fills every place that it has', () => {
    for (const key of keys) {
      const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').sort();
      expect(places(zh[key as keyof typeof zh]), key).toEqual(places(en[key as keyof typeof en]));
    }
  });

  it('is written in Chinese where it is Chinese', () => {
    const plain = Object.entries(zh).filter(([k, v]) => !/[\u4e00-\u9fff]/.test(v) && !/^(lang|status|word|measure|unit|demo\.times|chart\.peakBand)\b/.test(k));
    expect(plain.map(([k]) => k)).toEqual(['custody.changed', 'map.from90', 'record.between']);
  });
});

const spoken = new Set(['title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext', 'label']);
// Names of standards and marks that are the same in every language.
const allowed = /^(CAP 1\.2|UTC|#|·|–|→|\s|[^\p{L}])*$/u;

function strays(ast: unknown): string[] {
  if (ast === null || typeof ast !== 'object') return [];
  if (Array.isArray(ast)) return ast.flatMap(strays);
  const node = ast as { type?: string; name?: string; data?: string; value?: unknown };
  if (node.type === 'Text' && !allowed.test(node.data ?? '')) return [node.data ?? ''];
  if (node.type === 'Attribute') {
    return spoken.has(node.name ?? '') ? strays(node.value) : Array.isArray(node.value) ? [] : strays(node.value);
  }
  return Object.entries(node).filter(([k]) => k !== 'parent' && k !== 'css' && k !== 'instance' && k !== 'module').flatMap(([, v]) => strays(v));
}

describe('templates', () => {
  it.each(sources.filter((s) => s.name.endsWith('.svelte')))('of $name hold no text of their own', ({ code }) => {
    const ast: AST.Root = parse(code, { modern: true });
    expect(strays(ast.fragment)).toEqual([]);
  });

  it('would be caught if they did', () => {
    expect(strays(parse('<p>Hello</p>', { modern: true }).fragment)).toEqual(['Hello']);
    expect(strays(parse('<img alt="A boat" />', { modern: true }).fragment)).toEqual(['A boat']);
    expect(strays(parse('{#if x}<p class="big">{y}</p>{/if}', { modern: true }).fragment)).toEqual([]);
  });
});
