import { expect, it } from 'vitest';
import { actPath, editorPath, parse, warningPath } from './router.svelte';

it.each([
  ['/', '', { page: 'now' }], ['/map', '', { page: 'map' }], ['/warnings/daqing-101', '', { page: 'warning', id: 'daqing-101' }], ['/cases/a%2Fb', '', { page: 'case', id: 'a/b' }],
  ['/drafts/7', '', { page: 'draft', id: '7' }], ['/journal', '', { page: 'journal' }], ['/journal', '?origin=x&before=9', { page: 'journal', origin: 'x', before: 9 }],
  ['/journal', '?origin=x&index=0', { page: 'act', origin: 'x', index: 0 }], ['/journal', '?origin=x&index=-1', { page: 'journal', origin: 'x' }], ['/nothing', '', { page: 'lost', path: '/nothing' }],
  ['/warnings/a/b', '', { page: 'lost', path: '/warnings/a/b' }], ['/map/x', '', { page: 'lost', path: '/map/x' }],
  ['/agreements', '', { page: 'agreements' }], ['/agreements/harbin.7', '', { page: 'agreement', id: 'harbin.7' }], ['/agreements/new', '', { page: 'editor' }],
  ['/agreements/new', '?from=cn-compact', { page: 'editor', from: 'cn-compact' }], ['/agreements/new', '?amend=harbin.7', { page: 'editor', amend: 'harbin.7' }],
  ['/packs', '', { page: 'packs' }], ['/packs/cn-law', '', { page: 'pack', name: 'cn-law' }], ['/meetings/new', '?body=office', { page: 'call', body: 'office' }],
  ['/meetings/harbin.9', '', { page: 'meeting', id: 'harbin.9' }], ['/findings', '', { page: 'findings' }], ['/accesses', '', { page: 'accesses' }], ['/findings/1', '', { page: 'lost', path: '/findings/1' }],
])('%s%s', (path, search, want) => {
  expect(parse(path, search)).toEqual(want);
});

it('comes back from a path that it made', () => {
  const [path, search] = actPath({ journal: 'daqing/journal/1', index: 14 }).split('?');
  expect(parse(path ?? '', `?${search}`)).toEqual({ page: 'act', origin: 'daqing/journal/1', index: 14 });
  expect(parse(warningPath('a/b c'), '')).toEqual({ page: 'warning', id: 'a/b c' });
  const [editor, from] = editorPath({ from: 'a&b' }).split('?');
  expect(parse(editor ?? '', `?${from}`)).toEqual({ page: 'editor', from: 'a&b' });
});

it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:1'])('does not send an officer to %s after the login', (back) => {
  expect(parse('/login', `?back=${encodeURIComponent(back)}`)).toEqual({ page: 'login', back: '/' });
});
