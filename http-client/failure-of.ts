import { HttpFailure } from './http-failure.ts';
import { connectTimeoutMilliseconds, silenceTimeoutMilliseconds } from './time-limits.ts';

/** An error of undici, of the system, of TLS or of zlib in this folder's words. */
export function failureOf(error: unknown, proxy: URL | undefined): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error);
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return timedOut('connection', connectTimeoutMilliseconds, error);
    case 'UND_ERR_BODY_TIMEOUT':
      return timedOut('body', silenceTimeoutMilliseconds, error);
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return new HttpFailure({ kind: 'unreadable', reason: `its compression is broken (${code})` }, error);
    default: {
      const reason = reasonOf(code, error);
      const through = proxy ? `, through the proxy ${proxy.origin}` : '';
      return new HttpFailure({ kind: 'no_answer', reason: `${reason}${through}` }, error);
    }
  }
}

/** Whether the connection ended before the server said anything. Nothing says whether it had begun to work. */
export function isClosedConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error));
}

function timedOut(what: 'connection' | 'answer' | 'body', milliseconds: number, cause: unknown): HttpFailure {
  return new HttpFailure({ kind: 'timed_out', what, milliseconds }, cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** In words of the code alone: what the system says may hold the address, which may be a secret. */
function reasonOf(code: string, error: unknown): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED)';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `its name is not known (${code})`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `it closed the connection (${code})`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `nobody trusted signed its certificate (${code}); name its authority in tls.ca or NODE_EXTRA_CA_CERTS`;
    case 'CERT_HAS_EXPIRED':
      return `its certificate has expired (${code})`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for another name (${code})`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return `it does not speak TLS there (${code}); is it an http:// address?`;
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE':
      return `it asks for a client certificate (${code})`;
    default:
      return proxyRefusal(error) ?? (code || 'the connection failed');
  }
}

/** undici has no code of its own for a proxy that says no, to a tunnel or to a request. */
function proxyRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, status] =
    /^Proxy response \((\d{3})\)/.exec(error.message) ??
    /^Proxy Authentication Required \((407)\)$/.exec(error.message) ??
    [];
  return status === undefined ? undefined : `the request was refused (HTTP ${status})`;
}
