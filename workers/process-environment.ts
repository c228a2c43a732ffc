import { z } from 'zod';

/** The environment variables of every process. The names of secrets are in the configuration. */
const ProcessEnvironment = z.object({
  HOLDFAST_CONFIGURATION: z.string().min(1).default('holdfast.yaml'),
  HOLDFAST_HOME: z.string().min(1).default('.holdfast'),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** The address of a server that the parent process started. */
  HOLDFAST_TEMPORAL_ADDRESS: z.string().min(1).optional(),
  /** The URL of the Temporal UI, for links. */
  HOLDFAST_TEMPORAL_UI: z.url().optional(),
  /** Workflows a worker keeps in memory; 0 replays the whole history at each task. */
  HOLDFAST_CACHED_WORKFLOWS: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .default(200),
});
export type ProcessEnvironment = z.infer<typeof ProcessEnvironment>;

/** @throws Error that names each variable with its problem */
export function readProcessEnvironment(environment: NodeJS.ProcessEnv): ProcessEnvironment {
  const parsed = ProcessEnvironment.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The environment is invalid:\n  ${problems.join('\n  ')}`);
}
