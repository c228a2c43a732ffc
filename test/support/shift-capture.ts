const timeText = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g;

/**
 * A capture as if it had just ended: every RFC 3339 text in it and the time of every point and violation moved by the
 * same whole seconds, so that its newest time is the given one (unix seconds). All times of a capture are UTC.
 */
export function shiftCapture<Capture>(capture: Capture, newest: number): Capture {
  let captured = -Infinity;
  replaceTimes(capture, (time) => (captured = Math.max(captured, time)));
  const offset = Math.floor(newest) - captured;
  return replaceTimes(capture, (time) => time + offset) as Capture;
}

/** Up to the second: the fraction and the `Z` of a text stay as they are. */
function replaceTimes(value: unknown, replacement: (seconds: number) => number): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    if (typeof each === 'string') {
      return each.replace(timeText, (text) =>
        new Date(replacement(Date.parse(`${text}Z`) / 1000) * 1000).toISOString().slice(0, 19),
      );
    }
    if (key === 'violated_at') return (each as number[]).map(replacement);
    if (key !== 'points' || !Array.isArray(each)) return each;
    return (each as [number, number][]).map(([time, point]) => [replacement(time), point]);
  });
}
