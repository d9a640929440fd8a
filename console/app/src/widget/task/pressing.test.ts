import { expect, it } from 'vitest';
import { World } from '../../../test/mock/world';
import { loudest } from './pressing';

const world = new World();
const now = world.now();
const { next, silent } = world.picture();

it('shows what can still be saved before what is already late', () => {
  expect(loudest(next, silent, now)).toMatchObject({ kind: 'duty', duty: { state: 'due-soon' } });
});

it('shows a silence that becomes overdue in a minute before a duty due in twelve', () => {
  const almost = silent.slice(0, 1).map((s) => ({ ...s, overdue: false, due: new Date(now + 60_000).toISOString() }));
  expect(loudest(next, almost, now)).toMatchObject({ kind: 'silence' });
});

it('of what is late shows what was due last; a week-old duty without a figure does not hide it', () => {
  const late = next.filter((d) => d.state === 'overdue');
  expect(late.some((d) => !d.due)).toBe(true);
  expect(loudest(late, silent, now)).toMatchObject({ kind: 'silence', silence: { due: silent[0]?.due } });
  expect(loudest(late.filter((d) => !d.due), [], now)).toMatchObject({ kind: 'duty', duty: { promptly: true } });
  expect(loudest([], [], now)).toBeUndefined();
});

it('when nothing is late or almost late, shows who is to answer next, ourselves first', () => {
  const due = new Date(now + 3_600_000).toISOString();
  const waiting = silent.map((s) => ({ ...s, overdue: false, due }));
  expect(loudest([], waiting, now, 'harbin')).toMatchObject({ kind: 'silence', silence: { party: { id: 'harbin' } } });
  expect(loudest(next.filter((d) => d.state === 'overdue'), waiting, now, 'harbin')).toMatchObject({ kind: 'duty' });
  expect(loudest([], waiting.map((s) => ({ ...s, due: new Date(now + 3 * 3_600_000).toISOString() })), now)).toBeUndefined();
});
