// Who owes what, who leads, who has not answered: what a coordinator and a duty officer do with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});
const name = { en: { report: 'Initial report to Heilongjiang Province', water: 'Tell the public before the water is cut', readings: 'Share readings every two hours', command: 'Command', wells: 'Open the groundwater wells and report their yield', jiamusi: 'Jiamusi', jilin: 'Jilin' }, 'zh-Hans': { report: '向黑龙江省初报', water: '停水前告知公众', readings: '每两小时共享监测数据', command: '指挥', wells: '启用地下水源井并报告出水量', jiamusi: '佳木斯', jilin: '吉林市' } } as const;

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  it('shows what can still be saved as the largest thing, of the whole alliance and of one case', async () => {
    const officer = await house.given({ lang });
    await officer.goes('picture');
    await officer.sees('silence.list');
    expect(await officer.largest()).toBe(name[lang].report);
    await officer.goes('case');
    await officer.sees('command.title');
    expect(await officer.largest()).toBe(name[lang].report);
    await officer.leaves();
  });

  it('says that a duty was done, and exactly who is told', async () => {
    const officer = await house.given({ lang });
    await officer.goes('duties');
    await officer.clicks('duties.meetOf', { what: name[lang].water });
    await officer.sees('who.gets', { n: 6 });
    await officer.tries('meet.send');
    expect(officer.said()).toEqual([]);
    await officer.writes('meet.how', 'loudspeakers, 14:05');
    await officer.isAccessible();
    await officer.clicks('meet.send');
    await officer.sees('meet.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'duty.meet', body: { duty: { case: 'songhua-2005', party: 'harbin', clause: { instrument: 'harbin.7', clause: '7.2' } }, text: 'loudspeakers, 14:05' } });
    // A duty towards the whole case is told to everybody who has a part in it.
    expect([...(officer.said()[0]?.to ?? [])].sort()).toEqual(['daqing', 'heilongjiang', 'jiamusi', 'jilin', 'sepa', 'songyuan']);
    await officer.leaves();
  });

  it('excuses a duty only with a code and a sentence, and answers the excuse of another (R56)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('duties');
    await officer.clicks('duties.excuseOf', { what: name[lang].report });
    await officer.writes('excuse.say', 'the line is cut');
    await officer.tries('excuse.send');
    expect(officer.said()).toEqual([]);
    await officer.picks(officer.word('excuse.outage'));
    await officer.clicks('excuse.send');
    await officer.sees('excuse.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'duty.excuse', body: { code: 'outage', text: 'the line is cut' }, to: ['heilongjiang'] });
    await officer.clicks('duties.disputeExcuseOf', { what: name[lang].readings });
    await officer.tries('answerDuty.dispute');
    expect(officer.said()).toHaveLength(1);
    await officer.writes('answerDuty.why', 'two boats are idle');
    await officer.clicks('answerDuty.dispute');
    await officer.sees('answerDutyDone.dispute');
    expect(officer.said()[0]).toMatchObject({ kind: 'duty.answer', body: { of: { journal: 'jiamusi/journal/1', index: 11 }, accepts: false }, to: ['jiamusi'] });
    await officer.leaves();
  });

  it('reports from the case, counts what is left out, and tells a field that is unknown from one that is missing (R57)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('case');
    await officer.clicks('do.report');
    await officer.sees('report.effect');
    await officer.tries('report.send');
    expect(officer.said()).toEqual([]);
    await officer.writes('field.place', 'Zhaoyuan');
    await officer.ticks(officer.word('report.unknownOf', { field: officer.word('field.casualties') }));
    await officer.isAccessible();
    await officer.clicks('report.send');
    await officer.sees('report.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.report', body: { of: 'songhua-2005', type: 'initial', fields: { place: { text: 'Zhaoyuan' }, casualties: { unknown: true } } } });
    expect(Object.keys(officer.said()[0]?.body.fields as object)).toHaveLength(2);
    expect([...(officer.said()[0]?.to ?? [])].sort()).toEqual(['heilongjiang', 'sepa']);
    await officer.leaves();
  });

  it('takes over what it was given, and answers an order (R47)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('case');
    await officer.clicks('do.confirmOf', { what: name[lang].command });
    await officer.sees('confirmEffect.yes');
    await officer.clicks('confirmSend.yes');
    await officer.sees('confirmDone.yes');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.confirm', body: { of: 'songhua-2005', accepts: true, command: { journal: 'heilongjiang/journal/1', index: 9 } } });
    expect(officer.said()[0]?.to).toEqual(expect.arrayContaining(['heilongjiang', 'jilin', 'jiamusi']));
    expect(officer.said()[0]?.to).not.toContain('harbin');
    await officer.leaves();
  });

  it('refuses only with a reason code', async () => {
    const officer = await house.given({ lang });
    await officer.goes('case');
    await officer.answersAsked(name[lang].wells);
    await officer.picks(officer.word('answerDo.refuse'));
    await officer.tries('answer.send');
    expect(officer.said()).toEqual([]);
    await officer.chooses('answer.code', officer.word('refusal.capacity'));
    await officer.writes('say.reason', 'no drilling rig');
    await officer.clicks('answer.send');
    await officer.sees('answer.recorded');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.answer', body: { answer: 'refuse', code: 'capacity', what: { journal: 'heilongjiang/journal/1', index: 10 } } });
    await officer.leaves();
  });

  it('opens a case with one action, and says before it who is called (R72)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('openCase');
    await officer.sees('who.gets', { n: 7 });
    await officer.tries('open.send', {}, ` · ${officer.status('Exercise')}`);
    expect(officer.said()).toEqual([]);
    await officer.seesText(officer.word('open.lacking'));
    await officer.writesTitle('Ice jam');
    await officer.ticks(name[lang].jilin, true);
    await officer.writes('say.reason', 'gauge at 14:00');
    await officer.isAccessible();
    await officer.tries('open.send', {}, ` · ${officer.status('Exercise')}`);
    await officer.sees('command.title');
    expect(officer.said()).toHaveLength(1);
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.open', body: { status: 'Exercise', hazard: 'pollutant-slug', phase: 'watch', origin: { known: true, parties: ['jilin'] }, classes: ['accident'], situation: { class: 2 }, reason: 'gauge at 14:00' } });
    expect(officer.said()[0]?.to).toHaveLength(7);
    await officer.leaves();
  });

  it('prints the duty list and the command table in black and white, without what can be pressed', async () => {
    const officer = await house.given({ lang });
    await officer.goes('allDuties');
    await officer.seesDuty('notify', 'overdue');
    const list = await officer.onPaper();
    expect(list.text).toContain(name[lang].readings);
    expect(list.text).toContain(officer.word('duties.promptlyHow'));
    expect(list).toMatchObject({ buttons: 0, colours: [] });
    await officer.goes('case');
    await officer.sees('command.title');
    const table = await officer.onPaper();
    expect(table.colours).toEqual([]);
    expect(table.text).toContain(officer.word('rowState.contested'));
    await officer.leaves();
  });
});

