import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuthority } from './certificates.ts';
import { fixedSecret, going, open, read, rotatedSecret, troubleOf } from './clients.ts';
import { serve, serveTls } from './servers.ts';

const company = createAuthority('Company');
const other = createAuthority('Other');

async function serverOf(authority: typeof company, name = '127.0.0.1'): Promise<string> {
  const { certificate, key } = authority.issue(name);
  return `https://127.0.0.1:${await serveTls({ cert: certificate, key }, (_, response) => response.end('hello'))}`;
}

describe('the certificate of a server', () => {
  it('of an authority of its own is trusted where it is named, and follows it when it is replaced', async () => {
    const url = await serverOf(company);
    const ca = rotatedSecret(other.certificate);
    const client = open({ url, ca });
    expect(await troubleOf(client.send(read(), going()))).toMatchObject({ kind: 'no_answer' });
    ca.rotate(company.certificate, 'at_once');
    expect((await client.send(read(), going())).body).toBe('hello');
  });

  it('of an authority that nobody named is refused, with what to do', async () => {
    const url = await serverOf(company);
    expect((await troubleOf(open({ url }).send(read(), going()))).message).toMatch(
      /nobody trusted signed its certificate \([A-Z_]+\); name its authority in tls\.ca or NODE_EXTRA_CA_CERTS$/,
    );
  });

  it('for another name is refused', async () => {
    const url = await serverOf(company, 'prometheus.example.com');
    const { message } = await troubleOf(open({ url, ca: company.certificate }).send(read(), going()));
    expect(message).toContain('its certificate is for another name');
  });

  it('is not there at all: http:// was meant', async () => {
    const url = (await serve((_, response) => response.end())).replace('http:', 'https:');
    expect((await troubleOf(open({ url }).send(read(), going()))).message).toContain('is it an http:// address?');
  });

  it('cannot be checked with an authority that is no certificate', async () => {
    const url = await serverOf(company);
    const ca = '-----BEGIN CERTIFICATE-----\nSECRET\n-----END CERTIFICATE-----\n';
    const trouble = await troubleOf(open({ url, ca }).send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_credentials', retryable: false });
    expect(trouble.message).toMatch(/its own certificate authority cannot be used \([A-Z0-9_]+\); check the files$/);
  });
});

describe('in a process with its own environment', () => {
  /** The process runs what was built. */
  async function ask(urls: readonly string[], environment: NodeJS.ProcessEnv): Promise<unknown> {
    const program = join(import.meta.dirname, '..', '..', 'dist', 'test', 'http-client', 'programs', 'ask.js');
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, ...environment };
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...urls], { env });
    return JSON.parse(stdout);
  }

  it('an authority of a target is added to those of NODE_EXTRA_CA_CERTS and of Node', async () => {
    // upstash/context7#2426, nodejs/node#32074: with a CA of its own nothing else was trusted.
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-ca-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'company.pem');
    writeFileSync(file, company.certificate);
    const urls = [await serverOf(company), await serverOf(other)];
    const refused = expect.stringContaining('nobody trusted signed its certificate') as unknown;
    expect(await ask(urls, { NODE_EXTRA_CA_CERTS: file, OWN_CA: other.certificate })).toEqual([200, 200]);
    expect(await ask(urls, { NODE_EXTRA_CA_CERTS: file })).toEqual([200, refused]);
    expect(await ask(urls, { OWN_CA: other.certificate })).toEqual([refused, 200]);
  });

  it('certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const [answer] = (await ask([await serverOf(company)], { NODE_TLS_REJECT_UNAUTHORIZED: '0' })) as [unknown];
    expect(answer).toContain('nobody trusted signed its certificate');
  });
});

describe('a client certificate', () => {
  const server = company.issue('127.0.0.1');
  async function guarded() {
    const seen: string[] = [];
    const options = { cert: server.certificate, key: server.key, ca: company.certificate, requestCert: true };
    const port = await serveTls(options, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      seen.push(String(subject.CN));
      response.end();
    });
    return { url: `https://127.0.0.1:${port}`, seen };
  }

  it('shows who asks, with or without a passphrase, and the new one after it was rotated', async () => {
    const { url, seen } = await guarded();
    const first = company.issue('one', 'a passphrase');
    const second = company.issue('two', 'a passphrase');
    const certificate = rotatedSecret(first.certificate);
    const key = rotatedSecret(first.key);
    const passphrase = fixedSecret('a passphrase');
    const authentication = { kind: 'client_certificate', certificate, key, passphrase } as const;
    const client = open({ url, ca: company.certificate, authentication });
    await client.send(read(), going());
    certificate.rotate(second.certificate, 'at_once');
    key.rotate(second.key, 'at_once');
    await client.send(read(), going());
    const plain = company.issue('three');
    const three = { certificate: fixedSecret(plain.certificate), key: fixedSecret(plain.key) };
    const another = open({ url, ca: company.certificate, authentication: { kind: 'client_certificate', ...three } });
    await another.send(read(), going());
    expect(seen).toEqual(['one', 'two', 'three']);
  });

  it('that is missing is asked for', async () => {
    const { url } = await guarded();
    const { message } = await troubleOf(open({ url, ca: company.certificate }).send(read(), going()));
    expect(message).toMatch(/asks for a client certificate|closed the connection/);
  });

  it('that does not go with its key is refused before anything is sent, without the key', async () => {
    const { url } = await guarded();
    const certificate = fixedSecret(company.issue('one').certificate);
    const key = fixedSecret(company.issue('two').key);
    const client = open({ url, authentication: { kind: 'client_certificate', certificate, key } });
    const trouble = await troubleOf(client.send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_credentials' });
    expect(trouble.message).toContain(
      'its client certificate, key or authority cannot be used (ERR_OSSL_X509_KEY_VALUES_MISMATCH)',
    );
  });
});
