// A duty officer compares what could be ordered, sees who loses by name, and puts on record what was carried out has avoided; a coordinator disputes another city's account. R4, R98
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House, words } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});

const name = { en: { lowland: 'Open the lowland at the crest', daqing: 'Daqing (Zhaoyuan)', jiamusi: 'Jiamusi' }, 'zh-Hans': { lowland: '洪峰时启用低地', daqing: '大庆（肇源）', jiamusi: '佳木斯' } };

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  it('shows winners and losers beside each other, as bands, and records what was done only with a reason', async () => {
    const officer = await house.given({ lang });
    await officer.goes('measures');
    await officer.chooses('measures.which', name[lang].lowland);
    await officer.clicks('measures.run');
    await officer.sees('forecast.whole', { n: '40', s: '4.2' });
    await officer.hasAsked('POST /api/v1/rivers/songhua-flood/measures', 2); // the first answer, and the whole
    await officer.sees('measures.loses');
    for (const who of [name[lang].daqing, name[lang].jiamusi, lang === 'en' ? '−600 to −391 m3/s' : '−600 至 −391 m3/s']) await officer.seesText(who);
    const said = await officer.text();
    for (const side of ['better', 'worse', 'both', 'same'] as const) expect(said).toContain(words[lang][`measures.side.${side}`]);
    await officer.isAccessible();
    await officer.writes('measures.reason', 'opened at six, by the keeper\'s book');
    await officer.clicks('measures.record');
    await officer.sees('measures.recorded');
    await officer.leaves();
  });

  it('takes orders of one\'s own, and forgets the table when another question is asked', async () => {
    const officer = await house.given({ lang, width: 360, height: 780 });
    await officer.goes('measures');
    await officer.clicks('measures.add');
    await officer.chooses('measures.what', officer.word('measures.do.release'));
    await officer.writes('measures.flow', '40');
    await officer.clicks('measures.run');
    await officer.sees('forecast.whole', { n: '40', s: '4.2' });
    await officer.fits();
    await officer.isAccessible();
    await officer.writes('measures.flow', '50');
    expect(await officer.text()).not.toContain(officer.word('measures.how'));
    await officer.leaves();
  });

  it('says that the loss that was avoided has no price and is contested, and lets a coordinator dispute it', async () => {
    const officer = await house.given({ lang }, (node) => { node.world.officer = { name: '王岚', login: 'wang', role: 'coordinator' }; });
    await officer.goes('case');
    await officer.sees('avoided.noPrice');
    await officer.sees('avoided.disputes', { who: name[lang].jiamusi });
    await officer.clicks('avoided.answer', {}, ` ${name[lang].daqing}`);
    await officer.picks(officer.word('avoided.dispute'));
    await officer.writes('avoided.why', 'the gauge stood in the backwater');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('avoided.answered');
    expect(house.node.world.said.at(-1)).toMatchObject({ kind: 'evaluation.answer', body: { of: 'daqing.14', agrees: false } });
    await officer.leaves();
  });
});