it('says of a duty by when, under which law, how late by whose testimony, and that the source gives no figure', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('allDuties');
  const text = await officer.text();
  expect(text.indexOf('due soon 12 min left')).toBeLessThan(text.indexOf('overdue 1 h 39 min'));
  expect(await officer.seesDuty('notify', 'overdue')).toMatch(/immediately[\s\S]*The source says immediately and gives no figure[\s\S]*Its line is up: not an outage[\s\S]*7 d after it was owed[\s\S]*Missed by the testimony of others/);
  expect(await officer.seesDuty('late', 'met-late')).toMatch(/Rules on reporting environmental emergencies \(2011\), article 4[\s\S]*late by 5 d 5 h[\s\S]*not by the author's clock[\s\S]*Left out of the report: People harmed, Trend/);
  expect(await officer.seesDuty('sent', 'sent')).toContain('Sent, no receipt yet: harbin #12');
  expect(await officer.seesDuty('claimed', 'met')).toContain('Claimed nobody else bears witness yet');
  expect(await officer.seesDuty('disputed', 'disputed')).toMatch(/Excuse \(the law forbids it\)[\s\S]*Disputed\. Nothing was received/);
  await officer.leaves();
});

it('silence says whether the line is up and whom to call, and a contested command is loud', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('picture');
  await officer.sees('silence.list');
  const text = await officer.text();
  expect(text).toContain('no answer 1 h 19 min');
  expect(text).toMatch(/Line is up \(heard \d+ s ago\): it is not answering\./);
  expect(text).toContain('an outage, not a refusal');
  expect(text).toContain('Call next: Jilin Province.');
  expect(text).toContain('command is contested');
  expect(text).toMatch(/Event grade\s+I\s+particularly grave\s+Warning level\s+red warning\s+Response level\s+I/);
  await officer.leaves();
});

