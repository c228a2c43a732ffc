/** The runbook that the guide explains. */
export const workedExample = `apiVersion: holdfast/v1
kind: Runbook
name: roll-back-bad-release
title: Roll back a bad release
owner: payments

match:
  alerts: [HighErrorRate, HighLatency]
  when: finding.cause == "bad_release"

target:                      # given to every tool call; the write locks it
  service: \${{ finding.service }}
  environment: \${{ incident.environment }}

steps:
  - id: plan
    title: Find the last healthy release
    read: deployments.plan_rollback
    require: plan.to.revision != plan.from.revision
    otherwise: There is no earlier healthy release. Page the owner.

  - id: schema
    if: plan.includes_migration
    ask: Does \${{ plan.to.version }} run on today's database schema?   # "no" ends the run
    within: 10m

  - id: roll_back
    title: Go back from \${{ plan.from.version }} to \${{ plan.to.version }}
    write: deployments.rollback_deployment
    with:
      revision: \${{ plan.to.revision }}
    approvalWithin: 15m      # who and how many is policy, never the runbook
    verify:
      read: metrics.get_service_golden_signals
      until: result.error_ratio < 0.01 && result.requests_per_second > 0
      for: 1m
      within: 5m
    ifNotVerified: ask       # undoing this would restore the bad release

  - id: tell
    always: true
    notify: owner
    message: \${{ target.service }} rollback \${{ roll_back.outcome }}.
`;
