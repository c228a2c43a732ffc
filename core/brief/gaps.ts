import { observationsOf } from '../evidence/read-observations.ts';
import { beganUnseen } from '../incidents/investigation.ts';
import type { BriefMaterial } from './brief-material.ts';
import { dated, plain } from './words.ts';

/** In sentences, of one answer. */
const mostLimits = 5;

/** What is missing from answers, by what they and their reader say. */
function limitsOf({ items, evidence }: BriefMaterial): readonly string[] {
  return evidence.flatMap(({ id, payload }) => {
    const title = items.find((item) => item.evidence === id)?.title ?? '';
    const cut = payload.meta.truncated ? ['the answer was cut'] : [];
    const said = [...new Set([...payload.warnings, ...observationsOf(payload).notes])].slice(0, mostLimits);
    return [...said, ...cut].map((text) => `${title} Only in part: ${plain(text, 200)}`);
  });
}

/** That nobody looked at how an old alert began. */
function unseenBeginning({ plan, request }: BriefMaterial): readonly string[] {
  if (!beganUnseen(plan)) return [];
  const { startedAt, around } = plan.facts;
  const days = Math.floor((Date.parse(request.now) - Date.parse(startedAt)) / (24 * 3600 * 1000));
  return [
    `The alert began ${days} days ago (${dated(startedAt)} UTC); nothing before ${dated(around.start)} UTC was looked at.`,
  ];
}

/** What could not be checked, what is missing for a better answer, and where an answer was only a part. */
export function gapsOf(material: BriefMaterial): readonly string[] {
  const { items, plan, diagnosis } = material;
  return [
    ...unseenBeginning(material),
    ...items
      .filter(({ state }) => state === 'could_not_check')
      .map(
        ({ title, reason, mandatory }) =>
          `${title} Could not be checked${mandatory ? ' (mandatory)' : ''}: ${plain(reason ?? '', 300)}`,
      ),
    ...items
      .filter(({ state }) => state === 'not_applicable')
      .map(({ title, reason }) => `${title} Not applicable: ${plain(reason ?? '', 300)}`),
    ...limitsOf(material),
    ...(plan.environment
      ? []
      : ['The environment of the alert is not set: reads only. Set it on the integration or by a label.']),
    ...diagnosis.missing.map((text) => plain(text, 300)),
  ];
}