it('looking back at a case, nothing can be put on record', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('case');
  await officer.sees('do.title');
  await officer.slides(0.72);
  await officer.sees('asof.past');
  await officer.hasNo('do.report');
  await officer.hasNo('do.confirmOf', { what: 'Command' });
  await officer.leaves();
});

it('an evaluator looks and has no button', async () => {
  const officer = await house.given({ lang: 'en' }, (node) => { node.world.officer = { name: 'Eva', login: 'eva', role: 'evaluator' }; });
  await officer.goes('duties');
  await officer.seesDuty('water', 'open');
  await officer.hasNo('duties.meetOf', { what: name.en.water });
  await officer.goes('openCase');
  await officer.sees('open.notYou');
  await officer.leaves();
});

it('a task of a kind that this console does not know leads where the node says', async () => {
  const officer = await house.given({ lang: 'en' }, (node) => {
    node.world.moreTasks = [{ ...(node.world.tasks()[0] as (typeof node.world.moreTasks)[number]), id: 'later', kind: 'of-a-later-version' as 'gap', title: { en: 'Something of a later version' }, href: '/duties', warning: undefined } as (typeof node.world.moreTasks)[number]];
  });
  await officer.goes('now');
  await officer.seesText('Something of a later version');
  await officer.follows('task.go.other');
  await officer.seesDuty('water', 'open');
  await officer.leaves();
});

it('a refusal of the node leaves the dialog open and says that nothing was sent', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('duties');
  await officer.clicks('duties.meetOf', { what: name.en.water });
  await officer.writes('meet.how', 'x');
  house.node.refuse = { path: /acts/, status: 409, detail: 'The duty is met already.' };
  await officer.clicks('meet.send');
  await officer.seesText('Not done: The duty is met already. Nothing was sent.');
  await officer.sees('meet.title');
  await officer.leaves();
});

it('who gives the lead away leaves the classification to the lead', async () => {
  const officer = await house.given({ lang: 'en' });
  await officer.goes('openCase');
  await officer.choosesFor('Jiamusi', 'lead');
  await officer.sees('open.away');
  await officer.writesTitle('Ice jam');
  await officer.ticks('Jilin', true);
  await officer.writes('say.reason', 'gauge');
  await officer.tries('open.send', {}, ` · ${officer.status('Exercise')}`);
  await officer.sees('command.title');
  expect(officer.said()[0]?.body).toMatchObject({ roles: [{ party: 'jiamusi', role: 'lead' }] });
  expect(officer.said()[0]?.body).not.toHaveProperty('classes');
  await officer.leaves();
});

it.each(['en', 'zh-Hans'] as const)('the screen that is always on shows what is next and who is silent, has nothing to press, and says when it is not renewed, in %s (R25)', async (lang) => {
  const officer = await house.given({ lang });
  await officer.goes('wall');
  await officer.sees('silence.list');
  const text = await officer.text();
  expect(text).toContain(name[lang].report);
  expect(text).toContain(officer.word('dutyState.overdue'));
  await officer.isAccessible();
  await house.node.stop();
  await officer.seesText(officer.word('wall.stale', { time: '{' }).split('{')[0]?.trim() ?? '');
  expect(await officer.text()).toContain(name[lang].report);
  await officer.leaves();
});
