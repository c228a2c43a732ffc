import { describe, expect, it } from 'vitest';
import { askAll, type Member, onlyOne } from '#mcp/kit/ask-all';
import { chooseBackEnds } from '#mcp/kit/choose-back-ends';
import { ToolFailure } from '#mcp/kit/tool-failure';

type Answers = () => Promise<string>;
const member = (name: string, backEnd: Answers = () => Promise.resolve(name)): Member<Answers> => ({ name, backEnd });
const fails = (code: 'NOT_FOUND' | 'UPSTREAM_UNAVAILABLE') => () =>
  Promise.reject(new ToolFailure(code, `${code} here`));
const ask = (...members: Member<Answers>[]) => askAll(members, (one) => one());

describe('several back ends asked the same', () => {
  it('answer all, each with its name, in their order', async () => {
    expect(await ask(member('a'), member('b'))).toEqual({
      answers: [
        { name: 'a', answer: 'a' },
        { name: 'b', answer: 'b' },
      ],
      warnings: [],
    });
  });

  it('answer in part where one fails, and say whose part is missing', async () => {
    const { answers, warnings } = await ask(member('a'), member('b', fails('UPSTREAM_UNAVAILABLE')));
    expect(answers).toEqual([{ name: 'a', answer: 'a' }]);
    expect(warnings).toEqual(['This answer is incomplete (b): UPSTREAM_UNAVAILABLE here']);
  });

  it('are whole where one only does not know what was asked about', async () => {
    expect(await ask(member('a'), member('b', fails('NOT_FOUND')))).toMatchObject({ warnings: [] });
  });

  it('fail where none answers, with the failure that is not about the name', async () => {
    const none = ask(member('a', fails('NOT_FOUND')), member('b', fails('UPSTREAM_UNAVAILABLE')));
    await expect(none).rejects.toThrow('UPSTREAM_UNAVAILABLE here');
    await expect(ask(member('a', fails('NOT_FOUND')))).rejects.toThrow('NOT_FOUND here');
  });

  it('do not hide a fault of their own code', async () => {
    await expect(
      ask(
        member('a'),
        member('b', () => Promise.reject(new TypeError('a bug'))),
      ),
    ).rejects.toThrow('a bug');
  });
});

describe('a service that one back end has', () => {
  const where = { server: 'infrastructure', service: 'cart' };
  const knows = (one: Answers) => one();

  it('is that one, whichever others were asked', async () => {
    const found = await onlyOne([member('a', fails('NOT_FOUND')), member('b')], where, knows);
    expect(found.name).toBe('b');
    expect(await found.backEnd()).toBe('b');
  });

  it('has to be named where several have it', async () => {
    await expect(onlyOne([member('a'), member('b')], where, knows)).rejects.toThrow(
      'Several back ends have a service cart: a, b. Name the right one in the catalogue: catalogue.services.cart.infrastructure.backEnd.',
    );
  });
});

describe('which back ends are asked', () => {
  const choose = (names: readonly string[], backEnd?: string) =>
    chooseBackEnds(
      {
        server: 'logs',
        environment: 'production',
        locator: { backEnd: (service) => (service === 'stranger' ? undefined : backEnd), settings: () => ({}) },
      },
      names.map((name) => member(name)),
    );
  const namesOf = (members: readonly Member<Answers>[]) => members.map(({ name }) => name);

  it('is the one that the catalogue names, else all of them', () => {
    expect(namesOf(choose(['a', 'b'], 'b').of('cart'))).toEqual(['b']);
    expect(namesOf(choose(['a', 'b']).of('cart'))).toEqual(['a', 'b']);
    expect(namesOf(choose(['a', 'b'], 'b').of('stranger'))).toEqual(['a', 'b']);
  });

  it('is at most three at once', () => {
    expect(namesOf(choose(['a', 'b', 'c']).all())).toEqual(['a', 'b', 'c']);
    expect(() => choose(['a', 'b', 'c', 'd']).of('cart')).toThrow(
      'logs has 4 back ends in production (a, b, c, d), and at most 3',
    );
    expect(namesOf(choose(['a', 'b', 'c', 'd'], 'd').of('cart'))).toEqual(['d']);
  });

  it('is never guessed for a write', () => {
    const cart = { service: 'cart', backEnd: undefined };
    expect(choose(['a']).one(cart).name).toBe('a');
    expect(choose(['a', 'b'], 'b').one(cart).name).toBe('b');
    expect(() => choose(['a', 'b']).one(cart)).toThrow('the catalogue does not say which has cart');
    expect(() => choose([]).one(cart)).toThrow('Nothing of logs can be written to in production');
  });

  it('is for a write the one that its action names, whatever the catalogue says, or none', () => {
    const cart = { service: 'cart', backEnd: 'a' };
    expect(choose(['a', 'b'], 'b').one(cart).name).toBe('a');
    expect(() => choose(['b', 'c'], 'b').one(cart)).toThrow(
      'The action names the back end "a" of logs in production, which cannot be written to; these can: b, c. ' +
        'Propose the action again, or configure "a" with `writes` under toolServers.logs.environments.production.',
    );
    // Not even where only one is left.
    expect(() => choose(['b']).one(cart)).toThrow('these can: b.');
  });
});
