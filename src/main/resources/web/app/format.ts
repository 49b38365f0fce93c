/** Numbers as people read them. */

const whole = new Intl.NumberFormat('en');

export const count = (value: number): string => whole.format(value);

export function time(ms: number | undefined): string {
  if (ms === undefined) {
    return '–';
  }
  return ms < 1_000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** An exact decimal amount of dollars, shortened for the eye; the whole of it belongs in the title. */
export function usd(amount: string | undefined): string {
  if (amount === undefined) {
    return '–';
  }
  const value = Number(amount);
  return Number.isFinite(value) ? `$${value !== 0 && Math.abs(value) < 1 ? value.toPrecision(3).replace(/0+$/, '').replace(/\.$/, '') : value.toFixed(2)}` : amount;
}

export const day = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(0, 10);

export const moment = (seconds: number | null | undefined): string =>
  seconds === null || seconds === undefined ? '–' : new Date(seconds * 1_000).toISOString().slice(0, 16).replace('T', ' ');
