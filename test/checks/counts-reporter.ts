import type { Reporter, TestModule } from 'vitest/node';
import { type Counts, countsLine } from './counts.ts';

const slowest = 10;

/** Ends the run with its slowest files, and its counts alone on a line, for scripts that read them. */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const lines = modules
      .map((module) => ({ file: module.relativeModuleId, seconds: secondsOf(module) }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, slowest)
      .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${file}`);
    process.stdout.write(`\nThe slowest files:\n${lines.join('\n')}\n\n`);
    process.stdout.write(`${countsLine(countsIn(modules, unhandledErrors))}\n`);
  }
}

function secondsOf(module: TestModule): number {
  const { collectDuration, duration, environmentSetupDuration, prepareDuration, setupDuration } = module.diagnostic();
  return (collectDuration + duration + environmentSetupDuration + prepareDuration + setupDuration) / 1000;
}

function countsIn(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): Counts {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    let failedTests = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'failed') failedTests++;
      else counts.skipped++;
    }
    // A file that cannot be loaded has no tests that could fail.
    counts.failed += failedTests > 0 ? failedTests : module.ok() ? 0 : 1;
  }
  return counts;
}
