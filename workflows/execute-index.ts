// The bundler's entry of the executor: what it can run. Nothing of the investigation's goes in.
export { action } from './action/action.ts';
export { serviceLock } from './lock/service-lock.ts';
