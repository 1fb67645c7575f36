-- Whoever speaks in a thread means the release of the message that begins it: its card, or a notice about it.
create index boards_by_post on app.boards (channel, ts) where ts is not null;
create index notices_by_post on app.notices (channel, ts) where state = 'sent';
