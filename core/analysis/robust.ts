/** The middle value; of an even number of values, the mean of the two in the middle. Undefined without values. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** 1.4826 times the median absolute deviation: the standard deviation where the noise is normal. 0 without values. */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  if (middle === undefined) return 0;
  return 1.4826 * (median(values.map((value) => Math.abs(value - middle))) ?? 0);
}

/** Noise from one point to the next, on the scale of {@link spread}; a lasting shift hardly moves it. */
export function jitter(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  return (1.4826 * (median(steps) ?? 0)) / Math.SQRT2;
}
