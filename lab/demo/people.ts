// Who there is in the demo's company, for its development identity provider. Anybody can be anybody there: it is a lab.

export interface OnCallPerson {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The group that speaks for an owner of services. */
export function groupOf(owner: string): string {
  return `${owner}-oncall`;
}

/** Who may stand beside an owner where policy asks for two groups. */
const secondGroup = 'incident-commanders';

/** Of each owner somebody who is on call, and one who leads incidents. */
export function demoPeople(owners: readonly string[]): readonly OnCallPerson[] {
  const names = ['Ada', 'Linus', 'Margaret', 'Edsger', 'Barbara', 'Dennis', 'Frances', 'Ken'];
  const onCall = owners.map((owner, index) => {
    const name = names[index % names.length] ?? 'Ada';
    const again = Math.floor(index / names.length);
    const subject = again === 0 ? name.toLowerCase() : `${name.toLowerCase()}-${again + 1}`;
    return { subject, name: again === 0 ? name : `${name} ${again + 1}`, groups: [groupOf(owner)] };
  });
  return [...onCall, { subject: 'grace', name: 'Grace', groups: [secondGroup] }];
}
