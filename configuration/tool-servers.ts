import { z } from 'zod';
import { Risk } from '#core/ids/risk';
import type { BackEndEntries, ServerEntry } from '#mcp/kit/server-entry';
import { builtInServers } from '#mcp/servers/index';
import { BackEndName, EnvironmentName } from '#settings/names';
import { SecretReference } from '#settings/secret';

/** Of the servers that are not built in, which are checked by name after parsing. */
export const ServerName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/, 'a tool server is named with lower-case letters, digits and _');

/**
 * What tools can do at worst, by tool name. Of built-in tools this can only make the risk stricter; of others it is what
 * counts, where their annotations do not contradict it. A tool of another server that is not named is destructive.
 */
const Risks = z.record(z.string().min(1), z.enum(Risk)).default({});

/** Any MCP server that runs as a child process and speaks over its standard input and output. */
const StdioServer = z.strictObject({
  command: z.array(z.string().min(1)).min(1),
  /** Variables that the child gets beside PATH, HOME and LANG. Nothing else of this process reaches it. */
  env: z.record(z.string(), z.union([z.string(), SecretReference])).default({}),
  risks: Risks,
});
export type StdioServer = z.infer<typeof StdioServer>;

type BuiltInServer = (typeof builtInServers)[number];

export interface BuiltInServerEntry extends ServerEntry {
  readonly risks: Readonly<Record<string, Risk>>;
}

/** A tool server as configured, built in or mounted. */
export type ToolServerEntry = BuiltInServerEntry | StdioServer;

export const isBuiltIn = (entry: ToolServerEntry): entry is BuiltInServerEntry => 'environments' in entry;

/** One back end through an adapter of the server, or a list of several with names. */
function backEndsSchema({ adapters }: BuiltInServer): z.ZodType<BackEndEntries> {
  const each = adapters.map(({ name, settings, openWrites }) => {
    return z.strictObject({
      adapter: z.literal(name),
      name: BackEndName.optional(),
      ...settings.shape,
      ...(openWrites && {
        writes: z.strictObject(settings.shape.auth ? { auth: settings.shape.auth } : {}).optional(),
      }),
    });
  });
  // The shapes are those of the adapters, which only run time knows.
  return z.union([...each, z.array(z.union(each)).min(1)]) as unknown as z.ZodType<BackEndEntries>;
}

function serverSchema(server: BuiltInServer): z.ZodType<ToolServerEntry | undefined> {
  const entry = z.strictObject({ environments: z.record(EnvironmentName, backEndsSchema(server)), risks: Risks });
  return z.union([entry, StdioServer]).optional();
}

/** Tool servers by name: the built-in ones by the adapters of their environments, others by the command that starts them. */
export const ToolServers: z.ZodType<Readonly<Record<string, ToolServerEntry | undefined>>> = z
  .object(Object.fromEntries(builtInServers.map((server) => [server.name, serverSchema(server)])))
  .catchall(StdioServer);
export type ToolServers = z.infer<typeof ToolServers>;
