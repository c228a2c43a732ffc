import type { Order } from './order.ts';

/** A booking of the ledger: the amount in the currency's smallest unit. */
export interface Booking {
  readonly order: string;
  readonly minorUnits: number;
  readonly currency: string;
}

type PrepareBooking = (order: Order) => Booking;

/** v1.8.2: two decimals for every currency. */
const roundToCents: PrepareBooking = ({ order, amount, currency }) => ({
  order,
  currency,
  minorUnits: Math.round(amount * 100),
});

const settlementRules = new Map([['EUR', { decimals: 2 }]]);

/** v1.8.3: decimals by settlement rule. The rules of all currencies except the euro are missing from the release. */
const applySettlementRule: PrepareBooking = ({ order, amount, currency }) => {
  const rule = settlementRules.get(currency);
  if (!rule) throw new TypeError(`Cannot read settlement rule of currency ${currency}`);
  return { order, currency, minorUnits: Math.round(amount * 10 ** rule.decimals) };
};

export const paymentsReleases: Readonly<Record<string, PrepareBooking>> = {
  'v1.8.2': roundToCents,
  'v1.8.3': applySettlementRule,
};
