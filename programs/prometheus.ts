import { join } from 'node:path';
import { unpackDebianPackage } from './debian.ts';
import { buildWithGo } from './go.ts';
import { obtain, type Obtained, type ObtainOptions, type Program, type Way } from './obtain.ts';
import { releaseArchive } from './release-archive.ts';

const version = '2.53.4';
// As a Go module, Prometheus 3.15.0 has the version v0.315.0.
const built = { module: 'v0.315.0', shown: '3.15.0' };

const release = releaseArchive({
  program: 'prometheus',
  version,
  archives: {
    'linux-x64': {
      url: `https://github.com/prometheus/prometheus/releases/download/v${version}/prometheus-${version}.linux-amd64.tar.gz`,
      sha256: 'b8b497c4610d1b93208252b60c8f20f6b2e78596ae8df43397a2e805aa53d475',
      member: `prometheus-${version}.linux-amd64/prometheus`,
    },
  },
});

const debian: Way = {
  name: "Debian's package, unpacked",
  label: 'debian',
  fetch: async (folder, options) => {
    options.report("prometheus: the distribution's package, unpacked without installing it, 19 MB (seconds)");
    return join(await unpackDebianPackage('prometheus', folder, options), 'usr', 'bin', 'prometheus');
  },
};

const goBuild: Way = {
  name: 'built with Go',
  label: `go-${built.shown}`,
  fetch: (folder, options) =>
    buildWithGo(
      {
        program: 'prometheus',
        module: 'github.com/prometheus/prometheus',
        version: built.module,
        shownVersion: built.shown,
        command: 'cmd/prometheus',
        expectation: 'five to ten minutes, once',
      },
      folder,
      options,
    ),
};

/** The Prometheus server. */
export const prometheusProgram: Program = {
  name: 'prometheus',
  commands: ['prometheus'],
  versionPattern: /^prometheus, version (\d\S*)/m,
  oldestVersion: '2.30.0',
  ways: [release, debian, goBuild],
  byHand:
    'Install Prometheus (https://prometheus.io/download, macOS: brew install prometheus) so that `prometheus` is on PATH, and start again.',
};

/** See {@link obtain}. */
export function obtainPrometheus(options: ObtainOptions): Promise<Obtained> {
  return obtain(prometheusProgram, options);
}
