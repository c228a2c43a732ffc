import { prometheus } from '#mcp/servers/metrics/adapters/prometheus/adapter';
import { NotOnThisMachine } from '../../../../contracts/contract.ts';
import { describeMetrics } from '../../../../contracts/metrics.ts';
import { startLiveVictoriaMetrics } from '../../../../support/live-victoria-metrics.ts';
import { prometheusMetrics } from '../../../../support/worlds/prometheus-metrics.ts';

describeMetrics({
  adapter: prometheus,
  system: 'VictoriaMetrics 1.79',
  how: 'compatible',
  async open() {
    const live = await startLiveVictoriaMetrics().catch((error: unknown) => {
      throw new NotOnThisMachine(`no VictoriaMetrics on this machine: ${String(error)}`);
    });
    return { ...prometheusMetrics(live.url, '(('), close: live.stop };
  },
});
