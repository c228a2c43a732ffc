import type { ToolServer } from '../kit/tool-server.ts';
import { type HashedTool, toolHash } from '../kit/tool-hash.ts';
import { type ChildServer, ChildTransport } from './child-transport.ts';
import { envelopeParts } from './envelope-schema.ts';
import { outputValidator } from './output-validator.ts';
import { Client } from './sdk.ts';

/** A server outside this process: its answers are checked, masked and recorded here. */
export type ForeignConnection = { readonly kind: 'stdio' } & ChildServer;

/** How a tool server is reached. */
export type ServerConnection = { readonly kind: 'in_process'; readonly server: ToolServer } | ForeignConnection;

export interface OfferedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly toolHash: string;
  /** What the server says the tool can do. A missing hint promises nothing. */
  readonly annotations?: { readonly readOnlyHint?: boolean; readonly destructiveHint?: boolean };
  /** Whether its output schema is Holdfast's envelope. */
  readonly speaksEnvelope: boolean;
}

/** An open connection to a server outside this process. */
export interface Link {
  readonly client: Client;
  readonly tools: ReadonlyMap<string, OfferedTool>;
  /** The last line that the server wrote to its standard error. */
  lastWords(): string;
  close(): Promise<void>;
}

/** A result may hold its data twice, structured and as text, escaped the second time. */
const maximumMessageBytes = 16 * 1024 * 1024;
const maximumTools = 500;

/** Starts a server and reads its tools. Where that fails, whatever was started is ended again. */
export async function openLink(
  connection: ForeignConnection,
  options: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<Link> {
  const client = new Client(
    { name: 'holdfast', version: '0.1.0' },
    // No probe: it would start the child a second time, and servers of the 2025 era may leave it unanswered.
    {
      capabilities: {},
      versionNegotiation: { mode: 'legacy' },
      listMaxPages: 10,
      jsonSchemaValidator: outputValidator,
    },
  );
  // A connection fault ends the calls that run over it, and each of them reports it.
  client.onerror = () => {};
  const transport = new ChildTransport(connection, maximumMessageBytes);
  const close = async () => {
    await client.close().catch(() => {});
    await transport.close();
  };
  try {
    await client.connect(transport, options);
    const listed = await client.listTools(undefined, options);
    return { client, tools: offeredTools(listed.tools), lastWords: () => transport.lastWords, close };
  } catch (error) {
    await close();
    const words = transport.lastWords;
    throw words ? new Error(words, { cause: error }) : error;
  }
}

type ListedTool = HashedTool & Pick<OfferedTool, 'annotations'>;

/** By name. */
export function offeredTools(listed: readonly ListedTool[]): ReadonlyMap<string, OfferedTool> {
  return new Map(listed.slice(0, maximumTools).map((tool) => [tool.name, offered(tool)]));
}

function offered(tool: ListedTool): OfferedTool {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    toolHash: toolHash(tool),
    annotations,
    speaksEnvelope: envelopeParts(outputSchema) !== undefined,
  };
}
