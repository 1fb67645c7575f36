import type { AddressInfo, Socket } from 'node:net';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as whoever gets it reads it. */
export interface Received {
  from: string;
  /** Of the envelope. */
  to: string[];
  mail: ParsedMail;
}

/** What a server answers instead of taking a mail. */
export interface Answer {
  code: number;
  says: string;
}

/** A real SMTP server on this machine that keeps what it is given. */
export async function openPostBox({ user = null as { name: string; password: string } | null } = {}) {
  const received: Received[] = [];
  const answers: Answer[] = [];
  let drops = 0;
  const server = new SMTPServer({
    authOptional: user === null,
    disabledCommands: user === null ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === user?.name && password === user?.password
        ? done(null, { user: username })
        : done(new Error('Invalid user or password')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', chunk => chunks.push(chunk));
      stream.on('end', async () => {
        const answer = answers.shift();
        if (answer) return done(Object.assign(new Error(answer.says), { responseCode: answer.code }));
        const mail = await simpleParser(Buffer.concat(chunks));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          mail,
        });
        // It took the mail, and whoever sent it never hears so.
        if (drops > 0) {
          drops -= 1;
          return closeAll();
        }
        return done(null, 'kept');
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const closeAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const credentials = user ? `${user.name}:${user.password}@` : '';
  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    received,
    /** Answers the next mail with this instead of taking it. */
    answersNext: (answer: Answer) => void answers.push(answer),
    /** Takes the next mail and breaks the connection before it says so. */
    dropsNext: () => {
      drops += 1;
    },
    close: () =>
      new Promise<void>(resolve => {
        closeAll();
        server.close(() => resolve());
      }),
  };
}

export type PostBox = Awaited<ReturnType<typeof openPostBox>>;

export const addressesIn = (field: AddressObject | AddressObject[] | undefined): string =>
  Array.isArray(field) ? field.map(({ text }) => text).join(', ') : (field?.text ?? '');
