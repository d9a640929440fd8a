// What a coordinator does with rules, bodies, meetings and findings; and what a supervisor can see and not do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/api/types';
import type { MockNode } from '../mock/server';
import { figureDraft } from '../mock/figures';
import { draft as proposal, exhibit, seen } from '../mock/whence';
import { House, type PageName, pages } from './driver';

const house = new House();
beforeAll(() => house.open());
afterAll(async () => {
  await house.node.stop();
  await house.close();
});
const as = (role: Role) => (node: MockNode): void => { node.world.officer = { name: '王岚', login: 'wang', role }; };
const coordinator = as('coordinator');
const names = { en: { harbin: 'Harbin', jilin: 'Jilin', songyuan: 'Songyuan', sluice: 'Hold the sluice at Zhaoyuan', costs: 'Costs', laboratories: 'Lend two mobile laboratories to Jiamusi', agency: 'National environment agency', late: 'Jilin: late', office: 'Coordinating body of the Songhua', intake: 'How long does the intake at Sifangtai stay closed?', held: "Readings at Sifangtai between 2 and 5 o'clock seem to be held back." }, 'zh-Hans': { harbin: '哈尔滨', jilin: '吉林市', songyuan: '松原', sluice: '控制肇源闸门', costs: '费用', laboratories: '借给佳木斯两台移动化验车', agency: '国家环保总局', late: '吉林市涉及迟报', office: '松花江综合性协调机构', intake: '四方台取水口将关闭多久？', held: '四方台 2 时至 5 时的监测数据似被压下。' } } as const;
const offices = { en: { health: 'Office for public health', accidents: 'Office for accidents' }, 'zh-Hans': { health: '公共卫生专项办公室', accidents: '事故灾难专项办公室' } } as const;

