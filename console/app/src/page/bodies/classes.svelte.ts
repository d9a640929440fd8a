// The classes of event that come to hazard offices.
import { t } from '../../words/catalogue.svelte';

export const classes = ['natural', 'accident', 'health', 'social', 'emerging'] as const;
type Known = (typeof classes)[number];

function known(name: string): name is Known {
  return (classes as readonly string[]).includes(name);
}

export function className(name: string): string {
  return known(name) ? t(`class.${name}`) : name;
}
