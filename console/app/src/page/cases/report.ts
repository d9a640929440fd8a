// The fields that each type of report asks for, as the node has them (a test holds the two together), and what of them is missing. Pure.
import type { ReportType } from '../../api/types';
import type { fields } from '../../widget/duty/field.svelte';

type Field = (typeof fields)[number];

export const mandatory: Record<ReportType, readonly Field[]> = {
  initial: ['source', 'time', 'place', 'nature', 'extent', 'casualties', 'measures', 'trend'],
  supplementary: ['changed', 'measures', 'trend'],
  final: ['cause', 'course', 'losses', 'measures', 'lessons'],
};

export type Entry = { text: string; unknown: boolean; confidence: string };

/** Mandatory fields that are neither told nor declared unknown (R57). */
export function missing(names: readonly string[], entries: Record<string, Entry>): string[] {
  return names.filter((n) => !entries[n]?.unknown && !entries[n]?.text.trim());
}

/** The fields as they go on record: told, or declared unknown; what is left out is left out. */
export function fieldsOf(names: readonly string[], entries: Record<string, Entry>): Record<string, { text?: string; unknown?: true; confidence?: string }> {
  const out: Record<string, { text?: string; unknown?: true; confidence?: string }> = {};
  for (const name of names) {
    const e = entries[name];
    if (e?.unknown) out[name] = { unknown: true };
    else if (e?.text.trim()) out[name] = { text: e.text.trim(), ...(e.confidence ? { confidence: e.confidence } : {}) };
  }
  return out;
}
