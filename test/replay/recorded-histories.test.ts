import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';

// Histories of incidents and runs as earlier versions ran them. Never recorded anew: what is live somewhere must go on replaying.
// A changed workflow goes behind `patched()`, with a history recorded before the change added here.
const folder = join(import.meta.dirname, 'histories');
const codePath = join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js');
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

const replay = (json: string, workflowId = 'incident/test/0000000000000000') =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(json), workflowId);

test.each(readdirSync(folder))('%s replays', async (file) => {
  const json = readFileSync(join(folder, file), 'utf8');
  await replay(json, file.startsWith('run-') ? 'run/alone/00000000-0000-0000-0000-000000000000' : undefined);
});

test('a history with an activity left out does not replay', async () => {
  const [file = ''] = readdirSync(folder);
  const json = readFileSync(join(folder, file), 'utf8').replaceAll('"publishBrief"', '"forgetBrief"');
  await expect(replay(json)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});
