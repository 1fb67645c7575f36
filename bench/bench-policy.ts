import { writeWithoutCeremony } from './without-ceremony.ts';

/** Each has a lane and a channel of its own. */
export const servicesNamed = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name}-${String(at).padStart(4, '0')}`);
export const SERVICES = servicesNamed('service', 60);
export const channelOf = (service: string) => `C${service.slice(0, 2).toUpperCase()}0000${service.slice(-4)}`;

const SCRAPED = { kind: 'exposition', urls: [`\${TARGET_URL}/metrics`] };

/** Writes the four files: no ceremony, and a first phase that lasts as long as the bench. */
export async function writePolicy(
  folder: string,
  { services = SERVICES, metrics = SCRAPED }: { services?: readonly string[]; metrics?: object } = {},
): Promise<void> {
  const target = { kind: 'http', url: `\${TARGET_URL}`, token: `\${TARGET_TOKEN}` };
  await writeWithoutCeremony(folder, {
    services: Object.fromEntries(
      services.map(name => [
        name,
        { channel: channelOf(name), environments: { production: { strategy: 'half', target } } },
      ]),
    ),
    strategies: { half: { phases: ['50 % for 1 h', '100 %'] } },
    monitoring: {
      pace: { every: '10 s' },
      services: Object.fromEntries(services.map(name => [name, { production: { metrics } }])),
    },
  });
}
