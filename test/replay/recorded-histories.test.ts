import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';

// Histories of incidents as earlier versions ran them. Never recorded anew: what is live somewhere must go on replaying.
// A changed workflow goes behind `patched()`, with a history recorded before the change added here.
const folder = join(import.meta.dirname, 'histories');
const codePath = join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js');
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

const replay = (json: string) =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(json), 'incident/test/0000000000000000');

test.each(readdirSync(folder))('%s replays', async (file) => {
  await replay(readFileSync(join(folder, file), 'utf8'));
});

test('a history with an activity left out does not replay', async () => {
  const [file = ''] = readdirSync(folder);
  const json = readFileSync(join(folder, file), 'utf8').replaceAll('"publishBrief"', '"forgetBrief"');
  await expect(replay(json)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});
