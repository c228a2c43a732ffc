import { expect, it } from 'vitest';
import { parseDocument } from '#core/language/documents/parse-document';
import { Checklist } from '#core/language/compile-checklist';

const checklist = `apiVersion: holdfast/v1
kind: Checklist
name: first
title: First things
items:
  - id: signals
    title: Golden signals
    read: metrics.get_service_golden_signals
    with: { service: "\${{ incident.servce }}" }
`;

it('any document of ours is read with the same messages, also through schemas that transform', () => {
  const parse = () => parseDocument(Checklist, checklist, 'checklist.yaml');
  expect(parse).toThrow(/^checklist\.yaml:9:22: error: items\[0\]\.with\.service: .*no reference "incident\.servce"/);
});

it('and gives what the schema makes of it, with the places for further checks', () => {
  const { data, locate } = parseDocument(Checklist, checklist.replace('servce', 'service'), 'checklist.yaml');
  expect(data).toMatchObject({ irVersion: 1, items: [{ server: 'metrics' }] });
  const path = ['items', 0, 'read'];
  expect(locate({ severity: 'error', path, at: 'value', problem: 'p', remedy: 'r' })).toMatchObject({
    line: 8,
    column: 11,
  });
});
