// The people of the demo's company, for its development identity provider. Anyone can sign in as any of them.

export interface OnCallPerson {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The group of an owner of services. */
export function groupOf(owner: string): string {
  return `${owner}-oncall`;
}

/** The second group where policy asks for two. */
const secondGroup = 'incident-commanders';

/** One or more people on call for each owner, and one who leads incidents. */
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
