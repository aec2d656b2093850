-- The standards that were judged by evidence or moved by discretion.
create table standard (
  id text primary key,
  inspection text not null references inspection,
  standard text not null,
  revision int not null,
  rating text,
  adjusted_from text,
  adjusted_to text,
  adjusted_why text
);
create index standard_of_inspection on standard (inspection);
