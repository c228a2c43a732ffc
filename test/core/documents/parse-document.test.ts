import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseDocument } from '#core/documents/parse-document';

const Note = z
  .strictObject({ kind: z.literal('Note'), lines: z.array(z.strictObject({ text: z.string().max(9) })) })
  .transform(({ lines }) => lines.map(({ text }) => text));

const note = `kind: Note
lines:
  - text: short
  - text: much too long
`;

it('any document of ours is read with the same messages, also through schemas that transform', () => {
  const parse = () => parseDocument(Note, note, 'note.yaml');
  expect(parse).toThrow(/^note\.yaml:4:11: error: lines\[1\]\.text: `text` is too big: at most 9 characters\./);
});

it('and gives what the schema makes of it, with the places for further checks', () => {
  const { data, locate } = parseDocument(Note, note.replace('much too ', ''), 'note.yaml');
  expect(data).toEqual(['short', 'long']);
  const path = ['lines', 1, 'text'];
  expect(locate({ severity: 'error', path, at: 'value', problem: 'p', remedy: 'r' })).toMatchObject({
    line: 4,
    column: 11,
  });
});
