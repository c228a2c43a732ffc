import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { ActionDependencies } from '#activities/actions/dependencies';
import { refuseDevelopmentIssuers } from '#configuration/development-check';
import type { Configuration } from '#configuration/configuration';
import { loadPolicy } from '#configuration/load-policy';
import type { ToolHub } from '#mcp/client/hub';
import type { AdapterParts } from '#mcp/kit/define-adapter';
import type { Masker } from '#core/text/masker';
import { createActionMarks } from '#records/action-marks';
import type { AuditLog } from '#records/audit-log';
import type { Home } from '#records/home';
import { createKillSwitches } from '#records/kill-switches';
import type { Records } from '#records/open-records';
import { composeExecutor } from './compose-executor.ts';
import { openDecisionVerifier } from './decision-verifier.ts';
import { keepPolicy } from './keep-policy.ts';
import { createTemporalFacts } from './temporal-facts.ts';
import { createWriteGates, writeToolsOf } from './write-gates.ts';

export interface ExecutorParts {
  readonly configuration: Configuration;
  readonly configurationFile: string;
  readonly home: Home;
  readonly records: Records;
  readonly audit: AuditLog;
  readonly masker: Masker;
  readonly tools: ToolHub;
  readonly adapterParts: AdapterParts;
  readonly client: Client;
  readonly logger: Logger;
}

/** Builds the dependencies of the executor's activities. @throws Error if writing would be unsafe as configured */
export async function actionDependencies(parts: ExecutorParts): Promise<ActionDependencies> {
  const { configuration, home, records, audit, masker, tools, logger } = parts;
  refuseDevelopmentIssuers(configuration);
  const writeTools = writeToolsOf(configuration, parts.adapterParts);
  return composeExecutor({
    configuration,
    audit,
    tools,
    writeTools,
    mask: (value) => masker.mask(value),
    putEvidence: records.putEvidence,
    policy: await keepPolicy(() => loadPolicy(configuration, parts.configurationFile), logger),
    marks: createActionMarks(home.actions),
    switches: createKillSwitches(home.switches, home.keys),
    verifier: await openDecisionVerifier(configuration, home),
    temporal: createTemporalFacts(parts.client, configuration.execution.taskQueue),
    createGates: (authority) => createWriteGates(writeTools, { authority, audit, masker }),
    now: () => new Date(),
  });
}