describe.each(['en', 'zh-Hans'] as const)('in %s', (lang) => {
  const name = names[lang];

  it('signs an agreement only after saying that all of it was read, and sees who is told (R41)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('sign');
    await officer.sees('agreement.lead.mine');
    await officer.clicks('agreement.do.accept');
    await officer.tries('agreement.send.accept');
    expect(officer.said()).toEqual([]);
    await officer.ticks(officer.word('agreement.read', { n: 4 }));
    await officer.isAccessible();
    await officer.clicks('agreement.send.accept');
    await officer.sees('agreement.done.accept');
    expect(officer.said()[0]).toEqual({ kind: 'agreement.accept', body: { of: 'jilin.21' }, to: ['jilin', 'jiamusi', 'songyuan'] });
    await officer.hasNo('agreement.do.accept');
    await officer.leaves();
  });

  it('shows the year of every member beside its size and load, an outage apart from silence, and one member line by line (R39, R60)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('record');
    await officer.seesText(officer.word('record.inTime', { n: 2, all: 9 }));
    await officer.seesText(officer.word('record.between', { low: 6, high: 55 }));
    await officer.seesText(officer.word('record.off', { n: 3 }));
    await officer.seesText(officer.word('record.loads', { cases: 5, owed: 77 }));
    await officer.seesText(officer.word('size.small1'));
    await officer.isAccessible();
    await officer.goes('member');
    await officer.seesText(officer.word('asking.silent'));
    await officer.leaves();
  });

  it('shows what is let down upstream, that notice of it can only be late, and puts a plan of its own on record (R10)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.seesText(officer.word('release.near'));
    await officer.seesText(officer.word('release.approval.changed'));
    await officer.clicks('release.answer');
    await officer.tries('answer.send');
    await officer.picks(officer.word('release.accept'));
    await officer.clicks('answer.send');
    await officer.sees('answer.recorded');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.answer', body: { what: 'daqing.15', answer: 'accept' } });
    await officer.clicks('do.release');
    await officer.picks(officer.word('release.do.emergency'));
    await officer.isAccessible();
    await officer.leaves();
  });

  it('shows what is needed beside own means and powers, who denies it and what was used, and escalates with it (R11)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.seesText(officer.word('means.holdsNot'));
    await officer.seesText(officer.word('means.denies', { who: name.jilin }));
    await officer.clicks('means.say');
    await officer.picks(officer.word('means.do.stock'));
    await officer.writes('means.kind', 'boat');
    await officer.writes('means.amount', '12');
    await officer.writes('means.words', 'in the depot');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('means.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.state', body: { subject: 'stock/harbin/boat', quantity: { value: 12, unit: '1' } } });
    await officer.clicks('do.escalate');
    await officer.seesText('activated carbon');
    await officer.leaves();
  });

  it('shows which routes the forecast closes, what goes round, and that no table of today is on record, and puts one there (R73)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.seesText(officer.word('surge.tableOverdue'));
    await officer.seesText(officer.word('surge.round'));
    await officer.seesText('Sifangtai');
    await officer.clicks('surge.tablePut');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('surge.tableDone');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.surge', body: { of: 'songhua-2005' } });
    await officer.leaves();
  });

  it('shows what experts make of the case, on which versions, who differs and what nobody assessed; differs itself; and names another group (R82)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.seesText(officer.word('assess.carried', { who: name.harbin }));
    await officer.seesText(officer.word('assess.newer', { n: 1, now: 2 }));
    await officer.seesText(officer.word('assess.gap'));
    await officer.seesText(officer.word('assess.overdue'));
    await officer.seesText(officer.word('assess.likely.as-likely-as-not'));
    await officer.clicks('assess.sign', {}, lang === 'en' ? ' 20 Nov 08:00 – 20 Nov 20:00' : ' 11月20日 08:00 – 11月20日 20:00');
    await officer.picks(officer.word('assess.word.differs'));
    await officer.tries('assess.send.differs');
    expect(officer.said()).toEqual([]);
    await officer.writes('assess.view', 'it stays under the ice');
    await officer.isAccessible();
    await officer.clicks('assess.send.differs');
    await officer.sees('assess.signDone.differs');
    expect(officer.said()[0]).toMatchObject({ kind: 'assessment.sign', body: { of: 'songhua-2005', assessment: 'daqing.40', view: 'it stays under the ice' } });
    await officer.clicks('assess.nameOther');
    await officer.writes('say.reason', 'it is below us now');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('assess.nameDone');
    expect(officer.said()[0]).toMatchObject({ kind: 'assessment.group', body: { of: 'songhua-2005', replaces: 'heilongjiang.30', writer: 'daqing', reason: 'it is below us now' } });
    await officer.leaves();
  });

  it('lets an analyst write an assessment of the next period on the newest of everything, and say beside a run what it gets wrong (R14, R82)', async () => {
    const officer = await house.given({ lang }, as('analyst'));
    await officer.goes('case');
    await officer.clicks('assess.write');
    await officer.writes('assess.situation', 'at Sifangtai');
    await officer.writes('assess.what', 'the intake closes');
    await officer.chooses('assess.likelihood', officer.word('assess.option', { word: officer.word('assess.likely.very-likely'), band: officer.word('assess.stands.very-likely') }));
    await officer.chooses('assess.confidence', officer.word('assess.evidence.high'));
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('assess.writeDone');
    expect(officer.said()[0]).toMatchObject({ kind: 'assessment.issue', body: { group: 'heilongjiang.30', situation: 'at Sifangtai', expected: [{ what: 'the intake closes', likelihood: 'very-likely', confidence: 'high' }], rests: ['daqing.101', 'songyuan.14'], exhibits: ['a1'.repeat(32)] } });
    await officer.chooses('override.ask', lang === 'en' ? 'Harbin, Sifangtai intake' : '哈尔滨 四方台');
    await officer.clicks('override.do');
    await officer.tries('say.put');
    await officer.writes('override.probability', '80');
    await officer.writes('override.why', 'the ice');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('override.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.override', body: { run: 'daqing.101', place: 'sifangtai', probability: 800000, why: 'the ice' } });
    await officer.leaves();
  });

  it('refuses with a reason, concludes what all have signed', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('sign');
    await officer.clicks('agreement.do.refuse');
    await officer.tries('agreement.send.refuse');
    expect(officer.said()).toEqual([]);
    await officer.writes('agreement.reason', 'no sluice of ours');
    await officer.clicks('agreement.send.refuse');
    await officer.sees('agreement.done.refuse');
    expect(officer.said()[0]).toMatchObject({ kind: 'agreement.refuse', body: { of: 'jilin.21', reason: 'no sluice of ours' } });
    await officer.goes('conclude');
    await officer.clicks('agreement.do.conclude');
    await officer.clicks('agreement.send.conclude');
    await officer.sees('agreement.done.conclude');
    await officer.sees('instrument.concluded');
    await officer.leaves();
  });

  it('says before leaving when it takes effect and that duties of open cases run on (R64)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('agreement');
    await officer.clicks('agreement.do.leave');
    await officer.seesText(officer.word('agreement.runsOn'));
    // 90 days after 20 November 2005.
    await officer.seesText(lang === 'en' ? '18 Feb 2006' : '2006年2月18日');
    await officer.writes('agreement.reason', 'another river');
    await officer.clicks('agreement.send.leave');
    await officer.sees('signing.leaving');
    await officer.leaves();
  });

  it('shows each clause beside its reading, a broken one loud, nobody who answers louder, and what changed (R51, R52)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('agreement');
    await officer.seesText(officer.word('clause.broken'));
    await officer.sees('list.unassigned', { n: 1 });
    const first = new RegExp(`${officer.word('list.consequence')}\\s+${name.sluice}\\s+${officer.word('clause.of', { id: '8.4' })}\\s+${officer.word('list.nobody')}`);
    expect(await officer.text()).toMatch(first);
    await officer.seesText(officer.word('diff.title', { from: 1, to: 2 }));
    expect(await officer.text()).toMatch(lang === 'en' ? /within\s*120\s*60 minutes/ : /后\s*120\s*60 分钟/);
    await officer.leaves();
  });

  it('writes an amendment: an error stands beside the field it names, and goes when it is mended (R41)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('editor');
    await officer.sees('editor.errors', { n: 1 });
    await officer.tries('editor.propose');
    await officer.unfolds(name.sluice);
    // In the reader's words: the kind of mistake, where it is, and what the compiler says.
    const wrong = await officer.wrongWith('editor.when');
    for (const said of [officer.word('mistake.unknown', { name: 'hazzard' }), officer.word('mistake.meant', { name: 'hazard' }), officer.word('mistake.at', { column: 1 }), "undeclared reference to 'hazzard'"]) expect(wrong).toContain(said);
    await officer.isAccessible();
    await officer.writes('editor.when', 'hazard == "pollutant-slug"');
    await officer.sees('editor.clean');
    expect(await officer.wrongWith('editor.when')).toBe('');
    await officer.clicks('editor.propose');
    await officer.isAccessible();
    await officer.clicks('editor.send', { n: 3 });
    await expect.poll(() => officer.said()[0]?.kind).toBe('agreement.propose');
    expect(officer.said()[0]).toMatchObject({ body: { code: 'songhua-compact', version: 3, amends: 'harbin.7', parties: ['harbin', 'jilin', 'daqing', 'songyuan', 'jiamusi'] }, to: ['jilin', 'daqing', 'songyuan', 'jiamusi'] });
    await officer.leaves();
  });

  it('loses nothing of what was written when the page is loaded again', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('editor');
    await officer.sees('editor.errors', { n: 1 });
    await officer.writes('editor.notice', '45');
    await officer.reloads();
    await officer.seesText(officer.word('editor.restored', { time: '' }).split('  ')[0]?.slice(0, 8) ?? '');
    expect(await officer.value('editor.notice')).toBe('45');
    await officer.clicks('editor.over');
    await expect.poll(() => officer.value('editor.notice')).toBe('90');
    await officer.leaves();
  });

  it('starts from a template between the parties that are chosen, in their order', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('template');
    await officer.ticks(name.songyuan);
    await officer.isAccessible();
    await officer.clicks('begin.fill', { n: 2 });
    await officer.sees('editor.parties', { n: 2 });
    expect(house.node.world.governance.checked.length).toBeLessThan(3);
    await expect.poll(() => house.node.world.governance.checked.at(-1)?.parties).toEqual(['harbin', 'songyuan']);
    await officer.leaves();
  });

  it('sees who has signed an order of two superiors, that it binds nobody yet, and signs it (R17)', async () => {
    const officer = await house.given({ lang }, (node) => { coordinator(node); node.world.superior = true; });
    await officer.goes('case');
    await officer.seesText(officer.word('joint.not'));
    await officer.seesText(officer.word('joint.is.none'));
    await officer.seesText(officer.word('joint.settled', { who: lang === 'en' ? 'National environment agency' : '国家环保总局' }));
    await officer.seesText(officer.word('joint.is.refused'));
    await officer.clicksOf('joint.do.sign', lang === 'en' ? 'Close the sluices on both sides of the border' : '关闭界河两侧水闸');
    await officer.isAccessible();
    await officer.seesText(officer.word('joint.signEffect'));
    await officer.picks(officer.word('joint.accept'));
    await officer.clicks('answer.send');
    await expect.poll(() => officer.said()[0]).toMatchObject({ kind: 'incident.answer', body: { of: 'songhua-2005', answer: 'accept', what: { journal: 'jilin-province/journal/1', index: 14 } } });
    await officer.leaves();
  });

  it('sees who answers for a zone, a side that is vacant, and puts an absence on record (R48)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('bodies');
    await officer.seesText(officer.word('zone.vacant'));
    await officer.seesText(officer.word('zone.why.left', { who: lang === 'en' ? 'Songyuan' : '松原' }));
    await officer.clicksOf('zone.open', lang === 'en' ? 'Sifangtai intake' : '四方台取水口');
    await officer.isAccessible();
    await officer.writes('say.reason', 'at the provincial capital');
    await officer.writes('zone.until.needed', '2005-11-22T08:00');
    await officer.clicks('zone.send.absent');
    await officer.seesText(officer.word('zone.deputy', { n: 1 }));
    expect(officer.said()[0]).toMatchObject({ kind: 'agreement.appoint', body: { of: 'harbin.7', zone: '9.1', reason: 'at the provincial capital', until: '2005-11-22T08:00:00+08:00' }, to: ['daqing', 'jiamusi'] });
    await officer.leaves();
  });

  it('appoints to the seat of this city, and ends the part of a guest (R38)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('bodies');
    await officer.clicksOf('appoint.open', name.office);
    await officer.writes('appoint.holder', 'deputy mayor for water');
    await officer.isAccessible();
    await officer.clicks('appoint.send');
    await officer.seesText('deputy mayor for water');
    expect(officer.said()[0]).toMatchObject({ kind: 'agreement.appoint', body: { of: 'harbin.7', body: 'office', holder: 'deputy mayor for water', rank: 1 }, to: ['jilin', 'daqing', 'songyuan', 'jiamusi'] });
    await officer.clicksOf('dismiss.open', name.agency);
    await officer.writes('dismiss.reason', 'done');
    await officer.clicks('dismiss.send');
    await officer.sees('body.guestEnded');
    expect(officer.said()[0]).toMatchObject({ kind: 'agreement.dismiss', body: { of: 'harbin.15', reason: 'done' } });
    await officer.leaves();
  });

  it('shows what standing work has decayed while nothing happened, and says that a piece of it is done (R49)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('bodies');
    await officer.sees('steady.decayed');
    await officer.seesText(lang === 'en' ? 'Nothing has happened for 2 y 6 mo' : '已有2年6个月没有任何记录');
    await officer.unfolds(officer.word('steady.open'));
    await officer.sees('steady.untouched');
    await officer.clicksOf('steady.do', lang === 'en' ? 'Exercise across borders' : '跨界演练');
    await officer.writes('meet.how', 'done in May');
    await officer.isAccessible();
    await officer.clicks('meet.send');
    await officer.sees('meet.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'duty.meet', body: { duty: { case: 'harbin.7', clause: { instrument: 'harbin.7', clause: '9.4' }, party: 'harbin', since: 'harbin.7' }, text: 'done in May' } });
    await officer.leaves();
  });

  it('keeps the log of exercises apart, shows what was taken for real, and confirms an improvement (R71)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('exercises');
    await officer.sees('exercise.taken');
    await officer.sees('exercise.wrong');
    await officer.sees('exerciseState.missed');
    await officer.sees('exercise.unconfirmed');
    await officer.isAccessible();
    await officer.clicksOf('exercise.confirm', lang === 'en' ? 'A second person at the desk at night' : '夜间值班增加一人');
    await officer.picks(officer.word('exercise.yes'));
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('exercise.closed');
    expect(officer.said()[0]).toMatchObject({ kind: 'meeting.confirm', body: { of: 'songyuan.9', accepts: true } });
    await officer.leaves();
  });

  it('breaks an exercise off by opening the real case, in one action (R71)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.follows('exercise.breakOff');
    await officer.sees('exercise.breaking', { id: 'songhua-2005' });
    expect(await officer.buttons()).toContain(`${officer.word('open.send')} · ${officer.word('status.Actual')}`);
    await officer.leaves();
  });

  it('shows which office leads in a case of several classes, who gets copies, and where it was before (R37)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.sees('routing.title');
    await officer.seesText(offices[lang].health);
    await officer.sees('routing.missing', { classes: officer.word('class.emerging') });
    await officer.sees('index.noOffice', { n: 1 });
    await officer.goes('bodies');
    await officer.sees('body.leads');
    await officer.sees('body.copy');
    await officer.sees('body.ledBy', { who: offices[lang].accidents });
    await officer.leaves();
  });

  it('proposes a lead where there are several origins, says a tie, and by what (R8)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.sees('leading.tied', { who: `${name.jilin}${officer.word('word.comma')}${name.songyuan}` });
    await officer.sees('leading.by.designated');
    await officer.sees('leading.disputed');
    await officer.leaves();
  });

  it('shows whom a case reaches and who was not told, and contests its situation (R7, R9)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.sees('situation.contested', { who: name.songyuan });
    await officer.sees('situation.untold');
    await officer.clicks('situation.contest');
    await officer.picks(officer.word('situation.1'));
    await officer.writes('situation.reason', 'two plants');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('situation.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.state', body: { subject: 'situation', value: 'two plants', quantity: { value: 1, unit: '1' } } });
    await officer.leaves();
  });

  it('shows one person with several hats one list, the emergency first, each thing once (R38)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('bodies');
    await officer.sees('work.title');
    const text = await officer.text();
    const [emergency, daily] = [text.indexOf(`${officer.word('work.emergency')} (`), text.indexOf(`${officer.word('work.daily')} (`)];
    expect(emergency).toBeGreaterThan(-1);
    expect(daily).toBeGreaterThan(emergency);
    await officer.sees('work.as.host');
    await officer.sees('work.kind.seat');
    const listed = await officer.desk();
    expect(listed.length).toBeGreaterThan(3);
    expect(new Set(listed).size).toBe(listed.length);
    await officer.isAccessible();
    await officer.leaves();
  });

  it('keeps the directory of a central office: says how an alliance stands, and strikes it with a reason (R32)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('bodies');
    await officer.sees('directory.how');
    await officer.clicks('directory.tell');
    await officer.writes('directory.tell.source', 'its duty desk');
    await officer.isAccessible();
    await officer.clicks('directory.tell.send');
    await expect.poll(() => officer.said()[0]).toMatchObject({ kind: 'agreement.tell', body: { of: 'harbin.41', cases: 0, source: 'its duty desk' } });
    await officer.clicks('directory.change');
    await officer.writes('directory.reason', 'a member left');
    await officer.isAccessible();
    await officer.clicks('directory.change.send');
    await expect.poll(() => officer.said()[0]).toMatchObject({ kind: 'agreement.register', body: { of: 'harbin.40', body: 'national', replaces: 'harbin.41', members: ['jilin', 'songyuan'], reason: 'a member left' } });
    await officer.clicks('directory.strike');
    await officer.writes('directory.reason', 'dissolved');
    await officer.clicks('directory.strike.send');
    await expect.poll(() => officer.said()[0]).toMatchObject({ kind: 'agreement.strike', body: { of: 'harbin.41', reason: 'dissolved' } });
    await officer.leaves();
  });

  it('answers who comes to a meeting and whether that one commits the city (R44)', async () => {
    const officer = await house.given({ lang });
    await officer.goes('meeting');
    await officer.sees('meeting.ifNot');
    await officer.clicks('attend.open');
    await officer.writes('attend.post', 'head of the emergency office');
    await officer.ticks(officer.word('attend.commits'));
    await officer.isAccessible();
    await officer.clicks('attend.send');
    await officer.sees('attend.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'meeting.attend', body: { of: 'harbin.24', comes: true, post: 'head of the emergency office', rank: 2, commits: true } });
    await officer.leaves();
  });

  it('dissents from minutes only in words, and shows what is done without evidence as that (R44)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('minutes');
    await officer.clicks('sign.open');
    await officer.picks(officer.word('sign.dissents'));
    await officer.tries('sign.send.dissents');
    expect(officer.said()).toEqual([]);
    await officer.writes('sign.dissent', 'the 23rd is too late');
    await officer.clicks('sign.send.dissents');
    await officer.seesText('the 23rd is too late');
    expect(officer.said()[0]).toMatchObject({ kind: 'meeting.sign', body: { of: 'harbin.23', dissent: 'the 23rd is too late' } });
    await officer.clicksOf('finish.open', name.laboratories);
    await officer.writes('finish.text', 'left at 14:10');
    await officer.clicks('finish.sendBare');
    await officer.sees('finish.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'meeting.done', body: { of: 'harbin.23', action: 1, text: 'left at 14:10' } });
    await officer.leaves();
  });

  it('calls a meeting under the clause that lets it, and sees who is invited (R44)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('call');
    await officer.writes('calling.name', 'Ice');
    await officer.writes('calling.place', 'by telephone');
    await officer.writes('calling.agenda', 'one\n\n two ');
    await officer.unticks(name.songyuan);
    await officer.clicks('calling.open');
    await officer.clicks('calling.send', { n: 5 });
    await expect.poll(() => officer.said()[0]?.kind).toBe('meeting.convene');
    expect(officer.said()[0]).toMatchObject({ body: { power: { instrument: 'harbin.7', clause: '9.2' }, body: 'office', title: 'Ice', place: 'by telephone', agenda: ['one', 'two'] } });
    expect(officer.said()[0]?.to).not.toContain('songyuan');
    await officer.leaves();
  });

  it('the machine detects and a person finds: with a clause, a power, the evidence and time to reply (R55, R56)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('findings');
    await officer.seesText(officer.word('findings.suspected'));
    await officer.clicksOf('find.open', name.late);
    await officer.tries('find.send');
    await officer.writes('find.text', 'Songyuan was told on the 18th');
    await officer.isAccessible();
    await officer.clicks('find.send');
    await officer.sees('find.done');
    expect(officer.said()[0]).toMatchObject({
      kind: 'standing.find', to: ['jilin'],
      body: { party: 'jilin', violation: 'late', clause: { instrument: 'harbin.7', clause: '11.1' }, power: { instrument: 'harbin.7', clause: '9.6' }, case: 'songhua-2005', duty: { party: 'jilin', to: 'songyuan' }, text: 'Songyuan was told on the 18th' },
    });
    expect((officer.said()[0]?.body.evidence as unknown[]).length).toBe(2);
    await officer.leaves();
  });

  it('replies to a finding, decides on another with a step of its ladder, answers a query (R55, R63)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('findings');
    await officer.clicks('findingDo.reply');
    await officer.writes('findingText.reply', 'They left at 14:10');
    await officer.clicks('findingSend.reply');
    await officer.seesText('They left at 14:10');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.reply', body: { of: 'jilin.31', text: 'They left at 14:10' } });
    await officer.clicks('findingDo.decide');
    await officer.writes('findingText.decide', 'Five days');
    await officer.tries('findingSend.decide');
    await officer.picks(officer.word('standing.founded'));
    await officer.chooses('standing.step', lang === 'en' ? '2. a notice to all members' : '2. 通报各成员');
    await officer.clicks('findingSend.decide');
    await officer.seesText('Five days');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.decide', body: { of: 'harbin.26', text: 'Five days', founded: true, step: 2 } });
    await officer.clicksOf('explain.open', name.intake);
    await officer.writes('explain.text', 'Until the 27th');
    await officer.clicks('explain.send');
    await officer.seesText('Until the 27th');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.explain', body: { of: 'jilin-province.9' }, to: ['jilin-province'] });
    await officer.leaves();
  });

  it('raises a suspicion from the case: whom, on which record, naming no informant; what the node says stands beside the field, and nothing that was written is lost (R58)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.clicks('suspect.open');
    await officer.chooses('suspect.party', name.jilin);
    await officer.writes('suspect.text', 'No word of the slug for five days');
    await officer.tries('suspect.send');
    expect(officer.said()).toEqual([]);
    await officer.sees('suspect.needs');
    await officer.ticks(officer.word('suspect.informed'));
    await officer.isAccessible();
    await officer.clicks('act.back');
    await officer.reloads();
    await officer.clicks('suspect.open');
    expect(await officer.value('suspect.text')).toBe('No word of the slug for five days');
    house.node.refuse = { path: /standing\.suspect$/, status: 409, detail: 'nothing was put on record, because the standing.suspect would have no effect: standing.suspect: text: 5000 bytes' };
    await officer.clicks('suspect.send');
    await expect.poll(() => officer.wrongWith('suspect.text')).toContain('5000 bytes');
    house.node.refuse = undefined;
    await officer.ticks(lang === 'en' ? 'Has received nothing from Jilin' : '未收到吉林任何报告');
    await officer.clicks('suspect.send');
    await officer.sees('suspect.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.suspect', body: { party: 'jilin', case: 'songhua-2005', informed: true, evidence: [{ journal: 'sepa/journal/1', index: 3 }] } });
    expect(officer.said()[0]?.to).toContain('jilin');
    // It stands in the case, and nothing of it is kept in the form.
    await officer.seesText('No word of the slug for five days');
    await officer.clicks('suspect.open');
    expect(await officer.value('suspect.text')).toBe('');
    await officer.leaves();
  });

  it('shows where it may come from with every share and what speaks against it, and puts what the node proposes on record only when a coordinator sends it (R58)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.sees('whence.title');
    for (const who of [name.jilin, lang === 'en' ? 'Changchun' : '长春', officer.word('whence.unknown')]) await officer.seesText(who);
    await officer.sees('whence.against');
    await officer.isAccessible();
    await officer.clicksOf('suspect.open', name.jilin);
    await officer.sees('whence.effect');
    expect(await officer.value('suspect.text')).toBe(proposal[lang]);
    expect(officer.said()).toEqual([]);
    await officer.writes('suspect.text', 'Our readings point upstream');
    await officer.clicks('suspect.send');
    await officer.sees('suspect.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.suspect', body: { party: 'jilin', case: 'songhua-2005', text: 'Our readings point upstream', exhibits: [exhibit], evidence: expect.arrayContaining(seen.map((r) => expect.objectContaining({ journal: r.journal, index: r.index }) as unknown)) as unknown } });
    await officer.leaves();
    // A duty officer reads it and has no such button.
    const duty = await house.given({ lang });
    await duty.goes('case');
    await duty.sees('whence.title');
    await duty.hasNo('suspect.open', {}, ` ${name.jilin}`);
    await duty.leaves();
  });

  it('shows what was reported beside what was verified, verifies a figure with how sure it is, and raises a suspicion of falsehood only by hand (R59)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('case');
    await officer.sees('figures.title');
    await officer.sees('figure.band', { band: '15 t' });
    await officer.sees('figure.corrected');
    await officer.isAccessible();
    await officer.clicksOf('figure.verify', `${name.songyuan} ${officer.word('field.extent')}`);
    await officer.writes('verify.how', 'Sampled by boat');
    await officer.tries('say.put');
    expect(officer.said()).toEqual([]);
    await officer.writes('verify.value', '12', ' (km)');
    await officer.writes('verify.doubt', '2', ' (km)');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('verify.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.state', body: { of: 'songhua-2005', verifies: { journal: 'songyuan/journal/1', index: 8 }, field: 'extent', quantity: { value: 12, unit: 'km' }, doubt: { value: 2, unit: 'km' }, basis: 'observed', value: 'Sampled by boat' } });
    await officer.clicksOf('suspect.open', `${name.jilin} ${officer.word('field.losses')}`);
    expect(await officer.value('suspect.false')).toBe(figureDraft[lang]);
    await officer.clicks('suspect.send');
    await officer.sees('suspect.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.suspect', body: { party: 'jilin', violation: 'false', case: 'songhua-2005' } });
    await officer.leaves();
  });

  it('raises one from the findings by keyboard alone, and replies to one about itself (R58)', async () => {
    const officer = await house.given({ lang }, coordinator);
    await officer.goes('findings');
    await officer.reachesByTab('suspect.open');
    await officer.presses('Enter');
    await officer.sees('suspect.noCase');
    await officer.presses('Escape');
    await officer.clicksOf('note.reply', name.held);
    await officer.writes('explain.text', 'The instrument was cleaned');
    await officer.clicks('noteReply.send');
    await officer.seesText('The instrument was cleaned');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.reply', body: { of: 'jiamusi.12', text: 'The instrument was cleaned' }, to: ['jiamusi'] });
    await officer.leaves();
  });

  it('a supervisor advises on a case, where the advice is then read', async () => {
    const officer = await house.given({ lang }, as('supervisor'));
    await officer.goes('case');
    await officer.clicks('advise.open');
    await officer.writes('advise.text', 'Sample twice a day');
    await officer.isAccessible();
    await officer.clicks('advise.send');
    await officer.seesText('Sample twice a day');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.advise', body: { about: 'songhua-2005', text: 'Sample twice a day' } });
    await officer.leaves();
  });

  it('a supervisor sees everything, changes nothing but advises, and is told that looks are logged (R23)', async () => {
    const officer = await house.given({ lang }, as('supervisor'));
    // What leads to more to read, unfolds, prints. The link to the form of a new case is there for everybody; the node refuses what a supervisor sends.
    const harmless = new Set([officer.word('task.grounds'), officer.word('picture.toDuties'), officer.word('case.dutiesAll', { n: 12 }), officer.word('nav.openCase'), officer.word('advise.open'), officer.word('agreement.print'), officer.word('act.ok'), officer.word('ask.again'), officer.word('agreements.packs'), officer.word('map.now'), officer.word('asof.back'), officer.word('asof.now')]);
    for (const page of ['now', 'picture', 'duties', 'cases', 'case', 'warnings', 'warning', 'draft', 'agreements', 'agreement', 'sign', 'packs', 'pack', 'bodies', 'meetings', 'meeting', 'minutes', 'call', 'findings', 'accesses'] as const satisfies readonly PageName[]) {
      await officer.goes(page);
      await officer.seesText(officer.word('watch.logged'));
      await officer.sees('watch.log');
      expect.soft((await officer.buttons()).filter((b) => !harmless.has(b)), page).toEqual([]);
    }
    expect(officer.said()).toEqual([]);
    await officer.goes('agreement');
    await officer.clicks('advise.open');
    await officer.writes('advise.text', 'Fill the vacant seat');
    await officer.isAccessible();
    await officer.clicks('advise.send');
    await officer.sees('advise.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'standing.advise', body: { about: 'harbin.7', text: 'Fill the vacant seat' } });
    await officer.follows('watch.log');
    await officer.seesText('/api/v1/agreements/harbin.7');
    await officer.leaves();
  });

  it('shows a neighbour that is no member apart from the members, loud while nobody told it, and puts on record who answered (R18)', async () => {
    const officer = await house.given({ lang });
    const who = lang === 'en' ? 'Khabarovsk' : '哈巴罗夫斯克';
    await officer.goes('picture');
    await officer.seesText(officer.word('outside.title'));
    await officer.seesText(who);
    await officer.goes('case');
    await officer.seesText(officer.word('outside.late'));
    await officer.seesText(officer.word('outside.told'));
    await officer.seesText(officer.word('modes.stands', { orders: 0, requests: 1 }));
    await officer.clicks('outside.tell', {}, ` ${who}`);
    await officer.writes('outside.what', 'Nitrobenzene comes down the river');
    await officer.writes('outside.answered', 'duty desk');
    await officer.isAccessible();
    await officer.clicks('say.put');
    await officer.sees('outside.done');
    expect(officer.said()[0]).toMatchObject({ kind: 'incident.tell', body: { of: 'songhua-2005', whom: 'khabarovsk', means: 'telephone', what: 'Nitrobenzene comes down the river', answered: 'duty desk' } });
    expect(officer.said()[0]?.to).not.toContain('khabarovsk');
    await officer.leaves();
  });

  it('a supervisor is told where persons are withheld, and that the bytes of an act cannot be checked; the people of the city see all of it (R23)', async () => {
    const officer = await house.given({ lang }, as('supervisor'));
    for (const [page, name] of [['warning', '赵'], ['draft', '李明'], ['accesses', '孙监察'], ['bodies', 'tel:']] as const satisfies readonly (readonly [PageName, string])[]) {
      await officer.goes(page);
      await officer.seesText(officer.word('watch.redacted'));
      await officer.seesText(officer.word('word.redacted'));
      expect.soft(await officer.text(), page).not.toContain(name);
    }
    await officer.isAccessible();
    await officer.goes('act');
    await officer.seesText(officer.word('act.redacted'));
    await officer.seesText(officer.word('proof.all.cannot'));
    await officer.seesText(lang === 'en' ? 'it cannot be checked here' : '无法在此核验');
    await officer.isAccessible();
    await officer.leaves();
    const own = await house.given({ lang }, coordinator);
    await own.goes('warning');
    await own.seesText('赵');
    expect(await own.text()).not.toContain(own.word('word.redacted'));
    await own.leaves();
  });

  it.each([360, 820, 1440])('every page is in the header at %i px, none of them cut', async (width) => {
    const officer = await house.given({ lang, width });
    await officer.goes('cases');
    if (width === 360) {
      expect((await officer.navigation()).links.length).toBe(6);
      await officer.clicks('nav.pages');
    }
    const all = (['now', 'picture', 'duties', 'cases', 'warnings', 'map', 'agreements', 'bodies', 'meetings', 'findings', 'record', 'neighbours', 'journal'] as const).map((p) => officer.word(`nav.${p}`));
    expect(await officer.navigation()).toEqual({ links: all, cut: [] });
    await officer.fits();
    await officer.leaves();
  });
});

