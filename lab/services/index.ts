import { checkout } from './checkout.ts';
import { inventory } from './inventory.ts';
import { ledger } from './ledger.ts';
import { mailer } from './mailer.ts';
import { payments } from './payments.ts';
import { queue } from './queue.ts';
import type { Service } from './service.ts';
import { stock } from './stock.ts';
import { storefront } from './storefront.ts';

/** The services of the system, callers before callees. */
export const services: readonly Service[] = [storefront, checkout, payments, inventory, ledger, stock, queue, mailer];

/** @throws Error that names the existing services */
export function serviceNamed(name: string): Service {
  const service = services.find((candidate) => candidate.name === name);
  if (!service) {
    throw new Error(`The lab has no service "${name}"; it has: ${services.map((one) => one.name).join(', ')}.`);
  }
  return service;
}
