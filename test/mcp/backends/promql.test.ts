import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationOf, literalPattern, quoted, ratioOfRates, selectorOf } from '#mcp/backends/promql';

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Reads `metric{label="value",...}` by the lexical rules of PromQL, written without looking at how it is built. */
function readSelector(text: string): { metric: string; matchers: Matcher[] } {
  let at = 0;
  const take = (pattern: RegExp): string => {
    const match = new RegExp(pattern.source, 'y');
    match.lastIndex = at;
    const found = match.exec(text);
    if (!found) throw new Error(`No ${pattern.source} at ${at} of ${text}`);
    at += found[0].length;
    return found[0];
  };
  const takeString = (): string => {
    take(/"/);
    let value = '';
    for (;;) {
      const sign = text[at++];
      if (sign === undefined || sign === '\n') throw new Error(`An open string in ${text}`);
      if (sign === '"') return value;
      value += sign === '\\' ? takeEscape() : sign;
    }
  };
  const takeEscape = (): string => {
    const sign = text[at++] ?? '';
    const simple: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '"': '"', '\\': '\\' };
    if (Object.hasOwn(simple, sign)) return simple[sign]!;
    if (sign !== 'u') throw new Error(`An escape that Go does not know: \\${sign}`);
    return String.fromCharCode(Number.parseInt(take(/[0-9a-f]{4}/), 16));
  };

  const metric = take(/[a-zA-Z_:][a-zA-Z0-9_:]*|(?=\{)/);
  const matchers: Matcher[] = [];
  if (at < text.length) {
    take(/\{/);
    while (text[at] !== '}') {
      if (matchers.length > 0) take(/,/);
      matchers.push({ label: take(/[a-zA-Z_][a-zA-Z0-9_]*/), operator: take(/=~|!=|!~|=/), value: takeString() });
    }
    take(/\}/);
  }
  if (at !== text.length) throw new Error(`More after the selector: ${text.slice(at)}`);
  return { metric, matchers };
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '}', '{', ',', '=', '~', '\n', '`', "'", '#', '\u2028', '\ud800', 'n', 'a'),
    maxLength: 30,
  }),
);
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

describe('building PromQL', () => {
  it('lets no text out of its matcher', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), fc.boolean(), (values, regular) => {
        const labels = Object.fromEntries(
          values.map((value, index) => [`label_${index}`, regular ? { matches: value } : value]),
        );
        expect(readSelector(selectorOf({ metric: 'requests_total', labels }))).toEqual({
          metric: 'requests_total',
          matchers: values.map((value, index) => ({
            label: `label_${index}`,
            operator: regular ? '=~' : '=',
            value: wellFormed(value),
          })),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('matches exactly the texts of a literal pattern', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 3 }),
        fc.string(),
        (texts, other) => {
          const pattern = new RegExp(`^(?:${literalPattern(texts)})$`, 's');
          for (const text of texts) expect(pattern.test(text)).toBe(true);
          expect(pattern.test(other)).toBe(texts.includes(other));
        },
      ),
    );
  });

  it('is told apart from building by hand, which lets text out', () => {
    const careless = `requests_total{service="${'x"} or vector(1) #'}"}`;
    expect(() => readSelector(careless)).toThrow('More after the selector');
  });

  it('quotes names that are more than letters and digits, as Prometheus 3 takes them', () => {
    expect(
      selectorOf({ metric: 'http.server.duration', labels: { 'service.name': 'cart', code: { matches: '5..' } } }),
    ).toBe('{"http.server.duration","service.name"="cart",code=~"5.."}');
    expect(selectorOf({ metric: 'größe', labels: {} })).toBe('{"größe"}');
    expect(ratioOfRates('e', 'r', 5, 'service.version')).toContain('sum by ("service.version") (rate(e[5s]))');
  });

  it('lets no name out of its quotes', () => {
    expect(selectorOf({ metric: 'up{job="x"}', labels: {} })).toBe('{"up{job=\\"x\\"}"}');
    expect(selectorOf({ metric: 'up', labels: { 'job="x",a': 'y' } })).toBe('up{"job=\\"x\\",a"="y"}');
    expect(ratioOfRates('e', 'r', 5, 'version) or (x')).toContain('sum by ("version) or (x") (');
  });

  it('names a metric that is called like a word of the language in its matchers', () => {
    expect(selectorOf({ metric: 'sum', labels: { a: 'b' } })).toBe('{__name__="sum",a="b"}');
    expect(selectorOf({ metric: 'up', labels: {} })).toBe('up');
  });

  it('replaces halves of characters, which have no UTF-8, by an escape that Prometheus reads', () => {
    expect(quoted('a\ud800b')).toBe('"a\\ufffdb"');
  });

  it('writes durations that Prometheus reads', () => {
    expect([5, 0.25, 60, 0.0001].map(durationOf)).toEqual(['5s', '250ms', '60s', '1ms']);
  });
});
