-- What reports are made of, and the documents of their editions, frozen.
create table report_content (
  id text primary key,
  content text not null
);
create table report_edition (
  id text primary key,
  inspection text not null,
  edition int not null,
  document text not null
);
alter table report add column challenge_decisions text not null default '[]';
alter table report add column publish_at timestamptz;
create index report_scheduled on report (publish_at, id) where publish_at is not null;
