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
    for (const path of ['/', '/picture', '/duties', '/duties?party=*', '/cases/new', '/map', '/warnings', '/agreements/new', '/packs', '/packs/river-compact', '/bodies', '/meetings', '/meetings/new', '/findings', '/record', '/accesses', '/neighbours', '/journal', ...cases, ...warnings, ...agreements]) {
      await officer.goes(path);
      expect(await officer.accessibility(), path).toEqual([]);
    }
    expect(officer.complaints).toEqual([]);
    expect(officer.outside).toEqual([]);
    await officer.leaves();
  }, 180_000);

  // One matter from the text to the appeal. Daqing reads English, Jiamusi Chinese.
  let compact = '';

  it('starts from a template that ships, is told by the node that nothing is wrong with it, proposes it and sees who has not signed (R41)', async () => {
    const officer = await demonstration.officer(browser, { lang: 'en' });
    await officer.proposes('river-compact', ['Jiamusi', 'Daqing']);
    await officer.sees('instrument.proposed');
    await officer.sees('signing.asked');
    compact = officer.at;
    expect(officer.complaints).toEqual([]);
    await officer.leaves();
  }, 120_000);

  it('is signed by all parties; one node stops under the pen of its officer, who loses nothing and goes on when it is back (R41)', async () => {
    const [harbin, daqing, jiamusi] = [await demonstration.officer(browser, { lang: 'en' }), await demonstration.officer(browser, { lang: 'en' }, 'daqing'), await demonstration.officer(browser, { lang: 'zh-Hans' }, 'jiamusi')];
    await daqing.arrives(compact, 'agreement.do.accept');
    await daqing.clicks('agreement.do.accept');
    await daqing.ticks(/^(.*)\{/.exec(daqing.word('agreement.read', { n: '{' }))?.[1] ?? '');
    await daqing.sends('agreement.done.accept');

    await jiamusi.arrives(compact, 'agreement.do.accept');
    await jiamusi.clicks('agreement.do.accept');
    const read = /^(.*)\{/.exec(jiamusi.word('agreement.read', { n: '{' }))?.[1] ?? '';
    await jiamusi.ticks(read);
    await demonstration.stops('jiamusi');
    await jiamusi.seesLost(true);
    await jiamusi.cannotSend();
    // The others see that it is a line that is down, and that its signature is missing.
    await harbin.arrives('/neighbours', 'online.off');
    await harbin.goes(compact);
    await harbin.sees('signing.asked');
    await demonstration.starts('jiamusi');
    await jiamusi.seesLost(false);
    expect(await jiamusi.isTicked(read)).toBe(true);
    await jiamusi.sends('agreement.done.accept');

    await harbin.clicks('agreement.do.conclude');
    await harbin.sends('agreement.done.conclude');
    await jiamusi.sees('instrument.concluded');
    for (const officer of [harbin, daqing, jiamusi]) {
      expect(officer.complaints).toEqual([]);
      await officer.leaves();
    }
  }, 180_000);

  it('its office is convened; who comes says so; the minutes have a decision and an action; one agrees, one dissents in words (R44)', async () => {
    const [harbin, daqing, jiamusi] = [await demonstration.officer(browser, { lang: 'en' }), await demonstration.officer(browser, { lang: 'en' }, 'daqing'), await demonstration.officer(browser, { lang: 'zh-Hans' }, 'jiamusi')];
    await harbin.goes('/meetings/new');
    await harbin.chooses('calling.body', 'Warning and command office');
    await harbin.writes('calling.name', 'Water for Jiamusi');
    await harbin.writes('calling.place', 'by telephone');
    await harbin.writes('calling.agenda', 'Tankers');
    const begins = Math.ceil((await demonstration.now()) / 60_000 + 3) * 60_000;
    await harbin.dates('calling.answerBy', begins - 60_000);
    await harbin.dates('calling.at', begins);
    await harbin.clicks('calling.open');
    await harbin.sendsTo(/\/meetings\/harbin\.\d+$/);
    const meeting = harbin.at;

    for (const officer of [harbin, daqing, jiamusi]) {
      await officer.arrives(meeting, 'attend.open');
      await officer.clicks('attend.open');
      await officer.writes('attend.post', 'head of the emergency office');
      await officer.ticks(officer.word('attend.commits'));
      await officer.sends('attend.done');
    }
    await harbin.sees('meeting.quorumMet', { n: 3, quorum: 2 });

    await demonstration.passes(begins);
    await harbin.arrives(meeting, 'minute.open');
    await harbin.clicks('minute.open');
    await harbin.clicks('minute.addDecision');
    await harbin.writes('minute.what', 'Daqing lends two tankers');
    await harbin.clicks('minute.addAction');
    await harbin.chooses('meeting.owner', 'Daqing');
    await harbin.writesLast('minute.what', 'Send two tankers');
    await harbin.sends('minute.done');

    await daqing.seesText('Send two tankers');
    await daqing.clicks('sign.open');
    await daqing.sends('sign.done.agrees');
    await jiamusi.seesText('Daqing lends two tankers');
    await jiamusi.clicks('sign.open');
    await jiamusi.picks('sign.dissents');
    await jiamusi.writes('sign.dissent', '两台不够');
    await jiamusi.sends('sign.done.dissents');
    await harbin.seesText('两台不够');
    for (const officer of [harbin, daqing, jiamusi]) {
      expect(officer.complaints).toEqual([]);
      await officer.leaves();
    }
  }, 180_000);

  it('a suspicion becomes a finding, the party replies, another decides, and on appeal the superior has the last word (R55, R58, R63)', async () => {
    const [harbin, daqing, jiamusi] = [await demonstration.officer(browser, { lang: 'en' }), await demonstration.officer(browser, { lang: 'en' }, 'daqing'), await demonstration.officer(browser, { lang: 'zh-Hans' }, 'jiamusi')];
    const superior = await demonstration.officer(browser, { lang: 'zh-Hans' }, 'sepa');
    const said = 'Readings of Zhaoyuan are held back';
    await jiamusi.goes('/findings');
    await jiamusi.clicks('suspect.open');
    await jiamusi.chooses('suspect.party', '大庆');
    await jiamusi.writes('suspect.text', said);
    await jiamusi.ticks(jiamusi.word('suspect.informed'));
    await jiamusi.sends('suspect.done');

    await harbin.goes('/findings');
    await harbin.clicksOf('find.open', said);
    await harbin.writes('find.text', 'Nothing from Zhaoyuan for a day');
    // The party has a week to reply.
    await harbin.dates('find.replyBy', (await demonstration.now()) + 8 * 86_400_000);
    await harbin.sends('find.done');

    await daqing.goes('/findings');
    await daqing.clicks('findingDo.reply');
    await daqing.writes('findingText.reply', 'The station was frozen');
    await daqing.sends('standing.done');

    await jiamusi.goes('/findings');
    await jiamusi.seesText('The station was frozen');
    await jiamusi.clicks('findingDo.decide');
    await jiamusi.picks('standing.founded');
    await jiamusi.chooses('standing.step', '1.');
    await jiamusi.writes('findingText.decide', '本应说明');
    await jiamusi.sends('standing.done');

    await daqing.seesText('本应说明');
    await daqing.clicks('findingDo.appeal');
    await daqing.writes('findingText.appeal', 'It was said by telephone');
    await daqing.sends('standing.done');

    await superior.goes('/findings');
    await superior.clicks('findingDo.settle');
    await superior.picks('standing.unfounded');
    await superior.writes('findingText.settle', '有通话记录');
    await superior.sends('standing.done');
    await daqing.seesText('有通话记录');
    await daqing.sees('findingState.settled');
    for (const officer of [harbin, daqing, jiamusi, superior]) {
      expect(officer.complaints).toEqual([]);
      await officer.leaves();
    }
  }, 180_000);
});
