/** What a tool can do at worst, mildest first. */
export const Risk = { read: 'read', reversible: 'reversible', destructive: 'destructive' } as const;
export type Risk = (typeof Risk)[keyof typeof Risk];

const order: readonly Risk[] = [Risk.read, Risk.reversible, Risk.destructive];

/** What anybody says of a tool can only make its risk stricter. */
export function stricter(one: Risk, other: Risk): Risk {
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}
