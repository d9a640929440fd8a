// What a node does to every answer for a supervisor (serve: TestNoPersonIsShownToASupervisor holds the real one to it).
import { hidden } from '../../src/words/hidden';

const names = new Set(['officer', 'approvedBy', 'who', 'reach']);
const texts = new Set(['holder', 'alternate', 'contact', 'answered']);
const both = { en: '[redacted]', 'zh-Hans': '［已隐去］' };
const isText = (v: unknown): boolean => typeof v === 'object' && v !== null && !Array.isArray(v) && Object.keys(v).some((k) => k === 'en' || k === 'zh-Hans' || k === 'und');

export function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, v] of Object.entries(value)) {
    if (names.has(key) && typeof v === 'string' || key === 'by' && 'approvedBy' in value && typeof v === 'string') out[key] = hidden;
    else if (names.has(key) && Array.isArray(v)) out[key] = v.map(() => hidden);
    else if (texts.has(key) && isText(v)) out[key] = both;
    else out[key] = redacted(v);
  }
  if (typeof out.bytes === 'string' && typeof out.vkey === 'string') {
    delete out.bytes;
    out.withheld = { en: 'Redacted, and so it cannot be checked here.', 'zh-Hans': '已隐去，无法在此核验。' };
  }
  return out;
}
