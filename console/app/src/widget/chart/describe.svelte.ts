// What the chart says about one place, in words: read out, shown under the pointer.
import type { ChartLine, Mark, Observed } from '../../api/types';
import { say, t } from '../../words/catalogue.svelte';
import { dayMoment, measure, ms, number, people, percent, relative } from '../../words/format.svelte';

export type Fact = { label: string; value: string; note?: string };

export function facts(line: ChartLine): Fact[] {
  const arrival = line.arrival;
  return [
    {
      label: t('chart.median'),
      value: arrival ? dayMoment(ms(arrival.p50)) : t('word.unknown'),
      ...(arrival ? { note: relative(ms(arrival.p50)) } : {}),
    },
    { label: t('chart.band90'), value: arrival ? span(arrival.p05, arrival.p95) : t('word.unknown') },
    { label: t('chart.band50'), value: arrival ? span(arrival.p25, arrival.p75) : t('word.unknown') },
    { label: t('chart.peak'), value: peak(line) },
    { label: t('chart.probability'), value: percent(line.probability) },
    { label: t('chart.people'), value: people(line.people) },
  ];
}

export function span(from: string, to: string): string {
  return `${dayMoment(ms(from))} – ${dayMoment(ms(to))}`;
}

export function peak(line: { peak?: ChartLine['peak'] }): string {
  const p = line.peak;
  if (!p) return t('word.unknown');
  return t('chart.peakBand', { p50: number(p.p50, 2), p05: number(p.p05, 2), p95: number(p.p95, 2), unit: p.unit });
}

export function observedText(o: Observed): string {
  const what = `${t(`observed.${o.what}`)} ${dayMoment(ms(o.at))}`;
  if (!o.measure) return what;
  return `${what} ${measure(o.measure)}${o.measure.simulated ? ` (${t('word.simulated')})` : ''}`;
}

export function markText(mark: Mark): string {
  return `${t(`mark.${mark.kind}`)} ${dayMoment(ms(mark.at))}`;
}

/** One sentence per place for those who hear the chart. */
export function spoken(line: ChartLine): string {
  const said = facts(line).map((f) => `${f.label} ${f.value}${f.note ? ` (${f.note})` : ''}`);
  const seen = (line.observed ?? []).map(observedText);
  return [say(line.name), ...said, ...seen, ...line.marks.map(markText)].join('; ');
}
