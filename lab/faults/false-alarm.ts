import type { Fault } from './fault.ts';

export const falseAlarm: Fault = {
  name: 'false-alarm',
  description: 'A rule that fires for no reason: nothing is wrong with checkout',
  services: ['checkout'],
  truth: { service: 'checkout', cause: 'false_alarm' },
  inject: ({ setExtraRule }) =>
    setExtraRule({
      alert: 'SyntheticCheck',
      expr: 'vector(1)',
      labels: { service: 'checkout', environment: 'production', severity: 'warning' },
      annotations: {
        summary: 'The synthetic check of checkout fails',
        description: 'A probe outside the system reports that it could not place an order.',
      },
    }),
  heal: ({ setExtraRule }) => setExtraRule(undefined),
};
