import { expect, test } from 'vitest';
import { formWith } from '#lab/demo/page-form';

const page = (body: string) => ({ url: new URL('http://127.0.0.1:1/actions/a'), status: 200, body });

test('the hidden fields of the form that is meant, as a browser would send them', () => {
  const body = `<form action="/other" id="b"><input type="hidden" name="x" value="1"></form>
    <form method="post" action="/actions/a/decide?x=1&amp;y=2" id="approve">
      <input type="hidden" name="token" value="&quot;a&amp;b&lt;"/><input type="text" name="reason"/></form>`;
  const { action, fields } = formWith(page(body), 'id="approve"');
  expect(action.href).toBe('http://127.0.0.1:1/actions/a/decide?x=1&y=2');
  expect(fields).toEqual({ token: '"a&b<' });
});

test('a page without the form says what it says', () => {
  expect(() => formWith(page('<h1>Not found</h1>'), 'id="approve"')).toThrow(
    /has no form with id="approve": Not found/,
  );
});
