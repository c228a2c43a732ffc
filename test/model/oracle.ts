import type { DecisionAnswer } from '#core/actions/decision';
import { type Colleague, tokenMilliseconds } from './people.ts';
import { environments, ownerGroups, policies, type PolicyChoice, type PolicyName } from './policies.ts';

// What may happen, in the words of DESIGN and by code of its own: it never asks the product.

export type Rule =
  | 'bytes'
  | 'place'
  | 'once'
  | 'expiry'
  | 'rejected'
  | 'withdrawn'
  | 'switch'
  | 'needed'
  | 'lock'
  | 'reach'
  | 'policy'
  | 'approvals'
  | 'records'
  | 'undo'
  | 'audit'
  | 'life';

export interface Violation {
  readonly rule: Rule;
  readonly words: string;
}

/** What was really proposed, by its hash. */
export interface Proposal {
  readonly environment: string;
  readonly service: string;
  readonly server: string;
  readonly tool: string;
  readonly risk: 'reversible' | 'destructive';
  readonly replicas?: number;
  readonly undo?: { readonly replicas: number; readonly by: number };
  readonly startedBy: string;
  readonly incident?: string;
  readonly expiresAt: number;
  /** Beyond the service itself, when people looked. */
  readonly reach: number;
}

/** A decision that a person really made and the service really signed. */
export interface Vote {
  readonly hash: string;
  readonly previewHash: string;
  readonly incident?: string;
  readonly person: Colleague;
  readonly answer: DecisionAnswer;
  readonly isSignedIn: boolean;
  readonly isFreshLogin: boolean;
  readonly breakGlass: boolean;
  readonly decidedAt: number;
  readonly expiresAt: number;
}

/** A write that comes to the back end. */
export interface SeenWrite {
  readonly server: string;
  readonly environment: string;
  readonly service: string;
  readonly tool: string;
  readonly hash: string;
  readonly part: 'do' | 'undo';
  readonly replicas?: number;
  readonly reach: number;
}

export interface Effect extends SeenWrite {
  readonly at: number;
  /** The executor lived to put the result on record. */
  answered: boolean;
}

interface Grant {
  readonly hash: string;
  readonly part: 'do' | 'undo';
  readonly at: number;
  leaseUntil: number;
  releasedAt?: number;
  end: 'good' | 'bad' | 'running';
}

export type Oracle = ReturnType<typeof createOracle>;

const placeOf = ({ environment, service }: { readonly environment: string; readonly service: string }) =>
  `${environment}/${service}`;

