import type { ActionHash } from '#core/ids/action-hash';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { auditFileNames } from '#records/audit-files';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { auditSources, verificationKeys } from '#records/read-audit';
import { publicKeys } from '#records/signing-keys';
import { verifyAudit } from '#records/verify-audit';
import { atMost, type Figure, quantile } from './figures.ts';

const goalPerSecond = 100_000;
const filler = 'x'.repeat(300);
/** As long as the line that a record with this filler becomes. */
const line = Buffer.from(`${filler.padEnd(520, 'x')}\n`);
const place = { part: 'do', environment: 'production', service: 'a', server: 'b', tool: 'c' } as const;

/** How long an append takes until it is durable, turn about with a bare write, and how fast logs are verified. */
export async function measureAudit(rounds = 2000, many = 200_000): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const home = await openHome(folder);
    const log = await openProcessAudit(home, 'bench', { headsFolder: join(folder, 'heads') });
    const bare = await open(join(folder, 'bare'), 'a');
    const taken = { append: [] as number[], intent: [] as number[], bare: [] as number[] };
    for (let number = 0; number < rounds; number++) {
      taken.bare.push(await timed(() => bare.appendFile(line).then(() => bare.datasync())));
      taken.append.push(await timed(() => log.recordIntake({ number, filler })));
      if (number % 4 > 0) continue;
      const actionHash = String(number).padStart(64, '0') as ActionHash;
      taken.intent.push(await timed(() => log.recordWrite({ actionHash, ...place, state: 'intent' })));
    }
    await bare.close();
    const batch = 2000;
    for (let number = 0; number < many; number += batch)
      await Promise.all(
        Array.from({ length: batch }, (_, index) => log.recordIntake({ number: number + index, filler })),
      );
    await log.close();

    const ratio = (quantile(taken.append, 0.99) / quantile(taken.bare, 0.99)).toFixed(2);
    const goal = atMost(taken.append, 0.99, 5);
    return [
      {
        what: 'audit: one append, until it is durable',
        milliseconds: taken.append,
        goal: { ...goal, came: `${goal.came}, ${ratio} times a bare write` },
      },
      { what: `  a bare write and fdatasync of ${line.length} bytes`, milliseconds: taken.bare },
      { what: '  an intent: with a checkpoint, and the head outside', milliseconds: taken.intent },
      await measureVerifying(folder),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureVerifying(folder: string): Promise<Figure> {
  const home = await openHome(folder);
  const sources = await auditSources(home.audit);
  const keys = verificationKeys((await publicKeys(home.keys)).values());
  const begunAt = performance.now();
  const { findings, records } = await verifyAudit({ sources, keys, installation: home.installation });
  const milliseconds = performance.now() - begunAt;
  if (findings.length > 0) throw new Error(findings[0]?.words);
  const perSecond = Math.round((records / milliseconds) * 1000);
  const hashing = await timed(async () => {
    for (const name of await auditFileNames(home.audit))
      createHash('sha256')
        .update(await readFile(join(home.audit, name)))
        .digest();
  });
  return {
    what: `audit: verify ${records.toLocaleString('en')} records`,
    milliseconds: [milliseconds],
    goal: {
      words: `>= ${goalPerSecond.toLocaleString('en')} a second`,
      isMet: perSecond >= goalPerSecond,
      came: `${perSecond.toLocaleString('en')} a second, ${(milliseconds / hashing).toFixed(1)} times reading and hashing the files`,
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
