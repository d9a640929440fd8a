import { expect, it } from 'vitest';
import { actPath, parse, warningPath } from './router.svelte';

it.each([
  ['/', '', { page: 'now' }], ['/map', '', { page: 'map' }], ['/warnings/daqing-101', '', { page: 'warning', id: 'daqing-101' }], ['/cases/a%2Fb', '', { page: 'case', id: 'a/b' }],
  ['/drafts/7', '', { page: 'draft', id: '7' }], ['/journal', '', { page: 'journal' }], ['/journal', '?origin=x&before=9', { page: 'journal', origin: 'x', before: 9 }],
  ['/journal', '?origin=x&index=0', { page: 'act', origin: 'x', index: 0 }], ['/journal', '?origin=x&index=-1', { page: 'journal', origin: 'x' }], ['/nothing', '', { page: 'lost', path: '/nothing' }],
  ['/warnings/a/b', '', { page: 'lost', path: '/warnings/a/b' }], ['/map/x', '', { page: 'lost', path: '/map/x' }],
])('%s%s', (path, search, want) => {
  expect(parse(path, search)).toEqual(want);
});

it('comes back from a path that it made', () => {
  const [path, search] = actPath({ journal: 'daqing/journal/1', index: 14 }).split('?');
  expect(parse(path ?? '', `?${search}`)).toEqual({ page: 'act', origin: 'daqing/journal/1', index: 14 });
  expect(parse(warningPath('a/b c'), '')).toEqual({ page: 'warning', id: 'a/b c' });
});

it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:1'])('does not send an officer to %s after the login', (back) => {
  expect(parse('/login', `?back=${encodeURIComponent(back)}`)).toEqual({ page: 'login', back: '/' });
});
