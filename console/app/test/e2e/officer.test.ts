// What a duty officer does at three in the morning, and what must never go wrong for him.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  it('accepts a warning with the keyboard alone, is answered at once and told when it is on record (R83)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('now');
    await officer.seesCustody('harbin', 'received');
    await officer.reachesByTab('act.accept');
    await officer.presses('Enter');
    await officer.hears(officer.word('act.done.accept'));
    await officer.seesCustody('harbin', 'accepted');
    await officer.hasNo('act.accept');
    await officer.hasAsked('POST /api/v1/warnings/daqing-101/accept', 1);
    await officer.leaves();
  });

  it('declines only with a reason, which goes on record', async () => {
    const officer = await house.given({ lang });
    await officer.goes('warning');
    await officer.clicks('act.decline');
    await officer.tries('decline.send');
    expect(officer.asked('POST /api/v1/warnings/daqing-101/decline')).toBe(0);
    await officer.writes('decline.reason', 'intake closed');
    await officer.isAccessible();
    await officer.clicks('decline.send');
    await officer.seesCustody('harbin', 'declined');
    await officer.sees('custody.reason', { why: 'intake closed' });
    await officer.leaves();
  });

  it('cancels after seeing exactly who gets what, and is told that a second officer is missing', async () => {
    const officer = await house.given({ lang });
    await officer.goes('warning');
    await officer.clicks('act.cancel');
    await officer.sees('who.gets', { n: 6 });
    await officer.writes('cancel.reason', 'false alarm');
    await officer.clicks('cancel.send', { status: officer.status('Exercise') });
    await officer.sees('act.draft', { n: 1, who: '王岚' });
    await officer.leaves();
  });

  it('goes back from a dialog with Escape and nothing is sent', async () => {
    const officer = await house.given({ lang });
    await officer.goes('warning');
    await officer.reachesByTab('act.cancel');
    await officer.presses('Enter');
    await officer.sees('cancel.title');
    await officer.presses('Escape');
    await officer.hasNo('act.back');
    expect(await officer.focus()).toBe(officer.word('act.cancel'));
    expect(officer.asked('POST /api/v1/warnings/daqing-101/cancel')).toBe(0);
    await officer.leaves();
  });

  it('approves a draft as second officer, by the name of its status', async () => {
    const officer = await house.given({ lang });
    await officer.goes('draft');
    await officer.clicks('draft.approve', { status: officer.status('Exercise') });
    await officer.tries('draft.send', { status: officer.status('Exercise') });
    expect(officer.asked('POST /api/v1/drafts/draft-7/approve')).toBe(0);
    await officer.ticks(officer.word('draft.read.Exercise', { n: 2 }));
    await officer.clicks('draft.send', { status: officer.status('Exercise') });
    await officer.hears(officer.word('draft.sent'));
    await officer.hasAsked('POST /api/v1/drafts/draft-7/approve', 1);
    await officer.leaves();
  });

  it('passes a warning on to a chosen neighbour', async () => {
    const officer = await house.given({ lang });
    await officer.goes('warning');
    await officer.clicks('act.acceptPass');
    await officer.ticks(lang === 'en' ? 'Jiamusi' : '佳木斯');
    await officer.clicks('pass.sendFirst', { n: 1 });
    await officer.seesCustody('harbin', 'passed-on');
    await officer.hasAsked('POST /api/v1/warnings/daqing-101/accept', 1);
    await officer.leaves();
  });

  it('opening a warning says once on record that it was seen', async () => {
    const officer = await house.given({ lang });
    await officer.goes('warning');
    await officer.seesCustody('harbin', 'seen');
    await officer.goes('warning');
    await officer.seesCustody('harbin', 'seen');
    expect(officer.asked('POST /api/v1/warnings/daqing-101/see')).toBeLessThanOrEqual(2);
    await officer.leaves();
  });
});

it('silence is loudest, and told apart from an outage (R39)', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  const text = await officer.text();
  expect(text.indexOf('overdue')).toBeLessThan(text.indexOf('accepted'));
  expect(text).toContain('it is not answering');
  expect(text).toContain('Went to Jilin Province');
  expect(text).toContain('an outage, not a refusal');
  await officer.leaves();
});

it('answers a press with the next picture even when the node is slow', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  await officer.seesCustody('harbin', 'received');
  house.node.delay = 1_500;
  expect(await officer.answeredAfter(() => officer.clicks('act.accept'), 'act.sending')).toBe(0);
  await officer.leaves();
});

it('a refusal says what happened and that nothing was sent', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  house.node.refuse = { path: /accept$/, status: 503, detail: 'The disk is full.' };
  await officer.clicks('act.accept');
  await officer.seesText('Not done: The disk is full. Nothing was sent.');
  await officer.leaves();
});

