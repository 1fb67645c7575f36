import { describe, expect, it } from 'vitest';
import { unreadIn } from '../../../sandbox/page/live/unread.ts';
import {
  apply,
  inChannel,
  repliesTo,
  type WorkspaceState,
} from '../../../sandbox/page/live/workspace-state.ts';
import type { UiEvent, UiMessage } from '../../../sandbox/workspace/ui-protocol.ts';

const message = (ts: string, more: Partial<UiMessage> = {}): UiMessage => ({
  channel: 'C1',
  ts,
  user: 'U2',
  text: `at ${ts}`,
  blocks: [],
  ephemeral: false,
  reactions: [],
  ...more,
});

const person = { id: 'U1', handle: 'ana', name: 'Ana', title: '', initials: 'A', color: '#000', tz: 'UTC' };

const hello: UiEvent = {
  type: 'hello',
  workspace: { id: 'T1', name: 'Acme', url: '' },
  me: 'U1',
  app: { userId: 'U0', name: 'tminus' },
  people: [{ ...person, isBot: false, groups: [] }],
  groups: [],
  channels: [],
  messages: [message('2.0'), message('1.0')],
  ephemerals: [message('1.5', { ephemeral: true })],
  modals: [],
  home: null,
  commands: [],
  shortcuts: [],
};

const stateAfter = (...events: UiEvent[]): WorkspaceState => {
  const state = events.reduce<WorkspaceState | null>(apply, null);
  if (!state) throw new Error('There was no hello.');
  return state;
};

const times = (state: WorkspaceState) => state.messages.C1?.map(each => each.ts);

describe('what the page knows', () => {
  it('begins with the messages in order, ephemeral ones among them', () => {
    expect(times(stateAfter(hello))).toEqual(['1.0', '1.5', '2.0']);
  });

  it('an edited message takes the place of the one before', () => {
    const state = stateAfter(hello, { type: 'message', message: message('1.0', { text: 'edited' }) });
    expect(times(state)).toEqual(['1.0', '1.5', '2.0']);
    expect(state.messages.C1?.[0]?.text).toBe('edited');
  });

  it('a late message takes its place by time', () => {
    expect(times(stateAfter(hello, { type: 'message', message: message('1.7') }))).toEqual([
      '1.0',
      '1.5',
      '1.7',
      '2.0',
    ]);
  });

  it('a deleted message goes, an ephemeral one of the same time stays', () => {
    const twin = message('2.0', { ephemeral: true });
    const gone: UiEvent = { type: 'messageDeleted', channel: 'C1', ts: '2.0', ephemeral: false };
    const state = stateAfter(hello, { type: 'message', message: twin }, gone);
    expect(state.messages.C1?.at(-1)).toEqual(twin);
    expect(times(state)).toEqual(['1.0', '1.5', '2.0']);
  });

  it('a second hello replaces everything', () => {
    expect(times(stateAfter(hello, { ...hello, messages: [], ephemerals: [] }))).toBeUndefined();
  });

  it('replies stand in the thread, its first message in both', () => {
    const all = [message('1.0', { threadTs: '1.0' }), message('2.0', { threadTs: '1.0' }), message('3.0')];
    expect(inChannel(all).map(each => each.ts)).toEqual(['1.0', '3.0']);
    expect(repliesTo(all, '1.0').map(each => each.ts)).toEqual(['2.0']);
  });
});

describe('unread', () => {
  it('counts what is meant for me, and not what I wrote', () => {
    const messages = [
      message('1.0', { text: '<@U1> old' }),
      message('2.0', { text: 'for all' }),
      message('3.0', { text: '<@U1> for me' }),
      message('4.0', { text: '<!subteam^S1> for my group' }),
      message('5.0', { text: 'in blocks', blocks: [{ type: 'section', text: { text: 'Ask <@U1>' } }] }),
      message('6.0', { user: 'U1', text: '<@U1> by me' }),
    ];
    expect(unreadIn(messages, '1.0', 'U1', ['S1'], false)).toEqual({ any: true, forMe: 3 });
    expect(unreadIn(messages, '5.0', 'U1', ['S1'], false)).toEqual({ any: false, forMe: 0 });
    expect(unreadIn(messages, '1.0', 'U1', [], true)).toEqual({ any: true, forMe: 4 });
  });
});
