import { type OpenServer, openServer } from './open-server.ts';

export interface SlackDouble extends OpenServer {
  /** Where answers to gestures go. */
  answersUrl: string;
  /** How many answers arrived so far. */
  readonly answers: number;
}

/** Takes every message at once, so that what is measured is tminus and not Slack. */
export async function openSlackDouble(): Promise<SlackDouble> {
  let answers = 0;
  let posts = 0;
  const server = await openServer(path => {
    if (path === '/answers') {
      answers += 1;
      return { body: 'ok' };
    }
    posts += 1;
    return {
      body: {
        ok: true,
        bot_id: 'B0000000001',
        user_id: 'U0000000099',
        channel: path.endsWith('conversations.open') ? { id: 'D0000000001' } : 'C0000000001',
        ts: `${Math.floor(Date.now() / 1000)}.${String(posts).padStart(6, '0')}`,
        users: [],
        usergroups: [],
        messages: [],
      },
    };
  });
  return {
    ...server,
    answersUrl: `${server.url}/answers`,
    get answers() {
      return answers;
    },
  };
}
