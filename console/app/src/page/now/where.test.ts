import { expect, it } from 'vitest';
import type { Task } from '../../api/types';
import { rowPath, whereDone } from './where';

const task = (more: object): Task => ({ id: 'x', kind: 'gap', title: {}, reason: {}, status: 'Exercise', ...more }) as Task;

it.each([
  [{ kind: 'meet-duty', href: '/duties' }, { path: '/duties', label: 'task.go.meet-duty' }],
  [{ kind: 'sign-agreement', href: '/agreements/harbin.7' }, { path: '/agreements/harbin.7', label: 'task.go.sign-agreement' }],
  [{ kind: 'of-a-later-version', href: '/meetings/a' }, { path: '/meetings/a', label: 'task.go.other' }],
  [{ kind: 'of-a-later-version', case: 'c 1' }, { path: '/cases/c%201', label: 'task.go.other' }],
  [{ kind: 'of-a-later-version' }, { path: '/duties', label: 'task.go.other' }],
  [{ kind: 'approve-draft', draft: '7' }, { path: '/drafts/7', label: 'task.go.approve-draft' }],
  [{ kind: 'accept-warning', warning: 'w' }, undefined],
  [{ kind: 'meet-duty', href: 'https://evil.example/x', case: 'c' }, { path: '/cases/c', label: 'task.go.meet-duty' }],
  [{ kind: 'meet-duty', href: '//evil.example', case: 'c' }, { path: '/cases/c', label: 'task.go.meet-duty' }],
])('%j', (more, want) => {
  expect(whereDone(task(more))).toEqual(want);
});

it('links a row to where the node says, and only inside this console', () => {
  expect(rowPath(task({ href: '/cases/c' }))).toBe('/cases/c');
  expect(rowPath(task({ href: 'javascript:1' }))).toBeUndefined();
});
