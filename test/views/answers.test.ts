import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { INCIDENT_DEFAULTS } from '../../src/release/incidents.ts';
import { refuse } from '../../src/release/refusals.ts';
import { appHome } from '../../src/views/app-home.ts';
import { buttonValue, parseButtonValue } from '../../src/views/button-value.ts';
import { dryRun } from '../../src/views/dry-run.ts';
import { help } from '../../src/views/help.ts';
import { releaseList, whichRelease } from '../../src/views/list.ts';
import { menu } from '../../src/views/menu.ts';
import { refusalMessage } from '../../src/views/refusal.ts';
import { offerAbort, rollbackChoice } from '../../src/views/rollback-choice.ts';
import type { Reader } from '../../src/views/scene.ts';
import { outputPages, showRelease, stepOutput } from '../../src/views/show.ts';
import { statusAnswer } from '../../src/views/status.ts';
import { english } from '../../src/words/english.ts';
import { buttonsOf, deedsOf, textOf } from './read.ts';
import {
  ANA,
  agreement,
  at,
  BEN,
  ELIF,
  HANA,
  laneAfter,
  moments,
  NOON,
  planned,
  scene,
} from './sample-releases.ts';

const reader = (person: string, groups: string[] = [], roles: string[] = []): Reader => ({
  person,
  groups,
  roles,
});
const row = (service: string, status: string) => ({
  id: `${service}-1.4.0-x`,
  service,
  environment: 'production' as const,
  version: '1.4.0',
  status,
  live: status !== 'completed',
  owner: ANA,
  updatedAt: NOON,
});

describe('the status', () => {
  const deeds = (moment: string, who: Reader) => deedsOf(statusAnswer(at(moment), scene(), who).blocks);

  it('offers an approver to approve, and the requester not', () => {
    expect(deeds('approving', reader(ELIF, ['security_team']))).toContain('approve');
    expect(deeds('approving', reader(ANA, ['security_team']))).not.toContain('approve');
    expect(deeds('approving', reader(HANA))).not.toContain('approve');
  });

  it('of a rejected release says who rejected it and why', () => {
    const text = textOf(statusAnswer(at('rejected'), scene(), reader(ANA)).blocks);
    expect(text).toContain(`<@${BEN}> rejected it: the migration is untested`);
  });

  it('offers a second approval to nobody', () => {
    expect(deeds('approving, two of three in', reader(BEN, ['tech_leads']))).not.toContain('approve');
  });

  it('offers the deploy to whoever owns or asked for it', () => {
    expect(deeds('ready', reader(ANA))).toContain('deploy');
    expect(deeds('ready', reader(BEN, ['tech_leads']))).not.toContain('deploy');
  });

  it('offers a rollback to everybody', () => {
    expect(deeds('deploying', reader(HANA))).toContain('rollback-now');
  });
});

describe('the list', () => {
  it('shows what is live first, each with a button to the details', () => {
    const { blocks } = releaseList([row('search', 'completed'), row('checkout', 'deploying')], english);
    const text = textOf(blocks);
    expect(text.indexOf('*checkout 1.4.0 → production* · 🚀 Deploying')).toBeGreaterThan(0);
    expect(text.indexOf('checkout')).toBeLessThan(text.indexOf('search'));
    expect(deedsOf(blocks)).toEqual(['show', 'show']);
  });

  it('of nothing says how to start', () => {
    expect(releaseList([], english).text).toContain('/release start v1.2.3 minor prod');
  });

  it('says how many it leaves out', () => {
    const rows = Array.from({ length: 30 }, (_, n) => row(`s${n}`, 'deploying'));
    expect(textOf(releaseList(rows, english).blocks)).toContain('10 more releases');
  });

  it('asks which one was meant with a button for the same deed', () => {
    const { blocks } = whichRelease([row('a', 'approving'), row('b', 'approving')], 'approve', english);
    expect(deedsOf(blocks)).toEqual(['approve', 'approve']);
    expect(parseButtonValue(String(buttonsOf(blocks)[1]?.value))).toEqual({ r: 'b-1.4.0-x', d: '' });
  });
});