it('says since when the connection is lost, and comes back by itself', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  await officer.seesCustody('harbin', 'received');
  await house.node.stop();
  await officer.seesText('Connection lost since');
  await officer.hears(officer.word('live.lost.say'));
  await officer.seesCustody('harbin', 'received');
  await officer.isAccessible();
  await house.node.start();
  await officer.hears(officer.word('live.back'));
  await officer.leaves();
});

it('Actual, Exercise and Test differ in banner, title, icon and the acting button', async () => {
  const seen = [];
  for (const status of ['Actual', 'Exercise', 'Test'] as const) {
    const officer = await house.given({ lang: 'en' }, (node) => { node.world.status = status; });
    await officer.goes('now');
    await officer.seesCustody('harbin', 'received');
    const tab = await officer.tab();
    expect(tab.title.startsWith(`【${status.toUpperCase()}】`)).toBe(true);
    expect(tab.icon).toBe(`/favicon-${status.toLowerCase()}.svg`);
    seen.push({ ...(await officer.banner()), ...tab });
    await officer.isAccessible();
    await officer.leaves();
  }
  for (const what of ['text', 'paint', 'button', 'title', 'icon'] as const) expect(new Set(seen.map((s) => s[what])).size, what).toBe(3);
});

it('an exercise cannot be sent with the button for actual warnings: the node is told the status and refuses another', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('draft');
  await officer.clicks('draft.approve', { status: officer.status('Exercise') });
  await officer.ticks(officer.word('draft.read.Exercise', { n: 2 }));
  house.node.world.status = 'Actual';
  await officer.clicks('draft.send', { status: officer.status('Exercise') });
  await officer.seesText('This draft is Actual, not Exercise.');
  await officer.leaves();
});

it('verifies an act again in the browser, and sees one changed byte', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('act');
  expect(await officer.verdicts()).toEqual(['bytes: passed', 'leaf: passed', 'checkpoint: passed', 'inclusion: passed', 'key: passed', 'signature: passed']);
  await officer.sees('proof.all.passed');
  house.node.world.tampered = true;
  await officer.goes('act');
  expect((await officer.verdicts()).filter((v) => v.endsWith('failed')).length).toBeGreaterThan(0);
  await officer.sees('proof.all.failed');
  await officer.isAccessible();
  await officer.leaves();
});

it('shows a case as it was known then, and nothing that came later', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('case');
  await officer.seesText('Nitrobenzene 0.525 mg/L at Zhaoyuan');
  await officer.slides(0.72);
  await officer.sees('asof.past');
  await officer.seesText('Opens the case.');
  expect(await officer.text()).not.toContain('Nitrobenzene 0.525');
  await officer.clicks('asof.now');
  await officer.sees('asof.live');
  await officer.leaves();
});

it('steers the demonstration and logs an officer out and in', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  await officer.clicks('demo.pause');
  await officer.clicks('demo.play');
  await expect.poll(() => house.node.world.paused).toBe(false);
  await officer.clicks('nav.logout');
  await officer.sees('login.recorded');
  await officer.writes('login.login', 'wang');
  await officer.writes('login.password', 'wrong');
  await officer.clicks('login.enter');
  await officer.sees('login.wrong');
  await officer.writes('login.password', 'songhua');
  await officer.clicks('login.enter');
  await officer.seesCustody('harbin', 'received');
  await officer.leaves();
});

it('shows a stranger the door and nothing of the house, and afterwards the page that was asked for', async () => {
  const officer = await house.given({ lang: 'en' }, (node) => (node.world.officer = undefined));
  await officer.goes('warning');
  await officer.sees('login.recorded');
  expect(house.node.requests.filter((r) => !/(session|demo)$/.test(r))).toEqual([]);
  await officer.writes('login.login', 'wang');
  await officer.writes('login.password', 'songhua');
  await officer.clicks('login.enter');
  // Who opens a warning has seen it: the page does not stay at received.
  await officer.seesCustody('harbin', 'seen');
  expect(officer.asked('GET /api/v1/events')).toBeGreaterThan(0);
  await officer.leaves();
});

it('moves through the chart with the arrow keys and hears each place', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  await officer.seesCustody('harbin', 'received');
  for (let i = 0; i < 60 && !(await officer.focus()).startsWith('Harbin, Sifangtai intake;'); i++) await officer.presses('Tab');
  await officer.presses('ArrowDown');
  expect(await officer.focus()).toMatch(/^Bayan; Median arrival 27 Nov 12:00/);
  await officer.presses('End');
  expect(await officer.focus()).toMatch(/^Tongjiang;/);
  await officer.leaves();
});

it('does not change the task or move a row under the hand that is about to press', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('now');
  await officer.seesCustody('harbin', 'received');
  await officer.pointsAt('act.accept');
  house.node.world.urgent = true;
  house.node.changed('now');
  await officer.sees('now.newer', { what: 'Confirm the cancellation of Songyuan' });
  await officer.sees('act.accept');
  await officer.clicks('now.show');
  await officer.seesText('If nobody does it:');
  await officer.hasNo('act.accept');
  await officer.leaves();
});
