import { NamespaceNotFoundError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { temporalFailure } from '#temporal/failure';

const use = { processName: 'gateway', address: '127.0.0.1:7233', namespace: 'incidents' } as const;

/** As Temporal's client wraps what gRPC throws. */
function grpc(code: number): Error {
  const cause = Object.assign(new Error(`${code} details`), { code, details: 'details', metadata: {} });
  return new ServiceError('Failed to start Workflow', { cause });
}

test.each([4, 8, 14])('gRPC %i passes: Temporal is unavailable', (code) => {
  const error = grpc(code);
  const failure = temporalFailure(error, use);
  expect(failure).toBeInstanceOf(TemporalUnavailable);
  expect(failure).toMatchObject({ message: expect.stringContaining('127.0.0.1:7233'), cause: error });
});

test.each([3, 7, 13, 16])('gRPC %i does not pass: Temporal refuses, and the reason is told', (code) => {
  const failure = temporalFailure(grpc(code), use);
  expect(failure).toBeInstanceOf(TemporalRefused);
  expect((failure as Error).message).toMatch(/127\.0\.0\.1:7233 refuses .*"incidents": details\. Check the/);
});

test.each([grpc(5), new NamespaceNotFoundError('incidents')])('a namespace that is not there is named', (error) => {
  const failure = temporalFailure(error, use);
  expect(failure).toBeInstanceOf(TemporalRefused);
  expect((failure as Error).message).toContain('has no namespace "incidents"');
});

test('a connection that fails is unavailable', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  for (const error of [refused, new Error('Failed to connect before the deadline')])
    expect(temporalFailure(error, use)).toBeInstanceOf(TemporalUnavailable);
});

test.each([new TypeError('ours'), new WorkflowNotFoundError('gone', 'w', undefined), 'text'])(
  'anything else stays what it is',
  (error) => {
    expect(temporalFailure(error, use)).toBe(error);
  },
);
