import { z } from 'zod';

export const EnvironmentName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, 'an environment is named with lower-case letters, digits and "-"');
