import { DurationSeconds } from '#settings/duration';
import { anyAuthentication, httpTarget } from '#settings/http-target';
import { defineAdapter } from '../../../../kit/define-adapter.ts';
import { prometheusBackEnd } from './back-end.ts';

export const prometheus = defineAdapter({
  name: 'prometheus',
  title: 'Prometheus 2 and 3, and servers that speak its HTTP API (Mimir, Thanos, VictoriaMetrics)',
  settings: httpTarget(anyAuthentication).extend({
    scrapeInterval: DurationSeconds.refine(
      (seconds) => seconds >= 0.1,
      'no back end is scraped more than ten times a second: write its own interval, for example 15s',
    ).prefault('15s'),
  }),
  example: `url: http://prometheus.monitoring:9090 # its path and query stay: https://mimir.example.com/prometheus?tenant=shop
auth: # leave it out where it asks for nothing
  bearer: { file: /run/secrets/prometheus-token }
scrapeInterval: 15s # how often it looks at its targets
`,
  capabilities: [],
  testedOn: [
    { how: 'compatible', system: 'VictoriaMetrics 1.79' },
    { how: 'real', system: 'Prometheus 2.42' },
  ],
  open: (settings, { openClient }) => prometheusBackEnd(openClient(settings), settings.scrapeInterval),
});
