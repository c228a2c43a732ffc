import type { JsonValue } from '../json/json-value.ts';
import type { CompiledPoll } from '../runbooks/steps/read.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Risk } from '../ids/risk.ts';
import type { Person } from './person.ts';
import type { StepPath } from '../ids/step-path.ts';
import type { IncidentId, RunId } from '../ids/workflow-ids.ts';

/** The target of a change. The uid keeps it from touching another object of the same name. */
export interface ActionTarget {
  readonly kind: 'service' | 'instance';
  readonly name: string;
  readonly uid: string;
}

/** The fields of a target that have to be unchanged at the write. */
export type MaterialFields = Readonly<Record<string, string | number | boolean>>;

/** The reverse of an action, approved with it. Its precondition: the target is as this action left it. */
export interface ActionUndo {
  readonly tool: string;
  /** Absolute values. */
  readonly parameters: Readonly<Record<string, JsonValue>>;
  /** The state that the action leaves. */
  readonly precondition: MaterialFields;
  /** RFC 3339: after this, undoing needs a new proposal. */
  readonly undoBy: string;
}

/** The success check of an action. */
export interface Expectation {
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, JsonValue>>;
  readonly poll: CompiledPoll;
  readonly withinSeconds: number;
  /** What `until` may see beside `result`. */
  readonly scope: Readonly<Record<string, JsonValue>>;
}

/**
 * One proposed change to a system under care. Its canonical JSON is what people approve and the executor parses; nothing else
 * of a proposal is executed. Everything in it is a claim of the proposer: the executor determines risk, owner and policy
 * itself.
 */
export interface ActionDocument {
  readonly version: 1;
  /** The step that proposes it, and the count of its proposals: a repeat of the same change has other bytes. */
  readonly proposal: { readonly runId: RunId; readonly path: StepPath; readonly number: number };
  readonly incident?: { readonly id: IncidentId; readonly workflowId: string };
  readonly runbook: { readonly name: string; readonly sha256: string };
  /** Who started the run: they cannot approve it. */
  readonly startedBy: Person;
  readonly title: string;
  readonly environment: Environment;
  readonly service: string;
  readonly server: string;
  /**
   * The back end that carries it out, its undo too, by its name in the configuration. Absent in documents from before it
   * was recorded: there the catalogue decides.
   */
  readonly backEnd?: string;
  readonly tool: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly target: ActionTarget;
  readonly precondition: MaterialFields;
  readonly expectation: Expectation;
  readonly ifNotVerified: 'ask' | 'undo' | 'stop';
  /** Absent: it cannot be undone by Holdfast. */
  readonly undo?: ActionUndo;
  /** What supports it. */
  readonly evidence: readonly EvidenceId[];
  /** RFC 3339. */
  readonly proposedAt: string;
  /** RFC 3339: until then people may approve, and until then it may be executed. */
  readonly expiresAt: string;
}

/** Which half of an approved action is carried out. */
export type ActionPart = 'do' | 'undo';

/** A tool's plan of a write, from reading alone. */
export interface WritePlan {
  readonly target: ActionTarget;
  readonly precondition: MaterialFields;
  /** Absent: it cannot be undone. */
  readonly undo?: Pick<ActionUndo, 'tool' | 'parameters' | 'precondition'>;
}

/** What an action would change, as the back end's dry run says. Rendered by code, never by a model. */
export interface Preview {
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  /** Instances that would be replaced, ended or added, by name, sorted: the reach that policy judges. */
  readonly instances: readonly string[];
  /** Of the service, before the change. */
  readonly instancesInAll: number;
  /** Ready before the change. */
  readonly instancesReady: number;
  /** At worst, given what the dry run found: a rollback across a migration is destructive. */
  readonly risk: Exclude<Risk, 'read'>;
  /** What policy limits beside the reach: `replicas_from`, `replicas_to`, `target_age_seconds`. */
  readonly amounts: Readonly<Record<string, number>>;
  /** What speaks against it, for people. */
  readonly warnings: readonly string[];
}

/** How far an action has come. The words of history, audit, pages and models alike. */
export const ActionState = {
  proposed: 'proposed',
  previewed: 'previewed',
  judged: 'judged',
  awaiting: 'awaiting',
  approved: 'approved',
  locked: 'locked',
  rechecked: 'rechecked',
  intent: 'intent',
  executing: 'executing',
  executed: 'executed',
  unknown: 'unknown',
  failed: 'failed',
  verifying: 'verifying',
  verified: 'verified',
  notVerified: 'not_verified',
  undoing: 'undoing',
  undone: 'undone',
  undoFailed: 'undo_failed',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  stale: 'stale',
  skipped: 'skipped',
  blocked: 'blocked',
  cancelled: 'cancelled',
} as const;
export type ActionState = (typeof ActionState)[keyof typeof ActionState];

/** One change of state. */
export interface ActionStep {
  readonly state: ActionState;
  /** RFC 3339. */
  readonly at: string;
  readonly reason?: string;
}
