import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Issued {
  /** A certificate for a server's name or address, or for a client. */
  issue(name: string, passphrase?: string): Issued;
}

/** A certificate authority that exists for a test alone. Made by openssl, because Node reads certificates only. */
export function createAuthority(name: string): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-authority-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = (file: string) => join(folder, file);
  const openssl = (...given: string[]) => execFileSync('openssl', given, { stdio: 'pipe' });
  const newKey = (file: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', path(file));
  newKey('ca.key');
  openssl('req', '-x509', '-key', path('ca.key'), '-out', path('ca.pem'), '-days', '2', '-subj', `/CN=${name}`);
  let issued = 0;
  return {
    certificate: readFileSync(path('ca.pem'), 'utf8'),
    key: readFileSync(path('ca.key'), 'utf8'),
    issue(subject, passphrase) {
      const file = `issued-${++issued}`;
      newKey(`${file}.key`);
      const alternative = /^[\d.]+$/.test(subject) ? `IP:${subject}` : `DNS:${subject}`;
      writeFileSync(path(`${file}.ext`), `subjectAltName=${alternative}\n`);
      openssl('req', '-new', '-key', path(`${file}.key`), '-subj', `/CN=${subject}`, '-out', path(`${file}.csr`));
      const signed = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '1'];
      openssl(
        'x509',
        '-req',
        '-in',
        path(`${file}.csr`),
        ...signed,
        '-extfile',
        path(`${file}.ext`),
        '-out',
        path(`${file}.pem`),
      );
      if (passphrase !== undefined) {
        const encrypted = path(`${file}.encrypted`);
        openssl('pkcs8', '-topk8', '-in', path(`${file}.key`), '-out', encrypted, '-passout', `pass:${passphrase}`);
        return { certificate: readFileSync(path(`${file}.pem`), 'utf8'), key: readFileSync(encrypted, 'utf8') };
      }
      return { certificate: readFileSync(path(`${file}.pem`), 'utf8'), key: readFileSync(path(`${file}.key`), 'utf8') };
    },
  };
}
