import { z } from 'zod';
import { SecretReference } from './secret.ts';

export const BackEndUrl = z.url({ protocol: /^https?$/, error: 'a back end is an http:// or https:// address' });

/** Where a back end is, and how it lets Holdfast in. */
export const HttpAddress = z.strictObject({
  url: BackEndUrl,
  auth: z.strictObject({ bearer: SecretReference }).optional(),
});
export type HttpAddress = z.infer<typeof HttpAddress>;

export function addressOf(
  { url, auth }: HttpAddress,
  secrets: { of(reference: SecretReference): { read(): string } },
): { readonly url: string; readonly bearer?: string } {
  return auth ? { url, bearer: secrets.of(auth.bearer).read() } : { url };
}
