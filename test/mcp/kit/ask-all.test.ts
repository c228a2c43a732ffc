import { expect, it } from 'vitest';
import { askAll, type Member, onlyOne } from '#mcp/kit/ask-all';
import { ToolFailure } from '#mcp/kit/tool-failure';

type Lookup = () => Promise<string>;

const knows =
  (answer: string): Lookup =>
  () =>
    Promise.resolve(answer);
const fails =
  (code: 'NOT_FOUND' | 'UPSTREAM_UNAVAILABLE', message: string): Lookup =>
  () =>
    Promise.reject(new ToolFailure(code, message));

const members = (...lookups: readonly Lookup[]): readonly Member<Lookup>[] =>
  lookups.map((backEnd, index) => ({ name: `back-end-${index + 1}`, backEnd }));
const ask = (...lookups: readonly Lookup[]) => askAll(members(...lookups), (lookup) => lookup());

const without = (name: string, has: string) => fails('NOT_FOUND', `${name} has no "x". It has: ${has}.`);
const down = fails('UPSTREAM_UNAVAILABLE', 'loki does not answer.');

it('Back ends that do not know what was asked about cost nothing where another does', async () => {
  expect(await ask(without('a', 'payments'), knows('found'))).toEqual({
    answers: [{ name: 'back-end-2', answer: 'found' }],
    warnings: [],
  });
});

it('A back end that fails costs its part, which a warning names', async () => {
  expect(await ask(down, knows('found'))).toEqual({
    answers: [{ name: 'back-end-2', answer: 'found' }],
    warnings: ['This answer is incomplete (back-end-1): loki does not answer.'],
  });
});

it('What no back end knows is NOT_FOUND with what each of them has', async () => {
  await expect(ask(without('a', 'payments'), without('b', 'stock'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'a has no "x". It has: payments. b has no "x". It has: stock.',
  });
});

it('"Not found" is not said where a back end could not be asked', async () => {
  await expect(ask(without('a', 'payments'), down)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});

it('A fault of ours is no failure of a back end', async () => {
  const fault = () => Promise.reject(new TypeError('undefined is not a function'));
  await expect(ask(knows('found'), fault)).rejects.toThrow(TypeError);
});

it('Where several back ends have a service, the catalogue has to name one', async () => {
  const several = onlyOne(members(knows('one'), knows('other')), { server: 'logs', service: 'x' }, (one) => one());
  await expect(several).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message:
      'Several back ends have a service x: back-end-1, back-end-2. Name the right one in the catalogue: ' +
      'catalogue.services.x.logs.backEnd.',
  });
});
