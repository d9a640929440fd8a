// Which fields the machine-readable part of a clause has, by its kind. The forms are made from this table; the node's check decides what is right.
import type { MachineKind } from './wire';

/** How a field is filled in. */
export type FieldType =
  | 'selector' // one word that stands for those who have a part, or party:ID, body:ID
  | 'selectors'
  | 'word'
  | 'condition'
  | 'minutes'
  | 'days'
  | 'number'
  | 'percent'
  | 'yes'
  | 'text' // in both languages
  | 'steps' // texts, one after another
  | 'choice'
  | 'choices'
  | 'party'
  | 'parties'
  | 'body'
  | 'clause'
  | 'quantity'
  | 'money'
  | 'moment'
  | 'table'; // rows of condition and minutes

export const choices = {
  'duty.clock': ['occurred', 'known', 'received', 'assessed', 'opened', 'asked', 'planned', 'closed'],
  'power.do': ['designate', 'take-over', 'order', 'convene', 'invite-guest', 'find', 'decide', 'approve', 'advise', 'issue', 'coordinate'],
  'role.role': ['lead', 'support', 'coordinator', 'office'],
  'threshold.phase': ['watch', 'emergency', 'recovery'],
  'cost.key': ['population', 'urban', 'gdp', 'exposure', 'equal', 'provider', 'requester'],
  'consequence.of': ['late', 'incomplete', 'concealed', 'false', 'absent', 'slow', 'refused'],
  'consequence.rates': ['answer', 'meeting', 'exercise'],
  'recurring.kind': ['duty', 'refresh', 'meeting', 'exercise', 'review'],
  'vote.weight': ['member', 'population', 'urban', 'gdp'],
} as const;
export type ChoiceSet = keyof typeof choices;

export const names = [
  'who', 'to', 'do', 'clock', 'limit', 'promptly', 'table', 'again', 'accountable', 'unit', 'post', 'evidence', 'consequence', 'holder', 'scope', 'over', 'jointly', 'failing', 'role', 'order', 'phase', 'enter', 'leave', 'hold', 'key', 'within',
  'kind', 'amount', 'ready', 'from', 'minutes', 'passes', 'closed', 'of', 'decides', 'ladder', 'appeal', 'replies', 'name', 'holders', 'deputies', 'what', 'days', 'body', 'weight', 'majority', 'rates', 'below', 'least', 'owner', 'due', 'budget', 'closes',
] as const;
export type FieldName = (typeof names)[number];
export type Field = { name: FieldName; type: FieldType; choices?: ChoiceSet; needed?: boolean };

const f = (name: FieldName, type: FieldType, needed = false): Field => ({ name, type, ...(needed ? { needed } : {}) });
const of = (name: FieldName, type: 'choice' | 'choices', set: ChoiceSet): Field => ({ name, type, choices: set, needed: true });

export const fields: Record<MachineKind, Field[]> = {
  duty: [
    f('who', 'selector', true), f('to', 'selectors'), f('do', 'word', true), of('clock', 'choice', 'duty.clock'), f('limit', 'minutes'), f('promptly', 'yes'), f('table', 'table'), f('again', 'minutes'),
    f('accountable', 'selector'), f('unit', 'word'), f('post', 'text'), f('evidence', 'text'), f('consequence', 'clause'),
  ],
  power: [f('holder', 'selector', true), of('do', 'choice', 'power.do'), f('scope', 'word'), f('over', 'selectors'), f('jointly', 'selectors'), f('failing', 'selector'), f('within', 'minutes')],
  role: [of('role', 'choice', 'role.role'), f('order', 'selectors', true)],
  threshold: [of('phase', 'choice', 'threshold.phase'), f('enter', 'condition', true), f('leave', 'condition', true), f('hold', 'minutes', true), f('post', 'selector')],
  cost: [of('key', 'choice', 'cost.key'), f('within', 'minutes')],
  reserve: [f('holder', 'party', true), f('kind', 'word', true), f('amount', 'quantity', true), f('ready', 'minutes', true)],
  route: [f('from', 'party', true), f('to', 'party', true), f('minutes', 'minutes', true), f('passes', 'selectors'), f('closed', 'selectors')],
  consequence: [of('of', 'choices', 'consequence.of'), f('decides', 'selector', true), f('ladder', 'steps', true), f('within', 'days'), f('appeal', 'selector'), f('replies', 'minutes'),
    { name: 'rates', type: 'choices', choices: 'consequence.rates' }, f('below', 'percent'), f('least', 'number'), f('days', 'days')],
  zone: [f('name', 'text', true), f('of', 'parties', true), f('holders', 'parties', true), f('deputies', 'parties'), f('post', 'text')],
  recurring: [f('who', 'selector', true), f('what', 'text', true), f('days', 'days', true), { name: 'kind', type: 'choice', choices: 'recurring.kind' }],
  vote: [f('body', 'body', true), of('weight', 'choice', 'vote.weight'), f('majority', 'percent')],
  item: [f('owner', 'party', true), f('due', 'moment', true), f('budget', 'money'), f('closes', 'moment')],
};

export const selectors = ['origin', 'affected', 'lead', 'support', 'coordinator', 'superior', 'adjacent', 'participants', 'members', 'issuer'] as const;
export type Selector = (typeof selectors)[number];
