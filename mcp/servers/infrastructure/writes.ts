import type { ConditionalWrite, FindWrite } from '../conditional-write.ts';
import type { ServiceInstance, InfrastructureBackEnd } from './back-end.ts';

/** What the write tools of this server need of whatever runs the services. The same adapter provides it. */
export interface InfrastructureWrites extends Pick<InfrastructureBackEnd, 'source' | 'service'> {
  scale(replicas: number): ConditionalWrite;
  /** Replaces all instances by others of the same version and configuration, a few at a time. */
  readonly restart: ConditionalWrite;
  /** Another takes its place. Refused where the name is another's by now, or a budget does not allow it. */
  endInstance(instance: Pick<ServiceInstance, 'name' | 'uid'>): ConditionalWrite;
  readonly findWrite: FindWrite;
}
