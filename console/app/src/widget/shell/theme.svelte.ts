// Light, dark, or as the system has it.

export type Theme = 'auto' | 'light' | 'dark';
const remembered = 'tongzhou.theme';
const order: Theme[] = ['auto', 'light', 'dark'];

function stored(): Theme {
  const value = localStorage.getItem(remembered);
  return value === 'light' || value === 'dark' ? value : 'auto';
}

class Appearance {
  theme = $state<Theme>(stored());
  /** Whether the page is dark now. */
  dark = $state(false);
  #system = matchMedia('(prefers-color-scheme: dark)');

  start(): () => void {
    const apply = (): void => this.apply();
    apply();
    this.#system.addEventListener('change', apply);
    return () => this.#system.removeEventListener('change', apply);
  }

  next(): void {
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'auto';
    localStorage.setItem(remembered, this.theme);
    this.apply();
  }

  apply(): void {
    const dark = this.theme === 'dark' || (this.theme === 'auto' && this.#system.matches);
    this.dark = dark;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
}

export const appearance = new Appearance();
