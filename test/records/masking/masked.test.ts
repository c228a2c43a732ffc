import { describe, expect, it } from 'vitest';
import { createMasker } from '#records/masking/create-masker';

const { mask } = createMasker({ patterns: [] });
// Put together here, so that no scanner takes this file for a leak.
const random36 = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const header = 'eyJhbGciOiJIUzI1NiJ9';
const jwt = `${header}.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`;
const begin = '-----BEGIN ' + 'RSA PRIVATE KEY-----';
const end = '-----END ' + 'RSA PRIVATE KEY-----';

describe('the masker hides', () => {
  it.each([
    ['a private key block', `before ${begin}\nMIIEow\nIBAAK\n${end} after`, 'before [masked:private-key] after'],
    ['a cut-off private key', `${begin}\nMIIEow\nIBAAK`, '[masked:private-key]'],
    ['a private key in JSON in a string', `{"k":"${begin}\\nMIIE\\n${end}\\n"}`, '{"k":"[masked:private-key]\\n"}'],
    ['an encoded private key', `data LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk= end`, 'data [masked:private-key] end'],
    ['a JSON web token', `got ${jwt}, refused`, 'got [masked:jwt], refused'],
    ['an authorization header', 'Authorization: Bearer abcdefgh', 'Authorization: Bearer [masked:authorization]'],
    ['a header in JSON', '{"authorization":"Basic abcd"}', '{"authorization":"Basic [masked:authorization]"}'],
    ['a bearer value in prose', 'sent Bearer abc123def456 upstream', 'sent Bearer [masked:authorization] upstream'],
    ['basic credentials', 'sent Basic dXNlcjpwYXNz upstream', 'sent Basic [masked:authorization] upstream'],
    ['cookies', 'Cookie: a=b; c=d\nnext', 'Cookie: [masked:authorization]\nnext'],
    ['an AWS access key id', 'key AKIA' + 'IOSFODNN7EXAMPLE used', 'key [masked:aws-key] used'],
    ['an AWS secret', `aws_secret_access_key = ${random36}abcd`, 'aws_secret_access_key = [masked:secret]'],
    ['a GitHub token', `clone with ghp_${random36} failed`, 'clone with [masked:token] failed'],
    ['a GitLab token', 'use glpat-' + 'abcdefghij0123456789', 'use [masked:token]'],
    ['a Slack token', 'use xoxb-' + '123456789012-abcdef', 'use [masked:token]'],
    [
      'a Slack webhook',
      'POST https://hooks.slack.com/services/T000/B000/abcdefgh',
      'POST https://hooks.slack.com/services/[masked:token]',
    ],
    ['a Stripe key', 'use sk_live_' + 'abcdefghij0123', 'use [masked:token]'],
    ['a Google key', 'use AIza' + random36.slice(0, 35), 'use [masked:token]'],
    ['an npm token', `use npm_${random36}`, 'use [masked:token]'],
    ['an Anthropic key', `use sk-ant-api03-${random36}`, 'use [masked:token]'],
    ['an OpenAI key', `use sk-proj-${random36}`, 'use [masked:token]'],
    ['a password in a URL', 'postgres://app:p@ss@db:5432/x', 'postgres://app:[masked:url-password]@db:5432/x'],
    ['a password without user', 'redis://:hunter2@cache', 'redis://:[masked:url-password]@cache'],
    ['a password in a driver name', 'dial app:s3cret@tcp(db:3306)/x', 'dial app:[masked:url-password]@tcp(db:3306)/x'],
    ['a signed URL', 'GET /x?sig=abcdefghi%3D&se=1', 'GET /x?sig=[masked:url-password]&se=1'],
    ['an e-mail address', 'by jane.doe+x@example.co.uk, today', 'by [masked:e-mail], today'],
    ['a card number', 'paid by 4111 1111 1111 1111 today', 'paid by [masked:card-number] today'],
    ['a card number with dashes', '5555-5555-5555-4444', '[masked:card-number]'],
    ['a card number of 15 digits', 'amex 378282246310005', 'amex [masked:card-number]'],
  ])('%s', (_what, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    ['password=hunter2 next', 'password=[masked:secret] next'],
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=[masked:secret]'],
    ['url?token=abc&x=1', 'url?token=[masked:secret]&x=1'],
    ['login --password hunter2 --user x', 'login --password [masked:secret] --user x'],
    ['{"password": "hun\\"ter2", "user": "x"}', '{"password": "[masked:secret]", "user": "x"}'],
    ['{"apiKey":\n  "hunter2"}', '{"apiKey":\n  "[masked:secret]"}'],
    ['"{\\"client_secret\\":\\"hunter2\\",\\"a\\":1}"', '"{\\"client_secret\\":\\"[masked:secret]\\",\\"a\\":1}"'],
    ['user: x\npassword: two words\nport: 1', 'user: x\npassword: [masked:secret]\nport: 1'],
    ['  - api_key: abc', '  - api_key: [masked:secret]'],
    ['secret: |\n  line one\n  line two\nport: 1', 'secret: |\n[masked:secret]\nport: 1'],
    ['failed with token: abc, retrying', 'failed with token: [masked:secret], retrying'],
    ["pwd_secret => 'abc def'", "pwd_secret => '[masked:secret]'"],
    ['<password>abc def</password>', '<password>[masked:secret]</password>'],
    ['password=[hunter2] x', 'password=[[masked:secret]] x'],
  ])('the value assigned in %j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it('the whole of overlapping secrets', () => {
    expect(mask(`password=${jwt}!tail`)).toBe('password=[masked:secret]');
  });

  it('strings under sensitive keys, and in lists under them', () => {
    expect(mask({ password: 'x', apiKey: ['a', 'b'], nested: { DB_PASS: 'y', password: null, token: 5 } })).toEqual({
      password: '[masked:secret]',
      apiKey: ['[masked:secret]', '[masked:secret]'],
      nested: { DB_PASS: '[masked:secret]', password: null, token: 5 },
    });
  });

  it('the values of a container environment and of a Kubernetes Secret', () => {
    expect(
      mask({
        env: [
          { name: 'DB_PASSWORD', value: 'x' },
          { name: 'PORT', value: '80' },
        ],
      }),
    ).toEqual({
      env: [
        { name: 'DB_PASSWORD', value: '[masked:secret]' },
        { name: 'PORT', value: '80' },
      ],
    });
    expect(mask({ kind: 'Secret', data: { 'tls.crt': 'abc' } })).toEqual({
      kind: 'Secret',
      data: { 'tls.crt': '[masked:secret]' },
    });
  });

  it('what stands in keys, without losing an entry', () => {
    expect(mask({ 'a@example.com': 1, 'b@example.com': 2 })).toEqual({
      '[masked:e-mail]': 1,
      '[masked:e-mail] (2)': 2,
    });
  });
});
