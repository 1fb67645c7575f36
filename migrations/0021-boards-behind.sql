-- Whether a board shows less than is wanted, as a column: an index that names two versions is written for each change of
-- either, one that names this only when a board falls behind or catches up.
drop index app.boards_behind;
alter table app.boards add column behind boolean not null generated always as (wanted_version > shown_version) stored;
create index boards_behind on app.boards (due_at) where behind;