export function createOracle(now: () => number) {
  const violations: Violation[] = [];
  const effects: Effect[] = [];
  const proposals = new Map<string, Proposal>();
  const votes: Vote[] = [];
  const rejected = new Set<string>();
  const withdrawn = new Set<string>();
  const switches = new Set<string>();
  const notNeeded = new Set<string>();
  const grants = new Map<string, Grant[]>();
  const unknown = new Map<string, string>();
  let policy: PolicyChoice = policies.default;
  let hidden = false;
  let enteredAt = 0;

  const violate = (rule: Rule, words: string) => void violations.push({ rule, words });
  const grantsAt = (place: string) => {
    const found = grants.get(place) ?? [];
    grants.set(place, found);
    return found;
  };
  const isOpen = (grant: Grant, at: number) => grant.releasedAt === undefined && grant.leaseUntil > at;
  const endOf = (grant: Grant) =>
    grant.releasedAt === undefined && grant.leaseUntil <= now() && grant.end === 'running' ? 'bad' : grant.end;

  function missing(write: SeenWrite, proposal: Proposal): string | undefined {
    const asked = policy.asks(proposal);
    if (asked === 'nobody') {
      const bad = othersGrants(write).filter((one) => endOf(one) === 'bad' && now() - one.at < 3_600_000 - 5_000);
      return bad.length >= 2 ? 'ran by itself after two bad ends within the hour' : undefined;
    }
    const isProduction = proposal.environment === 'production';
    const counts = votes.filter(
      ({ hash, incident, answer, person, expiresAt, isSignedIn, isFreshLogin, breakGlass, decidedAt }) =>
        hash === write.hash &&
        incident === proposal.incident &&
        answer === 'approve' &&
        person.name.toLowerCase() !== proposal.startedBy.toLowerCase() &&
        expiresAt > enteredAt &&
        (isSignedIn || !isProduction) &&
        (isFreshLogin || proposal.risk === 'reversible') &&
        (!breakGlass || (isFreshLogin && enteredAt - decidedAt <= 30 * 60_000)),
    );
    const previews = new Set(counts.map(({ previewHash }) => previewHash));
    const isEnough = [...previews].some((preview) => {
      const seen = counts.filter(({ previewHash }) => previewHash === preview);
      if (policy.breakGlass && seen.some(({ breakGlass, person }) => breakGlass && person.groups.includes('emergency')))
        return true;
      const people = seen.filter(({ breakGlass }) => !breakGlass).map(({ person }) => person);
      const owners = people.filter(({ groups }) => groups.includes(ownerGroups[proposal.service] ?? ''));
      const seconds = people.filter(({ groups }) => groups.includes('incident-commanders'));
      if (asked === 'one') return owners.length > 0;
      return owners.some((one) => seconds.some((other) => other.subject !== one.subject));
    });
    return isEnough ? undefined : `${asked} had to approve, and ${counts.length} did that count`;
  }

  const othersGrants = (write: SeenWrite) =>
    grantsAt(placeOf(write)).filter((one) => one.part === 'do' && one.hash !== write.hash);

  /** Whether a write may happen now: everything that must hold, at the moment it comes to the back end. */
  function judge(write: SeenWrite): void {
    const { hash, part, environment, service, server, tool } = write;
    const words = `${part} ${tool} on ${service} in ${environment} (${hash.slice(0, 8)})`;
    const wrong = (rule: Rule, why: string) => violate(rule, `${words}: ${why}`);
    if (hidden) wrong('records', 'nobody can read what is on record of it');
    const proposal = proposals.get(hash);
    if (!proposal) return wrong('bytes', 'nobody proposed it');
    if (
      proposal.environment !== environment ||
      proposal.service !== service ||
      proposal.tool !== tool ||
      write.replicas !== (part === 'do' ? proposal.replicas : proposal.undo?.replicas)
    )
      wrong('bytes', 'something else was proposed');
    if (proposal.server !== server) wrong('place', `through ${server}, proposed for ${proposal.server}`);
    if (!environments.some((each) => each === environment)) wrong('place', 'no credential for there');
    if (effects.some((one) => one.hash === hash && one.part === part)) wrong('once', 'it had been written before');
    const until = part === 'do' ? proposal.expiresAt : (proposal.undo?.by ?? 0);
    if (enteredAt >= until) wrong('expiry', `${enteredAt - until} ms after its time`);
    if (part === 'do' && rejected.has(hash)) wrong('rejected', 'a person had rejected it');
    const stopping = ['global', `environment ${environment}`, `service ${service}`, `owner team-${service}`];
    const stopped = [...stopping, `adapter ${server}`, 'adapter lab'].find((one) => switches.has(one));
    if (stopped !== undefined) wrong('switch', `${stopped} is stopped`);
    const own = grantsAt(placeOf(write)).findLast((one) => one.hash === hash && one.part === part);
    if (!own || !isOpen(own, enteredAt)) wrong('lock', 'it did not hold the lock');
    const other = grantsAt(placeOf(write)).find((one) => one !== own && isOpen(one, enteredAt));
    if (other) wrong('lock', `${other.hash.slice(0, 8)} holds the lock`);
    if (part === 'undo') {
      if (!effects.some((one) => one.hash === hash && one.part === 'do')) wrong('undo', 'there was nothing to undo');
      return;
    }
    if (withdrawn.has(hash)) wrong('withdrawn', 'it had ended');
    if (proposal.incident !== undefined && notNeeded.has(proposal.incident))
      wrong('needed', 'nobody needs it any more');
    if (write.reach > proposal.reach) wrong('reach', `${write.reach} neighbours, ${proposal.reach} were shown`);
    const inDoubt = unknown.get(placeOf(write));
    if (inDoubt !== undefined && inDoubt !== hash) wrong('lock', `nobody knows what became of ${inDoubt.slice(0, 8)}`);
    if (policy.forbids(proposal)) wrong('policy', 'policy forbids it');
    const others = othersGrants(write);
    if (others.some(({ at }) => now() - at < 30_000)) wrong('policy', 'within 30 s of another action');
    if (others.filter(({ at }) => now() - at < 3_600_000).length >= 10) wrong('policy', 'eleventh within the hour');
    const lacks = missing(write, proposal);
    if (lacks !== undefined) wrong('approvals', lacks);
  }

  return {
    violations,
    effects,
    violate,
    judge,
    policy: () => policy,
    proposed: (hash: string, proposal: Proposal) => void proposals.set(hash, proposal),
    proposalOf: (hash: string) => proposals.get(hash),
    voted: (vote: Vote) => void votes.push(vote),
    /** A token is taken within its life only. */
    isTimely: (vote: Vote, at: number) =>
      at < vote.expiresAt && (!vote.isSignedIn || at <= vote.decidedAt + tokenMilliseconds),
    rejected: (hash: string) => void rejected.add(hash),
    withdrawn: (hash: string) => void withdrawn.add(hash),
    isRejected: (hash: string) => rejected.has(hash),
    thrown: (name: string, isThrown: boolean) => void (isThrown ? switches.add(name) : switches.delete(name)),
    isThrown: (name: string) => switches.has(name),
    needed: (incident: string, isNeeded: boolean) =>
      void (isNeeded ? notNeeded.delete(incident) : notNeeded.add(incident)),
    follows: (name: PolicyName) => void (policy = policies[name]),
    hides: (isHidden: boolean) => void (hidden = isHidden),
    /** An attempt begins: what has an end in time is judged by this moment. */
    entered: () => void (enteredAt = now()),
    effect: (write: SeenWrite) => {
      if (effects.some(({ hash, part }) => hash === write.hash && part === write.part))
        violate('once', `${write.part} ${write.hash.slice(0, 8)} took effect twice`);
      const effect: Effect = { ...write, at: now(), answered: false };
      effects.push(effect);
      return effect;
    },
    granted(place: string, hash: string, part: 'do' | 'undo', leaseUntil: number): void {
      const all = grantsAt(place);
      const own = all.find((one) => one.hash === hash && one.part === part && isOpen(one, now()));
      if (own) return void (own.leaseUntil = leaseUntil);
      const other = all.find((one) => isOpen(one, now()));
      if (other) violate('lock', `${place} was given to ${hash.slice(0, 8)} while ${other.hash.slice(0, 8)} held it`);
      all.push({ hash, part, at: now(), leaseUntil, end: 'running' });
    },
    released(place: string, hash: string, part: 'do' | 'undo', end: Grant['end'], isInDoubt: boolean): void {
      const grant = grantsAt(place).findLast((one) => one.hash === hash && one.part === part);
      const wasInDoubt = unknown.get(place) === hash;
      // Once it has come to an end, only who finds out what became of it says another.
      const isUndecided = grant?.releasedAt !== undefined && grant.end === 'running';
      if (grant && (isOpen(grant, now()) || isUndecided || isInDoubt || wasInDoubt)) grant.end = end;
      if (grant && isOpen(grant, now())) grant.releasedAt = now();
      if (isInDoubt) unknown.set(place, hash);
      else if (wasInDoubt) unknown.delete(place);
    },
  };
}
