import type { AdapterParts } from '../../kit/define-adapter.ts';
import { askAll, type Member, onlyOne } from '../../kit/ask-all.ts';
import type { Chosen } from '../../kit/choose-back-ends.ts';
import { reported, reportedBackEnd } from './adapters/reported/adapter.ts';
import type { DeploymentsBackEnd } from './back-end.ts';
import { mergeChanges } from './merge-changes.ts';

/** What all back ends and the reports say was changed; rollouts of a service are the one's that carries them out. */
export function combineDeployments(
  { members, all, of }: Chosen<DeploymentsBackEnd>,
  { reportedChanges }: AdapterParts,
): DeploymentsBackEnd {
  const reports = reportedBackEnd(reportedChanges);
  return {
    source: withReports(members, reports)
      .map(({ backEnd }) => backEnd.source)
      .join(', '),
    async changes(environment, window, signal) {
      const { answers, warnings } = await askAll(withReports(all(), reports), (one) =>
        one.changes(environment, window, signal),
      );
      return {
        changes: mergeChanges(answers.map(({ answer }) => answer.changes)),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async rollouts(service, signal) {
      const knows = async (one: DeploymentsBackEnd) => (await one.rollouts(service, signal)).history(service, signal);
      const { backEnd } = await onlyOne(of(service), { server: 'deployments', service }, knows);
      return backEnd.rollouts(service, signal);
    },
  };
}

/** Last, since those who carry changes out know best when they did. */
function withReports(
  members: readonly Member<DeploymentsBackEnd>[],
  reports: DeploymentsBackEnd,
): readonly Member<DeploymentsBackEnd>[] {
  const others = members.filter(({ backEnd }) => backEnd.source !== reports.source);
  return [...others, { name: reported.name, backEnd: reports }];
}
