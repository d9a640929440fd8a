// An analyst supposes something else, sees a first band, then the whole, and puts it on record with a reason. R13
import { afterAll, beforeAll, describe, it } from 'vitest';
import { House } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  it('shows the band of what is supposed, and records it only with a reason', async () => {
    const officer = await house.given({ lang });
    await officer.goes('forecast');
    await officer.writes('forecast.mass', '3');
    await officer.clicks('forecast.run');
    await officer.sees('forecast.whole', { n: '1,000', s: '0.12' });
    await officer.hasAsked('POST /api/v1/rivers/songhua/run', 2); // the first answer, and the whole
    await officer.isAccessible();
    await officer.writes('forecast.reason', 'the tank held more');
    await officer.clicks('forecast.record');
    await officer.sees('forecast.recorded');
    await officer.leaves();
  });

  // R14: how the members' arrivals are spread, place by place, in a picture with words for those who hear it, and as a table; and which place no member reaches.
  it('shows when the members of a run arrive', async () => {
    const officer = await house.given({ lang });
    await officer.goes('forecast');
    await officer.clicks('forecast.run');
    await officer.sees('spread.title');
    const place = lang === 'en' ? 'Harbin, Sifangtai intake' : '哈尔滨 四方台';
    await officer.seesPicture(officer.word('spread.spoken', { place, share: '> 99\u00a0%' }));
    await officer.sees('spread.none', { places: lang === 'en' ? 'Tongjiang' : '同江' });
    await officer.unfolds(officer.word('spread.table'));
    await officer.sees('spread.share');
    await officer.isAccessible();
    await officer.fits();
    await officer.leaves();
  });

  it('draws what past probabilities were worth, and of three checks nothing', async () => {
    const officer = await house.given({ lang });
    await officer.goes('forecast');
    await officer.seesPicture(officer.word('reliable.spoken', { n: '5', off: '1' }));
    await officer.sees('reliable.bar');
    await officer.isAccessible();
    await officer.fits();
    await officer.leaves();
    const early = await house.given({ lang }, (node) => { node.world.fewScored = true; });
    await early.goes('forecast');
    await early.seesText(lang === 'en' ? 'Too few to draw' : '样本太少');
    await early.hasNoPicture(early.word('reliable.spoken', { n: '0', off: '0' }));
    await early.leaves();
  });

  it('forgets a band when another question is asked', async () => {
    const officer = await house.given({ lang });
    await officer.goes('forecast');
    await officer.clicks('forecast.run');
    await officer.sees('forecast.whole', { n: '1,000', s: '0.12' });
    await officer.writes('forecast.later', '12');
    await officer.hasNo('forecast.record');
    await officer.leaves();
  });
});
