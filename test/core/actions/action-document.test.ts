import { describe, expect, it } from 'vitest';
import { ActionDocumentSchema } from '#core/actions/action-document';
import { actionDocument } from '../../negative-controls/scripted-executor.ts';

const refuses = (document: unknown) => ActionDocumentSchema.safeParse(document).error?.issues[0];

/** A copy with another value at a path. */
function at(path: string, value: unknown): unknown {
  const copy = structuredClone(actionDocument()) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = copy;
  for (const key of keys) place = place[key] as Record<string, unknown>;
  place[last] = value;
  return copy;
}

describe('an action document', () => {
  it('is taken as it is', () => {
    expect(ActionDocumentSchema.parse(actionDocument())).toEqual(actionDocument());
  });

  it('needs neither an incident nor an undo', () => {
    const { undo: _, incident: __, ...rest } = actionDocument();
    expect(ActionDocumentSchema.parse(rest)).toEqual(rest);
  });

  it.each([
    '',
    'proposal.',
    'incident.',
    'runbook.',
    'startedBy.',
    'target.',
    'expectation.',
    'expectation.poll.',
    'undo.',
  ])('has no keys of its own making: %sunheard', (place) => {
    expect(refuses(at(`${place}unheard`, 1))).toMatchObject({ code: 'unrecognized_keys', keys: ['unheard'] });
  });

  it.each(Object.keys(actionDocument()).filter((key) => key !== 'undo' && key !== 'backEnd' && key !== 'incident'))(
    'needs %s',
    (key) => {
      const { [key as 'tool']: _, ...rest } = actionDocument();
      expect(refuses(rest)?.path).toEqual([key]);
    },
  );

  it.each<[string, unknown]>([
    ['version', 2],
    ['proposal.number', 0],
    ['proposal.number', 1.5],
    ['runbook.sha256', 'D'.repeat(64)],
    ['startedBy.name', ''],
    ['title', ''],
    ['title', 'x'.repeat(501)],
    ['title', 'Scale \u202epayments'],
    ['title', 'Scale\u200bpayments'],
    ['title', 'Scale\npayments'],
    ['target.kind', 'everything'],
    ['target.uid', ''],
    ['service', ''],
    ['precondition.replicas', null],
    ['precondition.replicas', { $gt: 1 }],
    ['precondition.replicas', Infinity],
    ['parameters.replicas', NaN],
    ['parameters.replicas', undefined],
    ['parameters.deep', JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`)],
    ['parameters.odd', JSON.parse('{"__proto__":{}}')],
    ['parameters', Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key${index}`, 1]))],
    ['expectation.withinSeconds', 0],
    ['expectation.poll.everySeconds', 0],
    ['ifNotVerified', 'retry'],
    ['evidence', ['ev_short']],
    ['evidence', Array.from({ length: 501 }, () => `ev_${'e'.repeat(64)}`)],
    ['proposedAt', '2026-11-21T03:00:00+01:00'],
    ['proposedAt', '2026-11-21 03:00:00Z'],
    ['expiresAt', '2026-02-30T03:00:00Z'],
    ['undo.undoBy', 'tomorrow'],
  ])('does not take %s: %j', (path, value) => {
    const keys = path.split('.');
    expect(refuses(at(path, value))?.path.slice(0, keys.length)).toEqual(keys.slice(0, keys.length));
  });
});
