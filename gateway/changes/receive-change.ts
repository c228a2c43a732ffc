import { createHash } from 'node:crypto';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { Change } from '#core/evidence/observations';
import type { IntakeAnswer } from '../intake.ts';
import { refusal } from '../intake.ts';
import { nearestNames } from '#core/text/nearest-name';
import type { GatewayDependencies } from '../settings.ts';
import { parseStrictJson } from '#web/strict-json';
import { changeProblemsOf, ReportedChange } from './reported-change.ts';

/** A clock may be ahead, a change may not be planned: it would be near every onset to come. */
const AHEAD_LIMIT_MS = 10 * 60 * 1000;

/**
 * Takes one reported change in. Its id is the digest of what it says, so that a repeat is the same change.
 * @throws what the store throws
 */
export async function receiveChange(
  body: Buffer,
  { documents, masker, settings, now }: Pick<GatewayDependencies, 'documents' | 'masker' | 'settings' | 'now'>,
): Promise<IntakeAnswer> {
  const parsed = parseStrictJson(body);
  if (parsed.kind === 'refused')
    return refusal(400, 'invalid_json', masker.mask(`Send one JSON object: ${parsed.reason}.`));
  const report = ReportedChange.safeParse(parsed.value);
  if (!report.success) return invalid(masker.mask(changeProblemsOf(report.error, parsed.value)));
  if (Date.parse(report.data.at) > now().getTime() + AHEAD_LIMIT_MS)
    return invalid([
      { field: 'at', message: `is ${report.data.at}, which is yet to come; report a change when it is made` },
    ]);

  const { previousVersion, ...rest } = report.data;
  // The identifying words stay as told: masking is for what people wrote.
  const { kind, service, environment, at } = rest;
  const content: Omit<Change, 'id'> = {
    ...masker.mask({ ...rest, ...(previousVersion !== undefined && { previous_version: previousVersion }) }),
    kind,
    service,
    environment,
    at,
    source: 'reported',
  };
  const id = `ch_${createHash('sha256')
    .update(canonicalJson(withoutUndefinedKeys(content)))
    .digest('hex')}`;
  await documents.putChange({ ...content, id });
  return {
    httpStatus: 202,
    body: {
      id,
      ...(!settings.services.includes(service) && { warnings: [unknownService(service, settings.services)] }),
    },
    record: { outcome: 'accepted' },
  };
}

function invalid(problems: readonly { readonly field: string; readonly message: string }[]): IntakeAnswer {
  const message = problems.map((problem) => `${problem.field} ${problem.message}`).join('; ');
  return refusal(400, 'invalid_change', `Nothing was stored: ${message}.`, { problems });
}

function unknownService(service: string, known: readonly string[]): string {
  const nearest = nearestNames(service, known)[0];
  const way = nearest ? `did you mean ${nearest}?` : 'add it there so that incidents of its neighbours see the change.';
  return `The change is stored, but the catalogue in holdfast.yaml has no service "${service}"; ${way}`;
}
