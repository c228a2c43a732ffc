const everyMilliseconds = 5_000;

/** Says every 5 s that the work still goes on, for how long and, where it can be told, how far. */
export async function withProgress<T>(
  report: (line: string) => void,
  what: string,
  work: Promise<T>,
  detail: () => string = () => '',
): Promise<T> {
  const start = Date.now();
  const timer = setInterval(() => {
    report(`${what}: ${Math.round((Date.now() - start) / 1000)} s${detail()}`);
  }, everyMilliseconds);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
