import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentinel, watchAnswers, type Pass } from './watch-answers.ts';

/** What happens to one answer of `metrics.query_metrics` between the back end's bytes and the stored evidence. */
export async function walkAnswerPath(): Promise<readonly Pass[]> {
  const watch = await watchAnswers();
  // Imported only now: what was loaded before is not watched.
  const [{ metricsHub }, { startPrometheusDouble }, { createMasker }, records, answers] = await Promise.all([
    import('./metrics-hub.ts'),
    import('../../support/prometheus-double.ts'),
    import('#records/masking/create-masker'),
    import('./evidence-records.ts'),
    import('#activities/tool-answer'),
  ]);
  const back = await startPrometheusDouble([
    { path: 'query', body: '{"status":"success","data":{"resultType":"vector","result":[]}}' },
    { path: 'query_range', body: rangeAnswer(Math.floor(Date.now() / 1_000) - 60) },
  ]);
  const masker = createMasker({ patterns: [] });
  const hub = metricsHub(back.url, masker);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-count-'));
  try {
    const { putEvidence } = await records.openEvidence(folder);
    const dependencies = { tools: hub, mask: masker.mask, putEvidence };
    const question = {
      server: 'metrics',
      tool: 'query_metrics',
      arguments: { environment: 'production', query: 'pool_in_use' },
      environment: 'production',
    };
    const options = { signal: new AbortController().signal, timeoutMilliseconds: 10_000 };
    return await watch.during(async () => {
      const answer = await answers.askTool(dependencies, question, options);
      await answers.keepAnswer(dependencies, question, answer);
    });
  } finally {
    await hub.close();
    await back.finish();
    await rm(folder, { recursive: true, force: true });
  }
}

function rangeAnswer(atSeconds: number): string {
  return `{"status":"success","data":{"resultType":"matrix","result":[
    {"metric":{"pool":"${sentinel}"},"values":[[${atSeconds},"1"],[${atSeconds + 15},"2"]]}]}}`;
}