describe('choosing what to roll back', () => {
  const inEnvironment = (environment: 'staging' | 'production') => {
    const release = at('completed');
    return { release: { ...release, plan: { ...release.plan, environment } }, from: '1.4.0', to: '1.3.2' };
  };

  it('puts production first and says from what to what', () => {
    const { text, blocks } = rollbackChoice([inEnvironment('staging'), inEnvironment('production')], english);
    expect(text.split('\n').slice(1, 3)).toEqual([
      '*checkout* in *production*: 1.4.0 → 1.3.2',
      '*checkout* in *staging*: 1.4.0 → 1.3.2',
    ]);
    expect(deedsOf(blocks)).toEqual(['rollback-now', 'rollback-now']);
  });

  it('names the place in the command where only one is possible', () => {
    const { text } = rollbackChoice([inEnvironment('staging')], english);
    expect(text).toContain('This can be rolled back:');
    expect(text).toContain('`/rollback now checkout staging`');
  });

  it('goes back to the version that was asked for, with one click each', () => {
    const { text, blocks } = rollbackChoice([inEnvironment('staging')], english, { to: '1.2.0' });
    expect(text).toContain('`/rollback to 1.2.0 checkout staging`');
    const [button] = buttonsOf(blocks);
    expect(button?.action_id).toBe('rollback-to');
    expect(parseButtonValue(String(button?.value))?.v).toBe('1.2.0');
    expect(JSON.stringify(button?.confirm)).toContain('Roll back to 1.2.0?');
  });

  it('offers to abort where nothing was changed yet', () => {
    const { text, blocks } = offerAbort(at('ready'), english);
    expect(text).toContain('nothing to roll back');
    expect(deedsOf(blocks)).toEqual(['abort']);
  });
});

describe('the details', () => {
  const history = (moment: string) =>
    [planned(), ...(moments(agreement())[moment] ?? [])].map(event => ({ at: NOON, actor: ANA, event }));

  it('tell what happened, the oldest first, each as it was then', () => {
    const text = textOf(showRelease(at('completed'), history('completed'), scene()).blocks);
    expect(text).toContain(`<@${ANA}> asked for 1.4.0`);
    expect(text.indexOf('asked for 1.4.0')).toBeLessThan(text.indexOf('1.4.0 is out after'));
  });

  it('offer what each begun step and each part of a rollback printed', () => {
    const { blocks } = showRelease(at('rolled-back'), history('rolled-back'), scene());
    const steps = buttonsOf(blocks).map(button => parseButtonValue(String(button.value))?.s);
    expect(steps).toEqual(['check', 'install', 'traffic-25', 'rollback-1', 'rollback-3']);
  });

  it('show every step once', () => {
    const text = textOf(showRelease(at('deploying'), history('deploying'), scene()).blocks);
    expect(text.match(/⚪ Send all traffic to 1\.4\.0/g)).toHaveLength(1);
  });

  it('of a long history say how much is left out', () => {
    const long = Array.from({ length: 4 }, () => history('completed')).flat();
    expect(textOf(showRelease(at('completed'), long, scene()).blocks)).toMatch(
      /\d+ earlier entries are left out/,
    );
  });
});

describe('the output of a step', () => {
  it('is cut into pages at line ends, and nothing is lost', () => {
    const output = Array.from({ length: 900 }, (_, n) => `line ${n} 🚀`).join('\n');
    const pages = outputPages(output);
    expect(pages.join('')).toBe(output);
    expect(pages.every(page => page.length <= 3000)).toBe(true);
    expect(pages.slice(0, -1).every(page => page.endsWith('\n'))).toBe(true);
  });

  it('without line ends is never cut within a character', () => {
    const pages = outputPages(`x${'🚀'.repeat(4000)}`);
    expect(pages.every(page => !/[\ud800-\udbff]$/.test(page))).toBe(true);
  });

  it('turns pages both ways and stops at the ends', () => {
    const pages = ['a', 'b', 'c'];
    const turns = (page: number) =>
      buttonsOf(stepOutput(at('deploying'), 'install', { pages, page }, english).blocks).map(
        button => parseButtonValue(String(button.value))?.p,
      );
    expect([turns(1), turns(2), turns(3), turns(99)]).toEqual([[2], [3, 1], [2], [2]]);
  });

  it('that is empty says so', () => {
    expect(stepOutput(at('deploying'), 'install', { pages: [], page: 1 }, english).text).toBe(
      '“Install 1.4.0” printed nothing.',
    );
  });
});

describe('App Home', () => {
  const live = [
    { release: at('approving'), scene: scene() },
    { release: at('deploying'), scene: scene() },
  ];
  const read = (who: Reader) => textOf(appHome(live, who, english).blocks as KnownBlock[]);

  it('shows an approver what waits for them, with the buttons', () => {
    const view = appHome(live, reader(ELIF, ['security_team']), english);
    expect(deedsOf(view.blocks as KnownBlock[])).toContain('approve');
  });

  it('shows an owner what is theirs, and says when nothing waits', () => {
    const text = read(reader(ANA));
    expect(text).toContain('Nothing waits for you.');
    expect(text.indexOf('*Yours*')).toBeLessThan(text.indexOf('📝 *checkout'));
  });

  it('counts a failed release as waiting for its owner', () => {
    const failed = [{ release: at('failed'), scene: scene() }];
    const text = textOf(appHome(failed, reader(ANA), english).blocks as KnownBlock[]);
    expect(text).not.toContain('Nothing waits for you.');
    expect(text).not.toContain('You own no live release');
  });
});

