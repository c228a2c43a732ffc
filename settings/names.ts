import { z } from 'zod';

export const EnvironmentName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, 'an environment is named with lower-case letters, digits and "-"');

/** One of several back ends of a tool server in an environment. */
export const BackEndName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'a back end is named with lower-case letters, digits and "-"');
