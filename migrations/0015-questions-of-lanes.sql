-- Some notices ask for something that their lane decides, such as to unlock it. `looked_lane`: up to which version of the lane
-- that was looked at.
alter table app.notices add column looked_lane integer not null default 0;
