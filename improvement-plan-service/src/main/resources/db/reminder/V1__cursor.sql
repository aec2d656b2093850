-- How far the log was mailed. One row a shard, made when mail is first configured; of the event right
-- after the position, so many recipients have theirs already, and the checksum tells of which list.
create table cursor (
  shard int primary key,
  position bigint not null,
  sent int not null,
  checksum int not null
);
