// One thing that is expected, as it is being written. Pure.
import type { Expected } from '../../../api/types';

export const likelihoods = ['virtually-certain', 'very-likely', 'likely', 'as-likely-as-not', 'unlikely', 'very-unlikely', 'exceptionally-unlikely'] as const satisfies readonly Expected['likelihood'][];
export const confidences = ['very-low', 'low', 'medium', 'high', 'very-high'] as const satisfies readonly Expected['confidence'][];

export type Draft = { what: string; likelihood: Expected['likelihood'] | ''; confidence: Expected['confidence'] | '' };

export const blank = (): Draft => ({ what: '', likelihood: '', confidence: '' });

/** Whether nothing of it is missing: how likely and how well founded are never left out. */
export const whole = (d: Draft): boolean => d.what.trim() !== '' && d.likelihood !== '' && d.confidence !== '';

export const wire = (d: Draft): object => ({ what: d.what.trim(), likelihood: d.likelihood, confidence: d.confidence });
