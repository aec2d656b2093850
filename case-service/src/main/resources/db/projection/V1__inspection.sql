-- Inspections as lists show them.
create table inspection (
  id text primary key,
  area text not null,
  body text not null,
  kind text not null,
  framework_id text not null,
  framework_version int not null,
  lead text not null,
  fieldwork_start date not null,
  fieldwork_end date not null,
  reinspection_of text,
  status text not null,
  sampled int not null,
  judged int not null,
  version bigint not null,
  announced_at timestamptz not null,
  announced_position bigint not null
);
create index inspection_newest on inspection (announced_position desc);
create index inspection_of_area on inspection (area, announced_position desc);
