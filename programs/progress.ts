const everyMilliseconds = 5_000;

/** Reports every 5 s that the work continues, with its duration and, if known, its progress. */
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
