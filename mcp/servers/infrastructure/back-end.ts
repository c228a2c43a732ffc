import type { EventKind, InstanceState } from '#core/evidence/observations';

// What the tools of this server need of whatever runs the services. An adapter is one folder that provides it. An
// instance is a pod on Kubernetes; the tools keep "pod" in their names.

export interface LastExit {
  /** RFC 3339. */
  readonly at: string;
  readonly code?: number;
  readonly signal?: string;
}

export interface ServiceInstance {
  readonly name: string;
  readonly uid: string;
  readonly state: InstanceState;
  readonly restarts: number;
  readonly version: string;
  readonly revision: number;
  /** Whether it runs what is wanted now. */
  readonly upToDate: boolean;
  /** RFC 3339: of the process that runs now. */
  readonly startedAt: string;
  /** Of the process before it. */
  readonly lastExit?: LastExit;
  /** In the back end's words, where it has any. */
  readonly reason?: string;
}

export const rolloutStates = ['complete', 'progressing', 'failed'] as const;

export interface ServiceState {
  readonly service: string;
  readonly uid: string;
  /** Goes up with each change of what is wanted. */
  readonly generation: number;
  /** Changes with whatever changes. */
  readonly resourceVersion: string;
  /** What is wanted. */
  readonly version: string;
  readonly revision: number;
  readonly replicas: number;
  /** RFC 3339: when its instances were last made to start again on purpose. */
  readonly restartedAt?: string;
  readonly rollout: { readonly state: (typeof rolloutStates)[number]; readonly message?: string };
  readonly instances: readonly ServiceInstance[];
  /** Its name, where the answers of several back ends are merged. */
  readonly backEnd?: string;
}

export interface LogRequest {
  readonly service: string;
  readonly instance: string;
  readonly lines: number;
  /** Of the process that ran before the present one. */
  readonly previous: boolean;
}

export interface LogLine {
  /** RFC 3339, where the line tells. */
  readonly at?: string;
  readonly level?: string;
  readonly text: string;
}

export interface InfrastructureEvent {
  /** RFC 3339. */
  readonly at: string;
  readonly service: string;
  readonly kind: EventKind;
  readonly instance?: string;
  readonly version?: string;
  readonly revision?: number;
  readonly message: string;
  /** Its name, where the answers of several back ends are merged. */
  readonly backEnd?: string;
}

/** Undefined where it could not be measured, or there is no limit. */
export interface Utilization {
  readonly instance: string;
  readonly cpuCores?: number;
  readonly cpuLimitCores?: number;
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  readonly problem?: string;
  /** Its name, where the answers of several back ends are merged. */
  readonly backEnd?: string;
}

export interface HealthCheck {
  readonly instance: string;
  readonly state: InstanceState;
  readonly ok: boolean;
  /** Of HTTP, where it answered. */
  readonly statusCode?: number;
  readonly tookMilliseconds: number;
  readonly problem?: string;
  /** Its name, where the answers of several back ends are merged. */
  readonly backEnd?: string;
}

/** What names a service or an instance @throws ToolFailure NOT_FOUND with those that there are. */
export interface InfrastructureBackEnd {
  /** For people: `lab http://127.0.0.1:8481`. */
  readonly source: string;
  services(
    signal: AbortSignal,
  ): Promise<{ readonly services: readonly ServiceState[]; readonly warnings: readonly string[] }>;
  service(name: string, signal: AbortSignal): Promise<ServiceState>;
  /** Newest last. Not complete: there are more. */
  logs(
    request: LogRequest,
    signal: AbortSignal,
  ): Promise<{ readonly lines: readonly LogLine[]; readonly complete: boolean }>;
  /** From an instant (RFC 3339) on, oldest first. Not complete: the back end has given some of that time up. */
  events(
    request: { readonly service?: string; readonly start: string },
    signal: AbortSignal,
  ): Promise<{
    readonly events: readonly InfrastructureEvent[];
    readonly complete: boolean;
    readonly warnings: readonly string[];
  }>;
  /** The mean of CPU over `overSeconds`. */
  utilization(
    service: string,
    signal: AbortSignal,
  ): Promise<{ readonly overSeconds: number; readonly instances: readonly Utilization[] }>;
  /** One that hangs does not keep the others waiting. */
  checkHealth(service: string, signal: AbortSignal): Promise<readonly HealthCheck[]>;
}
