import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditedHome, filesOf, verifyBytes, writeLog } from './audited-home.ts';

/** One way to tamper with the bytes of a log. */
const Tampering = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('remove' as const), line: fc.nat(), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('repeat' as const), line: fc.nat(), after: fc.nat() }),
  fc.record({ kind: fc.constant('swap' as const), line: fc.nat(), other: fc.nat() }),
  fc.record({ kind: fc.constant('write' as const), at: fc.nat(), text: fc.string({ minLength: 1, maxLength: 20 }) }),
);
type Tampering = typeof Tampering extends fc.Arbitrary<infer T> ? T : never;

function tamperedWith(bytes: Buffer, how: Tampering): Buffer {
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  const joined = (of: readonly string[]) => Buffer.from(of.map((line) => `${line}\n`).join(''));
  switch (how.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      copy[how.at % copy.length]! ^= 1 << how.bit;
      return copy;
    }
    case 'byte': {
      const copy = Buffer.from(bytes);
      copy[how.at % copy.length] = how.byte;
      return copy;
    }
    case 'cut':
      return bytes.subarray(0, how.at % bytes.length);
    case 'remove':
      return joined(lines.toSpliced(how.line % lines.length, how.count));
    case 'repeat':
      return joined(lines.toSpliced(how.after % lines.length, 0, lines[how.line % lines.length]!));
    case 'swap': {
      const [one, other] = [how.line % lines.length, how.other % lines.length];
      return joined(lines.with(one, lines[other]!).with(other, lines[one]!));
    }
    case 'write': {
      const at = how.at % bytes.length;
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(how.text), bytes.subarray(at)]);
    }
    default:
      return how satisfies never;
  }
}

it('500 random tamperings are each found, and named with their file', async () => {
  const { home, heads } = await auditedHome();
  await writeLog(home, { intakes: 4, write: true, at: new Date('2026-03-01T10:00:00Z'), heads });
  await writeLog(home, { intakes: 6, at: new Date('2026-03-01T11:00:00Z'), heads });
  const files = await filesOf(home);
  const names = [...files.keys()];
  const at = files.get(names[1]!)!.length - 1;
  const beforeLastLineFeed = [' ', 'x', '\n'].map((text): [number, Tampering] => [1, { kind: 'write', at, text }]);
  let tampered = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(1), Tampering, async (which, how) => {
      const name = names[which]!;
      const bytes = tamperedWith(files.get(name)!, how);
      fc.pre(!bytes.equals(files.get(name)!));
      tampered += 1;
      const { findings, notes } = await verifyBytes(home, new Map(files).set(name, bytes), heads);
      // Without its very last byte, the end of the line of its last checkpoint, a log is as a crash leaves it.
      const before = files.get(name)!;
      const isCrash =
        name === names.at(-1) &&
        bytes.length >= before.length - 1 &&
        before.subarray(0, -1).equals(bytes.subarray(0, before.length - 1)) &&
        !bytes.subarray(before.length - 1).includes(10);
      if (isCrash) expect(notes.join()).toContain(name);
      else expect(findings.map(({ file }) => file)).toContain(name);
      for (const { words } of findings) expect(words).not.toBe('');
    }),
    {
      numRuns: 500,
      examples: beforeLastLineFeed,
    },
  );
  expect(tampered).toBeGreaterThanOrEqual(500);
});
