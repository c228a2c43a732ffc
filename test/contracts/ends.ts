import { expect } from 'vitest';
import { ToolFailure } from '#mcp/kit/tool-failure';

/** What a promise gives; a failed expectation where it is still pending after that time. */
export async function settledWithin<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const pending = new Promise<'still waiting'>((resolve) => {
    timer = setTimeout(() => resolve('still waiting'), milliseconds);
  });
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), pending]);
    expect(first).not.toBe('still waiting');
    return (first as { value: T }).value;
  } finally {
    clearTimeout(timer);
  }
}

/** Why a call failed; a failed expectation where it did not, or not with a ToolFailure. */
export async function failureOf(call: Promise<unknown>): Promise<ToolFailure> {
  const end = await call.then(
    () => 'an answer',
    (error: unknown) => error,
  );
  expect(end).toBeInstanceOf(ToolFailure);
  return end as ToolFailure;
}
