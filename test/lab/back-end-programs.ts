import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import { obtainPrometheus } from '#programs/prometheus';

/** Building Alertmanager for the first time takes a minute or two. */
export const obtainMilliseconds = 300_000;

/** The real programs, from PATH or the user's cache; obtained once where they are missing. */
export async function backEndPrograms(): Promise<{ prometheus: string; alertmanager: string }> {
  const options = {
    cache: cacheFolder(process.env),
    environment: process.env,
    report: (line: string) => process.stderr.write(`${line}\n`),
  };
  const [prometheus, alertmanager] = [await obtainPrometheus(options), await obtainAlertmanager(options)];
  return { prometheus: prometheus.path, alertmanager: alertmanager.path };
}
