import { expect } from 'vitest';
import { failureOf } from './ends.ts';
import { asksAbout, type InfrastructureClause } from './infrastructure-facts.ts';

/** Names that lead elsewhere where they are put into an address or a command as they are. */
const hostileNames = ['..', '.', '../changes', 'a/b', '%2e%2e', 'no?x=1', 'no#', '__proto__', '\ud800', ' ', '*'];

/** What is wanted, what there is, and what is asked about that is not there. */
export const stateClauses: readonly InfrastructureClause[] = [
  {
    sentence: 'service() says what is wanted of a service, and which instances it has',
    async check({ backEnd, signal, service, version, instances }) {
      const found = await backEnd.service(service, signal);
      expect(found).toMatchObject({ service, version, replicas: instances.length, rollout: { state: 'complete' } });
      expect(found.instances.map(({ name }) => name).sort()).toEqual(instances);
      expect(new Set(found.instances.map(({ uid }) => uid)).size).toBe(instances.length);
      const wanted = { state: 'healthy', version, revision: found.revision, upToDate: true };
      expect(found.instances).toMatchObject(instances.map(() => wanted));
      expect(found.instances.filter(({ startedAt }) => !isInstant(startedAt))).toEqual([]);
    },
  },
  {
    sentence: 'services() has every service as service() gives it',
    async check({ backEnd, signal, service, changeable }) {
      const { services, warnings } = await backEnd.services(signal);
      expect(warnings).toEqual([]);
      for (const name of [service, changeable]) {
        const { uid, version, replicas } = await backEnd.service(name, signal);
        expect(services.filter((one) => one.service === name)).toMatchObject([{ uid, version, replicas }]);
      }
    },
  },
  {
    sentence: 'the generation goes up with each change of what is wanted, and the resource version changes with it',
    async check({ backEnd, signal, change, changeable }) {
      const before = await backEnd.service(changeable, signal);
      await change(changeable);
      const after = await backEnd.service(changeable, signal);
      expect(after.uid).toBe(before.uid);
      expect(after.generation).toBe(before.generation + 1);
      expect(after.resourceVersion).not.toBe(before.resourceVersion);
    },
  },
  {
    sentence: 'a service that does not exist is NOT_FOUND, with those that there are',
    async check({ backEnd, signal, service }) {
      const missing = `${service}x`;
      for (const ask of asksAbout(backEnd, missing, signal)) {
        const failure = await failureOf(ask());
        expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
        expect(failure.message.replaceAll(missing, '')).toContain(service);
      }
    },
  },
  {
    sentence: 'an instance that does not exist is NOT_FOUND, with those that there are',
    async check({ backEnd, signal, service, instances }) {
      const request = { service, instance: 'no-such-instance', lines: 10, previous: false };
      const failure = await failureOf(backEnd.logs(request, signal));
      expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
      for (const instance of instances) expect(failure.message).toContain(instance);
    },
  },
  {
    sentence: 'a name that would lead elsewhere is a name that does not exist',
    async check({ backEnd, signal, service }) {
      for (const name of hostileNames) {
        const ofInstance = () => backEnd.logs({ service, instance: name, lines: 10, previous: false }, signal);
        for (const ask of [...asksAbout(backEnd, name, signal), ofInstance]) {
          expect(await failureOf(ask())).toMatchObject({ code: 'NOT_FOUND' });
        }
      }
    },
  },
];

const isInstant = (text: string) => !Number.isNaN(Date.parse(text));
