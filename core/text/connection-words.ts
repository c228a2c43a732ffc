/**
 * Why nothing came of a connection, from the code of the system or of undici; undefined for codes that say it best
 * themselves. Words of the code alone: what the system says may have the address, which may be a secret.
 */
export function connectionWords(code: string): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED)';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `its name is not known (${code})`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return `it closed the connection (${code})`;
    default:
      return undefined;
  }
}
