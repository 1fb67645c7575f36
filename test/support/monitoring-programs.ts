import { findProgram, type Program } from './real-services-program.ts';

const debian = (name: string): Promise<Program> =>
  findProgram({
    names: [name, name.replace('prometheus-', '')],
    folders: ['/usr/local/bin', '/opt/homebrew/bin'],
    debian: { name, path: new RegExp(`/usr/bin/${name}$`) },
    advice: `The tests need ${name}: install it (on Debian and Ubuntu: apt-get install ${name}).`,
  });

/** A real Prometheus, of the machine or fetched. */
export const findPrometheus = (): Promise<Program> => debian('prometheus');

/** A real Alertmanager, of the machine or fetched. */
export const findAlertmanager = (): Promise<Program> => debian('prometheus-alertmanager');
