import { maskText } from '#records/masking/mask-text';
import { maskingPatterns } from '#records/masking/patterns';

// Prints, for each hostile text, the time for 1 MiB over the time for 256 KiB: about 4 where the time is linear, 16
// where it is quadratic. Run: node dist/test/records/masking/measure-linearity.js

const units = [
  'a',
  'A',
  '0',
  ' ',
  '\n',
  '"',
  "'",
  '\\',
  '@',
  ':',
  '=',
  '.',
  '-',
  '_',
  '/',
  '[',
  '{',
  '<',
  '|',
  '%40',
  '\uD800',
  'a@',
  '@a',
  'a.',
  'a@a.',
  'a:',
  '://',
  '://a:',
  '://a:b@',
  '=a:',
  '@tcp(',
  'a:@tcp(',
  '%40a.',
  'ä@ä.',
  '4-',
  '4111 ',
  '4111-',
  'eyJ',
  'eyJaaaaa',
  'eyJaaaaa.',
  '-eyJaaaaa.',
  'ghp_',
  'glpat-',
  'sk-',
  'sk-ant-',
  'SG.',
  'SG.aaaaaaaaaaaaaaaa.',
  'xoxb-',
  'AIza',
  'hooks.slack.com/services/',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----"',
  '-----END ',
  'LS0tLS1CRUdJTi',
  'PRIVATE KEY',
  'AKIA',
  'AKIAIOSFODNN7EXAMPLE ',
  'IQoJb3JpZ2lu',
  'bearer ',
  'Bearer a1',
  'basic ',
  'authorization:',
  'authorization: bearer ',
  'cookie:',
  'cookie: a=',
  'cookie: aaaa',
  'password',
  'password=',
  'password="',
  'password=\'\npassword="',
  'password: ',
  'password: |\n',
  'password: |\n  a\n',
  ' password: |\n',
  '--password ',
  '<password>',
  '\\"password\\":\\"',
  'password\\\\\\\\"',
  'token="\\',
  'token=[',
  'token={',
  '[masked:',
  '[masked:secret]',
  'password=[masked:secret]',
  'bob@example.com ',
  '4111111111111111 ',
  'api_key: api_key: ',
];

function milliseconds(text: string): number {
  const start = process.hrtime.bigint();
  maskText(text, maskingPatterns);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const length = 256 * 1024;
const rows = units.map((unit) => {
  const small = unit.repeat(Math.ceil(length / unit.length));
  const first = Math.min(milliseconds(small), milliseconds(small));
  const large = milliseconds(small.repeat(4));
  return { unit, ratio: large / first, large };
});
for (const { unit, ratio, large } of rows.sort((a, b) => b.ratio - a.ratio)) {
  console.log(`${ratio.toFixed(1).padStart(6)}  ${large.toFixed(0).padStart(6)} ms  ${JSON.stringify(unit)}`);
}
