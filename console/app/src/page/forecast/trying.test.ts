import { describe, expect, it } from 'vitest';
import { Refusal } from '../../api/client';
import { Trying } from './trying.svelte';

type Question = { amount: number; first?: boolean; record?: boolean };

/** A node whose answers come when the test says so. */
function node() {
  const calls: { question: Question; answer: () => void; refuse: (why: unknown) => void }[] = [];
  const trying = new Trying<Question, string>((id, question) => new Promise((resolve, reject) => {
    calls.push({ question, answer: () => resolve(`${id} ${question.amount} ${question.first ? 'first' : 'whole'}`), refuse: reject });
  }));
  const settled = async (): Promise<void> => { for (let i = 0; i < 5; i++) await Promise.resolve(); };
  const answer = async (i: number): Promise<void> => { calls[i]?.answer(); await settled(); };
  return { calls, trying, answer, settled };
}

describe('an answer that comes twice', () => {
  it('shows the first one and then the whole', async () => {
    const { trying, answer } = node();
    void trying.run('songhua', { amount: 2 });
    await answer(0);
    expect([trying.answer, trying.busy]).toEqual(['songhua 2 first', true]);
    await answer(1);
    expect([trying.answer, trying.busy]).toEqual(['songhua 2 whole', false]);
  });

  it('drops what answers a question that has been changed, and asks nothing more for it', async () => {
    const { calls, trying, answer } = node();
    void trying.run('songhua', { amount: 2 });
    trying.changed();
    await answer(0);
    expect([trying.answer, trying.busy, calls.length]).toEqual([undefined, false, 1]);
  });

  it('does not let a slow old answer replace that of the new question', async () => {
    const { trying, answer } = node();
    void trying.run('songhua', { amount: 2 });
    await answer(0);
    trying.changed();
    void trying.run('songhua', { amount: 3 }); // its first answer is call 2
    await answer(2);
    await answer(1);
    expect([trying.answer, trying.busy]).toEqual(['songhua 3 first', true]);
    await answer(3);
    expect([trying.answer, trying.busy]).toEqual(['songhua 3 whole', false]);
  });

  it('says why it failed and keeps the first answer; a refusal of an old question is nobody\'s', async () => {
    const { calls, trying, answer, settled } = node();
    void trying.run('songhua', { amount: 2 });
    await answer(0);
    calls[1]?.refuse(new Refusal(503, 'Too much is asked.'));
    await settled();
    expect([trying.answer, trying.wrong, trying.busy]).toEqual(['songhua 2 first', 'Too much is asked.', false]);
    void trying.run('songhua', { amount: 2 });
    trying.changed();
    calls[2]?.refuse(new Refusal(503, 'Too much is asked.'));
    await settled();
    expect(trying.wrong).toBe('');
  });

  it('asks once for the record, and says while it does', async () => {
    const { calls, trying, answer, settled } = node();
    void trying.record('songhua', { amount: 2, record: true });
    expect([trying.recording, calls.length, calls[0]?.question.first]).toEqual([true, 1, undefined]);
    await answer(0);
    await settled();
    expect([trying.recording, trying.answer, calls.length]).toEqual([false, 'songhua 2 whole', 1]);
  });
});