describe('App Home of an incident', () => {
  const homeOf = (moment: string, who: Reader) => {
    const { terms, ...rest } = at(moment);
    const incidents = { ...INCIDENT_DEFAULTS, escalation: [['operations'], ['tech_leads'], ['cto']] };
    const release = { ...rest, terms: { ...terms, incidents } };
    const { blocks } = appHome([{ release, scene: scene() }], who, english);
    return textOf(blocks as KnownBlock[]);
  };
  const waits = (moment: string, who: Reader) => !/Nothing waits for you/.test(homeOf(moment, who));

  it('waits for the owner and those it was passed on to until somebody has it', () => {
    expect(waits('incident that nobody has', reader(ANA))).toBe(true);
    expect(waits('incident that nobody has', reader(ELIF, ['operations']))).toBe(true);
    expect(waits('incident that nobody has', reader(ELIF, ['qa']))).toBe(false);
    expect(homeOf('incident that nobody has', reader(ANA))).toMatch(/🚨 .*P\d.*obody has it/);
  });

  it('waits then for whoever has it and for nobody when it is over', () => {
    expect(waits('incident that somebody has', reader(ELIF, ['operations']))).toBe(false);
    expect(waits('incident that is over', reader(ANA))).toBe(false);
  });
});

describe('the menu', () => {
  it('offers what this person can do here, and how to start something', () => {
    const here = { services: ['checkout'], words: english };
    const { blocks, text } = menu([{ release: at('ready'), scene: scene() }], here, reader(ANA));
    expect(deedsOf(blocks)).toEqual(['deploy', 'edit', 'abort', 'show']);
    expect(text).toContain('Start a release of checkout');
  });
});

describe('a dry run', () => {
  const walk = (more = {}) =>
    dryRun({
      agreement: agreement(),
      refusal: null,
      problems: [],
      lane: laneAfter(),
      now: NOON,
      words: english,
      ...more,
    });

  it('says what every step would call and that nothing was touched', () => {
    const text = textOf(walk().blocks);
    expect(text).toContain('Nothing was touched and nothing was created.');
    expect(text).toContain('calls install 1.4.0, without traffic');
    expect(text).toContain('calls shift: 25% to 1.4.0, then watches it for 10 min');
    expect(text).toContain('database: not applicable, this service has no database of its own');
  });

  it('says what would be refused, waited for or could not be checked', () => {
    const text = textOf(
      walk({
        refusal: refuse('already-released', { version: '1.4.0', environment: 'production' }),
        problems: ['GitHub timed out'],
        lane: laneAfter({ type: 'LaneTaken', release: 'checkout-1.3.9-x' }),
      }).blocks,
    );
    expect(text).toContain('It would be refused now: 1.4.0 is out in production already.');
    expect(text).toContain('It would wait in the queue behind checkout 1.3.9 → production.');
    expect(text).toContain('Could not be checked: GitHub timed out');
  });
});

describe('the help', () => {
  it('of one command shows its examples', () => {
    expect(help(english, 'Start').text).toContain('`/release start v1.4.0 minor prod`');
  });

  it('of an unknown one says so and lists them all', () => {
    const text = textOf(help(english, 'lunch').blocks);
    expect(text).toContain('I know no command `lunch`.');
    expect(text).toContain('/rollback now');
  });
});

it('a refusal can spell out the right command', () => {
  const refusal = refuse('type-too-low', { declared: 'patch', real: 'minor', running: '1.3.2' });
  expect(refusalMessage(refusal, english, agreement().plan).text).toContain('v1.4.0 minor prod');
});

describe('what a button carries', () => {
  it('comes back as it was sent', () => {
    const value = buttonValue({ id: 'r', digest: 'd'.repeat(64) }, { step: 'install', page: 2 });
    expect(parseButtonValue(value)).toEqual({ r: 'r', d: 'd'.repeat(16), s: 'install', p: 2 });
  });

  it.each(['', 'no json', '[]', 'null', '{"r":1,"d":""}', '{"r":"x"}'])('is nothing when it is %j', text => {
    expect(parseButtonValue(text)).toBeNull();
  });
});
