import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type CalendarFeed, calendarFeed, feedText } from '../../src/web/calendar-feed.ts';

const feed: CalendarFeed = {
  zone: 'Europe/Berlin',
  spans: [
    {
      kind: 'freeze',
      reason: 'Year end; nobody, really nobody is here',
      from: Date.UTC(2027, 11, 30, 17),
      until: Date.UTC(2028, 0, 3, 7),
      services: [],
      environments: ['production'],
      types: [],
    },
  ],
  releases: [
    {
      id: 'checkout-1.4.0-abcdef',
      service: 'checkout',
      environment: 'production',
      version: '1.4.0',
      type: 'minor',
      status: 'approving',
      plannedFor: '2027-12-24',
      startAt: null,
      startedAt: null,
      endedAt: null,
    },
    {
      id: 'checkout-1.3.0-abcdef',
      service: 'checkout',
      environment: 'production',
      version: '1.3.0',
      type: 'minor',
      status: 'completed',
      plannedFor: null,
      startAt: null,
      startedAt: Date.UTC(2027, 11, 1, 9),
      endedAt: Date.UTC(2027, 11, 1, 10),
    },
  ],
};

/** As RFC 5545 has it: folded lines put together again. */
const linesOf = (text: string) => text.replace(/\r\n[ \t]/g, '').split('\r\n');

describe('the calendar feed', () => {
  it('has a freeze with its times, a planned release for its day, one that went out from start to end', () => {
    const lines = linesOf(feedText(feed));
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART:20271230T170000Z',
        'DTEND:20280103T070000Z',
        'SUMMARY:Freeze: Year end\\; nobody\\, really nobody is here',
        'DTSTART;VALUE=DATE:20271224',
        'STATUS:TENTATIVE',
        'DTSTART:20271201T090000Z',
        'DTEND:20271201T100000Z',
        'UID:checkout-1.3.0-abcdef@tminus',
      ]),
    );
    expect(lines.filter(line => line === 'BEGIN:VEVENT')).toHaveLength(3);
  });

  it('names the same things the same way each time', () => {
    const uids = () => linesOf(feedText(feed)).filter(line => line.startsWith('UID:'));
    expect(uids()).toEqual(uids());
    expect(new Set(uids()).size).toBe(3);
  });
});

describe('the address of the feed', () => {
  const opened: { close(): void }[] = [];
  afterEach(() => {
    for (const server of opened.splice(0)) server.close();
  });

  it('answers as a calendar, and with 503 while it cannot be read', async () => {
    let read = async () => feed;
    const route = calendarFeed('a-secret-of-twenty-characters', () => read());
    expect(route.path).toBe('/calendar/a-secret-of-twenty-characters.ics');
    const server = createServer((request, response) => void route.answer(request, response)).listen(
      0,
      '127.0.0.1',
    );
    opened.push(server);
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${route.path}`;
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    read = () => Promise.reject(new Error('the database is away'));
    const broken = await fetch(url);
    expect([broken.status, await broken.text()]).toEqual([503, 'The calendar cannot be read now.\n']);
  });
});

it('a planned start is an entry at its time', () => {
  const [planned] = feed.releases;
  const text = feedText({ ...feed, releases: [{ ...planned!, startAt: Date.UTC(2027, 11, 24, 9, 30) }] });
  expect(text).toContain('DTSTART:20271224T093000Z');
  expect(text).toContain('STATUS:TENTATIVE');
});
