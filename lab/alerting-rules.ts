/**
 * The rules of the lab's Prometheus. As an on-call engineer would want, they watch only the entry path: one fault
 * behind it is one incident, whose cause must be found.
 */
export function alertingRules(environment: string): object {
  const requests = 'http_requests_total{service="checkout"';
  const buckets = 'http_request_duration_seconds_bucket{service="checkout"}';
  const labels = { severity: 'critical', environment };
  return {
    groups: [
      {
        name: 'checkout',
        rules: [
          {
            alert: 'HighErrorRate',
            expr: `sum by (service) (rate(${requests},code=~"5.."}[10s])) / sum by (service) (rate(${requests}}[10s])) > 0.05`,
            for: '2s',
            labels,
            annotations: {
              summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} fail',
              description: 'Shoppers cannot place their orders.',
            },
          },
          {
            alert: 'HighLatency',
            expr: `histogram_quantile(0.95, sum by (service, le) (rate(${buckets}[15s]))) > 0.4`,
            for: '2s',
            labels,
            annotations: {
              summary:
                'The slowest 5 % of the requests to {{ $labels.service }} take {{ $value | humanizeDuration }} or longer',
              description: 'Shoppers have to wait for their orders.',
            },
          },
        ],
      },
    ],
  };
}
