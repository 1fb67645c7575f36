import { useEffect, useState } from 'react';
import { usePage } from '../live/workspace-context.ts';

interface Demo {
  versions: {
    version: string;
    title: string;
    errorPercent: number;
    latencyTimes: number;
    starts: boolean;
    flaw?: string;
  }[];
  running: { service: string; environment: string; version: string | null; shares: Record<string, number> }[];
}

const EVERY_MS = 2000;

/** What runs in the demo service, and what each version does; absent without a demo service. */
export function DemoVersions() {
  const [isOpen, setOpen] = useState(true);
  const { write, demoUrl } = usePage();
  const demo = usePolled(isOpen ? demoUrl : null);
  if (!demoUrl) return null;
  return (
    <section className="demo" aria-label="Demo versions">
      <button
        type="button"
        className="sidebar-heading"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> Demo versions
      </button>
      {isOpen && demo && (
        <>
          <ul className="demo-running">
            {demo.running.map(({ service, environment, shares }) => (
              <li key={`${service}/${environment}`}>
                <span>
                  {service} <span className="quiet">{environment}</span>
                </span>
                <span>{sharesInWords(shares)}</span>
              </li>
            ))}
          </ul>
          <ul className="demo-versions">
            {demo.versions.map(({ version, title, ...behaviour }) => (
              <li key={version}>
                <span className={`dot dot-${moodOf(behaviour)}`} aria-hidden="true" />
                <button
                  type="button"
                  className="button-link"
                  title="Write the command that releases it"
                  onClick={() => write(commandFor(version, demo))}
                >
                  {version}
                </button>
                <span>{title}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const sharesInWords = (shares: Record<string, number>): string =>
  Object.entries(shares)
    .filter(([, percent]) => percent > 0)
    .map(([version, percent]) => (percent === 100 ? version : `${version} ${percent} %`))
    .join(' · ');

function moodOf({
  errorPercent,
  latencyTimes,
  starts,
  flaw,
}: Omit<Demo['versions'][number], 'version' | 'title'>) {
  if (!starts || errorPercent > 0) return 'bad';
  return latencyTimes > 1 || flaw ? 'slow' : 'good';
}

/** Releases a version to production, with the type it has against what runs there. */
function commandFor(version: string, { running }: Demo): string {
  const there = running.find(({ environment }) => environment === 'production') ?? running[0];
  const [now = [], next = []] = [there?.version ?? '', version].map(each => each.split('.'));
  const type = now[0] !== next[0] ? 'major' : now[1] !== next[1] ? 'minor' : 'patch';
  return `/release start ${there?.service ?? ''} v${version} ${type} ${there?.environment ?? ''}`;
}

function usePolled(url: string | null): Demo | null {
  const [demo, setDemo] = useState<Demo | null>(null);
  useEffect(() => {
    if (!url) return;
    const look = () =>
      fetch(`${url}/versions`)
        .then(answer => answer.json())
        .then((found: Demo) => setDemo(found))
        .catch(() => undefined);
    void look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [url]);
  return demo;
}
