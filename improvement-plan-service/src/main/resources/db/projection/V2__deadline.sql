-- The days on which something happens by itself; the timer reads those whose day has come.
create table deadline (
  id text primary key,
  inspection text not null,
  kind text not null,
  number int not null,
  falls_on date not null,
  due_on date not null,
  progress text not null
);
create index deadline_of_plan on deadline (inspection);
create index deadline_pending on deadline (falls_on, id) where progress = 'PENDING';
