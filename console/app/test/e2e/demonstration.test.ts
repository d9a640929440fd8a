// The same console before real nodes: eight of them, each with a journal on disk and HTTP between them.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Demonstration } from './demonstration';

describe.skipIf(binary === undefined)('before real nodes', () => {
  const demonstration = new Demonstration();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    await demonstration.start();
  }, 90_000);
  afterAll(async () => {
    await demonstration.stop();
    await browser.close();
  });

  it('accepts the warning, and the acceptance is on the record of this city (R83, R103)', async () => {
    const officer = await demonstration.officer(browser, { lang: 'en' });
    await officer.goes('/');
    await officer.seesCustody('harbin', 'received');
    await officer.clicks('act.accept');
    await officer.seesCustody('harbin', 'accepted');
    await officer.goes('/journal?origin=songyuan%2Fjournal%2F1&index=4');
    await officer.seesProofHold();
    expect(officer.complaints).toEqual([]);
    await officer.leaves();
  });

  it.each(['en', 'zh-Hans'] as const)('shows every page without a complaint, in %s', async (lang) => {
    const officer = await demonstration.officer(browser, { lang });
    const [cases, warnings, agreements] = [await officer.finds('/cases', '/cases/'), await officer.finds('/warnings', '/warnings/'), await officer.finds('/agreements', '/agreements/')];
    expect(cases.length).toBeGreaterThan(1);
    for (const path of ['/', '/picture', '/duties', '/duties?party=*', '/cases/new', '/map', '/warnings', '/agreements/new', '/packs', '/packs/river-compact', '/bodies', '/meetings', '/meetings/new', '/findings', '/accesses', '/neighbours', '/journal', ...cases, ...warnings, ...agreements]) {
      await officer.goes(path);
      expect(await officer.accessibility(), path).toEqual([]);
    }
    expect(officer.complaints).toEqual([]);
    expect(officer.outside).toEqual([]);
    await officer.leaves();
  }, 180_000);

  it('starts from a template that ships, is told by the node that nothing is wrong with it, proposes it and sees who has not signed (R41)', async () => {
    const officer = await demonstration.officer(browser, { lang: 'en' });
    await officer.proposes('river-compact', ['Heilongjiang Province', 'Jiamusi']);
    await officer.sees('instrument.proposed');
    await officer.sees('signing.asked');
    expect(officer.complaints).toEqual([]);
    await officer.leaves();
  }, 60_000);
});
