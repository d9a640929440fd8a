// An analyst supposes something else, sees a first band, then the whole, and puts it on record with a reason. R13
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    expect(officer.asked('POST /api/v1/rivers/songhua/run')).toBe(2); // the first answer, and the whole
    await officer.isAccessible();
    await officer.writes('forecast.reason', 'the tank held more');
    await officer.clicks('forecast.record');
    await officer.sees('forecast.recorded');
    await officer.leaves();
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
