// The one place where the client side touches the MCP SDK: another version of it is another version of this file.
export {
  Client,
  InMemoryTransport,
  ProtocolError,
  ReadBuffer,
  SdkError,
  SdkErrorCode,
  serializeMessage,
} from '@modelcontextprotocol/client';
export type { CallToolResult, JSONRPCMessage, jsonSchemaValidator, Transport } from '@modelcontextprotocol/client';
