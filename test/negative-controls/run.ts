import { WRITE_CHECKS } from '#mcp/kit/write-checks';
import { scriptedExecutor } from './scripted-executor.ts';
import { writeScenarios } from './write-scenarios.ts';

// Shows that each check of the write gate is needed, and that its scenarios can fail: removes one check at a time and
// prints the writes that then happen. Exits with 1 where a check can be removed and nothing changes.

async function writes(setting: (typeof writeScenarios)[number]['setting'], without?: string): Promise<boolean> {
  const checks = WRITE_CHECKS.filter(({ name }) => name !== without);
  const executor = scriptedExecutor({ setting, gate: { checks } });
  // Without an answer nothing was written either: what counts is what the back end saw.
  await executor.write().catch(() => undefined);
  return executor.writes.length > 0;
}

const lines = ['removed      writes what it must not'];
const problems: string[] = [];
for (const { name, setting } of writeScenarios) {
  if (await writes(setting)) problems.push(`With all checks it is written: ${name}.`);
}
for (const { name: check } of WRITE_CHECKS) {
  const written: string[] = [];
  for (const { name, setting } of writeScenarios) if (await writes(setting, check)) written.push(name);
  if (written.length === 0) problems.push(`Without the check "${check}" nothing changes: no scenario needs it.`);
  const others = writeScenarios.filter(({ name, check: own }) => written.includes(name) && own !== check);
  for (const { name, check: own } of others) problems.push(`"${check}" stops "${name}", which "${own}" is to stop.`);
  lines.push(...written.map((name, index) => `${(index === 0 ? check : '').padEnd(12)} ${name}`));
}
process.stdout.write(`${lines.join('\n')}\n`);
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}
