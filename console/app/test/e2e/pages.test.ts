// Every page, both languages, every width: it renders, reads well aloud, fits, and asks nobody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House, type PageName, pages } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});
const names = Object.keys(pages) as PageName[];

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  it.each(names)('%s renders, is accessible in light, in dark and on a phone of 360 px, fits it and a tablet, and asks no other server', async (name) => {
    const officer = await house.given({ lang });
    for (const look of [{}, { dark: true }, { width: 820 }, { width: 360 }]) {
      await officer.looks(name, look);
      expect((await officer.tab()).lang).toBe(lang);
      if (look.width) await officer.fits();
      if (look.width !== 820) await officer.isAccessible();
    }
    expect(officer.outside).toEqual([]);
    expect(officer.complaints).toEqual([]);
    await officer.leaves();
  });

  it.each(['now', 'picture', 'duties', 'warnings', 'cases', 'neighbours', 'agreements', 'packs', 'bodies', 'exercises', 'meetings', 'findings', 'record', 'accesses'] as const)('%s teaches when it is empty', async (name) => {
    const officer = await house.given({ lang }, (node) => { node.world.empty = true; });
    await officer.goes(name);
    await officer.sees(({ now: 'now.nothing', picture: 'picture.calm', duties: 'duties.none', warnings: 'warnings.none', cases: 'cases.none', neighbours: 'neighbours.none', agreements: 'agreements.none', packs: 'packs.none', bodies: 'bodies.none', exercises: 'exercise.none', meetings: 'meetings.none', findings: 'findings.none', accesses: 'accesses.none', record: 'record.none' } as const)[name]);
    await officer.isAccessible();
    await officer.leaves();
  });
});

it('shows Chinese pages without English words but for names and units', async () => {
  const officer = await house.given({ lang: 'zh-Hans' });
  const known = /^(hazzard|EXERCISE|I{1,3}|IV|slug|English|UTC|mg|L|CAP|XML|SHA|RFC|Ed|SEPA|Extreme|Expected|Observed|Zhaoyuan|Songyuan|simulated|reading|with|Tongzhou|HTTPS|tongzhou|verify|CNY)$/;
  for (const name of ['now', 'picture', 'wall', 'duties', 'allDuties', 'openCase', 'map', 'measures', 'warnings', 'warning', 'draft', 'cases', 'agreements', 'agreement', 'sign', 'packs', 'pack', 'bodies', 'exercises', 'meetings', 'meeting', 'minutes', 'call', 'findings', 'record', 'neighbours', 'login', 'lost'] as const) {
    await officer.goes(name);
    // What is on record by its technical name (hashes, kinds of act, journals, addresses, codes of instruments, conditions and the words of their compiler) is not prose.
    const prose = (await officer.text()).replace(/[a-z-]+ #\d+|\b[a-z]+(?:-[a-z]+)+\b|undeclared reference to|(?:level|"[^"\n]*") in [^·\n]*|\S*[/#.]\S*|\b[0-9a-f]{8,}…?/g, '');
    expect.soft((prose.match(/[A-Za-z]{2,}/g) ?? []).filter((w) => !known.test(w)), name).toEqual([]);
  }
  await officer.leaves();
});
