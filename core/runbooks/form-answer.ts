import type { FormValues } from './form.ts';

/** What a person answers to the question of a step. */
export type Answer =
  | { readonly kind: 'yes'; readonly note?: string }
  | { readonly kind: 'no'; readonly reason: string }
  | { readonly kind: 'form'; readonly values: FormValues };