it('a duty officer reads and drafts, but only a coordinator signs, proposes, convenes and finds', async () => {
  const officer = await house.given({ lang: 'en' });
  for (const [page, key] of [['sign', 'agreement.do.accept'], ['bodies', 'guest.open'], ['findings', 'findingDo.reply'], ['editor', 'editor.propose'], ['call', 'calling.open']] as const) {
    await officer.goes(page);
    await officer.hasNo(key);
  }
  await officer.leaves();
});

it('says that nothing was put on record when the node refuses, and keeps what was written', async () => {
  const officer = await house.given({ lang: 'en' }, coordinator);
  await officer.goes('agreement');
  house.node.refuse = { path: /agreement\.suspend$/, status: 409, detail: 'Another officer suspended it a minute ago.' };
  await officer.clicks('agreement.do.suspend');
  await officer.writes('agreement.reason', 'no laboratory');
  await officer.clicks('agreement.send.suspend');
  await officer.seesText('Another officer suspended it a minute ago.');
  expect(await officer.value('agreement.reason')).toBe('no laboratory');
  expect(officer.said()).toEqual([]);
  await officer.leaves();
});

it('says when a text could not be checked, and does not let it be proposed', async () => {
  const officer = await house.given({ lang: 'en' }, coordinator);
  house.node.refuse = { path: /agreements\/check$/, status: 503, detail: 'The disk is full.' };
  await officer.goes('editor');
  await officer.seesText('Not checked: The disk is full.');
  await officer.tries('editor.propose');
  await officer.hasNo('act.back');
  expect(officer.said()).toEqual([]);
  await officer.leaves();
});

it('prints an agreement in black and white with every clause and no button', async () => {
  const officer = await house.given({ lang: 'en' }, coordinator);
  await officer.goes('agreement');
  await officer.sees('list.nobody');
  const paper = await officer.onPaper();
  expect(paper.buttons).toBe(0);
  expect(paper.text).toContain('Every affected city owes whoever warns an acceptance within 1 h of receipt.');
  await officer.leaves();
});

it.each(Object.keys(pages).filter((p): p is PageName => ['sign', 'editor', 'template', 'bodies', 'meeting', 'minutes', 'call', 'findings', 'agreements'].includes(p)))('%s with all its buttons is accessible and fits a phone', async (page) => {
  for (const lang of ['en', 'zh-Hans'] as const) {
    const officer = await house.given({ lang, width: 360, height: 780 }, coordinator);
    await officer.goes(page);
    await officer.fits();
    await officer.isAccessible();
    expect(officer.complaints).toEqual([]);
    await officer.leaves();
  }
});
