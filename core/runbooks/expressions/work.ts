// What an expression may cost, counted, so that the same expression over the same data ends alike on every machine.

/** A value while an expression is computed: JSON, and CEL's 64-bit integers. */
export type Value = string | number | bigint | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Why an expression has no value. Never leaves evaluate.ts. */
export class NoValue extends Error {
  override readonly name = 'NoValue';
  readonly kind: 'absent' | 'error' | 'exhausted';

  constructor(kind: NoValue['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export const wrong = (message: string): NoValue => new NoValue('error', message);
export const absent = (message: string): NoValue => new NoValue('absent', message);

/**
 * Operations, each well under a microsecond: fifty times what a runbook's expressions need over a few KiB, and little
 * enough that a hostile one is ended long before a workflow task runs out of time.
 */
export const mostWork = 300_000;

/** Takes from what an expression may cost; throws when it is used up. Whole numbers or fractions of an operation. */
export type Spend = (operations: number) => void;

export function meter(most = mostWork, tooMuch = 'it takes too much work'): Spend {
  let left = most;
  return (operations) => {
    left -= operations;
    if (left < 0) throw new NoValue('exhausted', tooMuch);
  };
}

/** Characters that are read or copied for one operation. */
const charactersPerOperation = 8;

export const textCost = (...texts: readonly string[]): number =>
  1 + texts.reduce((sum, { length }) => sum + length, 0) / charactersPerOperation;

/** Finding one text in another compares each place of one with each of the other, at worst. */
export const searchCost = (text: string, wanted: string): number =>
  textCost(text, wanted) + (text.length * wanted.length) / 128;
